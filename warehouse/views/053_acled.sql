-- ACLED: a row per event that a rule of rules.csv finds in its scope and that has a day
-- and a country. Its sides carry no direction; rules with is_swapped put the side acted
-- upon first, as ACLED does with protesters.
--
-- Parties by ACLED's sides, those of a known kind first. In demonstrations those who act
-- are its Protesters or Rioters, and their own names are associated with them. In
-- violence, an unknown or unnamed perpetrator is an unidentified armed group and people
-- of unknown kind are civilians, as in ACLED. A country of which no office is told is
-- the place rather than a side.
CREATE OR REPLACE VIEW as_acled AS
WITH scoped AS MATERIALIZED (
    SELECT
        e.*,
        c.is_swapped,
        k.sub_event_type,
        k.event_type AS scoped_type,
        k.disorder_type,
        n.name AS country_name,
        n.iso_numeric,
        k.disorder_type = 'Political violence' AND k.event_type <> 'Riots' AS is_armed,
        c.recipients = 'civilian' OR k.event_type = 'Violence against civilians'
            AS has_victims,
        CASE
            WHEN k.event_type = 'Riots' THEN 5
            WHEN k.event_type = 'Protests' THEN 6
        END AS crowd
    FROM crosswalk_events e
    JOIN crosswalk_codes c ON c.event_id = e.event_id AND c.rival = 'acled'
    JOIN crosswalk_acled_codes k ON k.sub_event_type = c.code
    JOIN crosswalk_placed l ON l.event_id = e.event_id AND l.rival = 'acled'
    JOIN crosswalk_states n ON n.iso3 = e.place_country
    WHERE e.date_start IS NOT NULL
),
sided AS MATERIALIZED (
    SELECT
        s.event_id,
        s.country_name,
        s.is_armed,
        s.crowd,
        p.acled_name AS name,
        p.acled_inter AS inter,
        p.rank,
        CASE WHEN (p.side = 'target') = s.is_swapped THEN 1 ELSE 2 END AS number
    FROM scoped s
    JOIN crosswalk_parties p ON p.event_id = s.event_id AND p.side <> 'mediator'
    WHERE p.acled_inter IS NOT NULL OR NOT coalesce(p.entity_id LIKE 'state:%', false)
),
-- A rank of 0 is for the crowd, one of a million and more for those of unknown kind.
agents AS (
    SELECT
        event_id,
        number,
        CASE
            WHEN inter IS NOT NULL OR NOT is_armed THEN name
            WHEN number = 1 THEN 'Unidentified Armed Group (' || country_name || ')'
            ELSE 'Civilians (' || country_name || ')'
        END AS name,
        CASE
            WHEN inter IS NOT NULL OR NOT is_armed THEN inter
            WHEN number = 1 THEN 3
            ELSE 7
        END AS inter,
        rank + CASE WHEN inter IS NULL THEN 1000000 ELSE 0 END AS rank
    FROM sided
    WHERE crowd IS NULL OR number = 2 OR inter IS NULL OR inter <> 7
        OR NOT starts_with(name, 'Civilians (')
    UNION ALL
    SELECT
        event_id,
        1,
        CASE crowd WHEN 5 THEN 'Rioters (' ELSE 'Protesters (' END || country_name || ')',
        crowd,
        0
    FROM scoped
    WHERE crowd IS NOT NULL
    UNION ALL
    SELECT event_id, 1, 'Unidentified Armed Group (' || country_name || ')', 3, 0
    FROM scoped s
    WHERE is_armed
        AND NOT EXISTS (FROM sided d WHERE d.event_id = s.event_id AND d.number = 1)
    UNION ALL
    SELECT event_id, 2, 'Civilians (' || country_name || ')', 7, 0
    FROM scoped s
    WHERE is_armed
        AND has_victims
        AND NOT EXISTS (FROM sided d WHERE d.event_id = s.event_id AND d.number = 2)
),
ranked AS (
    SELECT
        event_id,
        number,
        arg_min(name, rank) AS name,
        arg_min_null(inter, rank) AS inter,
        list(name ORDER BY rank) AS names
    FROM agents
    GROUP BY event_id, number
),
named AS MATERIALIZED (
    SELECT
        event_id,
        number,
        name,
        inter,
        nullif(
            array_to_string(list_filter(firsts(names), lambda one: one <> name), '; '), ''
        ) AS others
    FROM ranked
),
crowds AS (
    SELECT
        event_id,
        arg_max(coalesce(best, low, high), (n_claims, -position)) AS best,
        arg_max(best IS NULL OR low <> high, (n_claims, -position)) AS is_about
    FROM event_quantities
    WHERE counted = 'protesters'
    GROUP BY event_id
)
SELECT
    e.place_country || rival_number(e.event_id) AS event_id_cnty,
    e.date_start AS event_date,
    year(e.date_start)::INTEGER AS year,
    x.date_code::INTEGER AS time_precision,
    e.disorder_type,
    e.scoped_type AS event_type,
    e.sub_event_type,
    a.name AS actor1,
    a.others AS assoc_actor_1,
    i.label AS inter1,
    b.name AS actor2,
    b.others AS assoc_actor_2,
    j.label AS inter2,
    CASE
        WHEN i.inter IS NULL AND j.inter IS NULL THEN NULL
        WHEN b.name IS NULL OR j.inter IS NULL THEN i.label || ' only'
        WHEN a.name IS NULL OR i.inter IS NULL THEN j.label || ' only'
        WHEN j.inter < i.inter THEN j.label || '-' || i.label
        ELSE i.label || '-' || j.label
    END AS interaction,
    CASE
        WHEN e.disorder_type = 'Political violence' AND j.inter = 7
            OR e.sub_event_type = 'Excessive force against protesters'
            THEN 'Civilian targeting'
    END AS civilian_targeting,
    e.iso_numeric::INTEGER AS iso,
    g.region,
    e.country_name AS country,
    CASE WHEN e.place_precision = 'admin1' THEN e.place_name ELSE e.place_admin1 END
        AS admin1,
    CASE WHEN e.place_precision = 'admin2' THEN e.place_name END AS admin2,
    NULL::VARCHAR AS admin3,
    e.place_name AS location,
    e.place_latitude AS latitude,
    e.place_longitude AS longitude,
    x.place_code::INTEGER AS geo_precision,
    r.offices AS source,
    NULL::VARCHAR AS source_scale,
    h.quote AS notes,
    coalesce(t.low, 0)::INTEGER AS fatalities,
    CASE
        WHEN e.disorder_type NOT LIKE '%Demonstrations%' THEN NULL
        WHEN w.best IS NULL THEN 'crowd size=no report'
        WHEN w.is_about THEN 'crowd size=about ' || w.best::BIGINT
        ELSE 'crowd size=' || w.best::BIGINT
    END AS tags,
    epoch(e.valid_from::TIMESTAMP)::BIGINT AS timestamp
FROM scoped e
LEFT JOIN crosswalk_acled_regions g ON g.iso3 = e.place_country
LEFT JOIN named a ON a.event_id = e.event_id AND a.number = 1
LEFT JOIN named b ON b.event_id = e.event_id AND b.number = 2
LEFT JOIN crosswalk_acled_inter i ON i.inter = a.inter
LEFT JOIN crosswalk_acled_inter j ON j.inter = b.inter
LEFT JOIN crosswalk_exactness x ON x.event_id = e.event_id AND x.rival = 'acled'
LEFT JOIN crosswalk_heads h ON h.event_id = e.event_id
LEFT JOIN crosswalk_reports r ON r.event_id = e.event_id
LEFT JOIN event_tolls t ON t.event_id = e.event_id AND t.counted = 'killed'
LEFT JOIN crowds w ON w.event_id = e.event_id;

-- UCDP GED: a row per lethal event whose sides a rule of rules.csv finds organised, and
-- that has a day and a country. Side A is the government in type 1, the perpetrator in
-- type 3, and else the first party.

CREATE OR REPLACE VIEW crosswalk_violence AS
SELECT
    e.event_id,
    c.code::INTEGER AS type_of_violence,
    c.code = '1' AND s.actors <> 'state' AS is_turned
FROM crosswalk_events e
JOIN crosswalk_codes c ON c.event_id = e.event_id AND c.rival = 'ucdp_ged'
JOIN crosswalk_situations s ON s.event_id = e.event_id
JOIN crosswalk_placed l ON l.event_id = e.event_id AND l.rival = 'ucdp_ged'
WHERE e.date_start IS NOT NULL;

-- The first organised party of each side, by UCDP's letters.
CREATE OR REPLACE VIEW crosswalk_ucdp_sides AS
SELECT
    v.event_id,
    CASE WHEN (p.side = 'source') <> v.is_turned THEN 'a' ELSE 'b' END AS letter,
    arg_min(
        CASE
            WHEN p.force = 'state' AND p.country_name IS NOT NULL
                THEN 'Government of ' || p.country_name
            ELSE p.acled_name
        END,
        p.rank
    ) AS name,
    arg_min(p.gw_number, p.rank) FILTER (p.force = 'state') AS gw_number
FROM crosswalk_violence v
JOIN crosswalk_parties p ON p.event_id = v.event_id
WHERE p.force IN ('state', 'group')
    AND (p.side = 'source' OR (p.side = 'target' AND v.type_of_violence <> 3))
GROUP BY v.event_id, letter;

-- The killed by letter, c for civilians. As in event_tolls, a number whose country, or
-- whose side, is left open may be about people that another tells of with theirs.
CREATE OR REPLACE VIEW crosswalk_ucdp_deaths AS
WITH told AS (
    SELECT
        v.event_id,
        v.is_turned,
        q.whose_role,
        q.whose_country IS NULL AS is_open,
        coalesce(q.best, q.low, q.high, 0) AS best,
        CASE
            WHEN q.whose_role = 'civilians' OR u.unit IS NOT NULL THEN 'civilian'
            WHEN q.whose_role = 'recipients' AND s.recipients = 'civilian'
                THEN 'civilian'
            WHEN q.whose_role = 'recipients' THEN 'target'
            WHEN q.whose_role = 'actors' AND e.direction <> 'mutual' THEN 'source'
            WHEN v.type_of_violence = 3 AND q.whose_role <> 'actors' THEN 'civilian'
            WHEN q.whose_role = 'actors' AND s.countries = 'different' THEN (
                SELECT p.side FROM crosswalk_parties p
                WHERE p.event_id = q.event_id
                    AND p.country = q.whose_country
                    AND p.side IN ('source', 'target')
                ORDER BY p.position LIMIT 1
            )
        END AS side
    FROM crosswalk_violence v
    JOIN crosswalk_events e USING (event_id)
    JOIN crosswalk_situations s USING (event_id)
    JOIN event_quantities q ON q.event_id = v.event_id AND q.counted = 'killed'
    LEFT JOIN crosswalk_civilian_units u ON u.unit = q.unit
),
sums AS (
    SELECT event_id, is_turned, side, whose_role, is_open, sum(best) AS best
    FROM told
    WHERE side IS NOT NULL
    GROUP BY ALL
),
roles AS (
    SELECT event_id, is_turned, side, whose_role, max(best) AS best
    FROM sums
    GROUP BY ALL
)
SELECT
    event_id,
    CASE
        WHEN side = 'civilian' THEN 'c'
        WHEN (side = 'source') <> is_turned THEN 'a'
        ELSE 'b'
    END AS letter,
    greatest(
        sum(best) FILTER (whose_role <> 'unknown'),
        max(best) FILTER (whose_role = 'unknown')
    ) AS best
FROM roles
GROUP BY event_id, letter;

CREATE OR REPLACE VIEW as_ucdp_ged AS
WITH bounds AS (
    SELECT
        event_id,
        round(best)::BIGINT AS best,
        round(least(low, best))::BIGINT AS low,
        round(greatest(high, best))::BIGINT AS high
    FROM event_tolls
    WHERE counted = 'killed'
),
letters AS (
    SELECT
        event_id,
        round(coalesce(max(best) FILTER (letter = 'a'), 0))::BIGINT AS a,
        round(coalesce(max(best) FILTER (letter = 'b'), 0))::BIGINT AS b,
        round(coalesce(max(best) FILTER (letter = 'c'), 0))::BIGINT AS c
    FROM crosswalk_ucdp_deaths
    GROUP BY event_id
),
-- Where the sides tell more than the event's toll, civilians go first.
deaths AS (
    SELECT
        t.*,
        least(coalesce(l.c, 0), t.best) AS c,
        least(coalesce(l.b, 0), t.best - least(coalesce(l.c, 0), t.best)) AS b,
        coalesce(l.a, 0) AS a
    FROM bounds t
    LEFT JOIN letters l USING (event_id)
),
claimants AS (
    SELECT
        event_id,
        string_agg(DISTINCT coalesce(c.claimant_name, c.claimant_text), ';'
            ORDER BY coalesce(c.claimant_name, c.claimant_text)) AS names
    FROM event_claims
    JOIN claims c USING (claim_id)
    GROUP BY event_id
)
SELECT
    rival_number(e.event_id) AS id,
    concat_ws('-', e.place_country, year(e.date_start), v.type_of_violence, e.event_id)
        AS relid,
    year(e.date_start)::INTEGER AS year,
    NULL::BOOLEAN AS active_year,
    NULL::VARCHAR AS code_status,
    v.type_of_violence,
    NULL::VARCHAR AS conflict_dset_id,
    NULL::INTEGER AS conflict_new_id,
    NULL::VARCHAR AS conflict_name,
    NULL::VARCHAR AS dyad_dset_id,
    NULL::INTEGER AS dyad_new_id,
    a.name || ' - ' || coalesce(b.name, 'Civilians') AS dyad_name,
    NULL::VARCHAR AS side_a_dset_id,
    NULL::INTEGER AS side_a_new_id,
    a.name AS side_a,
    NULL::VARCHAR AS side_b_dset_id,
    NULL::INTEGER AS side_b_new_id,
    coalesce(b.name, 'Civilians') AS side_b,
    e.n_independent_sources::INTEGER AS number_of_sources,
    r.articles AS source_article,
    replace(r.offices, '; ', ';') AS source_office,
    r.days AS source_date,
    r.headlines AS source_headline,
    o.names AS source_original,
    x.place_code::INTEGER AS where_prec,
    e.place_name AS where_coordinates,
    e.place_text AS where_description,
    CASE WHEN e.place_precision = 'admin1' THEN e.place_name ELSE e.place_admin1 END
        AS adm_1,
    CASE WHEN e.place_precision = 'admin2' THEN e.place_name END AS adm_2,
    e.place_latitude AS latitude,
    e.place_longitude AS longitude,
    'POINT (' || e.place_longitude || ' ' || e.place_latitude || ')' AS geom_wkt,
    CASE WHEN e.place_precision IN ('exact', 'city', 'admin2') THEN (
        least(floor((e.place_latitude + 90) * 2), 359) * 720
        + least(floor((e.place_longitude + 180) * 2), 719) + 1
    )::INTEGER END AS priogrid_gid,
    n.name AS country,
    z.gw_number AS country_id,
    n.region,
    CASE WHEN e.date_precision = 'day' THEN 1 ELSE 2 END AS event_clarity,
    x.date_code::INTEGER AS date_prec,
    e.date_start::TIMESTAMP::TIMESTAMPTZ AS date_start,
    e.date_end::TIMESTAMP::TIMESTAMPTZ AS date_end,
    least(d.a, d.best - d.b - d.c)::INTEGER AS deaths_a,
    d.b::INTEGER AS deaths_b,
    d.c::INTEGER AS deaths_civilians,
    (d.best - d.b - d.c - least(d.a, d.best - d.b - d.c))::INTEGER AS deaths_unknown,
    d.best::INTEGER AS best,
    d.high::INTEGER AS high,
    d.low::INTEGER AS low,
    a.gw_number AS gwnoa,
    b.gw_number AS gwnob
FROM crosswalk_events e
JOIN crosswalk_violence v ON v.event_id = e.event_id
JOIN deaths d ON d.event_id = e.event_id
LEFT JOIN crosswalk_ucdp_sides a ON a.event_id = e.event_id AND a.letter = 'a'
LEFT JOIN crosswalk_ucdp_sides b ON b.event_id = e.event_id AND b.letter = 'b'
LEFT JOIN crosswalk_states n ON n.iso3 = e.place_country
LEFT JOIN crosswalk_numbers z ON z.iso3 = e.place_country AND z.day = e.date_start
LEFT JOIN crosswalk_exactness x ON x.event_id = e.event_id AND x.rival = 'ucdp_ged'
LEFT JOIN crosswalk_reports r ON r.event_id = e.event_id
LEFT JOIN claimants o ON o.event_id = e.event_id;

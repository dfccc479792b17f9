-- UCDP GED: a row per lethal event whose sides a rule of rules.csv finds organised, and
-- that has a day and a country. Side A is the government in type 1, the perpetrator in
-- type 3, and else the first party.
CREATE OR REPLACE VIEW as_ucdp_ged AS
WITH violence AS MATERIALIZED (
    SELECT
        e.*,
        c.code::INTEGER AS type_of_violence,
        c.code = '1' AND c.actors <> 'state' AS is_turned,
        c.recipients,
        c.countries
    FROM crosswalk_events e
    JOIN crosswalk_codes c ON c.event_id = e.event_id AND c.rival = 'ucdp_ged'
    JOIN crosswalk_placed l ON l.event_id = e.event_id AND l.rival = 'ucdp_ged'
    WHERE e.date_start IS NOT NULL
),
parties AS MATERIALIZED (
    SELECT
        p.*,
        t.name AS state_name,
        t.gw_number AS state_number,
        v.type_of_violence,
        CASE WHEN (p.side = 'source') <> v.is_turned THEN 'a' ELSE 'b' END AS letter
    FROM violence v
    JOIN crosswalk_parties p ON p.event_id = v.event_id
    LEFT JOIN crosswalk_statehood t ON t.iso3 = p.country AND t.day = v.date_start
    WHERE p.side <> 'mediator'
),
-- The first organised party of each side, by UCDP's letters.
sides AS (
    SELECT
        event_id,
        letter,
        arg_min(
            CASE
                WHEN force = 'state' AND state_name IS NOT NULL
                    THEN 'Government of ' || state_name
                ELSE acled_name
            END,
            rank
        ) AS name,
        arg_min(state_number, rank) FILTER (force = 'state') AS gw_number
    FROM parties
    WHERE force IN ('state', 'group')
        AND (side = 'source' OR type_of_violence <> 3)
    GROUP BY event_id, letter
),
-- Whose letter a country of a mutual event stands for.
owners AS (
    SELECT event_id, country, arg_min(letter, position) AS letter
    FROM parties
    WHERE country IS NOT NULL
    GROUP BY event_id, country
),
-- The killed by letter, c for civilians. As in event_tolls, a number whose country, or
-- whose side, is left open may be about people that another tells of with theirs.
told AS (
    SELECT
        v.event_id,
        q.whose_role,
        q.whose_country IS NULL AS is_open,
        coalesce(q.best, q.low, q.high, 0) AS best,
        CASE
            WHEN q.whose_role = 'civilians' OR u.unit IS NOT NULL THEN 'c'
            WHEN q.whose_role = 'recipients' AND v.recipients = 'civilian' THEN 'c'
            WHEN q.whose_role = 'recipients'
                THEN CASE WHEN v.is_turned THEN 'a' ELSE 'b' END
            WHEN q.whose_role = 'actors' AND v.direction <> 'mutual'
                THEN CASE WHEN v.is_turned THEN 'b' ELSE 'a' END
            WHEN q.whose_role = 'actors' AND v.countries = 'different' THEN o.letter
            WHEN q.whose_role <> 'actors' AND v.type_of_violence = 3 THEN 'c'
        END AS letter
    FROM violence v
    JOIN event_quantities q ON q.event_id = v.event_id AND q.counted = 'killed'
    LEFT JOIN crosswalk_civilian_units u ON u.unit = q.unit
    LEFT JOIN owners o ON o.event_id = v.event_id AND o.country = q.whose_country
),
sums AS (
    SELECT event_id, letter, whose_role, is_open, sum(best) AS best
    FROM told
    WHERE letter IS NOT NULL
    GROUP BY ALL
),
roles AS (
    SELECT event_id, letter, whose_role, max(best) AS best FROM sums GROUP BY ALL
),
letters AS (
    SELECT
        event_id,
        letter,
        round(greatest(
            sum(best) FILTER (whose_role <> 'unknown'),
            max(best) FILTER (whose_role = 'unknown')
        ))::BIGINT AS best
    FROM roles
    GROUP BY event_id, letter
),
tolls AS (
    SELECT
        event_id,
        coalesce(max(best) FILTER (letter = 'a'), 0) AS a,
        coalesce(max(best) FILTER (letter = 'b'), 0) AS b,
        coalesce(max(best) FILTER (letter = 'c'), 0) AS c
    FROM letters
    GROUP BY event_id
),
bounds AS (
    SELECT
        event_id,
        round(best)::BIGINT AS best,
        round(least(low, best))::BIGINT AS low,
        round(greatest(high, best))::BIGINT AS high
    FROM event_tolls
    WHERE counted = 'killed'
),
-- Where the sides tell more than the event's toll, civilians go first.
deaths AS (
    SELECT
        t.*,
        least(coalesce(l.c, 0), t.best) AS c,
        least(coalesce(l.b, 0), t.best - least(coalesce(l.c, 0), t.best)) AS b,
        coalesce(l.a, 0) AS a
    FROM bounds t
    LEFT JOIN tolls l USING (event_id)
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
    concat_ws('-', e.place_country, year(e.date_start), e.type_of_violence, e.event_id)
        AS relid,
    year(e.date_start)::INTEGER AS year,
    NULL::BOOLEAN AS active_year,
    NULL::VARCHAR AS code_status,
    e.type_of_violence,
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
    priogrid_of_place(e.place_latitude, e.place_longitude, e.place_precision)
        AS priogrid_gid,
    n.name AS country,
    n.gw_number AS country_id,
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
FROM violence e
JOIN deaths d ON d.event_id = e.event_id
LEFT JOIN sides a ON a.event_id = e.event_id AND a.letter = 'a'
LEFT JOIN sides b ON b.event_id = e.event_id AND b.letter = 'b'
LEFT JOIN crosswalk_statehood n ON n.iso3 = e.place_country AND n.day = e.date_start
LEFT JOIN crosswalk_exactness x ON x.event_id = e.event_id AND x.rival = 'ucdp_ged'
LEFT JOIN crosswalk_reports r ON r.event_id = e.event_id
LEFT JOIN claimants o ON o.event_id = e.event_id;

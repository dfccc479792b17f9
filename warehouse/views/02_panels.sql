-- Panels by month. A unit is in its panel with every month from the first to the last in
-- which articles were read; 0 is covered and nothing found, null is not covered. Events
-- outside these cells have rows too, so that a panel's sum is the number of events.
-- Open upper bounds count with the best value, and numbers nobody told count as 0.

-- One number per event and thing counted. Sides add up. A number whose country, or whose
-- side, its claims leave open may be about people that others tell of with their side,
-- so it counts only where it is the greater one.
CREATE OR REPLACE VIEW event_tolls AS
WITH told AS (
    SELECT
        event_id,
        counted,
        whose_role,
        whose_country IS NULL AS is_open,
        sum(coalesce(low, best, 0)) AS low,
        sum(coalesce(best, low, high, 0)) AS best,
        sum(coalesce(high, best, low, 0)) AS high
    FROM event_quantities
    GROUP BY ALL
),
sides AS (
    SELECT
        event_id,
        counted,
        whose_role = 'unknown' AS is_open,
        whose_role,
        max(low) AS low,
        max(best) AS best,
        max(high) AS high
    FROM told
    GROUP BY ALL
),
totals AS (
    SELECT
        event_id,
        counted,
        is_open,
        sum(low) AS low,
        sum(best) AS best,
        sum(high) AS high
    FROM sides
    GROUP BY ALL
)
SELECT event_id, counted, max(low) AS low, max(best) AS best, max(high) AS high
FROM totals
GROUP BY event_id, counted;

-- Who did it to whom, by country: directed events from actors to recipients, mutual
-- ones both ways between different actors; each pair of countries once per event.
CREATE OR REPLACE VIEW event_dyads AS
SELECT DISTINCT
    e.event_id,
    a.country AS source_country,
    b.country AS target_country
FROM events e
JOIN event_actors a ON a.event_id = e.event_id AND a.role = 'actor'
JOIN event_actors b ON b.event_id = e.event_id
WHERE a.country IS NOT NULL
    AND b.country IS NOT NULL
    AND (
        (e.direction = 'directed' AND b.role = 'recipient')
        OR (e.direction = 'mutual' AND b.role = 'actor' AND a.position <> b.position)
    );

-- A country's numbers by month; a month in which they change has the later ones.
CREATE OR REPLACE VIEW state_months AS
SELECT
    iso3,
    gw_number,
    cow_number,
    coalesce(month_id_of(valid_from), -100000) AS first_month,
    least(
        coalesce(month_id_of(valid_to), 100000),
        lead(month_id_of(valid_from), 1, 100001)
            OVER (PARTITION BY iso3 ORDER BY valid_from NULLS FIRST) - 1
    ) AS last_month
FROM states;

-- What a source tells of: a country is its matter once an article of it tells of a
-- place or a party there.
CREATE OR REPLACE VIEW coverage_sources AS
WITH told AS (
    SELECT article_id, place_country AS country
    FROM claims
    WHERE place_country IS NOT NULL
    UNION
    SELECT c.article_id, p.country
    FROM claim_actors p
    JOIN claims c USING (claim_id)
    WHERE p.country IS NOT NULL
)
SELECT a.source_id, t.country, count(*)::BIGINT AS n_articles
FROM told t
JOIN articles a USING (article_id)
GROUP BY a.source_id, t.country;

-- Where and when the sources would have told: a country is covered in a month in which
-- articles were read from a source that tells of it. A state that is gone is not.
CREATE OR REPLACE VIEW coverage_units AS
WITH volumes AS (
    SELECT
        source_id,
        month_id_of(published) AS month_id,
        count(*) AS n_articles
    FROM articles
    WHERE published IS NOT NULL
    GROUP BY ALL
)
SELECT
    s.country,
    year_of_month(v.month_id) AS year,
    month_of_year(v.month_id) AS month,
    v.month_id,
    count(*)::BIGINT AS n_sources,
    sum(v.n_articles)::BIGINT AS n_articles
FROM coverage_sources s
JOIN volumes v USING (source_id)
LEFT JOIN (
    SELECT iso3, max(last_month) AS last_month
    FROM state_months
    GROUP BY iso3
) g ON g.iso3 = s.country
WHERE g.iso3 IS NULL OR v.month_id <= g.last_month
GROUP BY s.country, v.month_id;

CREATE OR REPLACE VIEW coverage_span AS
SELECT unnest(range(min(month_id), max(month_id) + 1))::INTEGER AS month_id
FROM coverage_units;

-- Which unit of which panel an event counts in.
CREATE OR REPLACE VIEW panel_cells AS
SELECT 'country' AS panel, place_country AS one, NULL::VARCHAR AS other, event_id
FROM events
UNION ALL
SELECT 'admin1', place_country, place_admin1, event_id
FROM events
UNION ALL
SELECT
    'grid',
    priogrid_of_place(place_latitude, place_longitude, place_precision)::VARCHAR,
    NULL,
    event_id
FROM events
UNION ALL
SELECT 'dyad', source_country, target_country, event_id
FROM event_dyads
UNION ALL
SELECT DISTINCT 'actor', entity_id, NULL, event_id
FROM event_actors
WHERE role = 'actor';

-- Every unit with the countries through which it is covered.
CREATE OR REPLACE VIEW panel_units AS
SELECT 'country' AS panel, country AS one, NULL::VARCHAR AS other, country
FROM (
    SELECT country FROM coverage_units WHERE country IN (SELECT iso3 FROM states)
    UNION
    SELECT place_country FROM events WHERE place_country IS NOT NULL
)
UNION ALL
SELECT DISTINCT 'admin1', place_country, place_admin1, place_country
FROM events
WHERE place_country IS NOT NULL AND place_admin1 IS NOT NULL
UNION ALL
SELECT DISTINCT
    'grid',
    priogrid_of_place(place_latitude, place_longitude, place_precision)::VARCHAR,
    NULL,
    place_country
FROM events
WHERE priogrid_of_place(place_latitude, place_longitude, place_precision) IS NOT NULL
UNION ALL
SELECT
    'dyad',
    source_country,
    target_country,
    unnest(list_distinct([source_country, target_country]))
FROM (SELECT DISTINCT source_country, target_country FROM event_dyads)
UNION ALL
SELECT DISTINCT 'actor', entity_id, NULL, country
FROM event_actors
WHERE role = 'actor' AND entity_id IS NOT NULL;

-- The rows of a panel; what the units are called is up to its view.
CREATE OR REPLACE MACRO panel_of(which, only_default) AS TABLE
WITH tolls AS (
    SELECT
        event_id,
        sum(low) FILTER (counted = 'killed') AS killed_low,
        sum(best) FILTER (counted = 'killed') AS killed_best,
        sum(high) FILTER (counted = 'killed') AS killed_high,
        sum(low) FILTER (counted = 'injured') AS injured_low,
        sum(best) FILTER (counted = 'injured') AS injured_best,
        sum(high) FILTER (counted = 'injured') AS injured_high,
        sum(low) FILTER (counted = 'missing') AS missing_low,
        sum(best) FILTER (counted = 'missing') AS missing_best,
        sum(high) FILTER (counted = 'missing') AS missing_high,
        sum(low) FILTER (counted = 'displaced') AS displaced_low,
        sum(best) FILTER (counted = 'displaced') AS displaced_best,
        sum(high) FILTER (counted = 'displaced') AS displaced_high,
        sum(low) FILTER (counted = 'captured') AS captured_low,
        sum(best) FILTER (counted = 'captured') AS captured_best,
        sum(high) FILTER (counted = 'captured') AS captured_high,
        sum(low) FILTER (counted = 'abducted') AS abducted_low,
        sum(best) FILTER (counted = 'abducted') AS abducted_best,
        sum(high) FILTER (counted = 'abducted') AS abducted_high,
        sum(low) FILTER (counted = 'arrested') AS arrested_low,
        sum(best) FILTER (counted = 'arrested') AS arrested_best,
        sum(high) FILTER (counted = 'arrested') AS arrested_high,
        sum(low) FILTER (counted = 'released') AS released_low,
        sum(best) FILTER (counted = 'released') AS released_best,
        sum(high) FILTER (counted = 'released') AS released_high,
        sum(low) FILTER (counted = 'protesters') AS protesters_low,
        sum(best) FILTER (counted = 'protesters') AS protesters_best,
        sum(high) FILTER (counted = 'protesters') AS protesters_high
    FROM event_tolls
    GROUP BY event_id
),
counts AS (
    SELECT
        c.one,
        c.other,
        month_of_interval(e.date_start, e.date_end) AS month_id,
        count(*) AS n_events,
        sum(e.n_claims)::BIGINT AS n_claims,
        sum(e.n_independent_sources)::BIGINT AS n_independent_sources,
        -- As decimals, whose sum does not depend on the order.
        avg(e.score::DECIMAL(9, 4)) AS mean_score,
        count(*) FILTER (e.quad_class = 1) AS n_verbal_cooperation,
        count(*) FILTER (e.quad_class = 2) AS n_material_cooperation,
        count(*) FILTER (e.quad_class = 3) AS n_verbal_conflict,
        count(*) FILTER (e.quad_class = 4) AS n_material_conflict,
        count(*) FILTER (e.event_type = 'AGREE') AS n_agree,
        count(*) FILTER (e.event_type = 'CONSULT') AS n_consult,
        count(*) FILTER (e.event_type = 'SUPPORT') AS n_support,
        count(*) FILTER (e.event_type = 'CONCEDE') AS n_concede,
        count(*) FILTER (e.event_type = 'COOPERATE') AS n_cooperate,
        count(*) FILTER (e.event_type = 'AID') AS n_aid,
        count(*) FILTER (e.event_type = 'RETREAT') AS n_retreat,
        count(*) FILTER (e.event_type = 'REQUEST') AS n_request,
        count(*) FILTER (e.event_type = 'ACCUSE') AS n_accuse,
        count(*) FILTER (e.event_type = 'REJECT') AS n_reject,
        count(*) FILTER (e.event_type = 'THREATEN') AS n_threaten,
        count(*) FILTER (e.event_type = 'PROTEST') AS n_protest,
        count(*) FILTER (e.event_type = 'SANCTION') AS n_sanction,
        count(*) FILTER (e.event_type = 'MOBILIZE') AS n_mobilize,
        count(*) FILTER (e.event_type = 'COERCE') AS n_coerce,
        count(*) FILTER (e.event_type = 'ASSAULT') AS n_assault,
        coalesce(sum(t.killed_low), 0) AS killed_low,
        coalesce(sum(t.killed_best), 0) AS killed_best,
        coalesce(sum(t.killed_high), 0) AS killed_high,
        coalesce(sum(t.injured_low), 0) AS injured_low,
        coalesce(sum(t.injured_best), 0) AS injured_best,
        coalesce(sum(t.injured_high), 0) AS injured_high,
        coalesce(sum(t.missing_low), 0) AS missing_low,
        coalesce(sum(t.missing_best), 0) AS missing_best,
        coalesce(sum(t.missing_high), 0) AS missing_high,
        coalesce(sum(t.displaced_low), 0) AS displaced_low,
        coalesce(sum(t.displaced_best), 0) AS displaced_best,
        coalesce(sum(t.displaced_high), 0) AS displaced_high,
        coalesce(sum(t.captured_low), 0) AS captured_low,
        coalesce(sum(t.captured_best), 0) AS captured_best,
        coalesce(sum(t.captured_high), 0) AS captured_high,
        coalesce(sum(t.abducted_low), 0) AS abducted_low,
        coalesce(sum(t.abducted_best), 0) AS abducted_best,
        coalesce(sum(t.abducted_high), 0) AS abducted_high,
        coalesce(sum(t.arrested_low), 0) AS arrested_low,
        coalesce(sum(t.arrested_best), 0) AS arrested_best,
        coalesce(sum(t.arrested_high), 0) AS arrested_high,
        coalesce(sum(t.released_low), 0) AS released_low,
        coalesce(sum(t.released_best), 0) AS released_best,
        coalesce(sum(t.released_high), 0) AS released_high,
        coalesce(sum(t.protesters_low), 0) AS protesters_low,
        coalesce(sum(t.protesters_best), 0) AS protesters_best,
        coalesce(sum(t.protesters_high), 0) AS protesters_high
    FROM panel_cells c
    JOIN events e USING (event_id)
    LEFT JOIN tolls t USING (event_id)
    WHERE c.panel = which
        AND (
            NOT only_default
            OR (e.factuality IN ('completed', 'ongoing') AND NOT e.is_background)
        )
    GROUP BY ALL
),
cells AS (
    SELECT u.one, u.other, s.month_id, count(c.country) > 0 AS is_covered
    FROM panel_units u
    CROSS JOIN coverage_span s
    LEFT JOIN coverage_units c ON c.country = u.country AND c.month_id = s.month_id
    WHERE u.panel = which
    GROUP BY ALL
),
joined AS (
    SELECT
        coalesce(n.one, f.one) AS one,
        coalesce(n.other, f.other) AS other,
        coalesce(n.month_id, f.month_id) AS month_id,
        coalesce(f.is_covered, false) AS is_covered,
        n.* EXCLUDE (one, other, month_id)
    FROM cells f
    FULL JOIN counts n
        ON n.one IS NOT DISTINCT FROM f.one
        AND n.other IS NOT DISTINCT FROM f.other
        AND n.month_id = f.month_id
)
SELECT
    one,
    other,
    year_of_month(month_id) AS year,
    month_of_year(month_id) AS month,
    month_id,
    is_covered,
    mean_score,
    counted_in(COLUMNS('^n_'), is_covered),
    counted_in(COLUMNS('_(low|best|high)$'), is_covered)
FROM joined;

CREATE OR REPLACE MACRO country_month_of(only_default) AS TABLE
SELECT
    p.one AS country,
    s.gw_number,
    s.cow_number,
    p.* EXCLUDE (one, other)
FROM panel_of('country', only_default) p
LEFT JOIN state_months s
    ON s.iso3 = p.one AND p.month_id BETWEEN s.first_month AND s.last_month;

CREATE OR REPLACE VIEW country_month AS
FROM country_month_of(true) ORDER BY country, year, month;

CREATE OR REPLACE VIEW country_month_all AS
FROM country_month_of(false) ORDER BY country, year, month;

CREATE OR REPLACE MACRO admin1_month_of(only_default) AS TABLE
SELECT
    p.one AS country,
    p.other AS admin1,
    s.gw_number,
    s.cow_number,
    p.* EXCLUDE (one, other)
FROM panel_of('admin1', only_default) p
LEFT JOIN state_months s
    ON s.iso3 = p.one AND p.month_id BETWEEN s.first_month AND s.last_month;

CREATE OR REPLACE VIEW admin1_month AS
FROM admin1_month_of(true) ORDER BY country, admin1, year, month;

CREATE OR REPLACE VIEW admin1_month_all AS
FROM admin1_month_of(false) ORDER BY country, admin1, year, month;

CREATE OR REPLACE MACRO grid_month_of(only_default) AS TABLE
SELECT
    p.one::INTEGER AS priogrid_gid,
    priogrid_latitude(p.one::INTEGER) AS latitude,
    priogrid_longitude(p.one::INTEGER) AS longitude,
    p.* EXCLUDE (one, other)
FROM panel_of('grid', only_default) p;

CREATE OR REPLACE VIEW grid_month AS
FROM grid_month_of(true) ORDER BY priogrid_gid, year, month;

CREATE OR REPLACE VIEW grid_month_all AS
FROM grid_month_of(false) ORDER BY priogrid_gid, year, month;

CREATE OR REPLACE MACRO dyad_month_of(only_default) AS TABLE
SELECT
    p.one AS source_country,
    p.other AS target_country,
    a.gw_number AS source_gw_number,
    a.cow_number AS source_cow_number,
    b.gw_number AS target_gw_number,
    b.cow_number AS target_cow_number,
    p.* EXCLUDE (one, other)
FROM panel_of('dyad', only_default) p
LEFT JOIN state_months a
    ON a.iso3 = p.one AND p.month_id BETWEEN a.first_month AND a.last_month
LEFT JOIN state_months b
    ON b.iso3 = p.other AND p.month_id BETWEEN b.first_month AND b.last_month;

CREATE OR REPLACE VIEW dyad_month AS
FROM dyad_month_of(true) ORDER BY source_country, target_country, year, month;

CREATE OR REPLACE VIEW dyad_month_all AS
FROM dyad_month_of(false) ORDER BY source_country, target_country, year, month;

CREATE OR REPLACE MACRO actor_month_of(only_default) AS TABLE
SELECT
    p.one AS entity_id,
    k.name,
    k.country,
    p.* EXCLUDE (one, other)
FROM panel_of('actor', only_default) p
LEFT JOIN entities k ON k.entity_id = p.one;

CREATE OR REPLACE VIEW actor_month AS
FROM actor_month_of(true) ORDER BY entity_id, year, month;

CREATE OR REPLACE VIEW actor_month_all AS
FROM actor_month_of(false) ORDER BY entity_id, year, month;

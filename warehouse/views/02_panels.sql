-- Panels by month. An event counts in the month of its first day; an event that may lie
-- anywhere within more than 31 days, or has no date, counts in the row with year and
-- month null, so that a panel's sum is the number of events. Open upper bounds count
-- with the best value, and numbers nobody told count as 0.

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

CREATE OR REPLACE VIEW panel_cells AS
WITH cells AS (
    SELECT 'country' AS panel, place_country AS one, NULL::VARCHAR AS other, event_id
    FROM events
    UNION ALL
    SELECT 'dyad', source_country, target_country, event_id
    FROM event_dyads
)
SELECT
    c.panel,
    c.one,
    c.other,
    CASE WHEN e.date_end - e.date_start <= 30 THEN year(e.date_start) END AS year,
    CASE WHEN e.date_end - e.date_start <= 30 THEN month(e.date_start) END AS month,
    e.factuality IN ('completed', 'ongoing') AND NOT e.is_background AS is_default,
    e.*
FROM cells c
JOIN events e USING (event_id);

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
        sum(low) FILTER (counted = 'displaced') AS displaced_low,
        sum(best) FILTER (counted = 'displaced') AS displaced_best,
        sum(high) FILTER (counted = 'displaced') AS displaced_high,
        sum(low) FILTER (counted = 'arrested') AS arrested_low,
        sum(best) FILTER (counted = 'arrested') AS arrested_best,
        sum(high) FILTER (counted = 'arrested') AS arrested_high,
        sum(low) FILTER (counted = 'released') AS released_low,
        sum(best) FILTER (counted = 'released') AS released_best,
        sum(high) FILTER (counted = 'released') AS released_high
    FROM event_tolls
    GROUP BY event_id
)
SELECT
    c.one,
    c.other,
    c.year::INTEGER AS year,
    c.month::INTEGER AS month,
    ((c.year - 1980) * 12 + c.month)::INTEGER AS month_id,
    count(*)::BIGINT AS n_events,
    sum(c.n_claims)::BIGINT AS n_claims,
    sum(c.n_independent_sources)::BIGINT AS n_independent_sources,
    avg(c.score) AS mean_score,
    count(*) FILTER (c.quad_class = 1)::BIGINT AS n_verbal_cooperation,
    count(*) FILTER (c.quad_class = 2)::BIGINT AS n_material_cooperation,
    count(*) FILTER (c.quad_class = 3)::BIGINT AS n_verbal_conflict,
    count(*) FILTER (c.quad_class = 4)::BIGINT AS n_material_conflict,
    count(*) FILTER (c.event_type = 'AGREE')::BIGINT AS n_agree,
    count(*) FILTER (c.event_type = 'CONSULT')::BIGINT AS n_consult,
    count(*) FILTER (c.event_type = 'SUPPORT')::BIGINT AS n_support,
    count(*) FILTER (c.event_type = 'CONCEDE')::BIGINT AS n_concede,
    count(*) FILTER (c.event_type = 'COOPERATE')::BIGINT AS n_cooperate,
    count(*) FILTER (c.event_type = 'AID')::BIGINT AS n_aid,
    count(*) FILTER (c.event_type = 'RETREAT')::BIGINT AS n_retreat,
    count(*) FILTER (c.event_type = 'REQUEST')::BIGINT AS n_request,
    count(*) FILTER (c.event_type = 'ACCUSE')::BIGINT AS n_accuse,
    count(*) FILTER (c.event_type = 'REJECT')::BIGINT AS n_reject,
    count(*) FILTER (c.event_type = 'THREATEN')::BIGINT AS n_threaten,
    count(*) FILTER (c.event_type = 'PROTEST')::BIGINT AS n_protest,
    count(*) FILTER (c.event_type = 'SANCTION')::BIGINT AS n_sanction,
    count(*) FILTER (c.event_type = 'MOBILIZE')::BIGINT AS n_mobilize,
    count(*) FILTER (c.event_type = 'COERCE')::BIGINT AS n_coerce,
    count(*) FILTER (c.event_type = 'ASSAULT')::BIGINT AS n_assault,
    coalesce(sum(t.killed_low), 0) AS killed_low,
    coalesce(sum(t.killed_best), 0) AS killed_best,
    coalesce(sum(t.killed_high), 0) AS killed_high,
    coalesce(sum(t.injured_low), 0) AS injured_low,
    coalesce(sum(t.injured_best), 0) AS injured_best,
    coalesce(sum(t.injured_high), 0) AS injured_high,
    coalesce(sum(t.displaced_low), 0) AS displaced_low,
    coalesce(sum(t.displaced_best), 0) AS displaced_best,
    coalesce(sum(t.displaced_high), 0) AS displaced_high,
    coalesce(sum(t.arrested_low), 0) AS arrested_low,
    coalesce(sum(t.arrested_best), 0) AS arrested_best,
    coalesce(sum(t.arrested_high), 0) AS arrested_high,
    coalesce(sum(t.released_low), 0) AS released_low,
    coalesce(sum(t.released_best), 0) AS released_best,
    coalesce(sum(t.released_high), 0) AS released_high
FROM panel_cells c
LEFT JOIN tolls t USING (event_id)
WHERE c.panel = which AND (c.is_default OR NOT only_default)
GROUP BY c.one, c.other, c.year, c.month;

CREATE OR REPLACE VIEW country_month AS
SELECT one AS country, * EXCLUDE (one, other)
FROM panel_of('country', true)
ORDER BY country, year, month;

CREATE OR REPLACE VIEW country_month_all AS
SELECT one AS country, * EXCLUDE (one, other)
FROM panel_of('country', false)
ORDER BY country, year, month;

CREATE OR REPLACE VIEW dyad_month AS
SELECT one AS source_country, other AS target_country, * EXCLUDE (one, other)
FROM panel_of('dyad', true)
ORDER BY source_country, target_country, year, month;

CREATE OR REPLACE VIEW dyad_month_all AS
SELECT one AS source_country, other AS target_country, * EXCLUDE (one, other)
FROM panel_of('dyad', false)
ORDER BY source_country, target_country, year, month;

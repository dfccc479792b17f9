-- The numbers of an event's claims, with the group they belong to: what is counted, the
-- side (role, and country or ''), and the unit where one claim gives several.
CREATE OR REPLACE VIEW told_numbers AS
WITH sides AS (
    SELECT
        claim_id,
        role || 's' AS whose_role,
        position,
        country,
        count(*) OVER (PARTITION BY claim_id, role) AS n_parties
    FROM claim_actors_corrected
    WHERE role IN ('actor', 'recipient')
),
told AS (
    SELECT
        t.event_id,
        t.article_id,
        q.text_start,
        q.is_each,
        t.claim_id,
        t.voice_id,
        t.telling,
        t.published,
        q.counted,
        q.unit,
        q.qualifier,
        q.low,
        q.best,
        q.high,
        CASE WHEN t.direction = 'mutual' AND q.whose_role = 'recipients'
            THEN 'actors' ELSE q.whose_role END AS role,
        coalesce(s.country, '') AS country,
        -- What the number allows, and what "up to" and "at least" leave open.
        CASE WHEN q.low IS NOT NULL OR q.qualifier <> 'at_most'
            THEN coalesce(q.low, q.best) END AS known_low,
        CASE WHEN q.high IS NOT NULL OR q.qualifier NOT IN ('at_least', 'vague')
            THEN coalesce(q.high, q.best) END AS known_high,
        CASE WHEN q.low IS NULL AND q.qualifier = 'at_most'
            THEN coalesce(q.best, q.high) END AS open_from,
        CASE WHEN q.high IS NULL AND q.qualifier IN ('at_least', 'vague')
            THEN coalesce(q.best, q.low) END AS open_to
    FROM told_claims t
    JOIN claim_quantities_corrected q USING (claim_id)
    LEFT JOIN sides s
        ON s.claim_id = q.claim_id
        AND s.whose_role = q.whose_role
        AND s.position = coalesce(q.whose_index, CASE s.n_parties WHEN 1 THEN 0 END)
),
-- The same words of one article are one number, of one side.
given AS MATERIALIZED (
    SELECT * REPLACE (
        CASE WHEN is_each THEN role ELSE first_value(role) OVER words END AS role,
        CASE WHEN is_each THEN country ELSE first_value(country) OVER words END AS country
    )
    FROM told
    WINDOW words AS (
        PARTITION BY event_id, article_id, text_start, counted, best, is_each
        ORDER BY
            list_position(
                ['recipients', 'civilians', 'third_party', 'actors', 'unknown'], role
            ),
            country = '',
            country
    )
),
-- A number of a side without a country joins the only country of that side.
sided AS (
    SELECT
        event_id,
        counted,
        role,
        country,
        min(coalesce(known_low, 0)) AS least,
        max(coalesce(known_high, 'infinity'::DOUBLE)) AS most,
        list(claim_id) AS claims
    FROM given
    GROUP BY event_id, counted, role, country
),
only_country AS (
    SELECT
        event_id,
        counted,
        role,
        any_value(country) AS country,
        any_value(least) AS least,
        any_value(most) AS most,
        any_value(claims) AS claims
    FROM sided
    WHERE role IN ('actors', 'recipients') AND country <> ''
    GROUP BY event_id, counted, role
    HAVING count(*) = 1
),
with_country AS MATERIALIZED (
    SELECT g.* REPLACE (coalesce(m.country, g.country) AS country)
    FROM given g
    LEFT JOIN (
        SELECT o.event_id, o.counted, o.role, o.country
        FROM sided s
        JOIN only_country o USING (event_id, counted, role)
        WHERE s.country = ''
            AND s.least <= 2 * o.most
            AND o.least <= 2 * s.most
            AND NOT list_has_any(s.claims, o.claims)
    ) m
        ON g.country = ''
        AND m.event_id = g.event_id
        AND m.counted = g.counted
        AND m.role = g.role
),
-- A number of nobody told joins the only side there is.
grouped AS (
    SELECT
        event_id,
        counted,
        role,
        country,
        min(coalesce(known_low, 0)) AS least,
        max(coalesce(known_high, 'infinity'::DOUBLE)) AS most,
        list(claim_id) AS claims
    FROM with_country
    GROUP BY event_id, counted, role, country
),
only_side AS (
    SELECT
        event_id,
        counted,
        any_value(role) AS role,
        any_value(country) AS country,
        any_value(least) AS least,
        any_value(most) AS most,
        any_value(claims) AS claims
    FROM grouped
    WHERE role <> 'unknown'
    GROUP BY event_id, counted
    HAVING count(*) = 1
),
with_side AS MATERIALIZED (
    SELECT g.* REPLACE (
        coalesce(m.role, g.role) AS role, coalesce(m.country, g.country) AS country
    )
    FROM with_country g
    LEFT JOIN (
        SELECT o.event_id, o.counted, o.role, o.country
        FROM grouped s
        JOIN only_side o USING (event_id, counted)
        WHERE s.role = 'unknown'
            AND s.least <= 2 * o.most
            AND o.least <= 2 * s.most
            AND NOT list_has_any(s.claims, o.claims)
    ) m ON g.role = 'unknown' AND m.event_id = g.event_id AND m.counted = g.counted
),
split AS (
    SELECT DISTINCT event_id, counted, role, country
    FROM (
        SELECT event_id, counted, role, country
        FROM with_side
        GROUP BY event_id, counted, role, country, claim_id
        HAVING count(DISTINCT unit) > 1
    )
)
SELECT w.*, CASE WHEN s.event_id IS NULL THEN '' ELSE w.unit END AS unit_apart
FROM with_side w
LEFT JOIN split s USING (event_id, counted, role, country);

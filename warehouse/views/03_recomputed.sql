-- Each event value worked out anew from the claims, by the rules that the codebook
-- states in words. Confidence is equal up to rounding.

CREATE OR REPLACE VIEW event_contexts_recomputed AS
SELECT DISTINCT t.event_id, c.context
FROM told_claims t
JOIN claim_contexts_corrected c USING (claim_id)
ORDER BY ALL;

CREATE OR REPLACE VIEW event_actors_recomputed AS
WITH parties AS MATERIALIZED (FROM told_parties),
tally AS (
    SELECT
        event_id,
        role,
        kind,
        key,
        count(DISTINCT voice_id) AS n_voices,
        count(DISTINCT telling) AS n_tellings,
        count(DISTINCT claim_id)::INTEGER AS n_claims
    FROM parties
    GROUP BY event_id, role, kind, key
),
-- Nothing but words goes where something is known of another party of the role.
known AS (
    SELECT *
    FROM tally
    QUALIFY kind <> 'words'
        OR NOT bool_or(kind <> 'words') OVER (PARTITION BY event_id, role)
),
-- A party named on both sides is on the side where more voices or tellings name it.
sided AS (
    SELECT *
    FROM known
    QUALIFY role = 'mediator' OR 1 = rank() OVER (
        PARTITION BY event_id, kind, key, role = 'mediator'
        ORDER BY n_voices DESC, n_tellings DESC
    )
),
supported AS (
    SELECT *
    FROM sided
    QUALIFY 4 * n_tellings >= max(n_tellings) OVER (PARTITION BY event_id, role)
),
-- The form most voices give, known entities first.
forms AS (
    SELECT DISTINCT ON (event_id, role, kind, key)
        event_id, role, kind, key, entity_id, name, country, sector
    FROM parties
    WHERE is_own
    GROUP BY event_id, role, kind, key, entity_id, name, country, sector
    ORDER BY
        event_id,
        role,
        kind,
        key,
        entity_id IS NULL,
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        length(name) DESC,
        entity_id,
        name,
        country NULLS LAST,
        sector NULLS LAST
)
SELECT
    s.event_id,
    (row_number() OVER (
        PARTITION BY s.event_id
        ORDER BY
            list_position(['actor', 'recipient', 'mediator'], s.role),
            s.n_claims DESC,
            f.name,
            coalesce(f.entity_id, ''),
            coalesce(f.country, ''),
            coalesce(f.sector, '')
    ) - 1)::INTEGER AS position,
    s.role,
    f.entity_id,
    f.name,
    f.country,
    f.sector,
    s.n_claims
FROM supported s
JOIN forms f USING (event_id, role, kind, key)
ORDER BY s.event_id, position;

CREATE OR REPLACE VIEW event_quantities_recomputed AS
WITH numbers AS MATERIALIZED (FROM told_numbers),
bounds AS (
    SELECT
        event_id,
        counted,
        role,
        country,
        unit_apart,
        min(known_low) AS low,
        max(known_high) AS high,
        min(open_from) AS open_from,
        max(open_to) AS open_to,
        count(DISTINCT claim_id)::INTEGER AS n_claims
    FROM numbers
    GROUP BY event_id, counted, role, country, unit_apart
),
bests AS (
    SELECT DISTINCT ON (event_id, counted, role, country, unit_apart)
        event_id, counted, role, country, unit_apart, best
    FROM numbers
    WHERE best IS NOT NULL
    GROUP BY event_id, counted, role, country, unit_apart, best
    ORDER BY
        event_id,
        counted,
        role,
        country,
        unit_apart,
        bool_and(qualifier = 'at_most'),
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        max(published) DESC NULLS LAST,
        best DESC
),
units AS (
    SELECT DISTINCT ON (event_id, counted, role, country, unit_apart)
        event_id, counted, role, country, unit_apart, unit
    FROM numbers
    GROUP BY event_id, counted, role, country, unit_apart, unit
    ORDER BY
        event_id,
        counted,
        role,
        country,
        unit_apart,
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        unit
)
SELECT
    b.event_id,
    (row_number() OVER (
        PARTITION BY b.event_id ORDER BY b.counted, b.role, b.country, b.unit_apart
    ) - 1)::INTEGER AS position,
    b.counted,
    u.unit,
    b.role AS whose_role,
    nullif(b.country, '') AS whose_country,
    CASE WHEN b.open_from IS NULL OR b.open_from > b.low THEN b.low END AS low,
    v.best,
    CASE WHEN b.open_to IS NULL OR b.open_to < b.high THEN b.high END AS high,
    b.n_claims
FROM bounds b
JOIN units u USING (event_id, counted, role, country, unit_apart)
LEFT JOIN bests v USING (event_id, counted, role, country, unit_apart)
ORDER BY b.event_id, position;

CREATE OR REPLACE VIEW events_recomputed AS
WITH told AS MATERIALIZED (FROM told_claims),
counts AS (
    SELECT
        event_id,
        arg_min(ontology_name, rank) AS ontology_name,
        arg_min(ontology_version, rank) AS ontology_version,
        bool_and(is_background) AS is_background,
        count(*)::INTEGER AS n_claims,
        count(DISTINCT article_id)::INTEGER AS n_articles,
        count(DISTINCT voice_id)::INTEGER AS n_independent_sources,
        min(published) AS first_published,
        max(published) AS last_published
    FROM told
    GROUP BY event_id
),
types AS (
    SELECT DISTINCT ON (event_id) event_id, event_type
    FROM told
    GROUP BY event_id, event_type
    ORDER BY
        event_id, count(DISTINCT voice_id) DESC, count(DISTINCT telling) DESC, min(rank)
),
modes AS (
    SELECT DISTINCT ON (event_id) event_id, mode
    FROM told
    JOIN types USING (event_id, event_type)
    JOIN ontology_modes USING (event_type, mode)
    GROUP BY event_id, mode, generality
    ORDER BY
        event_id,
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        generality,
        mode
),
factualities AS (
    SELECT event_id, arg_max(factuality, certainty) AS factuality
    FROM told
    JOIN ontology_factualities USING (factuality)
    GROUP BY event_id
),
-- Where: first the country, then the most exact place in it.
located AS (
    SELECT
        event_id,
        voice_id,
        telling,
        rank,
        columns('^place_(name|geonames_id|country|admin1|latitude|longitude|precision|basis)$'),
        list_position(
            ['exact', 'city', 'admin2', 'admin1', 'country', 'region'], place_precision
        ) AS coarseness,
        list_position(['stated', 'inherited', 'dateline', 'party'], place_basis) AS weakness
    FROM told
    WHERE place_precision IS NOT NULL
),
countries AS (
    SELECT DISTINCT ON (event_id) event_id, place_country
    FROM located
    WHERE place_country IS NOT NULL
    GROUP BY event_id, weakness, place_country
    ORDER BY
        event_id,
        weakness,
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        min(rank)
),
places AS (
    SELECT DISTINCT ON (event_id) event_id, min(rank) AS rank
    FROM located l
    LEFT JOIN countries c USING (event_id)
    WHERE c.place_country IS NULL OR c.place_country = l.place_country
    GROUP BY
        event_id, coarseness, weakness, place_geonames_id, place_name, place_admin1
    ORDER BY
        event_id,
        coarseness,
        weakness,
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        min(rank)
),
-- When: what all stated intervals share, or the one that most of them hold.
stated AS (
    SELECT
        *,
        max(date_start) OVER event AS shared_start,
        min(date_end) OVER event AS shared_end
    FROM told
    WHERE date_basis IN ('stated', 'relative')
        AND date_start IS NOT NULL
        AND date_end IS NOT NULL
    WINDOW event AS (PARTITION BY event_id)
),
support AS (
    SELECT
        i.event_id,
        i.date_start,
        i.date_end,
        count(DISTINCT s.voice_id) AS n_voices,
        count(DISTINCT s.telling) AS n_tellings
    FROM (
        SELECT DISTINCT event_id, date_start, date_end
        FROM stated
        WHERE shared_start > shared_end
    ) i
    JOIN stated s
        ON s.event_id = i.event_id
        AND s.date_start <= i.date_start
        AND s.date_end >= i.date_end
    GROUP BY i.event_id, i.date_start, i.date_end
),
narrow AS (
    SELECT DISTINCT ON (event_id) *, shared_start <= shared_end AS is_shared
    FROM stated
    LEFT JOIN support USING (event_id, date_start, date_end)
    ORDER BY
        event_id,
        n_voices DESC,
        n_tellings DESC,
        date_end - date_start,
        date_start,
        date_basis <> 'stated',
        date_precision,
        rank
),
reported AS (
    SELECT DISTINCT ON (event_id) *
    FROM told
    ORDER BY event_id, date_start NULLS LAST, rank
),
dates AS (
    SELECT
        r.event_id,
        CASE WHEN n.is_shared THEN n.shared_start
            WHEN n.event_id IS NOT NULL THEN n.date_start
            ELSE r.date_start END AS date_start,
        CASE WHEN n.is_shared THEN n.shared_end
            WHEN n.event_id IS NOT NULL THEN n.date_end
            ELSE r.date_end END AS date_end,
        CASE
            WHEN n.event_id IS NULL THEN r.date_precision
            WHEN NOT n.is_shared
                OR (n.date_start = n.shared_start AND n.date_end = n.shared_end)
                THEN n.date_precision
            WHEN n.shared_start = n.shared_end THEN 'day'
            ELSE 'range'
        END AS date_precision,
        coalesce(n.date_basis, r.date_basis) AS date_basis
    FROM reported r
    LEFT JOIN narrow n USING (event_id)
),
conflicts AS (
    SELECT event_id, string_agg(conflict_over, ';' ORDER BY conflict_over) AS conflict_over
    FROM told_conflicts
    GROUP BY event_id
),
voices AS (
    SELECT
        event_id,
        max(confidence) AS confidence,
        row_number() OVER (PARTITION BY event_id ORDER BY max(confidence) DESC) AS rank
    FROM told
    GROUP BY event_id, voice_id
),
chances AS (
    SELECT
        event_id,
        1 - product(CASE WHEN rank = 1 THEN 1 - confidence ELSE 1 - 0.5 * confidence END)
            AS confidence
    FROM voices
    GROUP BY event_id
)
SELECT
    c.event_id,
    y.event_type,
    m.mode,
    c.ontology_name,
    c.ontology_version,
    o.quad_class::INTEGER AS quad_class,
    coalesce(om.score, o.score) AS score,
    d.direction,
    p.place_name,
    p.place_geonames_id,
    p.place_country,
    p.place_admin1,
    p.place_latitude,
    p.place_longitude,
    p.place_precision,
    p.place_basis,
    w.date_start,
    w.date_end,
    w.date_precision,
    w.date_basis,
    f.factuality,
    c.is_background,
    c.n_claims,
    c.n_articles,
    c.n_independent_sources,
    CASE
        WHEN c.n_independent_sources = 1 THEN 'single'
        WHEN x.event_id IS NOT NULL THEN 'conflicted'
        ELSE 'corroborated'
    END AS corroboration,
    x.conflict_over,
    round(
        least(0.99, ch.confidence * CASE WHEN x.event_id IS NULL THEN 1 ELSE 0.8 END), 4
    ) AS confidence,
    c.first_published,
    c.last_published
FROM counts c
JOIN types y USING (event_id)
JOIN factualities f USING (event_id)
JOIN told_directions d USING (event_id)
JOIN dates w USING (event_id)
JOIN chances ch USING (event_id)
LEFT JOIN modes m USING (event_id)
LEFT JOIN places q USING (event_id)
LEFT JOIN told p ON p.event_id = c.event_id AND p.rank = q.rank
LEFT JOIN conflicts x ON x.event_id = c.event_id
LEFT JOIN ontology_types o ON o.event_type = y.event_type
LEFT JOIN ontology_modes om ON om.event_type = y.event_type AND om.mode = m.mode
ORDER BY c.event_id;

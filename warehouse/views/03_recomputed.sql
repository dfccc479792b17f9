-- Each event value worked out anew from the claims, by the rules that
-- transforms/events states in words. Parties are agreed on by name and stay in
-- event_actors. Confidence is equal up to rounding.

-- The claims of events in their order: earliest report first.
CREATE OR REPLACE VIEW told_claims AS
SELECT
    e.event_id,
    row_number() OVER (
        PARTITION BY e.event_id
        ORDER BY a.published NULLS LAST, c.article_id, c.trigger_text_start, c.claim_id
    ) AS rank,
    a.published,
    a.voice_id,
    c.*
FROM event_claims e
JOIN claims c USING (claim_id)
JOIN articles a USING (article_id);

-- The numbers of an event's claims, with the side they belong to.
CREATE OR REPLACE VIEW told_numbers AS
WITH sided AS (
    SELECT
        t.event_id,
        t.claim_id,
        t.voice_id,
        t.published,
        q.* EXCLUDE (claim_id, whose_role),
        CASE WHEN t.direction = 'mutual' AND q.whose_role = 'recipients'
            THEN 'actors' ELSE q.whose_role END AS whose_role,
        (
            SELECT p.country FROM claim_actors p
            WHERE p.claim_id = q.claim_id
                AND p.role || 's' = q.whose_role
                AND p.position = coalesce(q.whose_index, 0)
                AND (
                    q.whose_index IS NOT NULL
                    OR 1 = (
                        SELECT count(*) FROM claim_actors s
                        WHERE s.claim_id = q.claim_id AND s.role || 's' = q.whose_role
                    )
                )
        ) AS whose_country
    FROM told_claims t
    JOIN claim_quantities q USING (claim_id)
),
split AS (
    SELECT event_id, counted, whose_role, whose_country, true AS by_unit
    FROM (
        SELECT event_id, counted, whose_role, whose_country, claim_id
        FROM sided
        GROUP BY ALL
        HAVING count(DISTINCT unit) > 1
    )
    GROUP BY ALL
)
SELECT s.*, CASE WHEN p.by_unit THEN s.unit END AS unit_apart
FROM sided s
LEFT JOIN split p
    ON p.event_id = s.event_id
    AND p.counted = s.counted
    AND p.whose_role = s.whose_role
    AND p.whose_country IS NOT DISTINCT FROM s.whose_country;

CREATE OR REPLACE VIEW event_quantities_recomputed AS
WITH bounds AS (
    SELECT
        event_id,
        counted,
        whose_role,
        whose_country,
        unit_apart,
        min(coalesce(low, best)) AS low,
        CASE
            WHEN bool_or(high IS NULL AND (best IS NULL OR qualifier IN ('at_least', 'vague')))
                THEN NULL
            ELSE max(coalesce(high, best))
        END AS high,
        count(DISTINCT claim_id) AS n_claims
    FROM told_numbers
    GROUP BY ALL
),
votes AS (
    SELECT
        event_id,
        counted,
        whose_role,
        whose_country,
        unit_apart,
        best,
        row_number() OVER (
            PARTITION BY event_id, counted, whose_role, whose_country, unit_apart
            ORDER BY count(DISTINCT voice_id) DESC, max(published) DESC NULLS LAST, best DESC
        ) AS rank
    FROM told_numbers
    WHERE best IS NOT NULL
    GROUP BY event_id, counted, whose_role, whose_country, unit_apart, best
),
units AS (
    SELECT
        event_id,
        counted,
        whose_role,
        whose_country,
        unit_apart,
        unit,
        row_number() OVER (
            PARTITION BY event_id, counted, whose_role, whose_country, unit_apart
            ORDER BY count(*) DESC, unit
        ) AS rank
    FROM told_numbers
    GROUP BY event_id, counted, whose_role, whose_country, unit_apart, unit
)
SELECT
    b.event_id,
    b.counted,
    u.unit,
    b.whose_role,
    b.whose_country,
    b.low,
    CASE WHEN v.best IS NOT NULL THEN least(greatest(v.best, b.low), b.high) END AS best,
    b.high,
    b.n_claims::INTEGER AS n_claims
FROM bounds b
JOIN units u
    ON u.rank = 1
    AND u.event_id = b.event_id
    AND u.counted = b.counted
    AND u.whose_role = b.whose_role
    AND u.whose_country IS NOT DISTINCT FROM b.whose_country
    AND u.unit_apart IS NOT DISTINCT FROM b.unit_apart
LEFT JOIN votes v
    ON v.rank = 1
    AND v.event_id = b.event_id
    AND v.counted = b.counted
    AND v.whose_role = b.whose_role
    AND v.whose_country IS NOT DISTINCT FROM b.whose_country
    AND v.unit_apart IS NOT DISTINCT FROM b.unit_apart;

CREATE OR REPLACE VIEW events_recomputed AS
WITH counts AS (
    SELECT
        event_id,
        arg_min(event_type, rank) AS event_type,
        bool_and(is_background) AS is_background,
        count(*)::INTEGER AS n_claims,
        count(DISTINCT article_id)::INTEGER AS n_articles,
        count(DISTINCT voice_id)::INTEGER AS n_independent_sources,
        min(published) AS first_published,
        max(published) AS last_published,
        count(DISTINCT voice_id) FILTER (factuality IN ('negated', 'denied')) AS n_untold,
        count(DISTINCT voice_id)
            FILTER (factuality IN ('completed', 'ongoing', 'alleged')) AS n_told,
        count(DISTINCT voice_id) FILTER (
            factuality IN ('negated', 'denied', 'completed', 'ongoing', 'alleged')
        ) AS n_either
    FROM told_claims
    GROUP BY event_id
),
modes AS (
    SELECT DISTINCT ON (event_id) event_id, mode
    FROM told_claims
    WHERE mode IS NOT NULL
    GROUP BY event_id, mode
    ORDER BY event_id, count(*) DESC, mode
),
directions AS (
    SELECT DISTINCT ON (event_id) event_id, direction
    FROM told_claims
    WHERE direction <> 'unknown'
    GROUP BY event_id, direction
    ORDER BY event_id, count(*) DESC, direction
),
factualities AS (
    SELECT DISTINCT ON (t.event_id) t.event_id, t.factuality
    FROM told_claims t
    JOIN ontology_factualities f USING (factuality)
    ORDER BY t.event_id, f.certainty DESC
),
places AS (
    SELECT DISTINCT ON (event_id)
        event_id,
        place_name,
        place_geonames_id,
        place_country,
        place_admin1,
        place_latitude,
        place_longitude,
        place_precision,
        place_basis
    FROM told_claims
    WHERE place_precision IS NOT NULL
    ORDER BY
        event_id,
        list_position(
            ['exact', 'city', 'admin2', 'admin1', 'country', 'region'], place_precision
        ),
        list_position(['stated', 'inherited', 'dateline', 'party'], place_basis),
        rank
),
stated AS (
    SELECT
        *,
        max(date_start) OVER event AS shared_start,
        min(date_end) OVER event AS shared_end,
        count(*) OVER (PARTITION BY event_id, date_start, date_end) AS votes
    FROM told_claims
    WHERE date_basis IN ('stated', 'relative')
        AND date_start IS NOT NULL
        AND date_end IS NOT NULL
    WINDOW event AS (PARTITION BY event_id)
),
narrow AS (
    SELECT DISTINCT ON (event_id) *, shared_start <= shared_end AS is_shared
    FROM stated
    ORDER BY
        event_id,
        CASE WHEN shared_start <= shared_end THEN 0 ELSE -votes END,
        date_end - date_start,
        date_start,
        date_basis <> 'stated',
        date_precision,
        rank
),
reported AS (
    SELECT DISTINCT ON (event_id) *
    FROM told_claims
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
disputes AS (
    SELECT DISTINCT event_id
    FROM (
        SELECT event_id
        FROM told_numbers
        WHERE best <> 0
        GROUP BY event_id, counted, whose_role, whose_country, unit_apart
        HAVING count(DISTINCT voice_id) > 1 AND max(best) > 2 * min(best)
    )
),
verdicts AS (
    SELECT
        c.event_id,
        CASE
            WHEN c.n_independent_sources = 1 THEN 'single'
            WHEN (c.n_untold > 0 AND c.n_told > 0 AND c.n_either > 1)
                OR d.event_id IS NOT NULL
                THEN 'conflicted'
            ELSE 'corroborated'
        END AS corroboration
    FROM counts c
    LEFT JOIN disputes d USING (event_id)
),
voices AS (
    SELECT
        event_id,
        max(confidence) AS confidence,
        row_number() OVER (PARTITION BY event_id ORDER BY max(confidence) DESC) AS rank
    FROM told_claims
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
    c.event_type,
    m.mode,
    o.quad_class::INTEGER AS quad_class,
    coalesce(om.score, o.score) AS score,
    coalesce(dir.direction, 'unknown') AS direction,
    p.place_name,
    p.place_geonames_id,
    p.place_country,
    p.place_admin1,
    p.place_latitude,
    p.place_longitude,
    p.place_precision,
    p.place_basis,
    d.date_start,
    d.date_end,
    d.date_precision,
    d.date_basis,
    f.factuality,
    c.is_background,
    c.n_claims,
    c.n_articles,
    c.n_independent_sources,
    v.corroboration,
    round(
        least(0.99, ch.confidence * CASE v.corroboration WHEN 'conflicted' THEN 0.8 ELSE 1 END),
        4
    ) AS confidence,
    c.first_published,
    c.last_published
FROM counts c
JOIN factualities f USING (event_id)
JOIN dates d USING (event_id)
JOIN verdicts v USING (event_id)
JOIN chances ch USING (event_id)
LEFT JOIN modes m USING (event_id)
LEFT JOIN directions dir USING (event_id)
LEFT JOIN places p USING (event_id)
LEFT JOIN ontology_types o ON o.event_type = c.event_type
LEFT JOIN ontology_modes om ON om.event_type = c.event_type AND om.mode = m.mode;

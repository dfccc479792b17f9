-- What was read: every article seen is used, or repeats another one, or is refused.

CREATE OR REPLACE VIEW coverage_day AS
WITH refusals AS (
    -- An article may have been refused, or read as a copy, in several runs.
    SELECT DISTINCT
        source_id, language, published, location, article_id,
        CASE WHEN outcome = 'copy' THEN 'duplicate' ELSE 'refused' END AS outcome
    FROM rejects
    WHERE outcome IS NOT NULL AND stage <> 'fetch'
),
unfetched AS (
    -- An address may have failed in several ways; what was read of it in the end goes
    -- before, and a refusal for good before a failure that may pass.
    SELECT
        min(source_id) AS source_id,
        min(language) AS language,
        min(published) AS published,
        CASE WHEN bool_or(outcome = 'refused') THEN 'refused' ELSE 'pending' END
            AS outcome
    FROM rejects
    WHERE outcome IS NOT NULL AND stage = 'fetch'
        AND location NOT IN (SELECT location FROM articles)
        AND location NOT IN (SELECT location FROM refusals)
    GROUP BY location
),
told AS (
    SELECT
        source_id,
        language,
        published AS day,
        CASE WHEN duplicate_of IS NULL THEN 'used' ELSE 'duplicate' END AS outcome,
        n_claims
    FROM articles
    UNION ALL
    SELECT source_id, language, published, outcome, 0 FROM refusals
    UNION ALL
    SELECT source_id, language, published, outcome, 0 FROM unfetched
)
SELECT
    t.source_id,
    s.name AS source,
    s.country AS source_country,
    s.scale,
    t.language,
    t.day,
    count(*) FILTER (t.outcome <> 'pending')::BIGINT AS n_seen,
    count(*) FILTER (t.outcome = 'used')::BIGINT AS n_used,
    count(*) FILTER (t.outcome = 'duplicate')::BIGINT AS n_duplicates,
    count(*) FILTER (t.outcome = 'refused')::BIGINT AS n_refused,
    count(*) FILTER (t.outcome = 'pending')::BIGINT AS n_pending,
    sum(t.n_claims)::BIGINT AS n_claims
FROM told t
LEFT JOIN sources s USING (source_id)
GROUP BY t.source_id, s.name, s.country, s.scale, t.language, t.day;

CREATE OR REPLACE VIEW coverage_month AS
SELECT
    source_id,
    source,
    source_country,
    scale,
    language,
    year(day)::INTEGER AS year,
    month(day)::INTEGER AS month,
    month_id_of(day) AS month_id,
    count(day)::BIGINT AS n_days,
    sum(n_seen)::BIGINT AS n_seen,
    sum(n_used)::BIGINT AS n_used,
    sum(n_duplicates)::BIGINT AS n_duplicates,
    sum(n_refused)::BIGINT AS n_refused,
    sum(n_pending)::BIGINT AS n_pending,
    sum(n_claims)::BIGINT AS n_claims
FROM coverage_day
GROUP BY ALL;

-- Of which countries the articles tell, by place or party; those without a claim tell
-- of none.
CREATE OR REPLACE VIEW coverage_country_day AS
WITH told AS (
    SELECT article_id, claim_id, place_country AS country
    FROM claims
    WHERE place_country IS NOT NULL
    UNION
    SELECT c.article_id, c.claim_id, p.country
    FROM claim_actors p
    JOIN claims c USING (claim_id)
    WHERE p.country IS NOT NULL
)
SELECT
    a.source_id,
    s.name AS source,
    s.country AS source_country,
    s.scale,
    a.language,
    t.country,
    a.published AS day,
    count(DISTINCT a.article_id)::BIGINT AS n_articles,
    count(*)::BIGINT AS n_claims
FROM told t
JOIN articles a USING (article_id)
LEFT JOIN sources s USING (source_id)
GROUP BY a.source_id, s.name, s.country, s.scale, a.language, t.country, a.published;

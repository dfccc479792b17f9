-- What was read: every article seen is used, or repeats another one, or is refused.

CREATE OR REPLACE VIEW coverage_day AS
WITH seen AS (
    SELECT
        source_id,
        language,
        published AS day,
        CASE WHEN duplicate_of IS NULL THEN 'used' ELSE 'duplicate' END AS outcome,
        n_claims
    FROM articles
    UNION ALL
    -- An article may have been refused, or read as a copy, in several runs.
    SELECT
        source_id,
        language,
        published,
        CASE WHEN outcome = 'copy' THEN 'duplicate' ELSE 'refused' END,
        0
    FROM (
        SELECT DISTINCT source_id, language, published, outcome, location, article_id
        FROM rejects
        WHERE outcome IS NOT NULL
    )
)
SELECT
    e.source_id,
    s.name AS source,
    e.language,
    e.day,
    count(*)::BIGINT AS n_seen,
    count(*) FILTER (e.outcome = 'used')::BIGINT AS n_used,
    count(*) FILTER (e.outcome = 'duplicate')::BIGINT AS n_duplicates,
    count(*) FILTER (e.outcome = 'refused')::BIGINT AS n_refused,
    sum(e.n_claims)::BIGINT AS n_claims
FROM seen e
LEFT JOIN sources s USING (source_id)
GROUP BY e.source_id, s.name, e.language, e.day;

CREATE OR REPLACE VIEW coverage_month AS
SELECT
    source_id,
    source,
    language,
    year(day)::INTEGER AS year,
    month(day)::INTEGER AS month,
    month_id_of(day) AS month_id,
    count(day)::BIGINT AS n_days,
    sum(n_seen)::BIGINT AS n_seen,
    sum(n_used)::BIGINT AS n_used,
    sum(n_duplicates)::BIGINT AS n_duplicates,
    sum(n_refused)::BIGINT AS n_refused,
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
    a.language,
    t.country,
    a.published AS day,
    count(DISTINCT a.article_id)::BIGINT AS n_articles,
    count(*)::BIGINT AS n_claims
FROM told t
JOIN articles a USING (article_id)
LEFT JOIN sources s USING (source_id)
GROUP BY a.source_id, s.name, a.language, t.country, a.published;

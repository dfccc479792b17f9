-- The claims of events in their order, as reviewers left them: earliest report first.
-- A telling is one sentence of one voice, so that copies of a text count once.
CREATE OR REPLACE VIEW told_claims AS
SELECT
    e.event_id,
    row_number() OVER (
        PARTITION BY e.event_id
        ORDER BY a.published NULLS LAST, c.article_id, c.trigger_text_start, c.claim_id
    ) AS rank,
    a.published,
    a.voice_id,
    a.voice_id || ' ' || c.sentence_index AS telling,
    c.*
FROM event_claims e
JOIN claims_corrected c USING (claim_id)
JOIN articles a USING (article_id);

-- The direction most voices give, of equals the first by name; unknown if all say so.
CREATE OR REPLACE VIEW told_directions AS
WITH votes AS (
    SELECT DISTINCT ON (event_id) event_id, direction
    FROM told_claims
    WHERE direction <> 'unknown'
    GROUP BY event_id, direction
    ORDER BY
        event_id, count(DISTINCT voice_id) DESC, count(DISTINCT telling) DESC, direction
)
SELECT e.event_id, coalesce(v.direction, 'unknown') AS direction
FROM (SELECT DISTINCT event_id FROM event_claims) e
LEFT JOIN votes v USING (event_id);

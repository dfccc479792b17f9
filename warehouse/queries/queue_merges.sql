-- Pairs of claims to review: unsure ones first, those nearest to the threshold at which
-- two claims are taken for one happening before others. Parameters: type, country,
-- since, threshold, id (one of the two claims).
SELECT
    m.claim_id,
    m.other_claim_id,
    NULL::VARCHAR AS event_id,
    m.judgement || ' (' || format('{:.2f}', m.score) || '): ' || m.reason AS reason
FROM merges m
JOIN claims c ON c.claim_id = m.claim_id
JOIN articles a ON a.article_id = c.article_id
JOIN claims d ON d.claim_id = m.other_claim_id
JOIN articles b ON b.article_id = d.article_id
WHERE (m.claim_id, m.other_claim_id) NOT IN (
        SELECT (claim_id, other_claim_id) FROM review.decisions
    )
    AND CASE WHEN $id IS NOT NULL THEN $id IN (m.claim_id, m.other_claim_id)
    ELSE ($type IS NULL OR $type IN (c.event_type, d.event_type))
        AND ($since IS NULL OR greatest(a.published, b.published) >= $since)
        AND ($country IS NULL OR $country IN (c.place_country, d.place_country))
    END
ORDER BY m.judgement = 'unsure' DESC, abs(m.score - $threshold), m.claim_id, m.other_claim_id

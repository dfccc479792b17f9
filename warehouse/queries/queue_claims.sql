-- Claims to review: stale corrections first, then those of conflicted events, then those
-- whose confidence says least. Parameters: type, country, since, reviewer, again, id.
WITH seen AS (
    SELECT
        split_part(row_id, '/', 1) AS claim_id,
        bool_or(status = 'stale') AS is_stale,
        bool_or(reviewer = $reviewer) AS by_me
    FROM corrections_status
    WHERE kind IN ('accept', 'reject', 'change', 'add', 'remove')
        AND status NOT IN ('undone', 'orphaned')
    GROUP BY ALL
)
SELECT c.claim_id, NULL::VARCHAR AS other_claim_id, ec.event_id, NULL::VARCHAR AS reason
FROM claims c
JOIN articles a USING (article_id)
LEFT JOIN event_claims ec USING (claim_id)
LEFT JOIN events e USING (event_id)
LEFT JOIN seen s USING (claim_id)
WHERE CASE WHEN $id IS NOT NULL THEN c.claim_id = $id
    ELSE ($type IS NULL OR c.event_type = $type)
        AND ($since IS NULL OR a.published >= $since)
        AND (
            $country IS NULL
            OR c.place_country = $country
            OR EXISTS (
                FROM claim_actors p
                WHERE p.claim_id = c.claim_id AND p.country = $country
            )
        )
        AND (s.claim_id IS NULL OR s.is_stale OR ($again AND NOT s.by_me))
    END
ORDER BY
    coalesce(s.is_stale, false) DESC,
    coalesce(e.corroboration = 'conflicted', false) DESC,
    abs(c.confidence - 0.5),
    c.claim_id

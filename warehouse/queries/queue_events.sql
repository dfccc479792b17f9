-- Events to review: conflicted ones first, then those whose confidence says least; one
-- row per claim of an event. Parameters: type, country, since, reviewer, again, id.
WITH seen AS (
    SELECT DISTINCT split_part(row_id, '/', 1) AS claim_id
    FROM corrections_status
    WHERE kind IN ('accept', 'reject', 'change', 'add', 'remove', 'split', 'merge')
        AND status NOT IN ('undone', 'orphaned', 'stale')
        AND ($reviewer = reviewer OR NOT $again)
),
asked AS (
    SELECT
        e.event_id,
        row_number() OVER (
            ORDER BY e.corroboration = 'conflicted' DESC, abs(e.confidence - 0.5), e.event_id
        ) AS rank
    FROM events e
    WHERE CASE WHEN $id IS NOT NULL THEN e.event_id = $id
        ELSE ($type IS NULL OR e.event_type = $type)
            AND ($since IS NULL OR e.last_published >= $since)
            AND (
                $country IS NULL
                OR e.place_country = $country
                OR EXISTS (
                    FROM event_actors p
                    WHERE p.event_id = e.event_id AND p.country = $country
                )
            )
            AND EXISTS (
                FROM event_claims ec
                WHERE ec.event_id = e.event_id
                    AND ec.claim_id NOT IN (SELECT claim_id FROM seen)
            )
        END
)
SELECT ec.claim_id, NULL::VARCHAR AS other_claim_id, ec.event_id, NULL::VARCHAR AS reason
FROM asked q
JOIN event_claims ec USING (event_id)
JOIN claims c USING (claim_id)
JOIN articles a USING (article_id)
ORDER BY q.rank, a.published NULLS LAST, c.article_id, c.trigger_text_start, ec.claim_id

-- Since when each claim has been as it is, so that a day's claims can be told.

CREATE TABLE history.openings (
    table_name VARCHAR NOT NULL,
    row_id VARCHAR NOT NULL,
    opened_on DATE
);
ALTER TABLE history.claims ADD COLUMN opened_on DATE;
ALTER TABLE history.claim_actors ADD COLUMN opened_on DATE;
ALTER TABLE history.claim_actor_sectors ADD COLUMN opened_on DATE;
ALTER TABLE history.claim_contexts ADD COLUMN opened_on DATE;
ALTER TABLE history.claim_quantities ADD COLUMN opened_on DATE;

-- A claim that was read anew has been as it is since; any other since the first state
-- of an event that holds it.
INSERT INTO history.openings
SELECT
    'claims',
    claim_id,
    coalesce(
        (SELECT max(h.closed_on) FROM history.claims h WHERE h.claim_id = c.claim_id),
        (
            SELECT min(s.valid_from)
            FROM (
                SELECT ec.claim_id, e.valid_from
                FROM event_claims ec
                JOIN events e USING (event_id)
                UNION ALL
                SELECT ec.claim_id, e.valid_from
                FROM history.event_claims ec
                JOIN history.events e USING (event_id, version)
            ) s
            WHERE s.claim_id = c.claim_id
        )
    )
FROM claims c;

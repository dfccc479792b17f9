-- Ids of events that were published once: where they lead now.

CREATE OR REPLACE VIEW event_ids AS
SELECT event_id AS any_event_id, event_id FROM events
UNION ALL
SELECT old_event_id, event_id FROM event_redirects;

-- The event in force for an id of any release; null for an id that leads nowhere.
CREATE OR REPLACE MACRO resolve_event(id) AS (
    SELECT i.event_id FROM event_ids i WHERE i.any_event_id = id
);

-- What was published on a day: of several states of one day the last one counts. A day
-- before the first publication has no rows, a day to come has today's.
--
--     SELECT * FROM events_as_of(DATE '2026-10-31');

CREATE OR REPLACE MACRO events_as_of(day) AS TABLE
SELECT * FROM events WHERE valid_from <= day
UNION ALL BY NAME
SELECT * EXCLUDE (closed_on) FROM history.events
WHERE valid_from <= day AND valid_to > day;

CREATE OR REPLACE MACRO event_actors_as_of(day) AS TABLE
SELECT c.* FROM event_actors c
JOIN events e USING (event_id)
WHERE e.valid_from <= day
UNION ALL BY NAME
SELECT c.* EXCLUDE (version, closed_on) FROM history.event_actors c
JOIN history.events e USING (event_id, version)
WHERE e.valid_from <= day AND e.valid_to > day;

CREATE OR REPLACE MACRO event_contexts_as_of(day) AS TABLE
SELECT c.* FROM event_contexts c
JOIN events e USING (event_id)
WHERE e.valid_from <= day
UNION ALL BY NAME
SELECT c.* EXCLUDE (version, closed_on) FROM history.event_contexts c
JOIN history.events e USING (event_id, version)
WHERE e.valid_from <= day AND e.valid_to > day;

CREATE OR REPLACE MACRO event_quantities_as_of(day) AS TABLE
SELECT c.* FROM event_quantities c
JOIN events e USING (event_id)
WHERE e.valid_from <= day
UNION ALL BY NAME
SELECT c.* EXCLUDE (version, closed_on) FROM history.event_quantities c
JOIN history.events e USING (event_id, version)
WHERE e.valid_from <= day AND e.valid_to > day;

CREATE OR REPLACE MACRO event_claims_as_of(day) AS TABLE
SELECT c.* FROM event_claims c
JOIN events e USING (event_id)
WHERE e.valid_from <= day
UNION ALL BY NAME
SELECT c.* EXCLUDE (version, closed_on) FROM history.event_claims c
JOIN history.events e USING (event_id, version)
WHERE e.valid_from <= day AND e.valid_to > day;

-- Claims have no versions; a day of opening that is not known counts as passed.
CREATE OR REPLACE VIEW claims_opened AS
SELECT row_id AS claim_id, opened_on FROM history.openings
WHERE table_name = 'claims';

CREATE OR REPLACE MACRO claims_as_of(day) AS TABLE
SELECT c.* FROM claims c
LEFT JOIN claims_opened o USING (claim_id)
WHERE o.opened_on IS NULL OR o.opened_on <= day
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.claims
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

CREATE OR REPLACE MACRO claim_actors_as_of(day) AS TABLE
SELECT c.* FROM claim_actors c
LEFT JOIN claims_opened o USING (claim_id)
WHERE o.opened_on IS NULL OR o.opened_on <= day
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.claim_actors
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

CREATE OR REPLACE MACRO claim_contexts_as_of(day) AS TABLE
SELECT c.* FROM claim_contexts c
LEFT JOIN claims_opened o USING (claim_id)
WHERE o.opened_on IS NULL OR o.opened_on <= day
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.claim_contexts
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

CREATE OR REPLACE MACRO claim_quantities_as_of(day) AS TABLE
SELECT c.* FROM claim_quantities c
LEFT JOIN claims_opened o USING (claim_id)
WHERE o.opened_on IS NULL OR o.opened_on <= day
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.claim_quantities
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

-- Claims as reviewers left them: what the extractor read, with the claims that are
-- corrected in their place and without those that are rejected. The tables of claims
-- themselves are never edited.

CREATE OR REPLACE VIEW claims_corrected AS
SELECT * FROM claims
WHERE claim_id NOT IN (SELECT claim_id FROM review.claims)
    AND claim_id NOT IN (SELECT claim_id FROM review.rejected)
UNION ALL BY NAME
SELECT * FROM review.claims;

CREATE OR REPLACE VIEW claim_actors_corrected AS
SELECT * FROM claim_actors
WHERE claim_id NOT IN (SELECT claim_id FROM review.claims)
    AND claim_id NOT IN (SELECT claim_id FROM review.rejected)
UNION ALL BY NAME
SELECT * FROM review.claim_actors;

CREATE OR REPLACE VIEW claim_actor_sectors_corrected AS
SELECT * FROM claim_actor_sectors
WHERE claim_id NOT IN (SELECT claim_id FROM review.claims)
    AND claim_id NOT IN (SELECT claim_id FROM review.rejected)
UNION ALL BY NAME
SELECT * FROM review.claim_actor_sectors;

CREATE OR REPLACE VIEW claim_contexts_corrected AS
SELECT * FROM claim_contexts
WHERE claim_id NOT IN (SELECT claim_id FROM review.claims)
    AND claim_id NOT IN (SELECT claim_id FROM review.rejected)
UNION ALL BY NAME
SELECT * FROM review.claim_contexts;

CREATE OR REPLACE VIEW claim_quantities_corrected AS
SELECT * FROM claim_quantities
WHERE claim_id NOT IN (SELECT claim_id FROM review.claims)
    AND claim_id NOT IN (SELECT claim_id FROM review.rejected)
UNION ALL BY NAME
SELECT * FROM review.claim_quantities;

-- A correction that no load has looked at yet has no standing: it is pending.
CREATE OR REPLACE VIEW corrections_status AS
SELECT
    c.*,
    coalesce(s.status, 'pending') AS status,
    coalesce(s.in_force, false) AS in_force,
    s.note
FROM corrections c
LEFT JOIN review.standings s USING (correction_id);

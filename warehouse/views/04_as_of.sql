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

CREATE OR REPLACE MACRO claim_actor_sectors_as_of(day) AS TABLE
SELECT c.* FROM claim_actor_sectors c
LEFT JOIN claims_opened o USING (claim_id)
WHERE o.opened_on IS NULL OR o.opened_on <= day
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.claim_actor_sectors
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

-- Judgements and redirects carry the day themselves.
CREATE OR REPLACE MACRO merges_as_of(day) AS TABLE
SELECT * FROM merges
WHERE since IS NULL OR since <= day
UNION ALL BY NAME
SELECT * EXCLUDE (closed_on) FROM history.merges
WHERE (since IS NULL OR since <= day) AND closed_on > day;

CREATE OR REPLACE MACRO event_redirects_as_of(day) AS TABLE
SELECT * FROM event_redirects
WHERE since IS NULL OR since <= day
UNION ALL BY NAME
SELECT * EXCLUDE (closed_on) FROM history.event_redirects
WHERE (since IS NULL OR since <= day) AND closed_on > day;

-- Without the texts: those are asked for by themselves, below.
CREATE OR REPLACE MACRO articles_as_of(day) AS TABLE
SELECT
    article_id,
    source_id,
    external_id,
    location,
    url,
    title,
    byline,
    dateline,
    publisher,
    published,
    language,
    n_characters,
    n_sentences,
    n_claims,
    voice_id,
    duplicate_of,
    similarity,
    duplicate_reason,
    superseded_by
FROM articles
WHERE article_id NOT IN (
    SELECT row_id FROM history.openings
    WHERE table_name = 'articles' AND opened_on > day
)
UNION ALL BY NAME
SELECT
    article_id,
    source_id,
    external_id,
    location,
    url,
    title,
    byline,
    dateline,
    publisher,
    published,
    language,
    n_characters,
    n_sentences,
    n_claims,
    voice_id,
    duplicate_of,
    similarity,
    duplicate_reason,
    superseded_by
FROM history.articles
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

-- A former state holds its text only where the one after it has another.
CREATE OR REPLACE MACRO article_texts_as_of(day) AS TABLE
SELECT a.article_id, coalesce(h.former_text, t.text) AS text
FROM articles_as_of(day) a
JOIN articles t USING (article_id)
LEFT JOIN (
    SELECT article_id, arg_min(text, rowid) AS former_text
    FROM history.articles
    WHERE closed_on > day AND text IS NOT NULL
    GROUP BY article_id
) h USING (article_id);

-- The articles of a source are counted as they were on the day.
CREATE OR REPLACE MACRO sources_as_of(day) AS TABLE
SELECT s.* REPLACE (
    (
        SELECT count(*)::INTEGER
        FROM articles_as_of(day) a
        WHERE a.source_id = s.source_id
    ) AS n_articles
)
FROM (
    SELECT * FROM sources
    WHERE source_id NOT IN (
        SELECT row_id FROM history.openings
        WHERE table_name = 'sources' AND opened_on > day
    )
    UNION ALL BY NAME
    SELECT * EXCLUDE (opened_on, closed_on) FROM history.sources
    WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day
) s;

CREATE OR REPLACE MACRO entities_as_of(day) AS TABLE
SELECT * FROM entities
WHERE entity_id NOT IN (
    SELECT row_id FROM history.openings
    WHERE table_name = 'entities' AND opened_on > day
)
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.entities
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

CREATE OR REPLACE MACRO places_as_of(day) AS TABLE
SELECT * FROM places
WHERE place_id NOT IN (
    SELECT row_id FROM history.openings
    WHERE table_name = 'places' AND opened_on > day
)
UNION ALL BY NAME
SELECT * EXCLUDE (opened_on, closed_on) FROM history.places
WHERE (opened_on IS NULL OR opened_on <= day) AND closed_on > day;

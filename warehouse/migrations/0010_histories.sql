-- Former states of articles, sources, entities and places, and the day of a judgement.

ALTER TABLE merges ADD COLUMN since DATE;
ALTER TABLE history.merges ADD COLUMN since DATE;

CREATE TABLE history.articles (
    article_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    external_id VARCHAR,
    location VARCHAR NOT NULL,
    url VARCHAR,
    title VARCHAR,
    byline VARCHAR,
    dateline VARCHAR,
    publisher VARCHAR,
    published DATE,
    language VARCHAR NOT NULL,
    text VARCHAR,
    n_characters INTEGER NOT NULL,
    n_sentences INTEGER NOT NULL,
    n_claims INTEGER NOT NULL,
    voice_id VARCHAR NOT NULL,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    duplicate_reason VARCHAR,
    superseded_by VARCHAR,
    opened_on DATE,
    closed_on DATE
);

CREATE TABLE history.sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    publisher VARCHAR,
    kind VARCHAR NOT NULL,
    n_articles INTEGER NOT NULL,
    country VARCHAR,
    language VARCHAR,
    scale VARCHAR,
    schedule VARCHAR,
    licence VARCHAR,
    opened_on DATE,
    closed_on DATE
);

CREATE TABLE history.entities (
    entity_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    valid_from DATE,
    valid_to DATE,
    source VARCHAR NOT NULL,
    opened_on DATE,
    closed_on DATE
);

CREATE TABLE history.places (
    place_id VARCHAR NOT NULL,
    geonames_id INTEGER,
    name VARCHAR NOT NULL,
    country VARCHAR,
    admin1 VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    precision VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    opened_on DATE,
    closed_on DATE
);

-- The day on which a claim was there first; null if that is not known.
CREATE TEMP TABLE first_days AS
SELECT
    claim_id,
    CASE WHEN bool_and(opened_on IS NOT NULL) THEN min(opened_on) END AS day
FROM (
    SELECT row_id AS claim_id, opened_on
    FROM history.openings
    WHERE table_name = 'claims'
    UNION ALL
    SELECT claim_id, opened_on FROM history.claims
)
GROUP BY claim_id;

-- A judgement is no older than its two claims, nor than the end of the one before.
UPDATE merges SET since = greatest(
    (SELECT f.day FROM first_days f WHERE f.claim_id = merges.claim_id),
    (SELECT f.day FROM first_days f WHERE f.claim_id = merges.other_claim_id),
    (
        SELECT max(h.closed_on)
        FROM history.merges h
        WHERE h.merge_id = merges.merge_id
    )
);

-- An article has been there at least since its first claim; of one without claims, and
-- of sources, entities and places, no day is known.
INSERT INTO history.openings
SELECT 'articles', a.article_id, f.day
FROM articles a
LEFT JOIN (
    SELECT
        c.article_id,
        CASE WHEN bool_and(d.day IS NOT NULL) THEN min(d.day) END AS day
    FROM (
        SELECT claim_id, article_id FROM claims
        UNION
        SELECT claim_id, article_id FROM history.claims
    ) c
    JOIN first_days d USING (claim_id)
    GROUP BY c.article_id
) f USING (article_id);
INSERT INTO history.openings SELECT 'sources', source_id, NULL FROM sources;
INSERT INTO history.openings SELECT 'entities', entity_id, NULL FROM entities;
INSERT INTO history.openings SELECT 'places', place_id, NULL FROM places;

DROP TABLE first_days;

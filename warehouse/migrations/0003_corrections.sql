-- Corrections by reviewers: every kind of decision, and what became of each.

CREATE TEMP TABLE former_corrections AS FROM corrections;

DROP TABLE corrections;

CREATE TABLE corrections (
    correction_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    row_id VARCHAR NOT NULL,
    other_rows VARCHAR,
    column_name VARCHAR,
    old_value VARCHAR,
    new_value VARCHAR,
    fingerprint VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (correction_id)
);

INSERT INTO corrections BY NAME
SELECT *, 'change' AS kind, '' AS fingerprint FROM former_corrections;

DROP TABLE former_corrections;

CREATE SCHEMA review;

CREATE TABLE review.claims (
    claim_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    sentence_index INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    trigger_text VARCHAR NOT NULL,
    trigger_text_start INTEGER NOT NULL,
    trigger_text_end INTEGER NOT NULL,
    event_type VARCHAR NOT NULL,
    mode VARCHAR,
    ontology_name VARCHAR NOT NULL,
    ontology_version VARCHAR NOT NULL,
    cameo_root VARCHAR,
    direction VARCHAR NOT NULL,
    claimant_text VARCHAR,
    claimant_text_start INTEGER,
    claimant_text_end INTEGER,
    claimant_entity_id VARCHAR,
    claimant_name VARCHAR,
    claimant_country VARCHAR,
    claimant_sector VARCHAR,
    place_text VARCHAR,
    place_text_start INTEGER,
    place_text_end INTEGER,
    place_name VARCHAR,
    place_geonames_id INTEGER,
    place_country VARCHAR,
    place_admin1 VARCHAR,
    place_latitude DOUBLE,
    place_longitude DOUBLE,
    place_precision VARCHAR,
    place_basis VARCHAR,
    date_text VARCHAR,
    date_text_start INTEGER,
    date_text_end INTEGER,
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL,
    date_basis VARCHAR NOT NULL,
    factuality VARCHAR NOT NULL,
    is_background BOOLEAN NOT NULL,
    confidence DOUBLE NOT NULL,
    decided_by VARCHAR NOT NULL,
    extractor_name VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    PRIMARY KEY (claim_id)
);

CREATE TABLE review.claim_actors (
    claim_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    text_start INTEGER NOT NULL,
    text_end INTEGER NOT NULL,
    entity_id VARCHAR,
    name VARCHAR,
    country VARCHAR,
    sector VARCHAR,
    PRIMARY KEY (claim_id, role, position)
);

CREATE TABLE review.claim_actor_sectors (
    claim_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    sector_position INTEGER NOT NULL,
    sector VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, role, position, sector_position)
);

CREATE TABLE review.claim_contexts (
    claim_id VARCHAR NOT NULL,
    context VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, context)
);

CREATE TABLE review.claim_quantities (
    claim_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    text_start INTEGER NOT NULL,
    text_end INTEGER NOT NULL,
    low DOUBLE,
    best DOUBLE,
    high DOUBLE,
    unit VARCHAR NOT NULL,
    counted VARCHAR NOT NULL,
    qualifier VARCHAR NOT NULL,
    whose_role VARCHAR NOT NULL,
    whose_index INTEGER,
    is_each BOOLEAN NOT NULL,
    PRIMARY KEY (claim_id, position)
);

CREATE TABLE review.standings (
    correction_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    in_force BOOLEAN NOT NULL,
    note VARCHAR,
    PRIMARY KEY (correction_id)
);

CREATE TABLE review.rejected (
    claim_id VARCHAR NOT NULL,
    PRIMARY KEY (claim_id)
);

CREATE TABLE review.decisions (
    claim_id VARCHAR NOT NULL,
    other_claim_id VARCHAR NOT NULL,
    judgement VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, other_claim_id)
);

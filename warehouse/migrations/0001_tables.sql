-- Made from schemas/records.py by: python -m warehouse.ddl

CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE schema_views (hash VARCHAR NOT NULL);

CREATE TABLE articles (
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
    text VARCHAR NOT NULL,
    n_characters INTEGER NOT NULL,
    n_sentences INTEGER NOT NULL,
    n_claims INTEGER NOT NULL,
    voice_id VARCHAR NOT NULL,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    duplicate_reason VARCHAR,
    PRIMARY KEY (article_id)
);

CREATE TABLE sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    publisher VARCHAR,
    kind VARCHAR NOT NULL,
    n_articles INTEGER NOT NULL,
    PRIMARY KEY (source_id)
);

CREATE TABLE claims (
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

CREATE TABLE claim_actors (
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

CREATE TABLE claim_actor_sectors (
    claim_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    sector_position INTEGER NOT NULL,
    sector VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, role, position, sector_position)
);

CREATE TABLE claim_contexts (
    claim_id VARCHAR NOT NULL,
    context VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, context)
);

CREATE TABLE claim_quantities (
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

CREATE TABLE events (
    event_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    mode VARCHAR,
    ontology_name VARCHAR NOT NULL,
    ontology_version VARCHAR NOT NULL,
    quad_class INTEGER NOT NULL,
    score DOUBLE NOT NULL,
    direction VARCHAR NOT NULL,
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
    n_claims INTEGER NOT NULL,
    n_articles INTEGER NOT NULL,
    n_independent_sources INTEGER NOT NULL,
    corroboration VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    first_published DATE,
    last_published DATE,
    version INTEGER NOT NULL,
    valid_from DATE,
    valid_to DATE,
    PRIMARY KEY (event_id)
);

CREATE TABLE event_actors (
    event_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    entity_id VARCHAR,
    name VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    n_claims INTEGER NOT NULL,
    PRIMARY KEY (event_id, position)
);

CREATE TABLE event_contexts (
    event_id VARCHAR NOT NULL,
    context VARCHAR NOT NULL,
    PRIMARY KEY (event_id, context)
);

CREATE TABLE event_quantities (
    event_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    counted VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    whose_role VARCHAR NOT NULL,
    whose_country VARCHAR,
    low DOUBLE,
    best DOUBLE,
    high DOUBLE,
    n_claims INTEGER NOT NULL,
    PRIMARY KEY (event_id, position)
);

CREATE TABLE event_claims (
    event_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    PRIMARY KEY (event_id, claim_id)
);

CREATE TABLE entities (
    entity_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    valid_from DATE,
    valid_to DATE,
    source VARCHAR NOT NULL,
    PRIMARY KEY (entity_id)
);

CREATE TABLE places (
    place_id VARCHAR NOT NULL,
    geonames_id INTEGER,
    name VARCHAR NOT NULL,
    country VARCHAR,
    admin1 VARCHAR,
    latitude DOUBLE,
    longitude DOUBLE,
    precision VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (place_id)
);

CREATE TABLE merges (
    merge_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    other_claim_id VARCHAR NOT NULL,
    judgement VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    reversible BOOLEAN NOT NULL,
    PRIMARY KEY (merge_id)
);

CREATE TABLE corrections (
    correction_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    row_id VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    old_value VARCHAR,
    new_value VARCHAR,
    reviewer VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (correction_id)
);

CREATE TABLE rejects (
    reject_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    location VARCHAR NOT NULL,
    article_id VARCHAR,
    field VARCHAR,
    value VARCHAR,
    PRIMARY KEY (reject_id)
);

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    code_version VARCHAR NOT NULL,
    ontology_version VARCHAR NOT NULL,
    lexicon_version VARCHAR NOT NULL,
    model_version VARCHAR NOT NULL,
    gazetteer_version VARCHAR NOT NULL,
    input_hash VARCHAR NOT NULL,
    n_articles INTEGER NOT NULL,
    n_duplicates INTEGER NOT NULL,
    n_claims INTEGER NOT NULL,
    n_events INTEGER NOT NULL,
    n_rejects INTEGER NOT NULL,
    PRIMARY KEY (run_id)
);

CREATE SCHEMA history;

CREATE TABLE history.claims (
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
    closed_on DATE
);

CREATE TABLE history.claim_actors (
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
    closed_on DATE
);

CREATE TABLE history.claim_actor_sectors (
    claim_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    sector_position INTEGER NOT NULL,
    sector VARCHAR NOT NULL,
    closed_on DATE
);

CREATE TABLE history.claim_contexts (
    claim_id VARCHAR NOT NULL,
    context VARCHAR NOT NULL,
    closed_on DATE
);

CREATE TABLE history.claim_quantities (
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
    closed_on DATE
);

CREATE TABLE history.events (
    event_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    mode VARCHAR,
    ontology_name VARCHAR NOT NULL,
    ontology_version VARCHAR NOT NULL,
    quad_class INTEGER NOT NULL,
    score DOUBLE NOT NULL,
    direction VARCHAR NOT NULL,
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
    n_claims INTEGER NOT NULL,
    n_articles INTEGER NOT NULL,
    n_independent_sources INTEGER NOT NULL,
    corroboration VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    first_published DATE,
    last_published DATE,
    version INTEGER NOT NULL,
    valid_from DATE,
    valid_to DATE,
    closed_on DATE
);

CREATE TABLE history.event_actors (
    event_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    entity_id VARCHAR,
    name VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    n_claims INTEGER NOT NULL,
    version INTEGER NOT NULL,
    closed_on DATE
);

CREATE TABLE history.event_contexts (
    event_id VARCHAR NOT NULL,
    context VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    closed_on DATE
);

CREATE TABLE history.event_quantities (
    event_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    counted VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    whose_role VARCHAR NOT NULL,
    whose_country VARCHAR,
    low DOUBLE,
    best DOUBLE,
    high DOUBLE,
    n_claims INTEGER NOT NULL,
    version INTEGER NOT NULL,
    closed_on DATE
);

CREATE TABLE history.event_claims (
    event_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    closed_on DATE
);

CREATE TABLE history.merges (
    merge_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    other_claim_id VARCHAR NOT NULL,
    judgement VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    reversible BOOLEAN NOT NULL,
    closed_on DATE
);

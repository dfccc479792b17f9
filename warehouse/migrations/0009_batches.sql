-- What lets a run work in batches: keys by which near copies are found without reading
-- all texts, and how far a run has come that is not sealed yet.

CREATE SCHEMA folding;
CREATE TABLE folding.bodies (article_id VARCHAR NOT NULL, spans VARCHAR NOT NULL);
CREATE TABLE folding.keys (article_id VARCHAR NOT NULL, key UINTEGER NOT NULL);

CREATE SCHEMA work;
CREATE TABLE work.read (article_id VARCHAR NOT NULL, versions VARCHAR NOT NULL);
CREATE TABLE work.batches (
    run_id VARCHAR NOT NULL,
    n_read BIGINT NOT NULL,
    n_claims BIGINT NOT NULL,
    n_rejects BIGINT NOT NULL
);

CREATE TABLE schema_number (number INTEGER NOT NULL);
INSERT INTO schema_number VALUES (1);

-- What sources announced: one row per source and canonical address.
CREATE TABLE items (
    source TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    url TEXT NOT NULL,
    guid TEXT,
    title TEXT,
    summary TEXT,
    language TEXT,
    published TEXT,
    updated TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (source, canonical_url)
) WITHOUT ROWID;

-- The state of each address: what the server gave to ask again, and when to.
CREATE TABLE addresses (
    canonical_url TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    fetched_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    retry_at TEXT
) WITHOUT ROWID;

-- Pages as they came: one row per address and body; a new body is a new version.
CREATE TABLE pages (
    page_id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    n_bytes INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    charset TEXT,
    fetched_at TEXT NOT NULL,
    loaded_at TEXT
) WITHOUT ROWID;
CREATE INDEX pages_to_load ON pages (fetched_at) WHERE loaded_at IS NULL;
CREATE INDEX pages_by_source ON pages (source, fetched_at);
CREATE INDEX pages_by_address ON pages (canonical_url);

-- What could not be fetched: one row per address and reason, with the last time.
CREATE TABLE refusals (
    refusal_id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    status INTEGER,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    n_times INTEGER NOT NULL,
    loaded_at TEXT
) WITHOUT ROWID;

-- One row per round of fetching a source: what health is judged by.
CREATE TABLE rounds (
    source TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    n_lists INTEGER NOT NULL,
    n_unchanged INTEGER NOT NULL,
    n_failed INTEGER NOT NULL,
    n_items INTEGER NOT NULL,
    n_new INTEGER NOT NULL,
    n_pages INTEGER NOT NULL,
    n_refused INTEGER NOT NULL,
    failure TEXT,
    PRIMARY KEY (source, started_at)
) WITHOUT ROWID;

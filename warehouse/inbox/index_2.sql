-- What each site's robots.txt said when it was last read: the file, NULL where there is
-- none; since when it cannot be read, NULL where it can.
CREATE TABLE robots (
    site TEXT PRIMARY KEY,
    body BLOB,
    fetched_at TEXT,
    expires_at TEXT,
    failing_since TEXT
) WITHOUT ROWID;

-- Items that may have to be fetched: a round looks at these alone.
ALTER TABLE items ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1;
CREATE INDEX items_open ON items (source, canonical_url) WHERE is_open;
CREATE INDEX items_by_address ON items (canonical_url);
UPDATE items SET is_open = NOT EXISTS (
    SELECT 1 FROM addresses a
    WHERE a.canonical_url = items.canonical_url AND (
        a.retry_at >= '9999' OR (
            a.body_hash IS NOT NULL
            AND (items.updated IS NULL OR items.updated <= a.fetched_at)
        )
    )
);
UPDATE schema_number SET number = 2;

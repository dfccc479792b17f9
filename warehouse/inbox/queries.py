"""The statements of the inbox, as SQLite reads them."""

ANNOUNCE = """
INSERT INTO items VALUES (
    :source, :canonical_url, :url, :guid, :title, :summary, :language,
    :published, :updated, :seen_at, :seen_at, 1
)
ON CONFLICT (source, canonical_url) DO NOTHING
"""
ANNOUNCE_AGAIN = """
UPDATE items SET
    title = coalesce(:title, title),
    summary = coalesce(:summary, summary),
    language = coalesce(:language, language),
    published = coalesce(published, :published),
    is_open = is_open OR (:updated IS NOT NULL AND :updated IS NOT updated),
    updated = coalesce(:updated, updated),
    last_seen = :seen_at
WHERE source = :source AND canonical_url = :canonical_url
"""
WANTED = """
SELECT i.* FROM items AS i INDEXED BY items_open
LEFT JOIN addresses a USING (canonical_url)
WHERE i.source = :source AND i.is_open
    AND (a.retry_at IS NULL OR a.retry_at <= :now)
    AND (
        a.body_hash IS NULL OR (i.updated > a.fetched_at AND i.updated <= :soon)
    )
ORDER BY i.first_seen, i.canonical_url
"""
KEEP_PAGE = """
INSERT INTO pages VALUES (
    :page_id, :source, :canonical_url, :url, :final_url, :body_hash, :n_bytes,
    :content_type, :charset, :fetched_at, NULL
)
ON CONFLICT (page_id) DO UPDATE SET
    fetched_at = excluded.fetched_at,
    loaded_at = NULL
WHERE (
    SELECT a.body_hash FROM addresses a WHERE a.canonical_url = excluded.canonical_url
) IS NOT excluded.body_hash
"""
KEEP_ADDRESS = """
INSERT INTO addresses VALUES (
    :canonical_url, :etag, :last_modified, :body_hash, :fetched_at, 0, NULL
)
ON CONFLICT (canonical_url) DO UPDATE SET
    etag = excluded.etag,
    last_modified = excluded.last_modified,
    body_hash = excluded.body_hash,
    fetched_at = excluded.fetched_at,
    failures = 0,
    retry_at = NULL
"""
# An item is closed where its page is there, or refused for good, and not updated since.
SETTLE = """
UPDATE items SET is_open = NOT EXISTS (
    SELECT 1 FROM addresses a
    WHERE a.canonical_url = items.canonical_url AND (
        a.retry_at >= '9999' OR (
            a.body_hash IS NOT NULL
            AND (items.updated IS NULL OR items.updated <= a.fetched_at)
        )
    )
)
WHERE canonical_url = :canonical_url
"""
ROBOTS = "SELECT * FROM robots WHERE site = ?"
KEEP_ROBOTS = """
INSERT OR REPLACE INTO robots VALUES (
    :site, :body, :fetched_at, :expires_at, :failing_since
)
"""
KEEP_REFUSAL = """
INSERT INTO refusals VALUES (
    :refusal_id, :source, :canonical_url, :url, :reason, :detail, :status,
    :at, :at, 1, NULL
)
ON CONFLICT (refusal_id) DO UPDATE SET
    detail = excluded.detail,
    status = excluded.status,
    last_at = excluded.last_at,
    n_times = n_times + 1
"""
KEEP_FAILURE = """
INSERT INTO addresses (canonical_url, failures, retry_at)
VALUES (:canonical_url, 1, :retry_at)
ON CONFLICT (canonical_url) DO UPDATE SET
    failures = failures + 1,
    retry_at = excluded.retry_at
"""
NEW_REFUSALS = """
SELECT
    r.*, i.published, i.language, i.source IS NOT NULL AS is_item,
    a.retry_at IS :never AS is_final
FROM (
    SELECT * FROM refusals
    WHERE (loaded_at IS NULL OR loaded_at < last_at)
        AND (last_at, refusal_id) > (:at, :refusal_id)
    ORDER BY last_at, refusal_id
    LIMIT :limit
) r
LEFT JOIN items i ON i.source = r.source AND i.canonical_url = r.canonical_url
LEFT JOIN addresses a ON a.canonical_url = r.canonical_url
ORDER BY r.last_at, r.refusal_id
"""
WITH_ITEM = """
SELECT
    p.*, i.guid, i.title, i.summary, i.language, i.published, i.updated,
    i.source IS NOT NULL AS has_item
FROM pages p
LEFT JOIN items i ON i.source = p.source AND i.canonical_url = p.canonical_url
"""
PENDING = f"""{WITH_ITEM}
WHERE p.loaded_at IS NULL AND (p.fetched_at, p.page_id) > (:at, :page_id)
ORDER BY p.fetched_at, p.page_id
LIMIT :limit
"""
PAGES = f"""{WITH_ITEM}
WHERE :source IS NULL OR p.source = :source
ORDER BY p.fetched_at, p.page_id
"""
PRUNABLE = """
SELECT body_hash FROM pages
GROUP BY body_hash
HAVING max(fetched_at) < :before AND count(*) = count(loaded_at)
"""
KEEP_ROUND = """
INSERT OR REPLACE INTO rounds VALUES (
    :source, :started_at, :ended_at, :n_lists, :n_unchanged, :n_failed, :n_items,
    :n_new, :n_pages, :n_refused, :failure, :forms, :n_undated
)
"""
ROUNDS = """
SELECT * FROM rounds WHERE source = :source ORDER BY started_at DESC LIMIT :limit
"""
ANSWERED = """
SELECT * FROM rounds
WHERE source = :source AND n_lists > n_failed + n_unchanged
ORDER BY started_at DESC LIMIT :limit
"""
WITH_NEWS = """
SELECT * FROM rounds WHERE source = :source AND n_new > 0
ORDER BY started_at DESC LIMIT :limit
"""
STANDINGS = """
WITH names AS (
    SELECT source FROM items UNION SELECT source FROM pages
    UNION SELECT source FROM refusals UNION SELECT source FROM rounds
),
announced AS (
    SELECT
        source, count(*) AS n_items,
        max(CASE WHEN published <= :now THEN published END) AS last_published
    FROM items GROUP BY source
),
kept AS (
    SELECT
        source, count(*) AS n_pages, max(fetched_at) AS last_page,
        sum(loaded_at IS NULL) AS n_pending
    FROM pages GROUP BY source
),
failing AS (
    SELECT DISTINCT
        r.source, r.canonical_url, a.retry_at IS :never AS is_final,
        i.source IS NOT NULL AS is_item
    FROM refusals r
    JOIN addresses a USING (canonical_url)
    LEFT JOIN items i ON i.source = r.source AND i.canonical_url = r.canonical_url
    WHERE a.retry_at IS NOT NULL
),
failed AS (
    SELECT
        source, sum(is_final) AS n_refused,
        sum(is_item AND NOT is_final) AS n_waiting
    FROM failing GROUP BY source
)
SELECT
    n.source,
    coalesce(a.n_items, 0) AS n_items,
    coalesce(k.n_pages, 0) AS n_pages,
    coalesce(k.n_pending, 0) AS n_pending,
    coalesce(f.n_refused, 0) AS n_refused,
    coalesce(f.n_waiting, 0) AS n_waiting,
    k.last_page,
    a.last_published
FROM names n
LEFT JOIN announced a USING (source)
LEFT JOIN kept k USING (source)
LEFT JOIN failed f USING (source)
ORDER BY n.source
"""
REFUSED = """
WITH last AS (
    -- SQLite takes the other columns from the row with the latest time.
    SELECT source, canonical_url, url, reason, refusal_id, max(last_at)
    FROM refusals GROUP BY source, canonical_url
)
SELECT
    l.source, l.reason,
    CASE
        WHEN a.retry_at IS :never THEN 'refused'
        WHEN i.source IS NULL THEN 'list'
        ELSE 'waiting'
    END AS state,
    count(*) AS n, min(l.refusal_id) AS example_id,
    min(l.refusal_id || l.url) AS example
FROM last l
JOIN addresses a USING (canonical_url)
LEFT JOIN items i ON i.source = l.source AND i.canonical_url = l.canonical_url
WHERE a.retry_at IS NOT NULL
GROUP BY l.source, l.reason, state
ORDER BY l.source, n DESC, l.reason, state
"""
DAYS = """
SELECT
    CAST(julianday(:now) - julianday(started_at) AS INTEGER) AS ago,
    count(*) AS n_rounds, sum(n_new) AS n_new, sum(n_pages) AS n_pages,
    sum(n_refused) AS n_refused
FROM rounds
WHERE source = :source AND started_at > :since AND started_at <= :now
GROUP BY ago ORDER BY ago
"""
NEWEST_PAGES = """
SELECT canonical_url, fetched_at FROM pages
WHERE source = :source AND loaded_at IS NOT NULL
ORDER BY fetched_at DESC LIMIT :limit
"""
OLDEST_PENDING = """
SELECT min(fetched_at) AS oldest FROM pages WHERE loaded_at IS NULL
"""

# Lists whose last reading is not to be trusted are read anew; a page keeps its state.
SET_BACK = (
    """
UPDATE addresses SET etag = NULL, last_modified = NULL, body_hash = NULL
WHERE fetched_at > :now AND canonical_url NOT IN (SELECT canonical_url FROM pages)
""",
    "UPDATE addresses SET fetched_at = :now WHERE fetched_at > :now",
    """
UPDATE addresses SET retry_at = :latest
WHERE retry_at > :latest AND retry_at < :never
""",
    """
UPDATE items SET first_seen = min(first_seen, :now), last_seen = :now
WHERE last_seen > :now
""",
    "UPDATE items SET is_open = 1 WHERE updated > :now",
    """
UPDATE refusals SET
    first_at = min(first_at, :now),
    last_at = min(last_at, :now),
    loaded_at = CASE WHEN loaded_at < last_at THEN :before ELSE min(loaded_at, :now) END
WHERE last_at > :now OR loaded_at > :now
""",
    "UPDATE pages SET loaded_at = :now WHERE loaded_at > :now",
)
PAGES_TO_LOAD_AGAIN = """
SELECT DISTINCT later.page_id, later.body_hash
FROM pages p
JOIN pages later
    ON later.canonical_url = p.canonical_url AND later.fetched_at >= p.fetched_at
WHERE p.fetched_at >= :since AND p.fetched_at < :until
"""

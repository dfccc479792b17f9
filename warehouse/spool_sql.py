"""The statements of the spool: how the input of a run is held against the warehouse."""

from __future__ import annotations

from typing import Final

# What makes a known article worth reading again when it comes with another value.
METADATA: Final = (
    "external_id",
    "url",
    "title",
    "byline",
    "dateline",
    "publisher",
    "published",
    "language",
)
TEXT_COLUMNS: Final = (
    "article_id",
    "location",
    "kind",
    "source_id",
    "text",
    *METADATA,
)
ITEMS: Final = "seq BIGINT, blocks VARCHAR, published DATE, " + ", ".join(
    f"{name} VARCHAR" for name in TEXT_COLUMNS if name != "published"
)
REFUSED: Final = (
    "seq BIGINT, reject_id VARCHAR, reason VARCHAR, stage VARCHAR, "
    "message VARCHAR, content VARCHAR"
)
IS_CURRENT: Final = "coalesce(r.versions, $last, $now) = $now"
SAME: Final = " AND ".join(
    f"a.{name} IS NOT DISTINCT FROM i.{name}" for name in METADATA
)
# What each page shows last. Pages alone have one version at a time: files may give one
# address to many articles.
PAGES: Final = """
CREATE TABLE spool.pages AS
SELECT location, arg_max(article_id, seq) AS article_id
FROM spool.items WHERE url = location GROUP BY location
"""
# Where a text is taken from: where it is known from, unless that page shows another one
# now, else from its first publication on a page that still shows it.
PLACES: Final = """
CREATE TABLE spool.places AS
WITH seen AS (
    SELECT
        i.article_id, i.location, i.published, a.location AS known,
        (p.article_id IS NULL OR p.article_id = i.article_id
            OR i.url IS DISTINCT FROM i.location) AS stands,
        a.superseded_by IS NULL
            AND (a.location <> a.url OR q.article_id IS NULL
                OR q.article_id = a.article_id) IS NOT FALSE AS stays
    FROM spool.items i
    LEFT JOIN articles a ON a.article_id = i.article_id
    LEFT JOIN spool.pages p ON p.location = i.location
    LEFT JOIN spool.pages q ON q.location = a.location
)
SELECT
    article_id,
    coalesce(
        any_value(known) FILTER (stays),
        first(location ORDER BY
            (location IS NOT DISTINCT FROM known) DESC,
            coalesce(published, DATE '9999-12-31'), location
        ) FILTER (stands),
        any_value(known),
        first(location ORDER BY coalesce(published, DATE '9999-12-31'), location)
    ) AS place
FROM seen GROUP BY article_id
"""
KEPT: Final = """
CREATE TABLE spool.kept AS
SELECT
    i.article_id,
    min(i.seq) AS seq,
    max(i.seq) AS last_seq,
    any_value(i.location) AS location,
    coalesce(first(i.url ORDER BY i.seq) = any_value(i.location), false) AS is_page
FROM spool.items i
JOIN spool.places p ON p.article_id = i.article_id AND p.place = i.location
GROUP BY i.article_id
"""
# A text that its page shows no more and another one still does, told by its copy.
MOVED: Final = """
CREATE TABLE spool.moved AS
SELECT
    a.article_id,
    any_value(p.article_id) AS later,
    min(r.location) AS location,
    arg_min(r.source_id, r.location) AS source_id,
    arg_min(s.publisher, r.location) AS publisher
FROM articles a
JOIN spool.pages p ON p.location = a.location AND p.article_id <> a.article_id
JOIN rejects r ON r.article_id = a.article_id AND r.reason = 'same_text'
    AND r.location <> a.location
LEFT JOIN sources s ON s.source_id = r.source_id
WHERE a.location = a.url AND a.superseded_by IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM spool.places t
        WHERE t.article_id = a.article_id AND t.place <> a.location
    )
    AND r.location NOT IN (SELECT location FROM spool.pages)
    AND r.location NOT IN (SELECT location FROM articles WHERE superseded_by IS NULL)
    AND NOT EXISTS (
        SELECT 1 FROM rejects o
        WHERE o.location = r.location AND o.reason = 'same_text'
            AND o.article_id <> r.article_id
    )
GROUP BY a.article_id
"""
SUPERSEDED: Final = """
CREATE TABLE spool.superseded AS
SELECT a.article_id, p.article_id AS later
FROM articles a
JOIN spool.pages p ON p.location = a.location
LEFT JOIN spool.places t ON t.article_id = a.article_id
WHERE a.location = a.url AND a.superseded_by IS NULL AND a.article_id <> p.article_id
    AND a.article_id NOT IN (SELECT article_id FROM spool.moved)
    AND (t.place IS NULL OR t.place = a.location)
"""
EARLIER: Final = """
CREATE TABLE spool.earlier AS
SELECT k.article_id, k.seq
FROM spool.kept k JOIN spool.pages p ON k.is_page AND p.location = k.location
WHERE p.article_id <> k.article_id
"""
FRESH: Final = f"""
CREATE TABLE spool.fresh AS
SELECT i.article_id, i.seq, strlen(i.text) AS n_bytes
FROM spool.kept k JOIN spool.items i USING (seq)
LEFT JOIN articles a ON a.article_id = k.article_id
LEFT JOIN work.read r ON r.article_id = k.article_id
WHERE k.article_id NOT IN (SELECT article_id FROM spool.earlier)
    AND NOT (
        a.article_id IS NOT NULL AND a.superseded_by IS NULL
        AND {IS_CURRENT} AND {SAME}
    )
"""
STALE: Final = f"""
INSERT INTO spool.fresh
SELECT a.article_id, NULL, a.n_characters
FROM articles a LEFT JOIN work.read r USING (article_id)
WHERE a.superseded_by IS NULL AND NOT ({IS_CURRENT})
    AND a.article_id NOT IN (SELECT article_id FROM spool.fresh)
    AND a.article_id NOT IN (SELECT article_id FROM spool.superseded)
"""
PLAN: Final = (
    PAGES,
    PLACES,
    KEPT,
    MOVED,
    SUPERSEDED,
    EARLIER,
    FRESH,
    STALE,
)
CUT: Final = """
CREATE TABLE spool.todo AS
WITH placed AS (
    SELECT
        *,
        row_number() OVER w - 1 AS n,
        sum(n_bytes) OVER w - n_bytes AS n_before
    FROM spool.fresh WINDOW w AS (ORDER BY seq NULLS LAST, article_id)
)
SELECT
    article_id, seq, n,
    dense_rank() OVER (ORDER BY n // $n_articles, n_before // $n_bytes) - 1 AS batch
FROM placed
"""
COPIES: Final = """
SELECT i.* EXCLUDE (text, blocks), '' AS text, p.place
FROM spool.items i JOIN spool.places p USING (article_id)
WHERE i.location <> p.place ORDER BY i.seq
"""
DROPPED: Final = """
SELECT i.* EXCLUDE (text, blocks), '' AS text
FROM spool.earlier e JOIN spool.items i USING (seq)
WHERE e.article_id NOT IN (SELECT article_id FROM articles) ORDER BY i.seq
"""
N_USED: Final = """
SELECT count(DISTINCT article_id) FROM spool.items WHERE article_id NOT IN (
    SELECT article_id FROM spool.earlier
    WHERE article_id NOT IN (SELECT article_id FROM articles)
)
"""
INPUT: Final = """
SELECT DISTINCT article_id || ' ' || coalesce(published::VARCHAR, 'None') AS part
FROM spool.items ORDER BY part
"""
REJECT_IDS: Final = "SELECT DISTINCT reject_id AS part FROM spool.refused ORDER BY part"
REASONS: Final = """
SELECT reason, count(*) AS n FROM spool.refused GROUP BY reason ORDER BY n DESC, reason
"""
FRESH_OF_BATCH: Final = """
SELECT t.n, i.*
FROM spool.todo t JOIN spool.items i USING (seq) WHERE t.batch = $batch ORDER BY t.n
"""
STALE_OF_BATCH: Final = """
SELECT article_id FROM spool.todo
WHERE batch = $batch AND seq IS NULL ORDER BY n
"""
# A version that a known article replaces goes with the first batch.
SUPERSEDED_OF_BATCH: Final = """
SELECT s.article_id, s.later
FROM spool.superseded s LEFT JOIN spool.todo t ON t.article_id = s.later
WHERE coalesce(t.batch, 0) = $batch ORDER BY s.article_id
"""
MOVED_OF_BATCH: Final = """
SELECT m.article_id, m.location, m.source_id, m.publisher
FROM spool.moved m LEFT JOIN spool.todo t ON t.article_id = m.later
WHERE coalesce(t.batch, 0) = $batch
    AND m.article_id NOT IN (SELECT article_id FROM spool.todo)
ORDER BY m.article_id
"""
REFUSED_OF_BATCH: Final = """
SELECT content FROM spool.refused
WHERE seq >= $first AND seq < $first + $number ORDER BY seq
"""
N_NEAR: Final = """
SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL AND superseded_by IS NULL
AND article_id IN (SELECT article_id FROM spool.items)
"""

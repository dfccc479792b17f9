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
# Where a text is taken from: where it is known from, else from its first publication.
PLACES: Final = """
CREATE TABLE spool.places AS
SELECT
    i.article_id,
    coalesce(
        any_value(a.location),
        first(i.location ORDER BY coalesce(i.published, DATE '9999-12-31'), i.location)
    ) AS place
FROM spool.items i LEFT JOIN articles a USING (article_id)
GROUP BY i.article_id
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
# Pages alone have one version at a time: files may give one address to many articles.
PAGES: Final = """
CREATE TABLE spool.pages AS
SELECT location, arg_max(article_id, last_seq) AS article_id
FROM spool.kept WHERE is_page GROUP BY location
"""
SUPERSEDED: Final = """
CREATE TABLE spool.superseded AS
SELECT a.article_id, p.article_id AS later
FROM articles a JOIN spool.pages p ON p.location = a.location
WHERE a.location = a.url AND a.superseded_by IS NULL AND a.article_id <> p.article_id
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
    PLACES,
    KEPT,
    PAGES,
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
REFUSED_OF_BATCH: Final = """
SELECT content FROM spool.refused
WHERE seq >= $first AND seq < $first + $number ORDER BY seq
"""
N_NEAR: Final = """
SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL AND superseded_by IS NULL
AND article_id IN (SELECT article_id FROM spool.items)
"""

-- Claims and events as one reads them. The default views keep what the text tells as
-- happening now; their twins with _all keep everything.

CREATE OR REPLACE VIEW claims_all AS
SELECT
    c.*,
    a.published,
    a.publisher,
    a.title,
    a.url,
    a.voice_id
FROM claims c
JOIN articles a USING (article_id);

CREATE OR REPLACE VIEW claims_default AS
SELECT * FROM claims_all
WHERE factuality IN ('completed', 'ongoing') AND NOT is_background;

-- Parties and contexts joined by "; ", in the order of their tables, and the sentence
-- of the earliest claim.
CREATE OR REPLACE VIEW events_all AS
WITH parties AS (
    SELECT
        event_id,
        string_agg(name, '; ' ORDER BY position)
            FILTER (role = 'actor') AS actors,
        string_agg(coalesce(country, '?'), '; ' ORDER BY position)
            FILTER (role = 'actor') AS actor_countries,
        string_agg(coalesce(sector, '?'), '; ' ORDER BY position)
            FILTER (role = 'actor') AS actor_sectors,
        string_agg(name, '; ' ORDER BY position)
            FILTER (role = 'recipient') AS recipients,
        string_agg(coalesce(country, '?'), '; ' ORDER BY position)
            FILTER (role = 'recipient') AS recipient_countries,
        string_agg(coalesce(sector, '?'), '; ' ORDER BY position)
            FILTER (role = 'recipient') AS recipient_sectors,
        string_agg(name, '; ' ORDER BY position)
            FILTER (role = 'mediator') AS mediators
    FROM event_actors
    GROUP BY event_id
),
topics AS (
    SELECT event_id, string_agg(context, '; ' ORDER BY context) AS contexts
    FROM event_contexts
    GROUP BY event_id
),
numbers AS (
    SELECT
        event_id,
        string_agg(
            counted || ' ' || coalesce(format('{:g}', best), '?') || ' ' || unit,
            '; ' ORDER BY position
        ) AS quantities
    FROM event_quantities
    GROUP BY event_id
),
heads AS (
    SELECT DISTINCT ON (e.event_id) e.event_id, c.quote, a.url, a.location
    FROM event_claims e
    JOIN claims c USING (claim_id)
    JOIN articles a USING (article_id)
    ORDER BY
        e.event_id, a.published NULLS LAST, c.article_id, c.trigger_text_start, c.claim_id
)
SELECT
    e.*,
    p.actors,
    p.actor_countries,
    p.actor_sectors,
    p.recipients,
    p.recipient_countries,
    p.recipient_sectors,
    p.mediators,
    t.contexts,
    n.quantities,
    h.quote,
    h.url,
    h.location,
    s.gw_number AS place_gw_number,
    s.cow_number AS place_cow_number,
    priogrid_of_place(e.place_latitude, e.place_longitude, e.place_precision)
        AS priogrid_gid
FROM events e
LEFT JOIN parties p USING (event_id)
LEFT JOIN topics t USING (event_id)
LEFT JOIN numbers n USING (event_id)
LEFT JOIN heads h USING (event_id)
LEFT JOIN states s
    ON s.iso3 = e.place_country
    AND e.date_start >= coalesce(s.valid_from, e.date_start)
    AND e.date_start <= coalesce(s.valid_to, e.date_start);

CREATE OR REPLACE VIEW events_default AS
SELECT * FROM events_all
WHERE factuality IN ('completed', 'ongoing') AND NOT is_background;

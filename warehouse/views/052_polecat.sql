-- POLECAT: a row per event, the parties of a side in lists.

-- The words of the earliest claim that names a party, and all sectors claims give it. A
-- party is found in a claim as it was agreed on: by entity, else by country and sector,
-- else by its words.
CREATE OR REPLACE VIEW crosswalk_words AS
WITH named AS (
    SELECT
        p.event_id,
        p.position,
        p.sector AS primary_sector,
        a.claim_id,
        a.role,
        a.position AS claim_position,
        a.text,
        row_number() OVER (
            PARTITION BY p.event_id, p.position
            ORDER BY
                t.published NULLS LAST,
                c.article_id,
                c.trigger_text_start,
                c.claim_id,
                a.role,
                a.position
        ) AS rank
    FROM crosswalk_events e
    JOIN event_actors p USING (event_id)
    JOIN event_claims m USING (event_id)
    JOIN claims c USING (claim_id)
    JOIN articles t USING (article_id)
    JOIN claim_actors a
        ON a.claim_id = m.claim_id
        AND (a.role = 'mediator') = (p.role = 'mediator')
        AND CASE
            WHEN p.entity_id IS NOT NULL OR a.entity_id IS NOT NULL
                THEN a.entity_id = p.entity_id
            WHEN p.country IS NOT NULL
                THEN a.country = p.country AND a.sector IS NOT DISTINCT FROM p.sector
            ELSE lower(coalesce(a.name, a.text)) = lower(p.name)
        END
)
SELECT
    n.event_id,
    n.position,
    arg_min(n.text, n.rank) AS words,
    list(s.sector ORDER BY s.sector <> n.primary_sector, n.rank, s.sector_position)
        FILTER (s.sector IS NOT NULL) AS sectors
FROM named n
LEFT JOIN claim_actor_sectors s
    ON s.claim_id = n.claim_id AND s.role = n.role AND s.position = n.claim_position
GROUP BY n.event_id, n.position;

-- The lists of a side; None stands for what is unknown of one of several.
CREATE OR REPLACE VIEW crosswalk_lists AS
SELECT
    p.event_id,
    p.role,
    string_agg(
        CASE WHEN p.entity_id IS NULL THEN 'None' ELSE replace(p.name, ';', ',') END,
        ';' ORDER BY p.position
    ) AS names,
    string_agg(coalesce(p.country, 'None'), ';' ORDER BY p.position) AS countries,
    string_agg(coalesce(p.cow_number::VARCHAR, 'None'), ';' ORDER BY p.position) AS cows,
    arg_min(p.sector, p.position) AS primary_sector,
    flatten(list(
        coalesce(w.sectors, CASE WHEN p.sector IS NOT NULL THEN [p.sector] ELSE [] END)
        ORDER BY p.position
    )) AS sectors,
    string_agg(replace(coalesce(w.words, p.name), ';', ','), ';' ORDER BY p.position)
        AS words
FROM crosswalk_parties p
LEFT JOIN crosswalk_words w USING (event_id, position)
GROUP BY p.event_id, p.role;

CREATE OR REPLACE VIEW as_polecat AS
WITH topics AS (
    SELECT event_id, string_agg(context, ';' ORDER BY context) AS contexts
    FROM event_contexts
    GROUP BY event_id
)
SELECT
    e.event_id AS "Event ID",
    e.date_start AS "Event Date",
    e.event_type AS "Event Type",
    e.mode AS "Event Mode",
    e.score AS "Intensity",
    CASE e.quad_class
        WHEN 1 THEN 'VERBAL COOPERATION'
        WHEN 2 THEN 'MATERIAL COOPERATION'
        WHEN 3 THEN 'VERBAL CONFLICT'
        ELSE 'MATERIAL CONFLICT'
    END AS "Quad Code",
    t.contexts AS "Contexts",
    a.names AS "Actor Name",
    a.countries AS "Actor Country",
    a.cows AS "Actor COW",
    a.primary_sector AS "Primary Actor Sector",
    nullif(array_to_string(firsts(a.sectors), ';'), '') AS "Actor Sectors",
    NULL::VARCHAR AS "Actor Title",
    a.words AS "Actor Name Raw",
    NULL::VARCHAR AS "Wikipedia Actor ID",
    r.names AS "Recipient Name",
    r.countries AS "Recipient Country",
    r.cows AS "Recipient COW",
    r.primary_sector AS "Primary Recipient Sector",
    nullif(array_to_string(firsts(r.sectors), ';'), '') AS "Recipient Sectors",
    NULL::VARCHAR AS "Recipient Title",
    r.words AS "Recipient Name Raw",
    NULL::VARCHAR AS "Wikipedia Recipient ID",
    e.place_name AS "Placename",
    CASE WHEN e.place_precision IN ('exact', 'city') THEN e.place_name END AS "City",
    CASE WHEN e.place_precision = 'admin2' THEN e.place_name END AS "District",
    CASE WHEN e.place_precision = 'admin1' THEN e.place_name ELSE e.place_admin1 END
        AS "Province",
    e.place_country AS "Country",
    e.place_latitude AS "Latitude",
    e.place_longitude AS "Longitude",
    e.place_geonames_id::BIGINT AS "GeoNames ID",
    e.place_text AS "Raw Placename",
    x.place_code AS "Feature Type",
    h.office AS "Source",
    h.published AS "Publication Date",
    NULL::VARCHAR AS "Story People",
    NULL::VARCHAR AS "Story Organizations",
    NULL::VARCHAR AS "Story Locations",
    h.language_code AS "Language",
    h.extractor_name || '-Vers' || h.extractor_version AS "Version"
FROM crosswalk_events e
LEFT JOIN topics t ON t.event_id = e.event_id
LEFT JOIN crosswalk_lists a ON a.event_id = e.event_id AND a.role = 'actor'
LEFT JOIN crosswalk_lists r ON r.event_id = e.event_id AND r.role = 'recipient'
LEFT JOIN crosswalk_exactness x ON x.event_id = e.event_id AND x.rival = 'polecat'
LEFT JOIN crosswalk_heads h ON h.event_id = e.event_id;

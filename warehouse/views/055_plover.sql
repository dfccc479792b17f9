-- PLOVER exchange records: one JSON text per event, without the fields that are null.

CREATE OR REPLACE VIEW as_plover_json AS
WITH entities AS (
    SELECT
        p.event_id,
        p.role,
        list(
            json_merge_patch('{}', json_object(
                'code', p.country,
                'sector', p.sector,
                'entity_text', coalesce(w.words, p.name),
                'identifier_id', p.entity_id,
                'identifier_text', CASE WHEN p.entity_id IS NOT NULL THEN p.name END
            ))
            ORDER BY p.position
        ) AS items
    FROM crosswalk_parties p
    LEFT JOIN crosswalk_words w USING (event_id, position)
    GROUP BY p.event_id, p.role
),
topics AS (
    SELECT event_id, list(context ORDER BY context) AS contexts
    FROM event_contexts
    GROUP BY event_id
),
sizes AS (
    SELECT
        event_id,
        max(best) FILTER (counted = 'killed') AS dead,
        max(best) FILTER (counted = 'injured') AS injured,
        max(best) FILTER (counted = 'arrested') AS arrested
    FROM event_tolls
    WHERE counted IN ('killed', 'injured', 'arrested')
    GROUP BY event_id
),
told AS (
    SELECT
        e.event_id,
        c.article_id,
        c.start,
        c."end",
        c.extractor_name || ' ' || c.extractor_version AS coder,
        a.url,
        a.title,
        a.language,
        a.publisher,
        a.published,
        row_number() OVER (
            PARTITION BY e.event_id
            ORDER BY a.published NULLS LAST, c.article_id, c.trigger_text_start, c.claim_id
        ) AS sequence,
        row_number() OVER (
            PARTITION BY e.event_id, c.article_id
            ORDER BY c.trigger_text_start, c.claim_id
        ) AS rank
    FROM event_claims e
    JOIN claims c USING (claim_id)
    JOIN articles a USING (article_id)
),
texts AS (
    SELECT
        t.event_id,
        list(
            json_object('sequence', t.sequence, 'start', t.start, 'end', t."end")
            ORDER BY t.sequence
        ) AS texts,
        list(
            json_merge_patch('{}', json_object(
                'url', t.url,
                'title', t.title,
                'language', t.language,
                'publication', concat_ws(', ', t.publisher, t.published),
                'coder', t.coder,
                'codebook', o.name,
                'version', o.version
            ))
            ORDER BY t.sequence
        ) FILTER (t.rank = 1) AS citations
    FROM told t, ontology_version o
    GROUP BY t.event_id
)
SELECT
    e.event_id,
    json_merge_patch('{}', json_object(
        'id', e.event_id,
        'date', e.date_start::VARCHAR,
        'enddate', CASE WHEN e.date_end <> e.date_start THEN e.date_end::VARCHAR END,
        'actor', coalesce(a.items, []),
        'recipient', r.items,
        'event_loc', CASE WHEN e.place_precision IS NOT NULL THEN json_object(
            'extracted_place', e.place_text,
            'resolved_place', e.place_name,
            'geonameid', e.place_geonames_id,
            'lat', e.place_latitude,
            'lon', e.place_longitude,
            'city', CASE WHEN e.place_precision IN ('exact', 'city')
                THEN e.place_name END,
            'district', CASE WHEN e.place_precision = 'admin2' THEN e.place_name END,
            'province', CASE WHEN e.place_precision = 'admin1' THEN e.place_name
                ELSE e.place_admin1 END,
            'country', n.name,
            'country_code', e.place_country,
            'feature_code', f.place_code,
            'resolution', x.place_code::INTEGER
        ) END,
        'event', e.event_type,
        'event_text', h.quote,
        'quad_code', e.quad_class,
        'event_scale', e.score,
        'mode', e.mode,
        'context', t.contexts,
        'size', CASE WHEN z.event_id IS NOT NULL THEN json_object(
            'dead', round(z.dead)::BIGINT,
            'injured', round(z.injured)::BIGINT,
            'arrested', round(z.arrested)::BIGINT
        ) END,
        'text_info', u.texts,
        'cite_info', u.citations,
        'coder', h.extractor_name || ' ' || h.extractor_version,
        'coded_date', e.valid_from::VARCHAR
    ))::VARCHAR AS record
FROM crosswalk_events e
LEFT JOIN entities a ON a.event_id = e.event_id AND a.role = 'actor'
LEFT JOIN entities r ON r.event_id = e.event_id AND r.role = 'recipient'
LEFT JOIN topics t ON t.event_id = e.event_id
LEFT JOIN sizes z ON z.event_id = e.event_id
LEFT JOIN texts u ON u.event_id = e.event_id
LEFT JOIN crosswalk_heads h ON h.event_id = e.event_id
LEFT JOIN crosswalk_states n ON n.iso3 = e.place_country
LEFT JOIN crosswalk_exactness x ON x.event_id = e.event_id AND x.rival = 'plover_json'
LEFT JOIN crosswalk_exactness f ON f.event_id = e.event_id AND f.rival = 'polecat'
WHERE e.date_start IS NOT NULL;

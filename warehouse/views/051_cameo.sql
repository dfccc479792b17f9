-- GDELT: a row per event, with the first party of each side. ICEWS: a row per pair of
-- parties, as its users count dyads.

CREATE OR REPLACE VIEW as_gdelt AS
WITH parties AS (
    SELECT
        event_id,
        side,
        cameo_head || CASE
            WHEN cameo_role IS NULL OR contains(cameo_head, cameo_role) THEN ''
            ELSE cameo_role END AS code,
        coalesce(cameo_head, cameo_role) AS bare_code,
        upper(name) AS name,
        cameo_country,
        cameo_group,
        coalesce(cameo_kind, cameo_role) AS type1,
        CASE WHEN cameo_kind <> cameo_role THEN cameo_role END AS type2
    FROM crosswalk_parties
    WHERE rank = 1
)
SELECT
    rival_number(e.event_id) AS GLOBALEVENTID,
    strftime(e.date_start, '%Y%m%d')::INTEGER AS SQLDATE,
    strftime(e.date_start, '%Y%m')::INTEGER AS MonthYear,
    year(e.date_start)::INTEGER AS "Year",
    round(
        year(e.date_start)
        + least(0.9999, (30 * (month(e.date_start) - 1) + day(e.date_start)) / 365),
        4
    )::DOUBLE AS FractionDate,
    coalesce(a.code, a.bare_code) AS Actor1Code,
    a.name AS Actor1Name,
    a.cameo_country AS Actor1CountryCode,
    a.cameo_group AS Actor1KnownGroupCode,
    NULL::VARCHAR AS Actor1EthnicCode,
    NULL::VARCHAR AS Actor1Religion1Code,
    NULL::VARCHAR AS Actor1Religion2Code,
    a.type1 AS Actor1Type1Code,
    a.type2 AS Actor1Type2Code,
    NULL::VARCHAR AS Actor1Type3Code,
    coalesce(b.code, b.bare_code) AS Actor2Code,
    b.name AS Actor2Name,
    b.cameo_country AS Actor2CountryCode,
    b.cameo_group AS Actor2KnownGroupCode,
    NULL::VARCHAR AS Actor2EthnicCode,
    NULL::VARCHAR AS Actor2Religion1Code,
    NULL::VARCHAR AS Actor2Religion2Code,
    b.type1 AS Actor2Type1Code,
    b.type2 AS Actor2Type2Code,
    NULL::VARCHAR AS Actor2Type3Code,
    coalesce(h.sentence_index < crosswalk_setting('lead_sentences'), false)::INTEGER
        AS IsRootEvent,
    k.cameo_code AS EventCode,
    left(k.cameo_code, 3) AS EventBaseCode,
    left(k.cameo_code, 2) AS EventRootCode,
    k.quad_class AS QuadClass,
    k.goldstein AS GoldsteinScale,
    e.n_claims::INTEGER AS NumMentions,
    e.n_independent_sources::INTEGER AS NumSources,
    e.n_articles::INTEGER AS NumArticles,
    NULL::DOUBLE AS AvgTone,
    NULL::INTEGER AS Actor1Geo_Type,
    NULL::VARCHAR AS Actor1Geo_FullName,
    NULL::VARCHAR AS Actor1Geo_CountryCode,
    NULL::VARCHAR AS Actor1Geo_ADM1Code,
    NULL::VARCHAR AS Actor1Geo_ADM2Code,
    NULL::DOUBLE AS Actor1Geo_Lat,
    NULL::DOUBLE AS Actor1Geo_Long,
    NULL::VARCHAR AS Actor1Geo_FeatureID,
    NULL::INTEGER AS Actor2Geo_Type,
    NULL::VARCHAR AS Actor2Geo_FullName,
    NULL::VARCHAR AS Actor2Geo_CountryCode,
    NULL::VARCHAR AS Actor2Geo_ADM1Code,
    NULL::VARCHAR AS Actor2Geo_ADM2Code,
    NULL::DOUBLE AS Actor2Geo_Lat,
    NULL::DOUBLE AS Actor2Geo_Long,
    NULL::VARCHAR AS Actor2Geo_FeatureID,
    x.place_code::INTEGER AS ActionGeo_Type,
    CASE e.place_precision
        WHEN 'country' THEN n.name
        WHEN 'admin1' THEN concat_ws(', ', e.place_name, n.name)
        ELSE nullif(concat_ws(', ', e.place_name, e.place_admin1, n.name), '')
    END AS ActionGeo_FullName,
    coalesce(n.fips, f.fips) AS ActionGeo_CountryCode,
    CASE WHEN e.place_precision = 'country' THEN n.fips END AS ActionGeo_ADM1Code,
    NULL::VARCHAR AS ActionGeo_ADM2Code,
    e.place_latitude AS ActionGeo_Lat,
    e.place_longitude AS ActionGeo_Long,
    CASE WHEN e.place_precision = 'country' THEN n.fips END AS ActionGeo_FeatureID,
    strftime(coalesce(e.first_published, e.valid_from), '%Y%m%d000000')::BIGINT
        AS DATEADDED,
    h.url AS SOURCEURL
FROM crosswalk_events e
JOIN crosswalk_codes c ON c.event_id = e.event_id AND c.rival = 'cameo'
JOIN crosswalk_cameo_codes k ON k.cameo_code = c.code
LEFT JOIN parties a ON a.event_id = e.event_id AND a.side = 'source'
LEFT JOIN parties b ON b.event_id = e.event_id AND b.side = 'target'
LEFT JOIN crosswalk_heads h ON h.event_id = e.event_id
LEFT JOIN crosswalk_states n ON n.iso3 = e.place_country
LEFT JOIN crosswalk_fips_parts f
    ON f.iso3 = e.place_country AND f.admin1 = coalesce(e.place_admin1, e.place_name)
LEFT JOIN crosswalk_exactness x ON x.event_id = e.event_id AND x.rival = 'gdelt'
WHERE e.date_start IS NOT NULL;

-- All pairs of a source and a target; of a mutual event each pair both ways. Above
-- max_pairs only those with the first party of a side: twenty parties that meet give
-- 38 rows, not 380. A side that nobody is named on gives rows without it.
CREATE OR REPLACE VIEW crosswalk_pairs AS
WITH members AS (
    SELECT
        p.event_id,
        p.position,
        CASE WHEN e.direction = 'mutual' THEN 'both' ELSE p.side END AS side,
        row_number() OVER (
            PARTITION BY
                p.event_id, CASE WHEN e.direction = 'mutual' THEN 'both' ELSE p.side END
            ORDER BY p.position
        ) AS rank
    FROM crosswalk_parties p
    JOIN crosswalk_events e USING (event_id)
    WHERE p.side <> 'mediator'
),
pairs AS (
    SELECT
        e.event_id,
        s.position AS source,
        t.position AS target,
        s.rank AS source_rank,
        t.rank AS target_rank,
        count(*) OVER (PARTITION BY e.event_id) AS n_pairs
    FROM crosswalk_events e
    LEFT JOIN members s ON s.event_id = e.event_id AND s.side IN ('source', 'both')
    LEFT JOIN members t
        ON t.event_id = e.event_id
        AND (t.side = 'target' OR (t.side = 'both' AND t.position <> s.position))
)
SELECT event_id, source, target
FROM pairs
WHERE n_pairs <= crosswalk_setting('max_pairs') OR source_rank = 1 OR target_rank = 1;

CREATE OR REPLACE VIEW as_icews AS
SELECT
    rival_number(concat_ws('/', e.event_id, coalesce(i.source, -1), coalesce(i.target, -1)))
        AS "Event ID",
    e.date_start AS "Event Date",
    a.icews_name AS "Source Name",
    a.icews_sectors AS "Source Sectors",
    a.country_name AS "Source Country",
    k.label AS "Event Text",
    k.cameo_code AS "CAMEO Code",
    k.goldstein AS "Intensity",
    b.icews_name AS "Target Name",
    b.icews_sectors AS "Target Sectors",
    b.country_name AS "Target Country",
    rival_number(h.article_id) AS "Story ID",
    (h.sentence_index + 1)::INTEGER AS "Sentence Number",
    h.office AS "Publisher",
    CASE WHEN e.place_precision IN ('exact', 'city') THEN e.place_name END AS "City",
    CASE WHEN e.place_precision = 'admin2' THEN e.place_name END AS "District",
    CASE WHEN e.place_precision = 'admin1' THEN e.place_name ELSE e.place_admin1 END
        AS "Province",
    n.name AS "Country",
    e.place_latitude AS "Latitude",
    e.place_longitude AS "Longitude"
FROM crosswalk_events e
JOIN crosswalk_pairs i ON i.event_id = e.event_id
JOIN crosswalk_codes c ON c.event_id = e.event_id AND c.rival = 'cameo'
JOIN crosswalk_cameo_codes k ON k.cameo_code = c.code
LEFT JOIN crosswalk_parties a ON a.event_id = e.event_id AND a.position = i.source
LEFT JOIN crosswalk_parties b ON b.event_id = e.event_id AND b.position = i.target
LEFT JOIN crosswalk_heads h ON h.event_id = e.event_id
LEFT JOIN crosswalk_states n ON n.iso3 = e.place_country
WHERE e.date_start IS NOT NULL;

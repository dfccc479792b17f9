-- What the crosswalk views to rival data sets share. They show what events_default
-- shows: events told as completed or ongoing that are not background. Their tables,
-- crosswalk_*, are those of schemas/data/crosswalks.

-- A number for those who want numbers: positive, equal from release to release, and
-- below 2^53, so that R, Stata and JavaScript keep every digit.
CREATE OR REPLACE MACRO rival_number(id) AS ('0x' || left(md5(id), 13))::BIGINT;

-- A list without its repetitions, in its order, which list_distinct does not keep.
CREATE OR REPLACE MACRO firsts(many) AS (
    list_filter(many, lambda one, place: list_position(many, one) = place)
);

CREATE OR REPLACE MACRO crosswalk_setting(setting) AS (
    SELECT value FROM crosswalk_settings WHERE name = setting
);

CREATE OR REPLACE VIEW crosswalk_events AS
SELECT * FROM events
WHERE factuality IN ('completed', 'ongoing') AND NOT is_background;

-- Facts of a country that do not change with the day; of several spans the latest.
CREATE OR REPLACE VIEW crosswalk_states AS
SELECT DISTINCT ON (iso3) iso3, name, iso_numeric, fips, region
FROM states
ORDER BY iso3, valid_from DESC NULLS LAST;

-- The numbers of the countries of events on their days; null where they have none.
CREATE OR REPLACE VIEW crosswalk_numbers AS
WITH days AS (
    SELECT DISTINCT e.date_start AS day, p.country AS iso3
    FROM crosswalk_events e
    JOIN event_actors p USING (event_id)
    UNION
    SELECT DISTINCT date_start, place_country FROM crosswalk_events
)
SELECT d.day, d.iso3, min(s.gw_number) AS gw_number, min(s.cow_number) AS cow_number
FROM days d
LEFT JOIN states s
    ON s.iso3 = d.iso3
    AND (s.valid_from IS NULL OR s.valid_from <= d.day)
    AND (s.valid_to IS NULL OR s.valid_to >= d.day)
GROUP BY d.day, d.iso3;

-- The state a country was, or was a part of, on a day.
CREATE OR REPLACE VIEW crosswalk_statehood AS
SELECT
    z.day,
    z.iso3,
    n.name,
    n.region,
    coalesce(z.gw_number, min(s.gw_number)) AS gw_number
FROM crosswalk_numbers z
LEFT JOIN crosswalk_predecessors r ON r.iso3 = z.iso3 AND z.gw_number IS NULL
JOIN crosswalk_states n ON n.iso3 = coalesce(r.predecessor, z.iso3)
LEFT JOIN states s
    ON s.iso3 = r.predecessor
    AND (s.valid_from IS NULL OR s.valid_from <= z.day)
    AND (s.valid_to IS NULL OR s.valid_to >= z.day)
GROUP BY z.day, z.iso3, z.gw_number, n.name, n.region;

-- The parties with what rivals say of them. The side of an actor is source, that of a
-- recipient target; of a mutual event the first actor is the source, the others are
-- targets. Names of rivals for people without a name of their own are templates.
CREATE OR REPLACE VIEW crosswalk_parties AS
WITH sided AS (
    SELECT
        p.*,
        e.date_start,
        e.place_country,
        CASE
            WHEN p.role = 'mediator' THEN 'mediator'
            WHEN p.role = 'recipient' THEN 'target'
            WHEN e.direction = 'mutual' AND 1 < row_number() OVER (
                PARTITION BY p.event_id, p.role ORDER BY p.position
            ) THEN 'target'
            ELSE 'source'
        END AS side,
        p.entity_id IS NOT NULL
            AND NOT starts_with(p.entity_id, 'state:')
            AND NOT starts_with(p.entity_id, 'person:') AS has_own_name
    FROM crosswalk_events e
    JOIN event_actors p USING (event_id)
)
SELECT
    s.*,
    row_number() OVER (PARTITION BY s.event_id, s.side ORDER BY s.position) AS rank,
    n.name AS country_name,
    z.gw_number,
    z.cow_number,
    coalesce(
        i.force, CASE WHEN s.has_own_name THEN c.named_force END, c.force
    ) AS force,
    c.cameo_role,
    coalesce(c.icews_sectors, i.icews_sectors) AS icews_sectors,
    CASE
        WHEN s.entity_id IS NULL AND n.name IS NOT NULL AND c.icews_agent IS NOT NULL
            THEN c.icews_agent || ' (' || n.name || ')'
        ELSE s.name
    END AS icews_name,
    CASE
        WHEN s.has_own_name OR c.acled_name IS NULL OR coalesce(n.name, w.name) IS NULL
            THEN s.name
        ELSE replace(c.acled_name, '{country}', coalesce(n.name, w.name))
    END AS acled_name,
    CASE
        WHEN coalesce(i.force, c.force) = 'external' THEN 8
        WHEN c.force = 'state' AND s.country <> s.place_country THEN 8
        WHEN i.force = 'group' THEN coalesce(c.acled_inter, 3)
        ELSE coalesce(c.acled_inter, CASE i.force WHEN 'civilian' THEN 7 END)
    END AS acled_inter,
    coalesce(g.actor_code, i.actor_code, m.cameo_country, s.country) AS cameo_head,
    CASE WHEN i.code IS NULL THEN coalesce(m.cameo_country, s.country)
        ELSE i.country_code END AS cameo_country,
    coalesce(g.group_code, i.group_code) AS cameo_group,
    i.type_code AS cameo_kind
FROM sided s
LEFT JOIN crosswalk_states n ON n.iso3 = s.country
LEFT JOIN crosswalk_states w ON w.iso3 = s.place_country
LEFT JOIN crosswalk_numbers z ON z.iso3 = s.country AND z.day = s.date_start
LEFT JOIN crosswalk_sectors c ON c.sector = s.sector
LEFT JOIN crosswalk_international i ON i.code = s.country
LEFT JOIN crosswalk_groups g ON g.entity_id = s.entity_id
LEFT JOIN crosswalk_cameo_countries m ON m.iso3 = s.country;

-- What rules.csv asks of an event. The class of a side is that of its first party with
-- one; where nobody is named, counted civilians tell the side acted upon.
CREATE OR REPLACE VIEW crosswalk_situations AS
WITH sides AS (
    SELECT
        event_id,
        arg_min(force, rank) FILTER (side = 'source' AND force IS NOT NULL) AS actors,
        arg_min(force, rank)
            FILTER (side = 'target' AND force IS NOT NULL) AS recipients,
        arg_min(country, rank)
            FILTER (side = 'source' AND force IS NOT NULL) AS actor_country,
        arg_min(country, rank)
            FILTER (side = 'target' AND force IS NOT NULL) AS recipient_country
    FROM crosswalk_parties
    GROUP BY event_id
),
victims AS (
    SELECT DISTINCT q.event_id
    FROM event_quantities q
    WHERE q.counted IN ('killed', 'injured', 'casualties')
        AND (
            q.whose_role = 'civilians'
            OR q.unit IN (SELECT unit FROM crosswalk_civilian_units)
        )
),
topics AS (
    SELECT event_id, list(context) AS contexts FROM event_contexts GROUP BY event_id
)
SELECT
    e.event_id,
    e.event_type,
    e.mode,
    e.direction,
    coalesce(t.contexts, []) AS contexts,
    coalesce(s.actors, 'unknown') AS actors,
    coalesce(
        s.recipients, CASE WHEN v.event_id IS NOT NULL THEN 'civilian' END, 'unknown'
    ) AS recipients,
    CASE
        WHEN s.actor_country = s.recipient_country THEN 'same'
        WHEN s.actor_country <> s.recipient_country THEN 'different'
    END AS countries,
    coalesce(k.best >= 1, false) AS is_lethal
FROM crosswalk_events e
LEFT JOIN sides s USING (event_id)
LEFT JOIN victims v USING (event_id)
LEFT JOIN topics t USING (event_id)
LEFT JOIN event_tolls k ON k.event_id = e.event_id AND k.counted = 'killed';

-- The code a rival has for an event, by the first rule that fits it.
CREATE OR REPLACE VIEW crosswalk_codes AS
SELECT
    s.event_id,
    r.rival,
    any_value(s.actors) AS actors,
    any_value(s.recipients) AS recipients,
    any_value(s.countries) AS countries,
    arg_min(r.code, r.rank) AS code,
    arg_min(r.is_swapped, r.rank) AS is_swapped,
    arg_min(r.loss, r.rank) AS loss
FROM crosswalk_situations s
JOIN crosswalk_rules r
    ON r.event_type = s.event_type
    AND (r.mode IS NULL OR r.mode = s.mode)
    AND (r.context IS NULL OR list_contains(s.contexts, r.context))
    AND (r.direction IS NULL OR r.direction = s.direction)
    AND (r.actors IS NULL OR list_contains(string_split(r.actors, '|'), s.actors))
    AND (
        r.recipients IS NULL
        OR list_contains(string_split(r.recipients, '|'), s.recipients)
    )
    AND (r.countries IS NULL OR r.countries = s.countries)
    AND (r.is_lethal IS NULL OR r.is_lethal = s.is_lethal)
GROUP BY s.event_id, r.rival;

-- The codes a rival has for the precision of place and date; a row of precisions.csv
-- that names the country comes first.
CREATE OR REPLACE VIEW crosswalk_exactness AS
WITH told AS (
    SELECT event_id, place_country, 'place' AS kind, place_precision AS ours
    FROM crosswalk_events
    UNION ALL
    SELECT event_id, place_country, 'date', date_precision
    FROM crosswalk_events
)
SELECT
    t.event_id,
    p.rival,
    arg_min(p.code, p.country IS NULL) FILTER (t.kind = 'place') AS place_code,
    arg_min(p.code, p.country IS NULL) FILTER (t.kind = 'date') AS date_code
FROM told t
JOIN crosswalk_precisions p
    ON p.kind = t.kind
    AND p.ours = t.ours
    AND (p.country IS NULL OR p.country = t.place_country)
GROUP BY t.event_id, p.rival;

-- Whether a rival takes the place of an event for the place of the act.
CREATE OR REPLACE VIEW crosswalk_placed AS
SELECT e.event_id, b.rival
FROM crosswalk_events e
JOIN crosswalk_place_bases b ON b.basis = e.place_basis
WHERE e.place_country IS NOT NULL;

-- The earliest claim of an event and its article.
CREATE OR REPLACE VIEW crosswalk_heads AS
SELECT DISTINCT ON (e.event_id)
    e.event_id,
    c.claim_id,
    c.article_id,
    c.sentence_index,
    c.quote,
    c.extractor_name,
    c.extractor_version,
    a.publisher AS office,
    a.published,
    a.url,
    a.language AS language_code
FROM event_claims e
JOIN claims c USING (claim_id)
JOIN articles a USING (article_id)
ORDER BY
    e.event_id, a.published NULLS LAST, c.article_id, c.trigger_text_start, c.claim_id;

-- The reports of an event in single cells, the earliest first.
CREATE OR REPLACE VIEW crosswalk_reports AS
WITH reports AS (
    SELECT DISTINCT
        e.event_id, a.article_id, a.publisher, a.published, a.title, a.url, a.language
    FROM event_claims e
    JOIN claims c USING (claim_id)
    JOIN articles a USING (article_id)
),
offices AS (
    SELECT event_id, publisher, min(published) AS published
    FROM reports
    WHERE publisher IS NOT NULL
    GROUP BY event_id, publisher
),
named AS (
    SELECT
        event_id,
        string_agg(publisher, '; ' ORDER BY published NULLS LAST, publisher) AS offices
    FROM offices
    GROUP BY event_id
)
SELECT
    r.event_id,
    any_value(n.offices) AS offices,
    string_agg(
        concat_ws(',', r.publisher, r.published, '"' || r.title || '"'),
        ';' ORDER BY r.published NULLS LAST, r.article_id
    ) AS articles,
    string_agg(
        r.published::VARCHAR, ';' ORDER BY r.published NULLS LAST, r.article_id
    ) AS days,
    string_agg(
        r.title, ';' ORDER BY r.published NULLS LAST, r.article_id
    ) AS headlines
FROM reports r
LEFT JOIN named n USING (event_id)
GROUP BY r.event_id;

-- Events that a rival's view has no row for, and why.
CREATE OR REPLACE VIEW crosswalk_left_out AS
WITH wanted AS (
    SELECT unnest(['gdelt', 'icews', 'polecat', 'acled', 'ucdp_ged', 'plover_json'])
        AS rival
),
judged AS (
    SELECT
        e.event_id,
        w.rival,
        CASE
            WHEN e.date_start IS NULL AND w.rival <> 'polecat' THEN 'no day is known'
            WHEN w.rival IN ('acled', 'ucdp_ged') AND l.event_id IS NULL
                THEN 'no country of the act is told'
            WHEN w.rival = 'ucdp_ged' AND NOT s.is_lethal THEN 'nobody is told killed'
            WHEN w.rival IN ('acled', 'ucdp_ged') AND c.code IS NULL
                THEN 'no rule fits its type, mode and sides'
        END AS reason
    FROM crosswalk_events e
    CROSS JOIN wanted w
    JOIN crosswalk_situations s USING (event_id)
    LEFT JOIN crosswalk_codes c ON c.event_id = e.event_id AND c.rival = w.rival
    LEFT JOIN crosswalk_placed l ON l.event_id = e.event_id AND l.rival = w.rival
)
SELECT event_id, rival, reason FROM judged WHERE reason IS NOT NULL;

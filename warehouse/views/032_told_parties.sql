-- The parties of claims with who they are: a known entity, or a country and sector, or a
-- country, or nothing but words. Words that only count are left off.
CREATE OR REPLACE VIEW named_parties AS
WITH vocabulary AS (
    SELECT list(word) AS words, list(word) FILTER (is_number) AS numbers
    FROM ontology_count_words
),
spoken AS (
    SELECT
        t.event_id,
        t.claim_id,
        t.voice_id,
        t.telling,
        p.entity_id,
        p.country,
        p.sector,
        coalesce(p.name, p.text) AS name,
        CASE WHEN d.direction = 'mutual' AND p.role = 'recipient'
            THEN 'actor' ELSE p.role END AS role,
        d.direction = 'directed' AS is_directed,
        d.direction = 'directed' AND p.role <> 'mediator' AS is_side,
        t.direction = 'mutual' AS is_mutual
    FROM told_claims t
    JOIN told_directions d USING (event_id)
    JOIN claim_actors_corrected p USING (claim_id)
),
-- In directed events a mutual claim names sides only where no directed one does.
heard AS (
    SELECT *
    FROM spoken
    QUALIFY NOT (
        is_side
        AND is_mutual
        AND bool_or(is_side AND NOT is_mutual) OVER (PARTITION BY event_id)
    )
),
-- Lists of words are slow, so only names that begin with a counting word have them.
counted AS (
    SELECT
        h.*,
        CASE WHEN h.may_count THEN string_split(h.name, ' ') END AS parts,
        CASE WHEN h.may_count THEN list_transform(
            string_split(lower(h.name), ' '),
            lambda part: part = ''
                OR regexp_full_match(part, '[0-9][0-9.,]*')
                OR list_has_all(v.words, string_split(part, '-'))
        ) END AS counts,
        CASE WHEN h.may_count THEN list_transform(
            string_split(lower(h.name), ' '),
            lambda part: regexp_full_match(part, '[0-9][0-9.,]*')
                OR list_has_all(v.numbers, string_split(part, '-'))
        ) END AS is_number
    FROM (
        SELECT
            heard.*,
            entity_id IS NULL AND contains(name, ' ') AND (
                regexp_matches(name, '^[0-9]')
                OR lower(regexp_extract(name, '^[^ -]*'))
                    IN (SELECT word FROM ontology_count_words)
            ) AS may_count
        FROM heard
    ) h, vocabulary v
),
cut AS (
    SELECT
        *,
        least(coalesce(list_position(counts, false) - 1, len(parts)), len(parts) - 1)
            AS n_counting
    FROM counted
),
bare AS (
    SELECT * EXCLUDE (parts, counts, is_number, n_counting, may_count),
        array_to_string(parts[n_counting + 1:], ' ') AS noun,
        list_contains(is_number[:n_counting], true) AS has_number
    FROM cut
),
named AS (
    SELECT
        * EXCLUDE (noun, has_number) REPLACE (
            CASE
                WHEN has_number
                    AND (
                        NOT contains(noun, ' ')
                        OR regexp_matches(noun, '^\p{Ll}|(?:^| )\p{Ll}[^ ]*$')
                    )
                    THEN noun
                ELSE name
            END AS name
        ),
        CASE
            WHEN entity_id IS NOT NULL AND NOT (
                country IS NOT NULL
                AND sector IS NULL
                AND regexp_matches(entity_id, '^(state|territory):')
            ) THEN 'entity'
            WHEN country IS NOT NULL AND sector IS NOT NULL THEN 'sector'
            WHEN country IS NOT NULL THEN 'country'
            ELSE 'words'
        END AS kind
    FROM bare
)
SELECT
    *,
    CASE kind
        WHEN 'entity' THEN split_part(entity_id, '#', 1)
        WHEN 'sector' THEN country || ' ' || sector
        WHEN 'country' THEN country
        ELSE lower(name) || ' ' || coalesce(sector, '')
    END AS key
FROM named;

-- Every party of a claim with the party of the event that it is taken for: a country
-- and sector for the known entity of both, a country for the party of that country.
-- is_own is false where the two are not the same.
CREATE OR REPLACE VIEW told_parties AS
WITH named AS MATERIALIZED (FROM named_parties),
-- The form most voices give of a party, known entities first.
forms AS MATERIALIZED (
    SELECT DISTINCT ON (event_id, role, kind, key)
        event_id, role, kind, key, country, sector
    FROM named
    GROUP BY event_id, role, kind, key, entity_id, name, country, sector
    ORDER BY
        event_id,
        role,
        kind,
        key,
        entity_id IS NULL,
        count(DISTINCT voice_id) DESC,
        count(DISTINCT telling) DESC,
        length(name) DESC,
        entity_id,
        name,
        country NULLS LAST,
        sector NULLS LAST
),
tally AS (
    SELECT
        event_id,
        role,
        kind,
        key,
        count(DISTINCT voice_id) AS n_voices,
        count(DISTINCT telling) AS n_tellings
    FROM named
    GROUP BY event_id, role, kind, key
),
known_entity AS (
    SELECT DISTINCT ON (event_id, role, f.country, f.sector)
        event_id, role, f.country, f.sector, key
    FROM tally
    JOIN forms f USING (event_id, role, kind, key)
    WHERE kind = 'entity'
    ORDER BY
        event_id, role, f.country, f.sector, n_voices DESC, n_tellings DESC, key
),
by_entity AS MATERIALIZED (
    SELECT
        n.* REPLACE (
            CASE WHEN e.key IS NULL THEN n.kind ELSE 'entity' END AS kind,
            coalesce(e.key, n.key) AS key
        ),
        e.key IS NULL AS is_own
    FROM named n
    LEFT JOIN known_entity e
        ON n.kind = 'sector'
        AND e.event_id = n.event_id
        AND e.role = n.role
        AND e.country = n.country
        AND e.sector = n.sector
),
tally_by_entity AS (
    SELECT
        event_id,
        role,
        kind,
        key,
        count(DISTINCT voice_id) AS n_voices,
        count(DISTINCT telling) AS n_tellings
    FROM by_entity
    GROUP BY event_id, role, kind, key
),
known_country AS (
    SELECT DISTINCT ON (event_id, role, f.country)
        event_id, role, f.country, kind, key
    FROM tally_by_entity
    JOIN forms f USING (event_id, role, kind, key)
    WHERE kind IN ('entity', 'sector')
    ORDER BY
        event_id, role, f.country, n_voices DESC, n_tellings DESC, kind, key
)
SELECT
    n.* REPLACE (
        coalesce(c.kind, n.kind) AS kind,
        coalesce(c.key, n.key) AS key,
        n.is_own AND c.key IS NULL AS is_own
    )
FROM by_entity n
LEFT JOIN known_country c
    ON n.kind = 'country'
    AND c.event_id = n.event_id
    AND c.role = n.role
    AND c.country = n.country;

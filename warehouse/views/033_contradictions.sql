-- What the independent voices of an event contradict each other in: one row per event
-- and conflict_over (denial, numbers, place, sides).
CREATE OR REPLACE VIEW told_conflicts AS
WITH told AS MATERIALIZED (
    SELECT *
    FROM told_claims
    WHERE event_id IN (
        SELECT event_id
        FROM event_claims
        JOIN claims USING (claim_id)
        JOIN articles USING (article_id)
        GROUP BY event_id
        HAVING count(DISTINCT voice_id) > 1
    )
),
denials AS (
    SELECT event_id
    FROM (
        SELECT
            event_id,
            voice_id,
            bool_or(factuality IN ('denied', 'negated')) AS is_untold,
            bool_or(factuality IN ('completed', 'ongoing', 'alleged')) AS is_told
        FROM told
        GROUP BY event_id, voice_id
    )
    WHERE is_untold OR is_told
    GROUP BY event_id
    HAVING bool_or(is_untold) AND bool_or(is_told) AND count(*) > 1
),
-- The least that one voice allows is more than twice the most that another allows.
disputes AS (
    SELECT event_id
    FROM (
        SELECT
            event_id,
            counted,
            role,
            country,
            unit_apart,
            min(coalesce(known_low, 0)) AS least,
            max(coalesce(known_high, 'infinity'::DOUBLE)) AS most
        FROM told_numbers
        WHERE counted IN (SELECT counted FROM ontology_counted WHERE is_toll)
        GROUP BY event_id, counted, role, country, unit_apart, voice_id
    )
    GROUP BY event_id, counted, role, country, unit_apart
    HAVING count(*) > 1 AND max(least) > 2 * min(most)
),
places AS MATERIALIZED (
    SELECT DISTINCT
        event_id,
        voice_id,
        place_country AS country,
        place_admin1 AS admin1,
        place_precision IN ('exact', 'city')
            AND place_latitude IS NOT NULL AND place_longitude IS NOT NULL AS is_fine,
        radians(place_latitude) AS latitude,
        radians(place_longitude) AS longitude
    FROM told
    WHERE place_basis = 'stated' AND place_country IS NOT NULL
),
-- Of voices that state the same places one is enough.
stating AS (
    SELECT event_id, min(voice_id) AS voice_id
    FROM (
        SELECT
            event_id,
            voice_id,
            list_sort(list(concat_ws('|', country, admin1, is_fine, latitude, longitude)))
                AS told
        FROM places
        GROUP BY event_id, voice_id
    )
    GROUP BY event_id, told
),
stated AS (SELECT p.* FROM places p JOIN stating USING (event_id, voice_id)),
-- All places that one voice states are apart from all that another states.
places_apart AS (
    SELECT a.event_id
    FROM stated a
    JOIN stated b ON b.event_id = a.event_id AND b.voice_id > a.voice_id
    GROUP BY a.event_id, a.voice_id, b.voice_id
    HAVING bool_and(
        a.country <> b.country
        OR CASE WHEN a.is_fine AND b.is_fine
            THEN 12742 * asin(sqrt(least(1, greatest(0,
                (1 - cos(b.latitude - a.latitude)) / 2
                + cos(a.latitude) * cos(b.latitude)
                * (1 - cos(b.longitude - a.longitude)) / 2
            )))) > 25
            ELSE coalesce(a.admin1 <> b.admin1, false) END
    )
),
parties AS MATERIALIZED (FROM told_parties WHERE is_directed),
-- One voice names as the actor whom another names as the recipient only.
swapped AS (
    SELECT event_id
    FROM (
        SELECT
            event_id,
            kind,
            key,
            bool_or(role = 'actor') AS is_actor,
            bool_or(role = 'recipient') AS is_recipient
        FROM parties
        WHERE kind IN ('entity', 'sector')
        GROUP BY event_id, kind, key, voice_id
    )
    GROUP BY event_id, kind, key
    HAVING bool_or(is_actor AND NOT is_recipient)
        AND bool_or(is_recipient AND NOT is_actor)
),
actors AS MATERIALIZED (
    SELECT DISTINCT
        p.event_id,
        p.voice_id,
        p.country,
        coalesce(g.sector_group, '') AS sector_group,
        p.country NOT IN (SELECT code FROM ontology_international) AS is_state,
        CASE WHEN g.sector_group = 'armed' AND p.kind = 'entity' THEN p.key END
            AS organisation
    FROM parties p
    LEFT JOIN ontology_sector_groups g USING (sector)
    WHERE p.role = 'actor'
    QUALIFY bool_and(p.country IS NOT NULL) OVER (PARTITION BY p.event_id, p.voice_id)
),
blaming AS (
    SELECT event_id, min(voice_id) AS voice_id
    FROM (
        SELECT
            event_id,
            voice_id,
            list_sort(list(concat_ws('|', country, sector_group, organisation))) AS told
        FROM actors
        GROUP BY event_id, voice_id
    )
    GROUP BY event_id, told
),
blamed AS (SELECT a.* FROM actors a JOIN blaming USING (event_id, voice_id)),
-- All actors of one voice are others than all actors of another voice.
actors_apart AS (
    SELECT a.event_id
    FROM blamed a
    JOIN blamed b ON b.event_id = a.event_id AND b.voice_id > a.voice_id
    LEFT JOIN ontology_opposed_groups o
        ON o.sector_group = a.sector_group AND o.other_group = b.sector_group
    GROUP BY a.event_id, a.voice_id, b.voice_id
    HAVING bool_and(
        (a.is_state AND b.is_state AND a.country <> b.country)
        OR o.sector_group IS NOT NULL
        OR coalesce(a.organisation <> b.organisation, false)
    )
)
SELECT event_id, 'denial' AS conflict_over FROM denials
UNION
SELECT event_id, 'numbers' FROM disputes
UNION
SELECT event_id, 'place' FROM places_apart
UNION
SELECT event_id, 'sides' FROM swapped
UNION
SELECT event_id, 'sides' FROM actors_apart;

"""An incident, as a template of a wire report or a group of claims tells it (MUC-4).

Left out as the templates leave them out: fights between armed forces, acts that no
target makes an incident, old acts told again, and sums over a long time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.records import Claim
from schemas.tables import frames_of
from transforms.document import CleanArticle
from transforms.events import ArticleFacts, articles_frame, cluster_claims
from transforms.lexicon import read_table

KINDS = {"KIDNAPPING": "abduct", "BOMBING": "bomb", "FORCED WORK STOPPAGE": "stoppage"}
BOMB_MODES = ("explosives", "suicide-attack", "aerial")
ARMED_VICTIMS = ("MIL", "REB")
HURT = ("killed", "injured", "captured", "missing", "abducted")
TOLD = ("completed", "ongoing", "alleged")
TEXT_DATES = ("stated", "relative")
OLD = dt.timedelta(days=62)
LONG = dt.timedelta(days=31)
SLOTS = ("type", "kind", "date", "place", "perpetrator", "number", "target")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
WORD = re.compile(r"[^\W_]{3,}")
DAY = re.compile(r"(\d{1,2}) ([A-Z]{3}) (\d\d)")
SMALL = frozenset(
    [
        "the",
        "and",
        "of",
        "for",
        "two",
        "three",
        "four",
        "five",
        "six",
        "some",
        "his",
        "her",
        "their",
    ]
)
NO_BODY = frozenset(
    ["members", "member", "group", "men", "people", "persons", "individuals"]
)


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident: of the gold or of the claims; empty where nothing is told."""

    kind: str
    days: tuple[tuple[dt.date, dt.date], ...]
    places: tuple[frozenset[str], ...]
    country: str
    perpetrators: tuple[frozenset[str], ...]
    numbers: frozenset[int]
    targets: tuple[frozenset[str], ...]
    optional: bool = False
    telling: str = ""


def words(text: str) -> frozenset[str]:
    """Words that tell one name from another, in lower case."""
    return frozenset(WORD.findall(text.lower())) - SMALL


def alternatives(values: Iterable[str]) -> Iterator[frozenset[str]]:
    """The words of every fill of a slot, its spellings taken together."""
    for value in values:
        found = words(" ".join(QUOTED.findall(value)))
        if found:
            yield found


def gold_days(value: str) -> Iterator[tuple[dt.date, dt.date]]:
    """Intervals a date slot allows; '- 05 JUL 89' is that day or a year before."""
    for part in re.split(r"\s*/\s*", value):
        days = [
            dt.datetime.strptime(" ".join(m.groups()), "%d %b %y").date()
            for m in DAY.finditer(part)
            if _is_day(m)
        ]
        if days:
            is_open = part.strip(" (").startswith("-")
            first = days[0] - dt.timedelta(365) if is_open else days[0]
            yield first, days[-1]


def _is_day(found: re.Match[str]) -> bool:
    try:
        dt.datetime.strptime(" ".join(found.groups()), "%d %b %y")
    except ValueError:
        return False
    return True


def of_template(template: dict[str, Any]) -> Incident:
    """What a template asks for."""
    location = " / ".join(template.get("INCIDENT: LOCATION", []))
    country, _, rest = re.sub(r"\([A-Z ]+\)|[()]", "", location).partition(":")
    numbers = {
        int(m.group())
        for value in template.get("HUM TGT: NUMBER", [])
        for m in re.finditer(r"\d+", value.split(":")[0])
    }
    dates = " / ".join(template.get("INCIDENT: DATE", []))
    perpetrators = [
        *template.get("PERP: INDIVIDUAL ID", []),
        *template.get("PERP: ORGANIZATION ID", []),
    ]
    targets = [
        *template.get("HUM TGT: NAME", []),
        *template.get("HUM TGT: DESCRIPTION", []),
        *template.get("PHYS TGT: ID", []),
    ]
    kind = template["INCIDENT: TYPE"][0]
    places = (words(p) for p in re.split(r"[:/]| - ", rest))
    return Incident(
        KINDS.get(kind, "attack"),
        tuple(gold_days(dates)),
        tuple(p for p in places if p),
        country.split(" / ")[0].split(" - ")[0].strip().lower(),
        tuple(alternatives(perpetrators)),
        frozenset(numbers),
        tuple(alternatives(targets)),
        template["optional"],
        f"{kind} {dates} {location} {perpetrators} {targets} {sorted(numbers)}",
    )


def kind_of(claims: Sequence[Claim]) -> str:
    """Kidnapping, bombing, stoppage or another attack."""
    modes = {claim.mode for claim in claims}
    if "abduct" in modes:
        return "abduct"
    return "bomb" if modes & set(BOMB_MODES) else "attack"


def of_claims(claims: Sequence[Claim], countries: dict[str, str]) -> Incident:
    """What a group of claims tells."""
    best = max(claims, key=lambda c: (c.date.basis in TEXT_DATES, -c.start))
    date = best.date
    days = (
        ((date.date_start or date.date_end, date.date_end or date.date_start),)
        if date.date_start or date.date_end
        else ()
    )
    places = [c.place for c in claims if c.place]
    fine = [p for p in places if p.precision not in ("country", "region")]
    actors = [p for c in claims for p in c.actors]
    hurt = [p for c in claims for p in c.recipients]
    return Incident(
        kind_of(claims),
        days,  # type: ignore[arg-type]
        tuple(words(f"{p.text or ''} {p.name or ''} {p.admin1 or ''}") for p in fine),
        countries.get(places[0].country or "", "") if places else "",
        tuple(words(f"{p.text} {p.name or ''}") for p in actors),
        frozenset(_numbers(claims)),
        tuple(words(f"{p.text} {p.name or ''}") for p in hurt),
        telling=" + ".join(_line(claim) for claim in claims),
    )


def _numbers(claims: Sequence[Claim]) -> Iterator[int]:
    for claim in claims:
        for quantity in claim.quantities:
            if quantity.best is not None and quantity.counted in HURT:
                yield int(quantity.best)
        for party in claim.recipients:
            if party.text[:1].isupper() and not party.text.upper().endswith("S"):
                yield 1


def _line(claim: Claim) -> str:
    place = claim.place and (claim.place.name, claim.place.basis)
    actors = [party.text for party in claim.actors]
    recipients = [party.text for party in claim.recipients]
    counts = [(quantity.best, quantity.counted) for quantity in claim.quantities]
    return (
        f"[{claim.mode} {claim.factuality} {claim.trigger.text!r} "
        f"{claim.date.date_start}/{claim.date.basis} {place} "
        f"{actors} > {recipients} {counts}]"
    )


def is_incident(claim: Claim) -> bool:
    """Whether templates would speak of such a claim: no battle between forces."""
    if claim.event_type != "ASSAULT" or claim.factuality not in TOLD:
        return False
    sectors = [p.sector for p in claim.recipients]
    is_battle = bool(sectors) and all(s in ARMED_VICTIMS for s in sectors)
    return claim.direction != "mutual" and not is_battle


def is_specific(claims: Sequence[Claim], published: dt.date | None) -> bool:
    """Whether templates would speak of such a group of claims.

    Somebody or something must be hit, or the kind imply it (bombing, kidnapping). The
    guidelines ask for incidents of the last two months and refuse summaries, here
    groups whose every date is an interval of more than a month.
    """
    has_target = any(claim.recipients for claim in claims)
    if not has_target and kind_of(claims) == "attack":
        return False
    return not _is_old(claims, published) and not all(
        _length(claim) > LONG for claim in claims
    )


def _is_old(claims: Sequence[Claim], published: dt.date | None) -> bool:
    last_days = [
        claim.date.date_end
        for claim in claims
        if claim.date.date_end and claim.date.basis in TEXT_DATES
    ]
    if published is None or not last_days:
        return False
    return max(last_days) < published - OLD


def _length(claim: Claim) -> dt.timedelta:
    first, last = claim.date.date_start, claim.date.date_end
    return last - first if first and last else dt.timedelta(0)


def fits(slot: str, mine: Incident, gold: Incident) -> float:
    """How well a slot of an incident answers a template's: 0, a half, or 1."""
    if slot == "type":
        return 1.0
    if slot == "kind":
        return float(mine.kind == gold.kind)
    if slot == "date":
        return float(any(a <= d and c <= b for a, b in mine.days for c, d in gold.days))
    if slot == "place":
        return _place(mine, gold)
    if slot == "number":
        return len(mine.numbers & gold.numbers) / max(1, len(gold.numbers))
    name = "perpetrators" if slot == "perpetrator" else "targets"
    return _share(getattr(mine, name), getattr(gold, name))


def _place(mine: Incident, gold: Incident) -> float:
    if not gold.places:
        return float(mine.country == gold.country)
    if any(a & b for a in mine.places for b in gold.places):
        return 1.0
    return 0.5 * (mine.country == gold.country and not mine.places)


def _share(mine: Sequence[frozenset[str]], gold: Sequence[frozenset[str]]) -> float:
    right = any(a & b - NO_BODY or a == b for a in mine for b in gold)
    return float(right)


def has(slot: str, incident: Incident) -> bool:
    """Whether an incident fills a slot."""
    if slot in ("type", "kind"):
        return True
    if slot == "place":
        return bool(incident.places or incident.country)
    names = {
        "date": "days",
        "number": "numbers",
        "perpetrator": "perpetrators",
        "target": "targets",
    }
    return bool(getattr(incident, names[slot]))


def align(
    mine: Sequence[Incident], gold: Sequence[Incident]
) -> list[tuple[Incident, Incident]]:
    """Pairs of incident and template, each used once, best first."""
    weights = {"kind": 1, "date": 1, "place": 1, "perpetrator": 1, "target": 2}
    rows = []
    for i, incident in enumerate(mine):
        for j, template in enumerate(gold):
            score = sum(w * fits(s, incident, template) for s, w in weights.items())
            if score >= 2:
                rows.append((-score, i, j))
    pairs, used_mine, used_gold = [], set(), set()
    for _, i, j in sorted(rows):
        if i not in used_mine and j not in used_gold:
            used_mine.add(i)
            used_gold.add(j)
            pairs.append((mine[i], gold[j]))
    return pairs


def incidents_of(
    article: CleanArticle, claims: Sequence[Claim], countries: dict[str, str]
) -> list[Incident]:
    """Incidents of a report, by the project's own clustering of its claims."""
    told = {c.claim_id: c for c in claims if is_incident(c)}
    facts = ArticleFacts(article.published, article.article_id)
    found = cluster_claims(
        frames_of(told.values()), articles_frame({article.article_id: facts})
    )
    event_of = {claim: event for event, claim in found.members.iter_rows()}
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(told.values(), key=lambda claim: claim.trigger.start):
        groups[event_of[claim.claim_id]].append(claim)
    return [
        of_claims(group, countries)
        for group in groups.values()
        if is_specific(group, article.published)
    ]


def country_names() -> dict[str, str]:
    """Country code to its name in lower case, as templates use it."""
    table = read_table("transforms.places", "countries.csv")
    return {row["iso3"]: row["name"].lower() for row in table}

"""Wire reports in capitals against their templates, slot by slot (MUC-4).

Claims of ASSAULT are grouped into incidents by the project's own clustering and
aligned with the templates of the report one to one, best first. Two sorts of figures:
plain ones count a slot in aligned pairs (an incident without a template counts against
the type); those named "sets" compare all values of a report with all values of its
templates, so that every spurious value counts, reports without a template included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.quality.reading import Folders, article, read_rows, sampled, shortened
from benchmarks.quality.report import Figure, Report
from benchmarks.quality.wire_incidents import (
    SLOTS,
    Incident,
    align,
    country_names,
    fits,
    has,
    incidents_of,
    of_template,
)
from transforms.extract import Extractor

NAME = "muc4_dev"
LINE = 600
Pair = tuple[Incident, Incident]


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Figures by slot over the reports; errors name slots, misses and extras."""
    incidents, sets = Tally(), Tally()
    errors: list[str] = []
    countries = country_names()
    rows = sampled(read_rows(folders.path("gold/muc4_dev.jsonl")), sample)
    articles = [article(row["id"], row["text"]) for row in rows]
    extractions = extractor.extract(articles)
    for row, report, found in zip(rows, articles, extractions, strict=True):
        mine = incidents_of(report, found.claims, countries)
        gold = [of_template(template) for template in row["templates"]]
        pairs = align(mine, gold)
        tally_incidents(incidents, mine, gold, pairs)
        tally_sets(sets, mine, gold)
        errors += error_lines(row["id"], mine, gold, pairs)
    figures = [*figures_of("", incidents), *figures_of("sets ", sets)]
    return Report(NAME, tuple(figures), errors=tuple(errors))


def figures_of(prefix: str, tally: Tally) -> Iterator[Figure]:
    """Precision, recall and F1 of every slot."""
    for slot in SLOTS:
        p, r, f1 = tally.figures(slot)
        yield Figure(f"{prefix}{slot} P", p, tally.given[slot])
        yield Figure(f"{prefix}{slot} R", r, tally.asked[slot])
        yield Figure(f"{prefix}{slot} F1", f1, tally.asked[slot])


class Tally:
    """Right, given and asked for, by slot; ``found`` where recall counts apart."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.right: dict[str, float] = Counter()  # type: ignore[assignment]
        self.found: dict[str, float] = Counter()  # type: ignore[assignment]
        self.given: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    def figures(self, slot: str) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        p = self.right[slot] / max(1, self.given[slot])
        r = self.found[slot] / max(1, self.asked[slot])
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def tally_incidents(
    tally: Tally,
    mine: Sequence[Incident],
    gold: Sequence[Incident],
    pairs: Sequence[Pair],
) -> None:
    """Count the slots of aligned pairs, and the rest as missing or spurious."""
    matched = [id(template) for _, template in pairs]
    for template in gold:
        if not template.optional or id(template) in matched:
            tally.asked.update(slot for slot in SLOTS if has(slot, template))
    tally.given["type"] += len(mine) - len(pairs)
    for incident, template in pairs:
        for slot in SLOTS:
            if has(slot, incident) and (has(slot, template) or slot == "number"):
                tally.given[slot] += 1
                tally.right[slot] += fits(slot, incident, template)
                tally.found[slot] += fits(slot, incident, template)


def tally_sets(
    tally: Tally, mine: Sequence[Incident], gold: Sequence[Incident]
) -> None:
    """Count the values of a report against those of all its templates."""
    for slot in SLOTS:
        givers = [incident for incident in mine if has(slot, incident)]
        askers = [template for template in gold if has(slot, template)]
        required = [template for template in askers if not template.optional]
        if slot in ("type", "number"):
            told = {slot} if slot == "type" and mine else _all_numbers(givers)
            allowed = {slot} if slot == "type" and gold else _all_numbers(askers)
            wanted = {slot} if slot == "type" and required else _all_numbers(required)
            tally.given[slot] += len(told)
            tally.asked[slot] += len(wanted)
            tally.right[slot] += len(told & allowed)
            tally.found[slot] += len(told & wanted)
            continue
        tally.given[slot] += len(givers)
        tally.asked[slot] += len(required)
        for incident in givers:
            tally.right[slot] += max(
                (fits(slot, incident, g) for g in askers), default=0
            )
        for template in required:
            tally.found[slot] += max(
                (fits(slot, m, template) for m in givers), default=0
            )


def _all_numbers(incidents: Sequence[Incident]) -> set[str]:
    return {str(number) for incident in incidents for number in incident.numbers}


def error_lines(
    name: str,
    mine: Sequence[Incident],
    gold: Sequence[Incident],
    pairs: Sequence[Pair],
) -> Iterator[str]:
    """Slots that are wrong, templates nobody tells, incidents without a template."""
    used = {id(part) for pair in pairs for part in pair}
    for incident, template in pairs:
        asked = [slot for slot in SLOTS if has(slot, template)]
        if wrong := [slot for slot in asked if fits(slot, incident, template) < 1]:
            told = shortened(incident.telling, LINE)
            yield f"SLOT {name} {wrong} {shortened(template.telling, LINE)} | {told}"
    for template in gold:
        if id(template) not in used and not template.optional:
            yield f"MISSED {name} {shortened(template.telling, LINE)}"
    for incident in mine:
        if id(incident) not in used:
            yield f"EXTRA {name} {shortened(incident.telling, LINE)}"

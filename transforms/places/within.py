"""What a text tells of where a place lies: "Goma, DR Congo", "a Lebanese town"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.places.gazetteer import Candidate, demonyms, load_gazetteer
from transforms.places.resolve import PlaceName, lies_in
from transforms.places.support import AREAS, WEAK, designators

JOINS = frozenset({",", "and", ", and", "or", ", or", "&"})
# A clause of its own starts with these: "In Athens, Georgia refused to sign".
CLAUSE_HEADS = frozenset({"nsubj", "nsubjpass", "poss", "dobj"})


def pair_up(names: Sequence[PlaceName]) -> list[PlaceName]:
    """Tell each name of a sentence what it is said to lie in.

    Where that is told past doubt, places elsewhere are no candidates any more: "Athens,
    Georgia" is not the capital of Greece.
    """
    result: list[PlaceName] = []
    for number, name in enumerate(names):
        after = names[number + 1] if number + 1 < len(names) else None
        people = _people(name)
        if after is not None and _is_pair(name, after):
            sure = max(name.confidence, WEAK) if name.candidates else name.confidence
            name = replace(name, within=after.candidates, confidence=sure)
            if _is_address(names, number):
                name = _narrowed(name)
        elif people is not None:
            name = _narrowed(replace(name, within=(people,)))
        result.append(name)
    return result


def _is_pair(name: PlaceName, after: PlaceName) -> bool:
    if _between(name, after) not in (",", ", in", "in", "(", ", in the"):
        return False
    return any(item.entry.kind in AREAS for item in after.candidates[:3])


def _between(name: PlaceName, after: PlaceName) -> str:
    doc = name.span.doc
    return str(doc[name.span.end : after.span.start].text.lower().strip())


def _is_address(names: Sequence[PlaceName], number: int) -> bool:
    """Whether a name and the next stand alone around a comma, and are no list."""
    name, after = names[number], names[number + 1]
    if _between(name, after) != "," or after.span.root.dep_ in CLAUSE_HEADS:
        return False
    is_listed = number > 0 and _between(names[number - 1], name) == ","
    ahead = names[number + 2] if number + 2 < len(names) else None
    return not is_listed and (ahead is None or _between(after, ahead) not in JOINS)


def _people(name: PlaceName) -> Candidate | None:
    """The country of the adjective before a town: "the Lebanese city of Tripoli"."""
    doc, start = name.span.doc, name.span.start
    if start < 3 or doc[start - 1].lower_ != "of":
        return None
    noun, adjective = doc[start - 2], doc[start - 3]
    if designators().get(noun.lower_) not in ("city", "admin1", "admin2"):
        return None
    country = demonyms().get(adjective.text)
    return load_gazetteer().country(country) if country else None


def _narrowed(name: PlaceName) -> PlaceName:
    """A name with those candidates alone that lie where it is said, if any does."""
    held = tuple(
        item
        for item in name.candidates
        if any(lies_in(item.entry, outer.entry) for outer in name.within[:6])
    )
    return replace(name, candidates=held) if held else name

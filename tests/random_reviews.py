"""A reviewer who decides by lot: corrections of every kind on the claims of a store."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from schemas.records import Claim
from schemas.reviews import Correction
from transforms.corrections import make
from transforms.corrections.errors import CorrectionError
from transforms.corrections.make import By
from transforms.corrections.seen import Seen, see

NOON = dt.datetime(2024, 6, 2, 12, tzinfo=dt.UTC)
FIELDS = {
    "event_type": ("ASSAULT", "COERCE", "CONSULT", "PROTEST", "AID"),
    "mode": ("none", "aerial", "drone", "visit", "arrest", "demo"),
    "factuality": ("completed", "ongoing", "planned", "denied", "alleged", "negated"),
    "is_background": ("yes", "no"),
    "direction": ("directed", "mutual", "unknown"),
    "contexts": ("none", "military", "military; territory", "legal; migration"),
    "place": ("none", "Zinder, NER", "Maradi, NER", "Niger", "Lagos, NGA"),
    "date": ("none", "2024-03-05", "2024-03-04/2024-03-09", "2024-03", "2023"),
    "actor.0.country": ("none", "TCD", "NER", "MLI"),
    "actor.0.sector": ("none", "MIL", "REB", "GOV"),
    "actor.0.name": ("the Army of Vell", "Raiders"),
    "actor.0.role": ("recipient", "mediator"),
    "recipient.0.country": ("none", "TCD", "MLI"),
    "recipient.0.role": ("actor",),
    "quantity.0.bounds": ("7", "3/5/9", "12//", "//40", "0"),
    "quantity.0.counted": ("killed", "injured"),
    "quantity.0.whose": ("actor.0", "recipient.0", "civilians", "unknown"),
}
ADDED = {
    "actor": ("Militia of the hills | TCD | PRM", "Raiders | NER | REB"),
    "recipient": ("herders | NER | CVL", "the depot | |"),
    "mediator": ("Envoys | NGA | GOV",),
    "quantity": ("killed | 4/6/ | person | recipients", "injured | 9"),
}
REMOVED = ("actor.0", "recipient.0", "quantity.0", "mediator.0")
Lot = Callable[[random.Random, Seen, By], Correction]


def random_reviews(
    claims: Mapping[str, Claim],
    events: Sequence[Sequence[str]],
    seed: int,
    count: int,
) -> list[Correction]:
    """So many corrections; ``events`` are the ids of the claims of each event.

    One claim in three is decided on more than once. What cannot be, such as a mode of
    another type, is drawn anew.
    """
    rng = random.Random(seed)
    names = sorted(claims)
    few = rng.sample(names, max(1, count // 3))
    made: list[Correction] = []
    of: dict[str, list[Correction]] = {}
    while len(made) < count:
        by = By(rng.choice(("Ana", "Ben")), "by lot", NOON).later(len(made))
        if rng.random() < 0.2:
            pair = _pair(rng, claims, events, by)
            made += pair
            continue
        name = rng.choice(few)
        seen = see(claims[name], of.get(name, []))
        try:
            one = _draw(rng, seen, by)
        except CorrectionError:
            continue
        of.setdefault(name, []).append(one)
        made.append(one)
    return made


def undone(made: Sequence[Correction], seed: int) -> list[Correction]:
    """A third of the corrections, taken back a day later."""
    rng = random.Random(seed)
    by = By("Ben", "not so", NOON + dt.timedelta(days=1))
    return [make.undo(item, by) for item in rng.sample(made, len(made) // 3)]


def _draw(rng: random.Random, seen: Seen, by: By) -> Correction:
    lots: Sequence[Lot] = (_change, _change, _change, _change, _add, _remove)
    if rng.random() < 0.1:
        return make.reject(seen, by)
    return rng.choice(lots)(rng, seen, by)


def _change(rng: random.Random, seen: Seen, by: By) -> Correction:
    field = rng.choice(sorted(FIELDS))
    return make.change(seen, field, rng.choice(FIELDS[field]), by)


def _add(rng: random.Random, seen: Seen, by: By) -> Correction:
    role = rng.choice(sorted(ADDED))
    return make.add(seen, role, rng.choice(ADDED[role]), by)


def _remove(rng: random.Random, seen: Seen, by: By) -> Correction:
    return make.remove(seen, rng.choice(REMOVED), by)


def _pair(
    rng: random.Random,
    claims: Mapping[str, Claim],
    events: Sequence[Sequence[str]],
    by: By,
) -> Iterator[Correction]:
    """Two claims of an event set apart, or claims of two events joined."""
    several = [event for event in events if len(event) > 1]
    if several and rng.random() < 0.5:
        one, *others = rng.sample(list(rng.choice(several)), 2)
        yield make.split(claims[one], [claims[name] for name in others], by)
        return
    one, other = (rng.choice(event) for event in rng.sample(list(events), 2))
    yield make.merge(claims[one], [claims[other]], by)

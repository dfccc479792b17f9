"""The same happening told in other words gives the same events."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.pipeline import read_article

PUBLISHED = "2025-05-23"

PASSIVE = """Prisoners freed as Kyiv and Moscow begin exchange

By Ana Writer

KYIV, Ukraine — One thousand prisoners from each side were being exchanged by Ukraine
and Russia on Friday, a senior official in Kyiv said. The exchange is still under way.

Direct talks had been held by the two countries in Istanbul on May 16. They were
mediated by Turkey's foreign minister, Hakan Fidan. It was agreed by both sides to meet
again, he said.

Any truce without further conditions was rejected by the Kremlin.
"""

OTHER_NAMES = """KYIV, Ukraine — Kyiv and Moscow were swapping 1,000 captives each on
Friday, Ukrainian officials confirmed. The swap was agreed at talks that the Kremlin and
the Ukrainian government held in Istanbul on May 16.

Turkey's foreign minister Hakan Fidan, who mediated the meeting, said both sides agreed
in principle to meet again. The Kremlin has rejected any ceasefire.
"""

WORDS = """KYIV, Ukraine — A swap of prisoners of war between Russia and Ukraine is
underway, Ukrainian officials said on Friday. The exchange, involving a thousand
prisoners from each side, follows direct talks between Russia and Ukraine in Istanbul on
the sixteenth of May. Turkish Foreign Minister Hakan Fidan, who mediated the talks, said
both sides agreed to meet again. Russia has rejected any truce.
"""

OTHER_ORDER = """KYIV, Ukraine — Russia has rejected any truce, but it was freeing
prisoners on Friday all the same.

Ukraine and Russia held direct talks in Istanbul on May 16, mediated by Turkish Foreign
Minister Hakan Fidan. Fidan said both sides agreed in principle to meet again.

A prisoner swap between Ukraine and Russia began on Friday, Ukrainian officials
confirmed. The exchange involves 1,000 prisoners from each side.
"""

TEXTS = {
    "passive": PASSIVE,
    "other names": OTHER_NAMES,
    "numbers in words": WORDS,
    "other order": OTHER_ORDER,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_reworded_swap_gives_the_same_events(text: str) -> None:
    told = read_article(text.encode(), "reworded.txt", published=PUBLISHED)
    shown = [e for e in told.events if e.factuality in ("completed", "ongoing")]

    def sides(event_type: str) -> list[set[str | None]]:
        return [
            {p.country for p in e.parties if p.role == "actor"}
            for e in shown
            if e.event_type == event_type
        ]

    swaps = [e for e in shown if (e.event_type, e.mode) == ("RETREAT", "release")]
    both = [e for e in swaps if e.direction == "mutual"]
    assert len(both) == 1
    (swap,) = both
    assert {p.country for p in swap.parties} == {"RUS", "UKR"}
    assert swap.date.date_start == swap.date.date_end == dt.date(2025, 5, 23)
    assert {(q.best, q.unit, q.whose_country) for q in swap.quantities} >= {
        (1000, "prisoner", "RUS"),
        (1000, "prisoner", "UKR"),
    } or {(q.best, q.unit, q.whose_country) for q in swap.quantities} >= {
        (1000, "captive", "RUS"),
        (1000, "captive", "UKR"),
    }
    talks = [e for e in shown if e.event_type == "CONSULT"]
    assert [e.date.date_start for e in talks] == [dt.date(2025, 5, 16)]
    assert {p.country for p in talks[0].parties if p.role == "actor"} == {"RUS", "UKR"}
    assert talks[0].place is not None
    assert talks[0].place.name == "Istanbul"
    assert {"RUS", "UKR"} in sides("AGREE")
    assert {"RUS"} in sides("REJECT")
    assert not [e for e in shown if e.event_type in ("ASSAULT", "SANCTION", "COERCE")]
    assert not [e for e in shown if e.mode in ("ceasefire", "withdraw")]

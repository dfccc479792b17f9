"""Pairs of claims that differ in one thing: one happening, or two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.event_claims import DAY, claim, number, when
from transforms.events.views import ArticleFacts, ClaimView, view_of

Told = dict[str, Any]
NEXT = DAY + dt.timedelta(days=1)
LATER = DAY + dt.timedelta(days=3)
BLAST = """Blast at Zinder market kills traders
Sani Abdou was selling onions when the bomb went off in the Birni market of Zinder.
Governor Laouan Magagi blamed fighters who crossed from Tintuma, and closed the road."""
BLAST_ANEW = """Traders die as market is bombed
A bomb tore through the Birni market in Zinder, and Governor Laouan Magagi said those
who laid it had come from Tintuma. "I was selling onions," Sani Abdou said."""
STRIKE = """Miners of Arlit walk out over pay
Miners at Arlit stopped work in a quarrel with the company over pay. The union under
Rabiou Halidou said the walkout would last until the ministry offers talks."""


def views_of(a: Told, b: Told) -> tuple[ClaimView, ClaimView]:
    """The views of a pair; ``opening`` and ``published`` are told of the article."""
    views = []
    for name, told in (("a", a), ("b", b)):
        values: Told = {"article": name} | told
        opening = values.pop("opening", None)
        published = values.pop("published", DAY)
        item = claim(**values)
        facts = ArticleFacts(published, f"voice-{item.article_id}", opening)
        views.append(view_of(item, facts))
    first, second = views
    return first, second


def act(event_type: str, trigger: str, **told: Any) -> Told:
    return {"event_type": event_type, "trigger": trigger} | told


def untold(day: dt.date = DAY) -> Any:
    return when(day, basis="publication")


BOMB = act("ASSAULT", "bombed", mode="explosives", where="Zinder")
DEAD = act("ASSAULT", "killed", recipients=["NER CVL"], where="Zinder")
HELD = act("COERCE", "arrested", mode="arrest", recipients=["NER CVL"], where="Zinder")
MARCH = act("PROTEST", "marched", mode="demo", actors=["NER CVL"], where="Zinder")
TALKS = act("CONSULT", "talks", actors=["NER GOV", "TCD GOV"], direction="mutual")
TRUCE = act("AGREE", "signed", actors=["NER GOV", "TCD GOV"], direction="mutual")
BLAME = act(
    "ACCUSE",
    "accused",
    mode="allege",
    actors=["NER GOV"],
    recipients=["TCD REB"],
    where="Zinder",
)
PLEA = act("REQUEST", "urged", actors=["NER GOV"], recipients=["TCD GOV"])
NO = act("REJECT", "rejected", actors=["NER GOV"], recipients=["TCD GOV"])
DEPLOY = act("MOBILIZE", "deployed", mode="troops", actors=["NER MIL"], where="Zinder")
LEAVE = act("RETREAT", "withdrew", mode="withdraw", actors=["TCD MIL"], where="Zinder")
RELIEF = act("AID", "delivered", actors=["FRA GOV"], recipients=["NER CVL"])
VERDICT = act("SANCTION", "convicted", mode="convict", recipients=["NER OPP"])
BARE = act("ASSAULT", "attacked", actors=["NER MIL"], where="Niger")
THREAT = act("THREATEN", "threatened", actors=["TCD REB"], recipients=["NER GOV"])
PRAISE = act("SUPPORT", "praised", actors=["FRA GOV"], recipients=["NER GOV"])

SAME: list[tuple[str, Told, Told]] = [
    ("bombed or blast", BOMB, BOMB | {"trigger": "blast"}),
    ("killed or dead", DEAD, DEAD | {"trigger": "dead"}),
    ("killed or murder", DEAD, DEAD | {"trigger": "murder"}),
    ("arrested or detained", HELD, HELD | {"trigger": "detained"}),
    ("arrested or apprehended", HELD, HELD | {"trigger": "apprehended"}),
    ("marched or rally", MARCH, MARCH | {"trigger": "rally"}),
    ("talks or met", TALKS, TALKS | {"trigger": "met"}),
    ("talks or negotiations", TALKS, TALKS | {"trigger": "negotiations"}),
    ("signed or deal", TRUCE, TRUCE | {"trigger": "deal"}),
    ("urged or appeal", PLEA, PLEA | {"trigger": "appeal"}),
    ("rejected or refused", NO, NO | {"trigger": "refused"}),
    ("deployed or sent", DEPLOY, DEPLOY | {"trigger": "sent"}),
    ("withdrew or pullout", LEAVE, LEAVE | {"trigger": "pullout"}),
    ("accused or blames", BLAME, BLAME | {"trigger": "blames"}),
    ("convicted or guilty", VERDICT, VERDICT | {"trigger": "guilty"}),
    ("threatened or threat", THREAT, THREAT | {"trigger": "threat"}),
    ("praised or welcomed", PRAISE, PRAISE | {"trigger": "welcomed"}),
    ("delivered or supplies", RELIEF, RELIEF | {"trigger": "supplies"}),
    (
        "tolls 29 and 41",
        DEAD | {"quantities": (number("killed", 29),)},
        DEAD | {"quantities": (number("killed", 41),)},
    ),
    (
        "either side of midnight",
        DEAD | {"quantities": (number("killed", 9),)},
        DEAD | {"quantities": (number("killed", 9),), "date": NEXT},
    ),
    (
        "six people are the six killed",
        DEAD | {"where": "Niger", "quantities": (number("killed", 6),)},
        DEAD | {"where": "Niger", "quantities": (number("people", 6),)},
    ),
    (
        "six lives are the six soldiers killed",
        DEAD | {"where": "Niger", "quantities": (number("killed", 6, unit="soldier"),)},
        DEAD | {"where": "Niger", "quantities": (number("people", 6),)},
    ),
    (
        "the day before the report",
        DEAD,
        DEAD | {"date": untold(NEXT), "published": NEXT},
    ),
    (
        "no dates, one story",
        DEAD | {"where": None, "date": when(None), "opening": BLAST},
        DEAD | {"where": None, "date": when(None), "opening": BLAST_ANEW},
    ),
    (
        "recalled in another report on one story",
        DEAD | {"date": untold(), "opening": BLAST},
        DEAD | {"date": untold(), "opening": BLAST_ANEW, "is_background": True},
    ),
    (
        "a common noun whose country was inferred",
        DEAD | {"recipients": [], "actors": ["the pirates"], "opening": BLAST},
        DEAD | {"recipients": [], "actors": ["the pirates"], "opening": BLAST_ANEW},
    ),
    (
        "a copy of the wire",
        BOMB | {"quote": "A bomb went off in Zinder on Thursday."},
        BOMB | {"quote": "A bomb went off in Zinder on Thursday."},
    ),
    ("no sides told by the second", DEAD, DEAD | {"recipients": []}),
    ("a town or its province", DEAD, DEAD | {"where": "Zinder Region"}),
    ("still going on", MARCH, MARCH | {"factuality": "ongoing"}),
]

APART: list[tuple[str, Told, Told]] = [
    ("arrested and charged", HELD, HELD | act("ACCUSE", "charged", mode=None)),
    ("met and agreed", TALKS, TALKS | act("AGREE", "agreed")),
    ("two towns on one day", DEAD, DEAD | {"where": "Maradi"}),
    ("two countries", DEAD, DEAD | {"where": "Chad"}),
    ("two days in one article", DEAD | {"article": "x"}, DEAD | {"date": NEXT}),
    ("three days apart", DEAD, DEAD | {"date": LATER}),
    ("another victim", DEAD, DEAD | {"recipients": ["TCD MIL"]}),
    ("another country is met", TALKS, TALKS | {"actors": ["NER GOV", "NGA GOV"]}),
    (
        "two speakers",
        BLAME | {"date": untold()},
        BLAME | {"actors": ["NER OPP person:b"], "date": untold()},
    ),
    (
        "two parties swapped",
        PLEA,
        PLEA | {"actors": ["TCD GOV"], "recipients": ["NER GOV"]},
    ),
    ("denied", DEAD, DEAD | {"factuality": "negated"}),
    ("a country and nothing else", BARE, BARE | {"actors": []}),
    (
        "victims of another kind, days apart",
        DEAD | {"where": "Niger", "date": untold()},
        DEAD
        | {"where": "Niger", "recipients": ["NER MIL"]}
        | {"date": untold(NEXT), "published": NEXT},
    ),
    ("only feared", MARCH, MARCH | {"factuality": "hypothetical"}),
    (
        "no day, no place, another story",
        DEAD | {"where": None, "date": when(None), "opening": BLAST},
        DEAD | {"where": None, "date": when(None), "opening": STRIKE},
    ),
    (
        "one war, no detail, days between",
        DEAD | {"where": "Niger", "date": untold(), "published": DAY},
        DEAD | {"where": "Niger", "date": untold(LATER), "published": LATER},
    ),
    (
        "one country, one day, other acts",
        act("ASSAULT", "shelled", where="Niger", date=untold()),
        act("ASSAULT", "stabbed", where="Niger", date=untold()),
    ),
    (
        "one toll far above the other",
        act("ASSAULT", "killed", where="Niger", quantities=(number("killed", 2),)),
        act("ASSAULT", "killed", where="Niger", quantities=(number("killed", 40),)),
    ),
    (
        "recalled in a report on another story",
        DEAD | {"date": untold(), "opening": BLAST},
        DEAD | {"date": untold(), "opening": STRIKE, "is_background": True},
    ),
    (
        "another town, even in one story",
        DEAD | {"opening": BLAST},
        DEAD | {"opening": BLAST_ANEW, "where": "Maradi"},
    ),
    (
        "another act, even in one story",
        HELD | {"opening": BLAST},
        HELD | act("ACCUSE", "charged", mode=None) | {"opening": BLAST_ANEW},
    ),
    (
        "strike and hunger strike",
        MARCH | {"mode": "strike"},
        MARCH | {"mode": "hunger"},
    ),
]

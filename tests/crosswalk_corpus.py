"""Made-up events, one or more for each branch of the crosswalks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from schemas.records import Event, EventParty, EventQuantity
from tests.warehouse_records import (
    MONDAY,
    article,
    claim,
    corpus,
    day,
    event,
    event_party,
    place,
)

REBELS = event_party("actor", "Rebels of Vell", entity_id="vell_rebels")
GANG = event_party("recipient", "The Nine", entity_id="group:nine", sector="CRM")
SOLDIERS = event_party("recipient", "soldiers", sector="MIL")
VILLAGERS = event_party("recipient", "villagers", sector="CVL")
SUDAN = event_party("actor", "Sudan", entity_id="state:SDN", sector="GOV")
ARMY = event_party("actor", "the army", sector="MIL")
NEIGHBOURS = event_party("actor", "border guards", country="TCD", sector="MIL")
ENVOYS = event_party(
    "actor", "United Nations", entity_id="org:un", country="UNO", sector=None
)
COUNTRY = {
    "name": "Sudan",
    "admin1": None,
    "latitude": None,
    "longitude": None,
    "precision": "country",
    "geonames_id": None,
}


def killed(
    best: float | None, whose: str = "recipients", **values: Any
) -> EventQuantity:
    """A number of people killed, Sudanese unless told."""
    base = {
        "counted": "killed",
        "unit": "person",
        "whose_role": whose,
        "whose_country": "SDN",
        "low": best,
        "best": best,
        "high": best,
        "n_claims": 1,
    }
    return EventQuantity(**{**base, **values})


def happening(event_id: str, *parties: EventParty, **values: Any) -> Event:
    """An event without numbers and claims, of the given parties."""
    base = {"parties": parties, "quantities": (), "claims": ()}
    return event(event_id, **{**base, **values})


def coded(
    event_type: str, mode: str | None, *parties: EventParty, **values: Any
) -> Event:
    """An event of a type; the id is type and mode, and its parties' sectors."""
    sectors = "-".join(p.sector or "" for p in parties)
    return happening(
        f"{event_type}:{mode}:{sectors}",
        *parties,
        event_type=event_type,
        mode=mode,
        **values,
    )


def somewhere(**values: Any) -> Any:
    """A place that no sentence of the event's own words tells."""
    return place(**{"text": None, "start": None, "end": None, **values})


def crosswalk_corpus() -> list[BaseModel]:
    """Everything in one warehouse; ids say what an event is for."""
    told = article(
        "a9", url="https://lamp.example/9", title="Shelling of Port Vell", voice_id="a9"
    )
    mutual = {"direction": "mutual"}
    wide = killed(20, unit="villager", low=15, high=25)
    clash = (
        killed(3, "actors"),
        killed(4, "actors", whose_country="TCD"),
        killed(2, "civilians", whose_country=None),
        killed(15, "unknown", whose_country=None),
    )
    crowd = EventQuantity(
        counted="protesters",
        unit="protester",
        whose_role="actors",
        whose_country="SDN",
        low=500,
        best=500,
        high=500,
        n_claims=1,
    )
    delegates = [
        event_party("actor", f"delegation {number}", country=None, sector="GOV")
        for number in range(20)
    ]
    home = somewhere(basis="party", **COUNTRY)
    return [
        *corpus(),
        told,
        claim("c9", article_id="a9"),
        event("shelling", claims=("c9",), place=place()),
        happening("massacre", REBELS, VILLAGERS, mode=None, quantities=(wide,)),
        happening("feud", REBELS, GANG, mode="firearms", quantities=(killed(5),)),
        happening("clash", ARMY, NEIGHBOURS, mode=None, quantities=clash, **mutual),
        happening("bomb", mode="explosives", quantities=(killed(3, "civilians"),)),
        happening(
            "bloc",
            event_party("actor", "Islamic Front", country="IMG", sector="REB"),
            VILLAGERS,
            SOLDIERS,
            mode="firearms",
        ),
        happening(
            "strip",
            REBELS,
            place=somewhere(country="PSE", name="Rafah", admin1="Gaza Strip"),
        ),
        happening(
            "valley",
            event_party("actor", "police", country="KOS", sector="COP"),
            event_party("recipient", "Valley Army", country="KOS", entity_id="group:v"),
            mode="firearms",
            quantities=(killed(2, whose_country="KOS"),),
            date=day(dt.date(1999, 4, 6)),
            place=somewhere(country="KOS"),
        ),
        happening(
            "masked",
            event_party("actor", "gunmen", sector="UAF"),
            VILLAGERS,
            mode="firearms",
            quantities=(killed(2),),
        ),
        happening(
            "odd",
            event_party("actor", '=SUM(1)\t"two"\nlines', entity_id="odd"),
            VILLAGERS,
            mode="aerial",
        ),
        happening(
            "herders",
            event_party("actor", "herders", sector="UAF"),
            event_type="MOBILIZE",
            mode="militia",
        ),
        happening("quiet", REBELS, VILLAGERS, mode=None),
        happening("unknown day", REBELS, VILLAGERS, date=no_day()),
        happening("at home", SUDAN, VILLAGERS, mode=None, place=home),
        happening("planned", REBELS, VILLAGERS, factuality="planned"),
        happening("background", REBELS, VILLAGERS, is_background=True),
        coded("CONSULT", None, SUDAN, NEIGHBOURS, ENVOYS, quad_class=1, **mutual),
        happening("summit", *delegates, event_type="CONSULT", mode=None, **mutual),
        coded(
            "PROTEST",
            "demo",
            event_party("actor", "students", sector="EDU"),
            quantities=(crowd,),
        ),
        coded("PROTEST", "riot", event_party("actor", "youths", sector="CVL")),
        coded(
            "ASSAULT",
            "crowd-control",
            event_party("actor", "police", sector="COP"),
            event_party("recipient", "marchers", sector="CVL"),
        ),
        coded(
            "ASSAULT",
            "crowd-control",
            event_party("actor", "riot police", sector="COP"),
            event_party("recipient", "miners", sector="LAB"),
            quantities=(killed(2),),
        ),
        happening(
            "call",
            SUDAN,
            event_party(
                "recipient",
                "Arab League",
                entity_id="org:arab-league",
                country="IGO",
                sector=None,
            ),
            event_type="REQUEST",
            mode="yield",
        ),
        happening(
            "alliance",
            SUDAN,
            event_party("recipient", "rebel bloc", country="IMG", sector="REB"),
            event_type="REJECT",
            mode="yield",
        ),
        coded("COERCE", "arrest", SUDAN, VILLAGERS, quad_class=4),
        coded("AID", None, ENVOYS, VILLAGERS, quad_class=2, contexts=("asylum",)),
        coded(
            "REQUEST",
            "meet",
            event_party("actor", "Germany", country="DEU", entity_id="state:DEU"),
            date=day(
                dt.date(1985, 3, 1), precision="month", date_end=dt.date(1985, 3, 31)
            ),
            place=somewhere(precision="admin2", name="Vell district"),
        ),
        happening(
            "raid abroad",
            event_party("actor", "commandos", country="TCD", sector="MIL"),
            event_party("recipient", "somebody", country=None, sector=None),
            mode="aerial",
            place=somewhere(precision="admin1", name="Coast"),
        ),
        happening(
            "district",
            REBELS,
            SOLDIERS,
            quantities=(killed(1),),
            place=somewhere(precision="admin2", name="Vell district"),
        ),
    ]


def no_day() -> Any:
    """No day at all."""
    return day(
        MONDAY, text=None, start=None, end=None, precision="unknown", basis="none"
    ).model_copy(update={"date_start": None, "date_end": None})

"""Wordings that only look like an act of a type, each beside one that is."""

from __future__ import annotations

import pytest

from schemas.records import Claim
from tests.pipeline import claims_of


def shown(text: str) -> list[Claim]:
    """Claims of the default view."""
    return [
        claim
        for claim in claims_of(text, published="2024-03-15")
        if claim.factuality in ("completed", "ongoing") and not claim.is_background
    ]


CODES: list[tuple[str, set[str]]] = [
    (
        "A Nairobi court ordered the release of the opposition leader.",
        {"RETREAT/release"},
    ),
    ("Britain returned nine bronze heads to Nigeria.", {"RETREAT/None"}),
    ("The jury returned a verdict to the court.", set()),
    ("The plane returned the minister to Britain.", set()),
    ("Kenyan teachers will not end the strike before they are paid.", {"REJECT/yield"}),
    (
        "Kenya will not withdraw its troops until Somalia holds elections.",
        {"REJECT/yield"},
    ),
    ("Kenya will not withdraw its troops if Somalia holds elections.", set()),
    (
        "The first contingent of Ghanaian peacekeeping troops arrived in Monrovia.",
        {"AID/None"},
    ),
    (
        "Two hundred Kenyan soldiers were deployed as peacekeepers in Haiti.",
        {"AID/None"},
    ),
    ("Two hundred Kenyan soldiers were deployed in Haiti.", {"MOBILIZE/troops"}),
    ("Chad sent tanks to the border with Sudan on Monday.", {"MOBILIZE/weapons"}),
    ("France sent tanks to Chad on Monday.", {"AID/None"}),
    ("The ministers in Lima discussed the threat from Chad.", set()),
    ("Kenya discussed the threat posed by Somali militants.", set()),
    ("The general spoke about the threat Eritrea poses to Ethiopia.", set()),
    (
        "Eritrea made threats of military action against Djibouti.",
        {"THREATEN/violence"},
    ),
    (
        "Eritrea's threats of military action against Djibouti continued.",
        {"THREATEN/violence"},
    ),
    ("Eritrea renewed its threats against Djibouti.", {"THREATEN/None"}),
    ("Chile gave Peru advance notice of the drill.", set()),
    ("Three escaped inmates were captured in Lima.", {"COERCE/arrest"}),
    ("Three soldiers were captured in Lima.", {"ASSAULT/abduct"}),
    ("The Kenyan officers complained of neck injuries.", set()),
    ("Kenya received a call from the lottery.", set()),
    ("The UN's calls for a ceasefire in Yemen went unheard.", {"REQUEST/yield"}),
    ("The Chadian minister's call with Mali lasted an hour.", {"CONSULT/phone"}),
    ("The request was denied, the Kenyan minister said.", set()),
    ("Norway warned that Belarus could attack Latvia.", {"ACCUSE/disapprove"}),
    ("Norway warned Belarus against attacking Latvia.", {"REQUEST/change"}),
    ("Norway warned against the Belarusian attack on Latvia.", {"ACCUSE/disapprove"}),
    ("Eritrea threatened to bomb Asmara.", {"THREATEN/violence"}),
    ("The fire threatened to destroy the port of Bosaso.", set()),
    ("The crisis threatens to derail the talks.", set()),
    (
        "Eritrea said it would extend its incursion into Djibouti.",
        {"THREATEN/violence"},
    ),
    (
        "Chad's army said it will expand its offensive into Sudan.",
        {"THREATEN/violence"},
    ),
    ("Norway withdrew its aid from Kenya.", {"SANCTION/withdraw"}),
    ("Norway withdrew its support for the Kenyan government.", {"SANCTION/withdraw"}),
    ("Norway withdrew its ambassador from Kenya.", {"SANCTION/withdraw"}),
    ("Chile pulled out of the treaty with Peru.", {"SANCTION/withdraw"}),
    ("Chile backed out of the deal with Peru.", {"SANCTION/withdraw"}),
    ("Chile pulled out of the nuclear deal.", {"SANCTION/withdraw"}),
    ("Chile pulled out of the valley.", {"RETREAT/withdraw"}),
    ("Ugandan troops withdrew from Goma.", {"RETREAT/withdraw"}),
    (
        "President Boric said he would bring the troops home from Haiti.",
        {"CONCEDE/None"},
    ),
    ("Chile announced it was bringing home its troops from Haiti.", {"CONCEDE/None"}),
    ("Chile announced the withdrawal of its troops from Haiti.", {"CONCEDE/None"}),
    ("A teacher from Goma fled to Kenya.", set()),
    ("Thousands of villagers fled Goma.", {"SANCTION/expel"}),
    ("The rebels released a video in Goma.", set()),
    ("The ministry released a report on Chad.", set()),
    ("Chad's army ceded the initiative.", set()),
    ("Chad's army ceded the town of Abeche to the rebels.", {"RETREAT/withdraw"}),
    ("Women in Kenya are liberating themselves.", set()),
    (
        "A court in Lima jailed the opposition leader for ten years.",
        {"SANCTION/convict"},
    ),
    ("Chad jailed two reporters.", {"COERCE/arrest"}),
    ("Chad's jailing of two reporters angered Norway.", {"COERCE/arrest"}),
    ("Chad imposed terms on the rebels.", set()),
    ("A Lima court convicted the general of murder.", {"SANCTION/convict"}),
    ("The army drove villagers out of Goma.", {"SANCTION/expel"}),
    ("Peru expelled two Chilean diplomats.", {"SANCTION/expel"}),
    ("Peru expelled the Chilean ambassador.", {"SANCTION/expel"}),
    ("The party expelled three members.", {"SANCTION/expel"}),
    ("US-backed forces camped near Raqqa.", set()),
    ("Chad, backing the Kurdish drive into Raqqa, met nobody.", set()),
    ("Russian troops supporting the Syrian army camped near Homs.", set()),
    ("Ghana has backed the Malian government since 2019.", set()),
    ("Ghana tends to support Mali.", set()),
    ("Ghana backed Mali's bid for a seat on the council.", {"SUPPORT/None"}),
    ("Ghana voiced support for Mali.", {"SUPPORT/None"}),
    ("President Boric hailed Peru for its courage.", {"SUPPORT/None"}),
    ("President Boric hailed the Peruvian parliament's vote.", {"SUPPORT/None"}),
    (
        "Norway's minister hailed the agreement between Chad and Sudan.",
        {"SUPPORT/None"},
    ),
    ("The Red Cross launched an appeal for food for Chad.", {"REQUEST/assist"}),
    (
        "UN agencies launched a major appeal to help those facing hunger in Chad.",
        {"REQUEST/assist"},
    ),
    ("It is important that agencies investigate the raid in Goma.", set()),
    ("Norway lambasted Chad's decision to close the border.", {"ACCUSE/disapprove"}),
    ("The union lambasted decisions to close schools in Lima.", {"ACCUSE/disapprove"}),
    ("The abduction of two nuns in Goma was condemned in Paris.", {"ASSAULT/abduct"}),
    ("Two officers were condemned for treason in Lima.", {"SANCTION/convict"}),
    ("A judge in Lima condemned two officers for treason.", {"SANCTION/convict"}),
    ("Chad returned nine Norwegian sailors on Monday.", {"RETREAT/release"}),
    ("Nine Norwegian sailors were returned by Chad.", {"RETREAT/release"}),
    ("Chad and Sudan agreed that the weather was bad.", set()),
    ("Scientists in Lima agreed that the road is unsafe.", set()),
    ("Chad agreed that it would free the sailors.", {"AGREE/None"}),
    ("Chad and Sudan agreed to reopen talks.", {"AGREE/None"}),
    ("Chad's army is preparing to attack Abeche.", {"MOBILIZE/troops"}),
    ("Chadian troops are preparing to storm the town.", {"MOBILIZE/troops"}),
    ("Norway sent food to Chad.", {"AID/None"}),
    ("Norway provided 5 million euros to refugees in Chad.", {"AID/None"}),
    ("Police banned rallies in Lima.", {"COERCE/restrict"}),
    ("Police captured two smugglers in Lima.", {"COERCE/arrest"}),
    ("Rebels captured two soldiers near Goma.", {"ASSAULT/abduct"}),
    ("Rebels captured two villages near Goma.", {"COERCE/seize"}),
    ("Soldiers blocked access to the camp in Goma.", {"COERCE/restrict"}),
    ("Chad blocked access to the province of Lac.", {"COERCE/restrict"}),
    ("Chad blocked access to Facebook.", {"COERCE/censor"}),
    ("Chad blocked access to the internet.", {"COERCE/withhold"}),
    ("Chinese hackers hacked the Norwegian parliament.", {"COERCE/cyber"}),
    ("Russian spies hacked the computers of the Polish ministry.", {"COERCE/cyber"}),
    ("The governor of Lima ordered the port closed.", {"COERCE/restrict"}),
    ("The general said his troops must leave Goma.", set()),
    ("The general said his troops must leave Mosul.", set()),
    ("The general said Chad's troops must leave Mosul.", {"REQUEST/yield"}),
    (
        "Norway circulated a draft resolution demanding that Chad free the sailors.",
        set(),
    ),
    ("Chad asked Norway for help.", {"REQUEST/assist"}),
    ("Chad asked Norway for money.", {"REQUEST/assist"}),
    ("Chad asked Norway to pay for the mission.", {"REQUEST/assist"}),
    ("Chad asked Norway to send troops.", {"REQUEST/assist"}),
    ("Chad requested 200 troops from Norway.", {"REQUEST/assist"}),
    ("Chad asked Norway to issue passports to the sailors.", {"REQUEST/assist"}),
    ("Norway called for restraint in Chad.", {"REQUEST/yield"}),
    ("Norway urged Chad to show restraint.", {"REQUEST/yield"}),
    ("Norway urged Chad and Sudan to exercise restraint.", {"REQUEST/yield"}),
    ("Norway demanded the release of the sailors held in Chad.", {"REQUEST/yield"}),
    ("Norway called for a ceasefire in Chad.", {"REQUEST/yield"}),
    ("Norway asked Chad to attend the conference.", {"REQUEST/meet"}),
    ("Norway asked Chad to meet the rebels.", {"REQUEST/meet"}),
    ("Norway urged Chad to hold talks with Sudan.", {"REQUEST/meet"}),
    ("Norway called for elections in Chad.", {"REQUEST/change"}),
    ("Norway called on the president of Chad to resign.", {"REQUEST/change"}),
    ("Opposition leaders in Lima urged voters to reject the bill.", {"REQUEST/change"}),
    ("Norway urged Chad to change its policy.", {"REQUEST/change"}),
    ("Norway urged Chad to take responsibility.", {"REQUEST/change"}),
    ("Norway urged Chad to respect human rights.", {"REQUEST/change"}),
    ("Norway urged Chad to lift the blockade.", {"REQUEST/yield"}),
    ("Norway urged Chad to end the violence.", {"REQUEST/yield"}),
    ("The president of Chad will not attend the conference in Oslo.", {"REJECT/meet"}),
    ("Chad will not take part in the talks in Oslo.", {"REJECT/meet"}),
    ("Chad said it would not attend the summit.", {"REJECT/meet"}),
    ("Chad refused to attend ceremonies in Oslo.", {"REJECT/meet"}),
    ("Chad declined to participate in a parade in Oslo.", {"REJECT/meet"}),
    ("Chad boycotted the conference in Oslo.", {"REJECT/meet"}),
    ("Chad refused to change its law.", {"REJECT/change"}),
    ("Norway rejected Chad's request for help.", {"REJECT/assist"}),
    ("Norway refused to send troops to Chad.", {"REJECT/assist"}),
    ("Chad refused to release the sailors.", {"REJECT/yield"}),
    ("Chad rejected the ceasefire.", {"REJECT/yield"}),
    ("Chad rejected calls for an election.", {"REJECT/change"}),
    (
        "International bodies have withdrawn aid and support for schools in Lima.",
        {"SANCTION/withdraw"},
    ),
    (
        "The president of Chile announced he was bringing the troops home.",
        {"CONCEDE/None"},
    ),
    ("The home secretary ordered her citizenship revoked.", {"COERCE/restrict"}),
    (
        "Norway has been urging Chad to attend and change the conference from within.",
        {"REQUEST/meet"},
    ),
    (
        "The president of Kenya lambasted Norway's decision to leave the treaty.",
        {"ACCUSE/disapprove"},
    ),
    (
        "The drought, threatening to reverse years of work, hit Chad.",
        set(),
    ),
    ("Kenya's army threatened to retake the island.", {"THREATEN/violence"}),
    (
        "A draft UN resolution from Kenya calls on all sides to negotiate in Chad.",
        set(),
    ),
    ("Kenya's generals weighed the threat of an attack by Chad.", set()),
    ("Kurdish fighters drove the insurgents out of Raqqa.", {"ASSAULT/None"}),
    ("The army kicked the rebels out of Goma.", {"ASSAULT/None"}),
    ("A ministry in Lima warned that the dam could collapse.", set()),
    ("The firm launched an appeal against the verdict in Lima.", {"ACCUSE/allege"}),
    ("Kenya gave Uganda a final warning over the island.", {"THREATEN/None"}),
]


@pytest.mark.parametrize(("text", "codes"), CODES, ids=[text for text, _ in CODES])
def test_a_look_alike_is_no_act(text: str, codes: set[str]) -> None:
    assert {f"{c.event_type}/{c.mode}" for c in shown(text)} == codes


PARTS: list[tuple[str, set[float]]] = [
    ("Chad freed half of the 200 sailors.", {100}),
    ("Chad freed all of the 200 sailors.", {200}),
    ("Chad announced the release of the 200 sailors.", {200}),
    ("Many of the 9,000 villagers fled Goma.", set()),
    ("Rebels killed two of the 40 farmers in Goma.", {2}),
    ("Rebels killed 40 farmers in Goma.", {40}),
]


@pytest.mark.parametrize(("text", "best"), PARTS, ids=[text for text, _ in PARTS])
def test_a_part_is_not_its_whole(text: str, best: set[float]) -> None:
    assert {q.best for c in claims_of(text) for q in c.quantities} == best

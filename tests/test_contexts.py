"""Contexts: the words of the sentence decide, the article only completes them."""

from __future__ import annotations

from collections import Counter

import pytest

from schemas.ontology import ontology
from transforms.contexts import PACKAGE, article_contexts, contexts_of
from transforms.lexicon import LexiconError, read_table
from transforms.terms import Term, Terms, _weight


@pytest.mark.parametrize(
    ("sentence", "event_type", "expected"),
    [
        ("Two battalions shelled the ridge.", "ASSAULT", "military"),
        ("The spies were arrested at the airport.", "COERCE", "intelligence"),
        ("The prime minister flew to the island.", "CONSULT", "executive"),
        ("Lawmakers refused to pass the bill.", "REJECT", "legislative"),
        ("Voters queued while gunmen burned a polling station.", "ASSAULT", "election"),
        ("The ruling party split in two.", "REJECT", "political_institutions"),
        ("Pro-democracy marchers filled the square.", "PROTEST", "pro_democracy"),
        ("The junta took over the radio.", "COERCE", "pro_autocracy"),
        ("They agreed to cut tariffs on cotton.", "AGREE", "economic"),
        ("The court sentenced him to nine years.", "SANCTION", "legal"),
        ("The heirs were paid compensation.", "AID", "reparations"),
        ("Inspectors found mass graves.", "ACCUSE", "human_rights"),
        ("The station defended press freedom.", "ACCUSE", "rights_freedoms"),
        ("Police used tear gas.", "ASSAULT", "repression"),
        ("Trucks brought food aid to the valley.", "AID", "human_security"),
        ("Marchers denounced femicide.", "PROTEST", "gender"),
        ("The city banned its pride parade.", "COERCE", "lgbt"),
        ("A mob burned two mosques.", "ASSAULT", "religion_ethnicity"),
        ("They marched against poverty.", "PROTEST", "inequality"),
        ("The ambassador was recalled.", "SANCTION", "diplomatic"),
        ("Separatists raised their flag.", "PROTEST", "territory"),
        ("Blue helmets were ambushed.", "ASSAULT", "peacekeeping"),
        ("The army shut the hospital.", "COERCE", "health"),
        ("Forty asylum seekers were let in.", "AID", "asylum"),
        ("Migrants were turned back at sea.", "COERCE", "migration"),
        ("Rescue teams came after the earthquake.", "AID", "disasters"),
        ("Rebels seized an oilfield.", "COERCE", "natural_resource"),
        ("Activists blocked the road over climate change.", "PROTEST", "environment"),
        ("The ministry banned exports of semiconductors.", "SANCTION", "technology"),
        ("A suicide bomber struck the bus.", "ASSAULT", "terrorism"),
        ("Sarin was used against the town.", "ASSAULT", "cbrn"),
        ("Hackers broke into the ministry.", "COERCE", "cyber"),
        ("It spread disinformation.", "COERCE", "misinformation"),
        ("Gangs kidnapped a priest.", "ASSAULT", "crime"),
        ("He was charged with taking bribes.", "ACCUSE", "corruption"),
        ("Troops burned poppy fields and seized heroin.", "COERCE", "illegal_drugs"),
        ("Police broke up a smuggling ring.", "COERCE", "trafficking"),
    ],
)
def test_each_context_is_found(sentence: str, event_type: str, expected: str) -> None:
    assert expected in contexts_of(sentence, event_type, {})


def test_a_plain_sentence_has_no_context() -> None:
    assert contexts_of("They met on Tuesday near the lake.", "CONSULT", {}) == ()


def test_words_inside_other_words_do_not_count() -> None:
    assert contexts_of("The harmonious courtyard was gaily lit.", "AGREE", {}) == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nurses with AIDS patients marched.", True),
        ("He aids them and they march.", False),
    ],
)
def test_acronyms_need_their_capitals(sentence: str, expected: bool) -> None:
    assert ("AIDS" in {t.text for _, _, t in _all_terms().find(sentence)}) is expected


def _all_terms() -> Terms:
    rows = read_table(PACKAGE, "contexts.csv")
    return Terms(Term(row["term"], row["context"], 1.0) for row in rows)


def test_the_longest_term_counts_and_not_its_parts() -> None:
    contexts = contexts_of("Police fired tear gas.", "ASSAULT", {})
    assert "natural_resource" not in contexts


def test_a_hint_is_completed_by_the_type_of_the_event() -> None:
    assert "military" in contexts_of("Both sides reported clashes.", "ASSAULT", {})
    assert "military" not in contexts_of("Both sides reported clashes.", "ACCUSE", {})


def test_a_hint_is_completed_by_the_article() -> None:
    hint = "The candidate was beaten."
    topics = article_contexts(
        "The election commission printed ballots. Voters queued. Exit polls differ."
    )
    assert "election" not in contexts_of(hint, "ASSAULT", {})
    assert "election" in contexts_of(hint, "ASSAULT", topics)


def test_the_article_alone_gives_no_context() -> None:
    topics = article_contexts("The election commission counted ballots of voters.")
    assert contexts_of("A guard was stabbed.", "ASSAULT", topics) == ("crime",)


def test_a_letter_that_grows_when_made_small_keeps_offsets() -> None:
    text = "İİİ The court met in İzmir."
    ((start, end, term),) = [
        hit for hit in _all_terms().find(text) if hit[2].label == "legal"
    ]
    assert text[start:end] == term.text == "court"


def test_the_lexicon_covers_all_contexts_and_no_other() -> None:
    rows = read_table(PACKAGE, "contexts.csv")
    counts = Counter(row["context"] for row in rows)
    assert set(counts) == set(ontology().contexts)
    assert len(rows) >= 1200
    assert min(counts.values()) >= 30


def test_the_lexicon_has_no_row_twice_and_is_sorted() -> None:
    rows = [(r["term"], r["context"]) for r in read_table(PACKAGE, "contexts.csv")]
    assert rows == sorted(set(rows))


def test_types_and_contexts_of_the_support_exist() -> None:
    plover = ontology()
    for row in read_table(PACKAGE, "contexts_types.csv"):
        plover.check(row["event_type"])
        assert row["context"] in plover.contexts


@pytest.mark.parametrize(
    ("weight", "message"), [("much", "could not convert"), ("0", "not above 0")]
)
def test_a_bad_weight_is_told_with_its_term(weight: str, message: str) -> None:
    with pytest.raises(LexiconError, match=f"army.*{message}"):
        _weight({"term": "army", "weight": weight}, "contexts.csv")

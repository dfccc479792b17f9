"""Which numbers belong to an act, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from schemas.records import Party, Quantity, Whose, WhoseRole
from transforms.document import FoundQuantity, Sentence
from transforms.english.counted_words import kind_by_verb
from transforms.english.counting import governors, nations, noun_kind
from transforms.english.number_parts import is_part
from transforms.english.syntax import (
    agents,
    ancestors,
    is_passive,
    is_verb,
    subjects,
)

HARM = frozenset({"killed", "injured", "missing", "casualties"})
SUFFERED = HARM | {
    "arrested", "abducted", "captured", "released", "displaced", "evacuated",
    "rescued", "deported", "expelled", "extradited", "charged", "convicted",
    "sentenced", "destroyed", "damaged", "seized", "hostages", "prisoners",
}  # fmt: skip
ARMED_SECTORS = frozenset({"MIL", "REB", "PRM", "COP", "SPY", "UAF"})
TIME = frozenset({"after", "before", "since", "following", "until", "till"})
OTHER_CLAUSE = TIME | {
    "while", "when", "as", "because", "although", "though", "once", "if", "whereas",
}  # fmt: skip
CAUSAL = frozenset({"after", "when", "as", "because", "following"})
FARTHEST = 12


def attach_quantities(
    found: Sequence[FoundQuantity],
    trigger: Token,
    sentence: Sentence,
    actors: Sequence[Party],
    recipients: Sequence[Party],
    counts: frozenset[str],
) -> tuple[Quantity, ...]:
    """The numbers that belong to the act of a trigger, each with its owner.

    ``counts`` are the kinds this type of event may carry. A number that holds for
    each side of the act comes once per side.
    """
    attached: list[Quantity] = []
    heads: list[Token] = []
    own = list(_own(found, trigger, sentence, counts))
    for item, head in own:
        # "Seized nine, freed two of them": a part only of what the act itself counts.
        if is_part(item, [other for other, _ in own], sentence):
            continue
        owners = _owners(item, head, sentence, actors, recipients)
        told = [_record(item, owner) for owner in owners]
        is_listed = any(head.dep_ == "conj" and head.head.i == h.i for h in heads)
        if item.is_each or is_listed or not any(_repeats(told[0], q) for q in attached):
            attached.extend(told)
            heads.append(head)
    return tuple(attached)


def _own(
    found: Sequence[FoundQuantity],
    trigger: Token,
    sentence: Sentence,
    counts: frozenset[str],
) -> Iterator[tuple[FoundQuantity, Token]]:
    """The numbers that the act of a trigger can carry, with the words they count."""
    for item in found:
        head = _head(item, sentence)
        if head is None or item.counted not in counts:
            continue
        if not _is_whole(head, trigger) and _belongs(item, head, trigger):
            yield item, head


def _is_whole(head: Token, trigger: Token) -> bool:
    """ "Of the 40 it has freed, it jailed 12": the 40 are not those jailed."""
    of = head.head
    opens = of.lower_ == "of" and of.i == of.sent.start and head.dep_ == "pobj"
    return opens and trigger.i > head.right_edge.i


def _repeats(one: Quantity, other: Quantity) -> bool:
    """Whether a toll is told a second time: "killing 12; the raid killed 12"."""
    if one.counted not in HARM or one.whose.role != other.whose.role:
        return False
    values = (one.low, one.best, one.high, one.unit, one.counted)
    return values == (other.low, other.best, other.high, other.unit, other.counted)


def _head(item: FoundQuantity, sentence: Sentence) -> Token | None:
    span = sentence.span
    if not span.start <= item.head < span.end:
        return None
    return span.doc[item.head]


def _record(item: FoundQuantity, whose: Whose) -> Quantity:
    return Quantity(
        text=item.text,
        start=item.start,
        end=item.end,
        low=item.low,
        best=item.best,
        high=item.high,
        unit=item.unit,
        counted=item.counted,
        qualifier=item.qualifier,
        whose=whose,
        is_each=item.is_each,
    )


def _belongs(item: FoundQuantity, head: Token, trigger: Token) -> bool:
    """Whether number and trigger stand in one clause, or in two that tell one act."""
    from_number = [head, *ancestors(head)]
    from_trigger = [trigger, *ancestors(trigger)]
    positions = {token.i: step for step, token in enumerate(from_trigger)}
    steps = next((n for n, t in enumerate(from_number) if t.i in positions), None)
    if steps is None:
        return False
    meeting = from_number[steps]
    below_number = from_number[:steps]
    below_trigger = from_trigger[: positions[meeting.i]]
    if len(below_number) + len(below_trigger) > FARTHEST:
        return False
    return all(_joins_number(t, item, head, trigger) for t in below_number) and all(
        _joins_trigger(t, item, head, trigger, meeting) for t in below_trigger
    )


def _joins_number(
    token: Token, item: FoundQuantity, head: Token, trigger: Token
) -> bool:
    """Whether a step of the way up from the number stays with the act."""
    if token.dep_ in ("ccomp", "parataxis") and is_verb(token):
        return False
    if token.dep_ == "prep" and token.lower_ in TIME:
        return False
    if token.dep_ == "advcl":
        return not (_marker(token) in OTHER_CLAUSE and _own_subject(token))
    if token.dep_ == "conj" and is_verb(token):
        return _is_same_act(token, item, head)
    if token.dep_ == "relcl":
        return token.head.i == trigger.i or _speaks_of_place(token)
    return True


def _is_same_act(verb: Token, item: FoundQuantity, head: Token) -> bool:
    """ "killed 12 and wounded 30", "a bomb exploded and 12 people died"."""
    if item.counted in HARM:
        subject = _own_subject(verb)
        if verb.lemma_ == "be" and _holds(verb, head):
            return True  # "three died and a boy was among the six hurt"
        return subject is None or _holds(subject, head) or is_passive(verb)
    return False


def _holds(top: Token, token: Token) -> bool:
    return top.i == token.i or any(parent.i == top.i for parent in ancestors(token))


def _speaks_of_place(verb: Token) -> bool:
    return any(token.lower_ == "where" for token in verb.subtree if token.i < verb.i)


def _own_subject(verb: Token) -> Token | None:
    subjects = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass"))
    return next(subjects, None)


def _marker(verb: Token) -> str:
    marks = (c.lower_ for c in verb.children if c.dep_ in ("mark", "advmod"))
    return next((word for word in marks if word in OTHER_CLAUSE), "")


def _joins_trigger(
    token: Token, item: FoundQuantity, head: Token, trigger: Token, meeting: Token
) -> bool:
    """Whether a step of the way up from the trigger stays with the number."""
    is_harm = item.counted in HARM
    if token.dep_ == "prep" and token.lower_ in TIME:
        return is_harm and token.lower_ in CAUSAL and _nobody_did(meeting)
    if token.dep_ == "advcl" and _marker(token) in OTHER_CLAUSE:
        return is_harm and _marker(token) in CAUSAL and _nobody_did(meeting)
    if token.dep_ in ("ccomp", "parataxis") and is_verb(token):
        return is_harm and token.i < meeting.i and _nobody_did(meeting)
    if token.dep_ == "relcl":
        return meeting.i == head.i or token.head.i == head.i
    if token.dep_ == "conj" and is_verb(token):
        return is_harm and (_own_subject(token) is None or _is_harm(token))
    return True


def _is_harm(verb: Token) -> bool:
    """Whether a verb tells of harm itself: "three died and forty were hurt"."""
    if verb.lemma_ == "lose":
        return True
    return is_passive(verb) and kind_by_verb(verb, "object") in HARM


def _nobody_did(verb: Token) -> bool:
    """Whether a clause names no doer: "12 people died when ...", "were hurt after"."""
    if not is_verb(verb):
        return False
    if is_passive(verb):
        return not agents(verb)
    if verb.lemma_ == "lose":
        return True
    return not any(child.dep_ == "dobj" for child in verb.children)


def _owners(
    item: FoundQuantity,
    head: Token,
    sentence: Sentence,
    actors: Sequence[Party],
    recipients: Sequence[Party],
) -> list[Whose]:
    """Whose the counted people or things are; two answers for a number of each side."""
    if item.is_each:
        both = _each_side(actors, recipients)
        if both:
            return both
    named = _named_side(head, sentence, actors, recipients)
    named = named or _loser(head, sentence, actors, recipients)
    if named is None:
        nation = _nation_of(item, head, sentence)
        named = _side_of_nation(nation, actors, recipients)
    return [named or _side_by_kind(item, head, actors, recipients)]


def _each_side(actors: Sequence[Party], recipients: Sequence[Party]) -> list[Whose]:
    if len(actors) >= 2 and not recipients:
        return [Whose(role="actors", index=0), Whose(role="actors", index=1)]
    if actors and recipients:
        return [Whose(role="actors", index=0), Whose(role="recipients", index=0)]
    return []


def _sides(
    actors: Sequence[Party], recipients: Sequence[Party]
) -> list[tuple[WhoseRole, int, Party]]:
    sides: list[tuple[WhoseRole, int, Party]] = []
    sides.extend(("recipients", n, party) for n, party in enumerate(recipients))
    sides.extend(("actors", n, party) for n, party in enumerate(actors))
    return sides


def _named_side(
    head: Token,
    sentence: Sentence,
    actors: Sequence[Party],
    recipients: Sequence[Party],
) -> Whose | None:
    """The party whose words hold the counted noun, or that the noun's phrase names."""
    start = sentence.start_of(head)
    for role, index, party in _sides(actors, recipients):
        if party.start <= start < party.end:
            return Whose(role=role, index=index)
    first = sentence.start_of(head.doc[head.left_edge.i])
    last = sentence.end_of(_phrase_end(head))
    for role, index, party in _sides(actors, recipients):
        if first <= party.start and party.end <= last:
            return Whose(role=role, index=index)
    return None


def _phrase_end(head: Token) -> Token:
    """Last word of "prisoners from Ukraine": of and from only, no clauses."""
    end = head
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "from"):
            end = child.doc[child.right_edge.i]
    return end


def _side_of_nation(
    nation: str | None, actors: Sequence[Party], recipients: Sequence[Party]
) -> Whose | None:
    """ "500 Russian soldiers" are the side's whose country is Russia."""
    if nation is None:
        return None
    for role, index, party in _sides(actors, recipients):
        if party.country == nation:
            return Whose(role=role, index=index)
    return Whose(role="third_party")


def _nation_of(item: FoundQuantity, head: Token, sentence: Sentence) -> str | None:
    """Country that the words between number and noun, or "from" after it, name."""
    number_end = item.end - sentence.offset
    # "Three Thai and five Lao soldiers": the adjective stands for its soldiers.
    stands_alone = head.tag_ in ("NNP", "NN", "JJ") and bool(head.conjuncts)
    words = [head] if noun_kind(head) is None or stands_alone else []
    if head.idx < number_end and head.i + 1 < len(head.doc):
        words.append(head.doc[head.i + 1])
    for child in head.children:
        is_between = number_end <= child.idx < head.idx
        if is_between and child.dep_ in ("amod", "compound", "nmod"):
            words.append(child)
        if child.dep_ == "prep" and child.lower_ in ("of", "from"):
            words.extend(c for c in child.children if c.dep_ == "pobj")
    for word in words:
        nation = nations().get(word.lower_) or nations().get(word.lemma_.lower())
        if nation and word.text[0].isupper():
            return nation
    return None


def _side_by_kind(
    item: FoundQuantity,
    head: Token,
    actors: Sequence[Party],
    recipients: Sequence[Party],
) -> Whose:
    """The side a kind of number usually tells of, where the words name none."""
    known = noun_kind(head)
    is_civilian = known is not None and known.noun_class == "civilian"
    if item.counted not in SUFFERED:
        return Whose(role="actors", index=0) if actors else Whose(role="unknown")
    if recipients:
        armed = recipients[0].sector in ARMED_SECTORS
        if is_civilian and armed:
            return Whose(role="civilians")
        return Whose(role="recipients", index=0)
    if is_civilian and item.counted in SUFFERED:
        return Whose(role="civilians")
    return Whose(role="unknown")


def _is_of_own(head: Token) -> bool:
    """Whether the counted are the actor's own: "18 of their own", "four own men"."""
    below = [c for c in head.children if c.dep_ == "prep" and c.lower_ == "of"]
    near = [word for of in below for word in of.subtree] + list(head.children)
    return any(
        word.lower_ == "own" and word.i and word.nbor(-1).tag_ == "PRP$"
        for word in near
    )


def _loser(
    head: Token,
    sentence: Sentence,
    actors: Sequence[Party],
    recipients: Sequence[Party],
) -> Whose | None:
    """The side that lost its own people: "Chad lost 300 men and Mali 40"."""
    if actors and _is_of_own(head):
        return Whose(role="actors", index=0)
    verbs = [
        governor
        for role, governor in governors(head)
        if role == "object" and governor.lemma_ == "lose"
    ]
    for subject in (word for verb in verbs for word in subjects(verb)):
        start = sentence.start_of(subject)
        for role, index, party in _sides(actors, recipients):
            if party.start <= start < party.end:
                return Whose(role=role, index=index)
    if verbs and len(actors) == 1 and not recipients:
        return Whose(role="actors", index=0)
    return None

"""Questions to a dependency parse: subjects, objects, prepositions, phrases.

Everything here is grammar of English as spaCy's models label it (ClearNLP labels);
nothing here knows what an event is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from transforms.lexicon import read_table

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
OBJECTS = frozenset({"dobj", "dative", "attr", "oprd"})
CLAUSES = frozenset(
    {"ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "pcomp", "csubj",
     "parataxis"}
)  # fmt: skip
PHRASE_PARTS = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "case",
     "predet", "advmod", "punct", "prep", "appos", "conj", "cc", "neg", "pobj"}
)  # fmt: skip
MAX_STEPS = 12


def is_verb(token: Token) -> bool:
    """Whether the token heads a clause as a verb."""
    return token.pos_ in ("VERB", "AUX")


def children(token: Token, *labels: str) -> list[Token]:
    """Children with one of the dependency labels, in text order."""
    return [child for child in token.children if child.dep_ in labels]


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive, reduced relatives included."""
    if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.tag_ == "VBN":
        own = any(c.dep_ in ("nsubj", "aux", "dobj") for c in verb.children)
        return not own and is_passive(verb.head)
    return (
        verb.tag_ == "VBN"
        and verb.dep_ in ("acl", "amod", "advcl", "ROOT")
        and not any(c.dep_ in ("aux", "nsubj", "dobj") for c in verb.children)
    )


def objects(verb: Token) -> list[Token]:
    """What a verb acts on: its object, or its subject when it is passive."""
    if is_passive(verb):
        return _passive_subjects(verb)
    found = children(verb, "dobj")
    if not found and verb.dep_ == "relcl":
        return _relative_object(verb)
    if not found and verb.dep_ == "conj" and is_verb(verb.head):
        return _shared_object(verb)
    return with_conjuncts([antecedent(w) for c in found for w in _beside_himself(c)])


def _beside_himself(word: Token) -> list[Token]:
    """Whom else an act was done to: "killed himself and four guards"."""
    others = children(word, "conj") if word.lower_.endswith(("self", "selves")) else []
    return others or [word]


def _shared_object(verb: Token) -> list[Token]:
    """Object of a coordination: "attacked and looted the village" has it last."""
    later = [c for c in verb.children if c.dep_ == "conj" and is_verb(c)]
    for other in later:
        found = children(other, "dobj")
        if found:
            return with_conjuncts(found)
    return []


def _relative_object(verb: Token) -> list[Token]:
    pronouns = [c for c in verb.children if c.tag_ in ("WDT", "WP")]
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in pronouns):
        return []
    if any(c.dep_ == "nsubj" for c in verb.children):
        return [verb.head]
    return []


def subject_words(verb: Token, *labels: str) -> list[Token]:
    """A verb's subjects, those that the parser hung on its auxiliary included."""
    found = children(verb, *labels)
    if not found:
        for auxiliary in children(verb, "aux", "auxpass"):
            found.extend(children(auxiliary, *labels))
    return found


def _passive_subjects(verb: Token) -> list[Token]:
    found = subject_words(verb, "nsubjpass", "nsubj")
    if found:
        return with_conjuncts([antecedent(c) for c in found])
    if verb.dep_ in ("acl", "amod", "relcl"):
        return [verb.head]
    if verb.dep_ == "conj" and is_verb(verb.head):
        head = verb.head
        return _passive_subjects(head) if is_passive(head) else subjects(head)
    if verb.dep_ in ("xcomp", "advcl", "pcomp"):
        return controllers(verb)
    return []


def subjects(verb: Token, steps: int = 0) -> list[Token]:
    """Who does what a verb says, through control, relatives and coordination.

    For a passive verb this is the agent ("by the army"); empty when nobody is named.
    """
    if steps > MAX_STEPS:
        return []
    if is_passive(verb):
        return agents(verb)
    own = subject_words(verb, "nsubj", "csubj")
    own = [antecedent(c) for c in own if c.pos_ not in ("VERB", "AUX")]
    if own:
        return with_conjuncts(own)
    if any(c.dep_ == "nsubjpass" for c in verb.children):
        return agents(verb)
    return _inherited_subjects(verb, steps) or _behind_date(verb)


def _behind_date(verb: Token) -> list[Token]:
    """The subject where the parser reads "On 24 February rebels" as one phrase."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or not _begins_with_date(verb):
        return []
    first = next(verb.children)
    return [
        w for w in children(first, "pobj") if w.ent_type_ != "DATE" and w.i < verb.i
    ]


def _begins_with_date(verb: Token) -> bool:
    first = next(verb.children, None)
    if first is None or first.dep_ != "prep" or first.i > verb.i:
        return False
    return any(
        part.ent_type_ == "DATE"
        for word in children(first, "pobj")
        for part in children(word, "compound", "nummod")
    )


def _inherited_subjects(verb: Token, steps: int) -> list[Token]:
    head = verb.head
    if verb.dep_ == "conj" and is_verb(head):
        if is_passive(head):
            return _passive_subjects(head)
        return subjects(head, steps + 1)
    if verb.dep_ in ("xcomp", "advcl", "pcomp", "ccomp", "dep"):
        return controllers(verb, steps)
    if verb.dep_ in ("acl", "relcl"):
        if verb.tag_ in ("VBG", "VB", "VBZ", "VBP", "VBD") and head.pos_ != "VERB":
            return with_conjuncts([head]) if verb.tag_ != "VB" else _light(head, steps)
        return []
    return []


def _light(noun: Token, steps: int) -> list[Token]:
    """Subject of "to" after a noun: "made an attempt to seize", "X's plan"."""
    own = children(noun, "poss") or prepositional(noun, "by")
    own = own or [w for w in children(noun, "amod") if w.ent_type_ in ("NORP", "GPE")]
    if own:
        return own
    if noun.dep_ in ("dobj", "attr") and is_verb(noun.head):
        return subjects(noun.head, steps + 1)
    return []


def controllers(verb: Token, steps: int = 0) -> list[Token]:
    """Who is understood as the subject of a subordinate verb without one.

    The object of the governing verb for "forced X to leave", its subject for "agreed
    to leave"; through prepositions for "accused X of shelling".
    """
    head = verb.head
    if head.pos_ == "ADP":
        return _through_preposition(head, steps)
    if not is_verb(head):
        if head.pos_ == "ADJ" and is_verb(head.head):
            return subjects_or_objects(head.head, steps)
        return _light(head, steps) if head.pos_ in ("NOUN", "PROPN") else []
    if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and _has_to(verb)):
        found = children(head, "dobj", "dative")
        if found and head.lemma_ not in subject_controls():
            return with_conjuncts(found)
    if verb.dep_ == "ccomp" and not _has_to(verb):
        return []
    return subjects_or_objects(head, steps)


def _through_preposition(preposition: Token, steps: int) -> list[Token]:
    governor = preposition.head
    if is_verb(governor):
        if preposition.lemma_ in ("of", "for", "from", "over", "into"):
            found = children(governor, "dobj") or (
                _passive_subjects(governor) if is_passive(governor) else []
            )
            if found:
                return with_conjuncts(found)
        return subjects_or_objects(governor, steps)
    return children(governor, "poss")


def subjects_or_objects(verb: Token, steps: int = 0) -> list[Token]:
    """Grammatical subject of a verb, whatever its voice."""
    if is_passive(verb):
        return _passive_subjects(verb)
    return subjects(verb, steps + 1)


def agents(verb: Token) -> list[Token]:
    """The by-phrase of a passive verb."""
    found = [
        grandchild
        for child in verb.children
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by")
        for grandchild in child.children
        if grandchild.dep_ == "pobj"
    ]
    if not found and verb.dep_ == "conj" and is_verb(verb.head):
        return agents(verb.head) if is_passive(verb.head) else []
    return with_conjuncts(found or _shared_agents(verb))


def _shared_agents(verb: Token) -> list[Token]:
    """The by-phrase of a coordination: "bombed and occupied by X" has it last."""
    for other in children(verb, "conj"):
        own = children(other, "nsubj", "nsubjpass", "auxpass")
        if is_verb(other) and other.tag_ == "VBN" and not own:
            return [w for by in children(other, "agent") for w in children(by, "pobj")]
    return []


@cache
def subject_controls() -> frozenset[str]:
    """Verbs whose subject, not object, does what their complement says ("promise")."""
    rows = read_table("transforms.english", "embedding.csv")
    return frozenset(r["lemma"] for r in rows if r["control"] == "subject")


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for; any other token is itself."""
    if token.tag_ not in ("WDT", "WP") and token.lower_ != "that":
        return token
    verb = token.head
    for _ in range(MAX_STEPS):
        if verb.dep_ == "relcl":
            return verb.head
        if verb.dep_ not in ("conj", "xcomp", "ccomp", "aux"):
            return token
        verb = verb.head
    return token


def with_conjuncts(tokens: list[Token]) -> list[Token]:
    """The tokens themselves: a phrase carries its own coordination."""
    return tokens


def prepositional(token: Token, *names: str) -> list[Token]:
    """Objects of the token's prepositions of these names; all when none is named."""
    found = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ in ("ADP", "SCONJ"):
            if names and preposition_name(child) not in names:
                continue
            found.extend(_prepositional_objects(child))
        elif child.dep_ == "acl" and child.lower_ in names:
            found.extend(children(child, "dobj"))
    return found


def preposition_name(token: Token) -> str:
    """The preposition, in lower case."""
    return str(token.lower_)


def _prepositional_objects(preposition: Token) -> list[Token]:
    found = children(preposition, "pobj")
    if not found:
        for inner in children(preposition, "prep"):
            found.extend(children(inner, "pobj"))
    return found


def ancestors(token: Token) -> Iterator[Token]:
    """Heads of a token, nearest first, up to the root."""
    current = token
    for _ in range(64):
        if current.head.i == current.i:
            return
        current = current.head
        yield current


def named_ahead(pronoun: Token) -> list[Token]:
    """The subject that a clause before it points to: "when its men fell, Niger ..."."""
    root = pronoun.sent.root
    named = [c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")]
    if pronoun.tag_ not in ("PRP", "PRP$") or not named or named[0].pos_ != "PROPN":
        return []
    top = pronoun
    while top.head.i not in (top.i, root.i):
        top = top.head
    if top.dep_ not in ("advcl", "prep") or top.right_edge.i > named[0].i:
        return []
    return [c for c in named[0].lefts if c.dep_ == "compound"] + [named[0]]


def clause_head(token: Token) -> Token:
    """The verb (or root) of the smallest clause the token stands in."""
    if token.dep_ in CLAUSES and is_verb(token):
        return token
    for head in ancestors(token):
        if (head.dep_ in CLAUSES and is_verb(head)) or head.dep_ == "ROOT":
            return head
    return token


def phrase(head: Token) -> Span:
    """The noun phrase of a head, without relative clauses and participles."""
    left, right = head.i, head.i
    stack = [head]
    while stack:
        token = stack.pop()
        left, right = min(left, token.i), max(right, token.i)
        stack.extend(c for c in token.children if _belongs(c, token, head))
    doc = head.doc
    while right > head.i and (
        doc[right].is_punct or doc[right].pos_ in ("ADP", "CCONJ")
    ):
        right -= 1
    while left < head.i and (doc[left].is_punct or doc[left].pos_ == "CCONJ"):
        left += 1
    return doc[left : right + 1]


def _belongs(child: Token, parent: Token, head: Token) -> bool:
    if child.dep_ == "npadvmod":  # "Iranian-backed"
        is_joined = child.i + 2 == parent.i and child.nbor(1).text == "-"
        return is_joined and parent.dep_ == "amod"
    if child.dep_ not in PHRASE_PARTS or child.is_space:
        return False
    if child.dep_ == "punct":
        return abs(child.i - parent.i) <= 1 and child.text in (
            "-",
            "–",
            "'",
            "’",
            '"',
            "“",
            "”",
        )
    if child.dep_ in ("conj", "appos") and child.pos_ in ("VERB", "AUX", "PRON"):
        return False
    if child.dep_ == "prep" and child.i < head.i and parent is head:
        return False
    return not (child.dep_ == "advmod" and child.i > head.i)

"""Sentences with offsets: the parse every later question is asked of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import use_ops
from threadpoolctl import threadpool_limits

from transforms.actors.dictionary import acronyms, find_mentions
from transforms.document import CLAIM_BLOCKS, CleanArticle, Document, Sentence
from transforms.english.repairs import mended
from transforms.lexicon import read_table
from transforms.pieces import pieces
from transforms.places.support import is_famous_place
from transforms.shouted import letter_case, lower_shouted
from transforms.tag_rules import ask_once
from transforms.truecase import (
    WORD,
    is_shouted,
    is_title_case,
    is_whispered,
    lower_words_of,
    sentence_case,
)

# A line longer than this is no headline, whatever its capitals.
MAX_HEADLINE = 300
# A headline that was glued to the text as its first sentence.
FIRST_SENTENCE = re.compile(r"[^.!?\n]{12,200}[.!?](?=\s)")
# Rules, dots of a table, a key that was held down: one token, not one for each sign.
SIGNS = r"(?:[^\w\s]|_){16,}"
BATCH_SIZE = 64
# A word of a sentence in small letters, no part of an address or of a compound.
SMALL_WORD = re.compile(r"(?<![\w@#./-])[a-z]{5,}(?![\w@/-]|\.\w)")
# Endings of adjectives of peoples that are nothing else: not "polish", nor "dutch".
PEOPLE_ENDING = re.compile(r"an$|ese$|i$|[^l]ish$")


class ModelError(RuntimeError):
    """The language model is not installed; says which and what to do."""


@cache
def load_model(name: str) -> Language:
    """The spaCy model of that package name, loaded once per process.

    Its matrices are multiplied by numpy, a third quicker than by spaCy's own BLIS.
    Raises ModelError when it is not installed.
    """
    try:
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"language model {name!r} cannot be loaded: install it, or name another "
            "one with --model"
        ) from error
    _keep_signs_together(nlp)
    ask_once(nlp)
    return nlp


def _keep_signs_together(nlp: Language) -> None:
    """Split a long run of signs off a word at once."""
    for name, pattern in (
        ("prefix_search", rf"^{SIGNS}"),
        ("suffix_search", rf"{SIGNS}$"),
    ):
        known = getattr(nlp.tokenizer, name).__self__.pattern
        setattr(nlp.tokenizer, name, re.compile(f"{pattern}|{known}").search)


def model_version(nlp: Language) -> str:
    """Name and version of a model, as written on every run."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def parse_articles(
    articles: Sequence[CleanArticle], nlp: Language
) -> Iterator[Document]:
    """Parse the claim blocks of each article; one document each, in order."""
    jobs = [
        (readable(article, start, end, nlp), (number, start, block.kind))
        for number, article in enumerate(articles)
        for block in article.blocks
        if block.kind in CLAIM_BLOCKS
        for start, end in pieces(article.text, block.start, block.end)
    ]
    parsed: list[list[tuple[Doc, int, str]]] = [[] for _ in articles]
    # The matrices are so small that a second thread mostly waits for the first.
    with threadpool_limits(1, "blas"):
        for doc, (number, start, kind) in nlp.pipe(
            jobs, as_tuples=True, batch_size=BATCH_SIZE
        ):
            parsed[number].append((mended(doc), start, kind))
    for article, docs in zip(articles, parsed, strict=True):
        yield Document(article, tuple(_sentences(docs)))


def readable(article: CleanArticle, start: int, end: int, nlp: Language) -> str:
    """A stretch of an article as prose: title case and capitals undone, same length."""
    text = article.text[start:end]
    text = text.upper() if is_whispered(text) else name_peoples(text)
    if is_shouted(text):
        names = _shouted_names(text, nlp)
        return lower_shouted(text, names, _acronyms(), is_word(nlp), is_plain(nlp))
    first = FIRST_SENTENCE.match(text) if start == 0 else None
    if first and len(text) >= MAX_HEADLINE:
        return _recased(first.group(), article, nlp) + text[first.end() :]
    return _recased(text, article, nlp) if len(text) < MAX_HEADLINE else text


def text_as_read(document: Document) -> str:
    """The text of an article; as it was parsed where it has no capital at all.

    Elsewhere peoples in small letters have their capital.
    """
    text = document.article.text
    if not is_whispered(text):
        return name_peoples(text)
    read = {s.offset: str(s.span.doc.text) for s in document.sentences}
    for offset, words in read.items():
        text = text[:offset] + words + text[offset + len(words) :]
    return text


def name_peoples(text: str) -> str:
    """The text with a capital for peoples that lack one: "3 russian diplomats"."""
    peoples = _small_peoples()
    return SMALL_WORD.sub(
        lambda word: word[0].title() if word[0] in peoples else word[0], text
    )


@cache
def _small_peoples() -> frozenset[str]:
    """Adjectives of peoples as careless writers spell them, in small letters."""
    rows = read_table("transforms.actors", "demonyms.csv")
    words = {row["word"].lower() for row in rows if row["kind"] == "adjective"}
    return frozenset(word for word in words if PEOPLE_ENDING.search(word))


def _recased(text: str, article: CleanArticle, nlp: Language) -> str:
    if not is_title_case(text):
        return text
    names = _names(text)
    if not is_title_case(text, names):
        return text
    known = lower_words_of(article.text)
    is_common = is_word(nlp)
    return sentence_case(text, lambda word: word in known or is_common(word), names)


def _names(text: str) -> list[tuple[int, int]]:
    names = [(mention.start, mention.end) for mention in find_mentions(text)]
    names += [m.span() for m in WORD.finditer(text) if is_famous_place(m.group())]
    return names


@cache
def _acronyms() -> frozenset[str]:
    """Acronyms of the dictionary that are no ordinary words."""
    words = letter_case("word")
    return frozenset(name for name in acronyms() if name.lower() not in words)


def _shouted_names(text: str, nlp: Language) -> list[tuple[int, int]]:
    """Known names in capitals, without those that are ordinary words there."""
    plain, words = is_plain(nlp), letter_case("word")
    names = [
        (mention.start, mention.end)
        for mention in find_mentions(text)
        if mention.text.lower() not in words
    ]
    for match in WORD.finditer(text):
        word = match.group()
        if word.lower() in words or plain(word.lower()):
            continue
        if is_famous_place(word.title()):
            names.append(match.span())
    return names


@cache
def is_plain(nlp: Language) -> Callable[[str], bool]:
    """Whether a lower-case word is a verb, an adjective or an adverb."""
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    words = set().union(*(index[kind] for kind in ("verb", "adj", "adv")))
    return words.__contains__


@cache
def is_word(nlp: Language) -> Callable[[str], bool]:
    """Whether a lower-case word is an ordinary one, by the model's own word lists."""
    lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    words: set[str] = set(nlp.Defaults.stop_words)
    for name in ("lemma_index", "lemma_exc"):
        for forms in lookups.get_table(name).values():
            words.update(forms)

    def is_common(word: str) -> bool:
        stems = [word, word.removesuffix("'s").removesuffix("’s")]
        for ending, stem_ending in (("ies", "y"), ("ied", "y"), ("men", "man")):
            if word.endswith(ending):
                stems.append(word.removesuffix(ending) + stem_ending)
        for ending in ("s", "es", "ed", "d", "ing"):
            if word.endswith(ending):
                stem = word.removesuffix(ending)
                is_doubled = len(stem) > 3 and stem[-1] == stem[-2]
                stems += [stem, stem + "e", stem[:-1] if is_doubled else stem]
        return any(stem in words for stem in stems)

    return is_common


def _sentences(docs: list[tuple[Doc, int, str]]) -> Iterator[Sentence]:
    index = 0
    for doc, offset, kind in docs:
        for span in doc.sents:
            text = span.text
            if not any(character.isalpha() for character in text):
                continue
            stripped = text.strip()
            start = offset + span.start_char + text.index(stripped)
            yield Sentence(
                index,
                start,
                start + len(stripped),
                offset,
                span,
                kind,  # type: ignore[arg-type]
            )
            index += 1

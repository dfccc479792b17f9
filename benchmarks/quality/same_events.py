"""The same event in several articles: how claims are joined, on topics of ECB+.

The articles of a topic, which hold two like events on purpose, are read together and
their claims joined into events. Only marked mentions that the trigger of a claim
overlaps can be compared; their share is a figure of its own, as most mentions of the
set are no acts of politics. The topics are those that are about conflict.

Which mentions tell one event was checked by the makers of the set in some sentences
only, those of ``ecbplus_sentences.csv``; elsewhere a mention of the same event often
stands alone. Scores of the set are commonly given for these sentences (Cybulska and
Vossen 2015): ``validated`` figures. The others are over all aligned mentions. Mentions
that stand alone count on both sides; topics are joined apart and scored together; the
CoNLL mean is that of the F1 of MUC, B3 and CEAF-e.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from benchmarks.quality import clusters
from benchmarks.quality.reading import Folders, one_block, sampled
from benchmarks.quality.report import Figure, Report, share
from benchmarks.quality.spans import Span, overlap
from schemas.records import Claim
from transforms.document import Block, CleanArticle
from transforms.events import ArticleFacts, events_of
from transforms.events.story import OPENING_CHARACTERS
from transforms.extract import Extraction, Extractor
from transforms.lexicon import read_table

NAME = "ecbplus_1_35"
ACTION = ("ACTION_", "NEG_ACTION_")
CLOSED_UP = frozenset(".,;:!?)'’”%")
# Shootings, riots, bombings, pirates, trials: the others are on sport, film, trade.
TOPICS = frozenset({"3", "8", "12", "16", "18", "19", "22", "33"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A marked action: its span and the name of the event it stands for."""

    name: str
    span: Span
    event: str
    is_validated: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """An article of a topic with its marked actions."""

    topic: str
    article: CleanArticle
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: the event told and the event marked for each aligned mention."""

    name: str
    mentions: tuple[Mention, ...]
    told: dict[str, str]
    wanted: dict[str, str]


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """B3 and CoNLL F1 over the aligned mentions of conflict topics.

    ``sample`` bounds the number of topics.
    """
    articles = [
        item
        for item in read(folders.path("gold/ecbplus_1_35.zip"))
        if item.topic in TOPICS
    ]
    names = sampled(sorted({item.topic for item in articles}, key=int), sample)
    topics = [
        join([item for item in articles if item.topic == name], extractor)
        for name in names
    ]
    told = {mention: event for topic in topics for mention, event in topic.told.items()}
    wanted = {m: event for topic in topics for m, event in topic.wanted.items()}
    lone = {mention: mention for mention in wanted}
    return Report(
        NAME,
        (
            share("mentions aligned", len(told), sum(len(t.mentions) for t in topics)),
            *clusters.figures(told, wanted, "same event"),
            *_mean_only(clusters.figures(lone, wanted, "nothing joined")),
            *validated(topics),
        ),
        errors=tuple(error_lines(topics)),
        note=f"topics {', '.join(names)}, of 35",
    )


def validated(topics: Sequence[Topic]) -> Iterator[Figure]:
    """The same over the mentions of validated sentences alone."""
    names = {m.name for topic in topics for m in topic.mentions if m.is_validated}
    told = {m: e for topic in topics for m, e in topic.told.items() if m in names}
    wanted = {m: e for topic in topics for m, e in topic.wanted.items() if m in names}
    lone = {mention: mention for mention in wanted}
    yield share("validated mentions aligned", len(told), len(names))
    yield from clusters.figures(told, wanted, "validated")
    yield from _mean_only(clusters.figures(lone, wanted, "validated, nothing joined"))


def _mean_only(figures: Sequence[Figure]) -> list[Figure]:
    """Only the CoNLL mean of the baseline, for comparison."""
    return [figure for figure in figures if figure.name.endswith("CoNLL F1")]


def read(path: Path) -> Iterator[Marked]:
    """The articles of the archive, in the order of their names."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".xml"):
                yield marked_article(PurePosixPath(name), archive.read(name))


def marked_article(path: PurePosixPath, data: bytes) -> Marked:
    """An article with its text put together from its tokens."""
    root = ElementTree.fromstring(data)
    text, spans, blocks = put_together(root)
    article = one_block(path.stem, text)
    article = CleanArticle(
        path.stem, path.stem, "text", article.text, blocks, language="en"
    )
    return Marked(path.parent.name, article, tuple(actions(root, path.stem, spans)))


def put_together(
    root: ElementTree.Element,
) -> tuple[str, dict[str, Span], tuple[Block, ...]]:
    """The text, the span of each token, and each sentence as a block."""
    parts: list[str] = []
    spans: dict[str, Span] = {}
    starts: dict[str, int] = {}
    position, sentence = 0, ""
    for token in root.iter("token"):
        word, number = token.text or "", token.get("sentence", "")
        is_new = number != sentence
        gap = "" if not parts or (word in CLOSED_UP and not is_new) else " "
        start = position + len(gap)
        starts.setdefault(number, start)
        spans[token.get("t_id", "")] = (start, start + len(word))
        parts.append(gap + word)
        position, sentence = start + len(word), number
    text = "".join(parts)
    ends = [*list(starts.values())[1:], len(text) + 1]
    blocks = tuple(
        Block("body", start, end - 1)
        for start, end in zip(starts.values(), ends, strict=True)
        if end - 1 > start
    )
    return text, spans, blocks


def actions(
    root: ElementTree.Element, article: str, spans: dict[str, Span]
) -> Iterator[Mention]:
    """The marked actions; one that is in no chain stands for an event of its own."""
    checked = validated_sentences().get(article, frozenset())
    sentence_of = {
        token.get("t_id"): token.get("sentence") for token in root.iter("token")
    }
    events = {
        source.get("m_id"): relation.get("note") or f"{article}-{relation.get('r_id')}"
        for relation in root.iterfind("Relations/*")
        for source in relation.iter("source")
    }
    for item in root.iterfind("Markables/*"):
        tokens = [a.get("t_id", "") for a in item.iter("token_anchor")]
        anchors = [spans[token] for token in tokens]
        if item.tag.startswith(ACTION) and anchors:
            name = f"{article}-{item.get('m_id')}"
            span = anchors[0][0], anchors[-1][1]
            is_checked = sentence_of[tokens[0]] in checked
            event = events.get(item.get("m_id"), name)
            yield Mention(name, span, event, is_checked)


@cache
def validated_sentences() -> dict[str, frozenset[str]]:
    """The numbers of the sentences that were checked, by article."""
    rows = read_table("benchmarks.quality", "ecbplus_sentences.csv")
    return {row["article"]: frozenset(row["sentences"].split()) for row in rows}


def join(articles: Sequence[Marked], extractor: Extractor) -> Topic:
    """Join the claims of a topic's articles, and align them with the mentions."""
    found = extractor.extract([item.article for item in articles])
    claims = [claim for item in found for claim in item.claims]
    facts = facts_of(articles)
    event_of = {
        claim: event.event_id
        for event in events_of(claims, facts).events
        for claim in event.claims
    }
    aligned = {
        mention.name: (event_of[claim.claim_id], mention.event)
        for item, extraction in zip(articles, found, strict=True)
        for mention, claim in align(item, extraction)
    }
    return Topic(
        articles[0].topic,
        tuple(mention for item in articles for mention in item.mentions),
        {name: told for name, (told, _) in aligned.items()},
        {name: wanted for name, (_, wanted) in aligned.items()},
    )


def facts_of(articles: Sequence[Marked]) -> dict[str, ArticleFacts]:
    """What clustering needs to know of the articles, which have no day."""
    return {
        item.article.article_id: ArticleFacts(
            None, item.article.article_id, item.article.text[:OPENING_CHARACTERS]
        )
        for item in articles
    }


def align(marked: Marked, extraction: Extraction) -> Iterator[tuple[Mention, Claim]]:
    """Each claim with the first free mention its trigger overlaps."""
    left = list(marked.mentions)
    for claim in extraction.claims:
        span = claim.trigger.start, claim.trigger.end
        mention = next((item for item in left if overlap(span, item.span)), None)
        if mention is not None:
            left.remove(mention)
            yield mention, claim


def error_lines(topics: Sequence[Topic]) -> Iterator[str]:
    """Marked events told as several, and several told as one, the worst first."""
    lines = []
    for topic in topics:
        for word, one, other in (
            ("told as several", topic.wanted, topic.told),
            ("several told as one", topic.told, topic.wanted),
        ):
            for event in set(one.values()):
                parts = {other[mention] for mention in one if one[mention] == event}
                if len(parts) > 1:
                    lines.append((len(parts), f"topic {topic.name}: {word}: {event}"))
    return (f"{line} ({number})" for number, line in sorted(lines, reverse=True))

"""Type of the act between two marked spans, as ``polemos code`` answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.quality.reading import Folders, Row, read_rows, sampled, shortened
from benchmarks.quality.report import Counts, Report, TypeRow, macro_f1, share
from benchmarks.quality.sentences import JOINED, span_words
from transforms.extract import Extractor
from transforms.typing.code import code
from transforms.typing.encode import Sides

NAME = "plv_train_code"


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Accuracy and macro F1 over the 15 classes of the data set."""
    rows = sampled(read_rows(folders.path("gold/plv_train.jsonl")), sample)
    told = [JOINED.get(name, name) for name in answers(rows, extractor)]
    wanted = [str(row["event_type"]) for row in rows]
    right = sum(one == other for one, other in zip(told, wanted, strict=True))
    types = type_rows(told, wanted)
    return Report(
        NAME,
        (share("accuracy", right, len(rows)), macro_f1("macro F1", types)),
        types,
        tuple(error_lines(rows, told)),
    )


def answers(rows: Sequence[Row], extractor: Extractor) -> list[str]:
    """The event type told for each row."""
    questions = [
        Sides(row["text"], _span(row["actor"]), _span(row["recipient"])) for row in rows
    ]
    return [coding.event_type for coding in code(questions, extractor.nlp)]


def _span(side: Row) -> tuple[int, int]:
    return int(side["start"]), int(side["end"])


def type_rows(told: Sequence[str], wanted: Sequence[str]) -> tuple[TypeRow, ...]:
    """Counts by class, the commonest first."""
    right = Counter(a for a, b in zip(told, wanted, strict=True) if a == b)
    often = Counter(told)
    return tuple(
        TypeRow(name, Counts(right[name], often[name], number))
        for name, number in Counter(wanted).most_common()
    )


def error_lines(rows: Sequence[Row], told: Sequence[str]) -> list[str]:
    """Rows with another class, those of the commonest confusion first."""
    wrong = [
        (f"{row['event_type']} read as {name}", row)
        for row, name in zip(rows, told, strict=True)
        if row["event_type"] != name
    ]
    often = Counter(kind for kind, _ in wrong)
    wrong.sort(key=lambda item: (-often[item[0]], item[0]))
    return [
        f"{kind} | {row['id']} [{span_words(row, 'actor')} > "
        f"{span_words(row, 'recipient')}] {shortened(row['text'])}"
        for kind, row in wrong
    ]

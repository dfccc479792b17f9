"""Files are read record by record: in bounded memory, with what is told unchanged."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest import read_file
from flows.sources import InputFile
from transforms.text import encodings, jsons, tables
from transforms.text.decode import UnreadableTextError, decode
from transforms.text.encodings import encoding_of, text_of
from transforms.text.read import ReadOptions, read_bytes, read_stream

WORDS = ("troops", "crossed", "déjà", "бунт", "\ufffd", "🕊", "\r\n", '"')
CODES = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251")


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Text in some encoding, and with bytes that are broken in it."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=30)))
    data = bytearray(text.encode(draw(st.sampled_from(CODES)), "ignore"))
    for at, byte in draw(
        st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=3)
    ):
        data.insert(min(at, len(data)), byte)
    return bytes(data)


def told_whole(data: bytes) -> tuple[str, int] | str:
    try:
        found = decode(data)
    except UnreadableTextError as error:
        return str(error)
    return found.text, found.damaged


def told_in_pieces(data: bytes) -> tuple[str, int] | str:
    stream = io.BytesIO(data)
    try:
        found = encoding_of(stream)
    except UnreadableTextError as error:
        return str(error)
    return text_of(stream, found).read(), found.damaged


@given(files(), st.sampled_from([1, 2, 3, 7, 1000]))
def test_pieces_are_decoded_as_the_whole_is(data: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "PIECE_BYTES", size)
        assert told_in_pieces(data) == told_whole(data)


ROW = {"id": "a", "title": "Border", "text": "Troops crossed the border. " * 150}
N_ROWS = 4_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows as JSON Lines, in UTF-8 and UTF-16, as CSV and as Parquet."""
    top = tmp_path_factory.mktemp("rows")
    lines = "".join(json.dumps(ROW | {"id": str(n)}) + "\n" for n in range(N_ROWS))
    (top / "a.jsonl").write_text(lines)
    (top / "b.jsonl").write_text(lines, encoding="utf-16")
    frame = pl.DataFrame([ROW | {"id": str(n)} for n in range(N_ROWS)])
    frame.write_csv(top / "a.csv")
    frame.write_parquet(top / "a.parquet", row_group_size=500)
    return top


def ids(file: InputFile) -> Iterator[str | None]:
    for record in read_file(file, ReadOptions()):
        (article,) = record.articles
        yield article.external_id


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jsonl", "jsonl"), ("b.jsonl", "jsonl"), ("a.csv", "csv")],
)
def test_memory_is_that_of_a_record(folder: Path, name: str, kind: str) -> None:
    path = folder / name
    tracemalloc.start()
    try:
        found = sum(1 for _ in ids(InputFile(str(path), kind)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == N_ROWS
    assert path.stat().st_size > 15_000_000
    assert peak < 8_000_000


@pytest.mark.parametrize("name", ["a.jsonl", "b.jsonl", "a.csv", "a.parquet"])
def test_record_by_record_is_what_the_whole_file_gives(folder: Path, name: str) -> None:
    path, kind = folder / name, name.partition(".")[2]
    whole = read_bytes(path.read_bytes(), "here", kind)
    assert [item.external_id for item in whole.articles] == [
        str(n) for n in range(N_ROWS)
    ]
    with path.open("rb") as stream:
        parts = [
            item for one in read_stream(stream, "here", kind) for item in one.articles
        ]
    assert parts == whole.articles
    first = 2 if kind == "csv" else 1
    assert parts[0].location == f"here:{first}"
    assert parts[-1].location == f"here:{N_ROWS - 1 + first}"


def test_a_flaw_stays_with_its_article() -> None:
    data = "Trüppen überschritten die Gränze bei Nürn".encode() + b"\xc3"
    (record,) = read_stream(io.BytesIO(data), "here", "text")
    assert [item.reason for item in record.rejects] == ["damaged_text"]
    assert len(record.articles) == 1


def test_rows_around_an_endless_line_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsons, "MAX_LINE_BYTES", 1_000)
    good = json.dumps(ROW | {"text": "Troops crossed."})
    data = f"{good}\n{'x' * 5_000}\n{good}\n".encode()
    found = read_bytes(data, "here", "jsonl")
    assert [item.location for item in found.articles] == ["here:1", "here:3"]
    (reject,) = found.rejects
    assert (reject.location, reject.reason) == ("here:2", "too_large")
    assert reject.value == "5000"


def test_an_endless_csv_line_ends_where_no_row_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MAX_LINE_CHARACTERS", 1_000)
    data = f"id,text\na,Troops crossed.\n{'x,' * 9_000}\nb,Peace came.\n".encode()
    found = read_bytes(data, "here", "csv")
    assert [item.location for item in found.articles] == ["here:2", "here:4"]
    (reject,) = found.rejects
    assert (reject.location, reject.reason) == ("here:3", "broken_csv")


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (record,) = read_file(InputFile(str(tmp_path), "jsonl"), ReadOptions())
    (reject,) = record.rejects
    assert reject.reason == "unreadable"

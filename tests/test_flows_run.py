"""The main job, really run: a Prefect server, a pool, checks, a published snapshot."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.commands.options import DEFAULT_MODEL
from flows.pool import running_pool
from flows.server import LocalServer, local_server, prepare
from schemas.tables import TABLES
from tests.command_line import Answer, CommandLine
from tests.processes import holding
from tests.web_server import Visit, web
from warehouse.inbox import open_inbox
from warehouse.layout import Layout
from warehouse.query import query

AS_OF = "2025-06-10"
ARTICLES = {
    "raid.md": """---
title: Raiders burn grain stores near Goma
published: 2025-05-06
publisher: The Lamp
---

Rebels attacked a village near Goma on Monday, killing ten civilians, the army said.
""",
    "copy 🕊 of it.txt": """---
published: 2025-05-07
publisher: The Copyist
---
Rebels attacked a village near Goma on Monday, killing ten civilians, the army said.
""",
    "talks.jsonl": (
        '{"id": "t1", "title": "Envoys meet", "published": "2025-05-09", "text": '
        '"Envoys of Peru and Chile met in Geneva on Thursday for talks."}\n'
        '{"id": "t2", "text": 12}\n'
        '{"id": "t3", "published": "2087-01-01", "text": '
        '"Police arrested nine protesters in Lima."}\n'
    ),
    "rows.csv": (
        "id,text,published\n"
        'r1,"Police fired tear gas at protesters in Lagos on Sunday.",2025-05-05\n'
    ),
}
BAD = {
    "empty.txt": b"",
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" * 40,
    "line.txt": b"word " * 2_000_000,
    "broken.html": b"<html><body><p>Police <b>arrested <p>nine men in Lima<table",
    "no text.csv": b"name,colour\na,red\n",
    "cut.parquet": b"PAR1\x15\x04\x15\x10",
    "half.json": b'{"text": "Police',
    "skipped.xyz": b"x",
    "unending.txt": b"and then they went on and on without any stop " * 300,
    "francais.txt": (
        "Le gouvernement a annoncé mardi que les négociations reprendraient la "
        "semaine prochaine dans la capitale du pays."
    ).encode(),
}


def written(folder: Path, files: dict[str, str] | dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("in") / "articles", ARTICLES)


@pytest.fixture(scope="module")
def first(
    home: Path, articles: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Layout, Answer]:
    """A run as a user starts it: a process of its own that starts its own server."""
    out = tmp_path_factory.mktemp("first") / "out"
    given = ["run", str(articles), "--out", str(out), "--as-of", AS_OF]
    root = str(Path(__file__).parents[1])
    settings = {"PYTHONPATH": root, "PREFECT_HOME": str(home)}
    environment = {**os.environ, **settings}
    environment.pop("PREFECT_API_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *given],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=environment,
        timeout=300,
        check=False,
    )
    return Layout(out), Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def server(home: Path, first: tuple[Layout, Answer]) -> Iterator[LocalServer]:
    """One server for all other runs; ``first`` has laid out its database."""
    prepare(home)
    with local_server(home) as started:
        started.wait()
        with running_pool(1, DEFAULT_MODEL):
            yield started


@pytest.fixture
def polemos(
    server: LocalServer,
    aside: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    del aside
    monkeypatch.setenv("PREFECT_API_URL", server.api_url)
    return CommandLine(monkeypatch, capsys)


def rows(layout: Layout, sql: str) -> list[tuple[object, ...]]:
    return query(layout, sql).rows()


def test_a_run_ends_with_tables_paths_and_a_query(
    first: tuple[Layout, Answer],
) -> None:
    layout, answer = first
    assert "ASSAULT" in answer.out
    assert "wrong_type" in answer.out
    for path in (layout.snapshot, layout.data, layout.report_html):
        assert str(path) in answer.out
        assert path.exists()
    assert "polemos sql --out" in answer.out


def test_the_query_to_try_next_works(
    first: tuple[Layout, Answer],
) -> None:
    layout, answer = first
    command = next(row for row in answer.out.splitlines() if "Try next" in row)
    sql = command.split('"')[3]
    assert rows(layout, sql)


def test_a_run_shows_neither_tracebacks_nor_the_servers_noise(
    first: tuple[Layout, Answer],
) -> None:
    _, answer = first
    for noise in ("Traceback", "Cancelled", "nanobind", "prefect.", "Error logging"):
        assert noise not in answer.err
    assert "Validating" in answer.err


def test_a_record_that_could_not_be_read_gives_status_1(
    first: tuple[Layout, Answer],
) -> None:
    layout, answer = first
    assert answer.status == 1
    assert rows(layout, "SELECT count(*) FROM articles") == [(5,)]


def test_every_quote_stands_in_its_article(first: tuple[Layout, Answer]) -> None:
    layout, _ = first
    found = rows(layout, 'SELECT quote, start, "end", article_id FROM claims')
    texts = dict(rows(layout, "SELECT article_id, text FROM articles"))
    assert found
    for quote, start, end, article_id in found:
        assert str(texts[article_id])[start:end] == quote  # type: ignore[misc]


def test_a_copy_is_one_voice(first: tuple[Layout, Answer]) -> None:
    layout, _ = first
    sql = "SELECT count(*), count(DISTINCT voice_id) FROM articles WHERE "
    assert rows(layout, f"{sql} text LIKE '%near Goma%'") == [(2, 1)]


def test_the_run_row_names_all_versions(first: tuple[Layout, Answer]) -> None:
    layout, _ = first
    (row,) = query(layout, "SELECT * FROM runs").to_dicts()
    assert row["model_version"].startswith("en_core_web_sm")
    assert row["ontology_version"].startswith("PLOVER")
    assert row["n_articles"] == 5
    assert row["n_duplicates"] == 1


def test_a_second_run_of_the_same_input_adds_nothing(
    first: tuple[Layout, Answer], articles: Path, polemos: CommandLine
) -> None:
    layout, _ = first
    counts = [f"SELECT count(*) FROM {name}" for name in TABLES]
    counting = " UNION ALL ".join(counts)
    before = rows(layout, counting)
    answer = polemos("run", articles, "--out", layout.root, "--as-of", AS_OF)
    assert "0 to extract" in answer.err
    assert "nothing new" in answer.err
    assert rows(layout, counting) == before
    assert rows(layout, "SELECT max(version) FROM events") == [(1,)]


def test_two_fresh_runs_export_the_same_bytes(
    first: tuple[Layout, Answer], articles: Path, polemos: CommandLine, tmp_path: Path
) -> None:
    layout, _ = first
    other = Layout(tmp_path / "out")
    polemos("run", articles, "--out", other.root, "--as-of", AS_OF)
    files = sorted(
        path.relative_to(layout.export)
        for path in layout.export.rglob("*")
        if path.is_file() and layout.log not in path.parents
    )
    assert len(files) > 20
    for path in files:
        one, two = (
            (layout.export / path).read_bytes(),
            (other.export / path).read_bytes(),
        )
        assert one == two, path


def test_a_failed_check_leaves_the_last_snapshot_in_place(
    first: tuple[Layout, Answer], polemos: CommandLine, tmp_path: Path
) -> None:
    layout = Layout(tmp_path / "out")
    shutil.copytree(first[0].root, layout.root)
    with duckdb.connect(str(layout.warehouse)) as con:
        con.execute("UPDATE articles SET n_characters = 7")
    before = layout.snapshot.read_bytes()
    # Earlier than its copies: the run touches them, and finds the lengths wrong.
    told = ARTICLES["copy 🕊 of it.txt"].replace("05-07", "05-01")
    told = told.replace("---\nRebels", "---\nA raid by night\n\nRebels")
    folder = written(tmp_path / "more", {"a.txt": told})
    answer = polemos("run", folder, "--out", layout.root, "--as-of", AS_OF)
    assert answer.status == 2
    assert "nothing was published" in answer.err
    for part in ("articles", "n_characters", "7"):
        assert part in answer.err
    assert "Traceback" not in answer.err
    assert layout.snapshot.read_bytes() == before
    assert "published_by_now" in layout.report_html.read_text(encoding="utf-8")


def test_a_run_that_counts_as_an_earlier_day_is_refused(
    first: tuple[Layout, Answer], polemos: CommandLine, tmp_path: Path
) -> None:
    layout, _ = first
    before = layout.snapshot.read_bytes()
    folder = written(tmp_path / "more", {"a.txt": "Nurses marched through Oslo."})
    answer = polemos("run", folder, "--out", layout.root, "--as-of", "2024-01-01")
    assert answer.status == 2
    assert "name no day before 2025-06-10" in answer.err
    assert layout.snapshot.read_bytes() == before


def test_bad_files_are_named_and_all_others_are_used(
    polemos: CommandLine, tmp_path: Path
) -> None:
    folder = written(tmp_path / "mixed", BAD)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "memory.txt").symlink_to("/proc/self/mem")
    (folder / "good.txt").write_text("Police arrested nine men in Lima on Monday.")
    layout = Layout(tmp_path / "out")
    gone = tmp_path / "gone"
    answer = polemos("run", folder, gone, "--out", layout.root, "--as-of", AS_OF)
    assert answer.status == 1
    found = dict(rows(layout, "SELECT location, reason FROM rejects"))
    expected = {
        str(folder / "empty.txt"): "empty_file",
        str(folder / "picture.txt"): "binary",
        str(folder / "line.txt"): "too_large",
        str(folder / "no text.csv"): "no_text_column",
        str(folder / "cut.parquet"): "broken_parquet",
        str(folder / "half.json"): "broken_json",
        str(folder / "skipped.xyz"): "unsupported_format",
        str(folder / "francais.txt"): "unsupported_language",
        str(folder / "loop"): "symlink_loop",
        str(folder / "memory.txt"): "unreadable",
        str(gone): "missing_path",
    }
    assert found == expected
    used = {
        Path(str(row[0])).name for row in rows(layout, "SELECT location FROM articles")
    }
    assert used == {"broken.html", "good.txt", "unending.txt"}


def test_articles_refused_for_their_content_are_no_failure(
    polemos: CommandLine, tmp_path: Path
) -> None:
    folder = written(
        tmp_path / "in", {"a.txt": BAD["francais.txt"], "b.txt": b"Police came."}
    )
    answer = polemos("run", folder, "--out", tmp_path / "out", "--as-of", AS_OF)
    assert answer.status == 0
    assert "unsupported_language" in answer.out


def test_a_release_is_made_once(
    first: tuple[Layout, Answer], polemos: CommandLine, tmp_path: Path
) -> None:
    layout, _ = first
    asked = ("--out", layout.root, "--to", tmp_path / "to", "--max-quote", 20)
    answer = polemos("release", "2025.6", *asked, "--without-private-names")
    assert answer.status == 0
    folder = tmp_path / "to" / "conflict-events-2025.6"
    assert answer.out.splitlines()[-1] == str(folder)
    quotes = pl.read_parquet(folder / "data" / "claims.parquet")["quote"]
    assert quotes.str.len_chars().max() == 20
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["options"] == {"without_private_names": True, "max_quote": 20}
    assert manifest["longest_quote_characters"] == 20
    page = " ".join((folder / "README.md").read_text("utf-8").split())
    assert "Private names are left out" in page
    assert "cut at 20 characters" in page
    scores = pl.read_csv(folder / "evaluation" / "scores.csv")
    assert {"data_set", "figure", "value", "source"} <= set(scores.columns)
    again = polemos("release", "2025.6", *asked)
    assert again.status == 2
    assert "never overwritten" in again.err
    assert "Traceback" not in again.err


def test_the_run_and_its_tables_are_in_the_prefect_ui(server: LocalServer) -> None:
    request = urllib.request.Request(
        f"{server.api_url}/artifacts/latest/filter",
        data=b"{}",
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        found = {row["key"]: row["type"] for row in json.load(answer)}
    tables = {"polemos-events", "polemos-rejects", "polemos-tables", "polemos-release"}
    assert found == {"polemos-run": "markdown", **dict.fromkeys(tables, "table")}


def test_a_warehouse_in_use_is_told_in_one_line(
    first: tuple[Layout, Answer], articles: Path, polemos: CommandLine
) -> None:
    layout, _ = first
    with holding(layout.warehouse):
        answer = polemos("run", articles, "--out", layout.root, "--as-of", AS_OF)
    assert answer.status == 2
    assert "Traceback" not in answer.err
    assert str(layout.warehouse) in answer.err


def test_corrections_hold_in_later_runs_and_can_be_taken_back(
    first: tuple[Layout, Answer], articles: Path, polemos: CommandLine, tmp_path: Path
) -> None:
    layout = Layout(shutil.copytree(first[0].root, tmp_path / "out"))
    events = "SELECT * EXCLUDE (version, valid_from) FROM events ORDER BY event_id"
    before = rows(layout, events)
    given = ("--out", layout.root, "--as-of", AS_OF, "--reviewer", "Ana")
    said = "change factuality planned # not yet\nquit\n"
    asked = ("--type", "CONSULT", "--limit", "1")
    answer = polemos("review", *given, *asked, stdin=said)
    assert "published: 1 claims and 1 events changed" in answer.out
    planned = "SELECT event_type, version FROM events WHERE factuality = 'planned'"
    assert rows(layout, planned) == [("CONSULT", 2)]
    again = polemos("run", articles, "--out", layout.root, "--as-of", AS_OF)
    assert "nothing new" in again.err
    assert rows(layout, planned) == [("CONSULT", 2)]
    ((name,),) = rows(layout, "SELECT correction_id FROM corrections")
    polemos("review", "undo", name, *given, "--reason", "it took place")
    assert rows(layout, events) == before
    status = "SELECT kind, status FROM corrections_status ORDER BY created_at"
    assert rows(layout, status) == [("change", "undone"), ("undo", "applied")]


def test_fetched_pages_are_loaded_and_a_corrected_one_supersedes(
    polemos: CommandLine, tmp_path: Path
) -> None:
    def page(visit: Visit) -> None:
        dead = {1: "ten", 2: "forty"}[visit.count]
        told = f"Rebels attacked a village near Goma, killing {dead} civilians"
        more = "The road to the village was closed, and traders left the market. " * 8
        head = "<html lang='en'><head><title>Raid near Goma</title></head>"
        body = f"<article><p>{told}, the army said.</p><p>{more}</p></article>"
        visit.reply(f"{head}<body>{body}</body></html>".encode())

    def feed(visit: Visit) -> None:
        link = f"http://{visit.headers['host']}/page"
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=visit.count)
        entry = (
            f"<title>Raid</title><link href='{link}'/>"
            "<published>2025-05-06T10:00:00Z</published>"
            f"<updated>{later.isoformat()}</updated>"
        )
        body = (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>"
        )
        visit.reply(body.encode(), kind="application/atom+xml")

    out = tmp_path / "out"
    killed = "SELECT best FROM event_quantities WHERE counted = 'killed'"
    with web(page=page, feed=feed) as site:
        sources = tmp_path / "sources.toml"
        sources.write_text(
            f"[fetch]\nallow = ['127.0.0.1:{site.port}']\nhost_delay_seconds = 0\n"
            "[[source]]\nname = 'Wire'\nkind = 'feed'\nlanguage = 'en'\n"
            f"urls = ['{site.url('/feed')}']\n",
            "utf-8",
        )
        at = ("--sources", sources, "--out", out)
        for expected in (10.0, 40.0):
            assert polemos("fetch", *at).status == 0
            assert polemos("run", *at, "--as-of", AS_OF).status == 0
            assert rows(Layout(out), killed) == [(expected,)]
    with open_inbox(Layout(out).inbox) as inbox:
        assert inbox.pending() == []
    versions = "SELECT n_claims > 0, superseded_by IS NULL FROM articles ORDER BY 1"
    assert rows(Layout(out), versions) == [(False, False), (True, True)]
    former = "SELECT count(*) > 0 FROM history.claims WHERE quote LIKE '% ten %'"
    assert rows(Layout(out), former) == [(True,)]

"""Structured logs: one JSON object a line, ids to look up, and no secret."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows import logs
from flows.collect.fetch import fetch_source
from flows.web.fetcher import Fetcher
from schemas.fetching import FetchSettings
from tests.processes import started
from tests.test_collect import declared, feed, item, page
from tests.web_server import web
from warehouse.inbox import open_inbox
from warehouse.told import tell_rejects

NOW = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
LINE = {"time", "level", "event", "job"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in (logs.FORMAT_VARIABLE, logs.FILE_VARIABLE):
        monkeypatch.setenv(name, "")
    path = tmp_path / "logs" / "polemos.jsonl"
    logs.configure("text", path)
    yield path
    for handler in list(logs.log.handlers):
        handler.close()
    logs.configure("text")


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_failed_fetches_are_found_by_their_id(file: Path, tmp_path: Path) -> None:
    plays = {"feed": feed(item("/one"), item("/gone")), "one": page("Valleys")}
    with web(**plays) as site, open_inbox(tmp_path / "inbox") as inbox:
        settings = FetchSettings(allow=site.allow, obey_robots=False)
        source = declared(urls=[site.url("/feed"), site.url("/nowhere")])
        fetch_source(source, Fetcher(settings), inbox, NOW)
        known = {row.refusal_id for row in inbox.new_refusals()}
        pages = {one.page_id for one in inbox.pending()}
    told = lines(file)
    assert all(set(one) >= LINE for one in told)
    failed = [one for one in told if one["level"] == "warning"]
    assert {one["event"] for one in failed} == {"list.failed", "page.refused"}
    assert {one["fetch_id"] for one in failed} == known
    kept = [one for one in told if one["event"] == "page.kept"]
    assert {one["fetch_id"] for one in kept} == pages


def test_no_secret_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORSA_API_TOKEN", "s3cr3t-token-of-orsa")
    url = "https://reader:hunter22@news.example/a?api_key=abcdef&page=2"
    detail = f"{url} said s3cr3t-token-of-orsa"
    logs.event("page.refused", url=url, detail=detail, seconds=1.5)
    logging.getLogger("polemos.service").warning("Serving %s", url)
    text = file.read_text("utf-8")
    for secret in ("hunter22", "abcdef", "s3cr3t"):
        assert secret not in text
    assert lines(file)[0]["seconds"] == 1.5
    assert "page=2" in text


def test_rejects_are_told_with_their_ids(file: Path) -> None:
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE rejects AS SELECT 'r1' AS reject_id, 'read' AS stage, "
            "'no_text' AS reason, 'refused' AS outcome, 's1' AS source_id, "
            "NULL AS article_id, 'a.txt' AS location, 'a.txt: no text' AS message"
        )
        con.execute("CREATE TABLE touched AS SELECT 'r1' AS reject_id")
        tell_rejects(con, "touched")
    (told,) = lines(file)
    assert (told["event"], told["reject_id"], told["level"]) == ("reject", "r1", "info")


def test_json_on_standard_error_and_text_in_silence(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json")
    logs.event("run.ended", run_id="r", n_claims=3)
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["run_id"], told["n_claims"]) == ("run.ended", "r", 3)
    logs.configure("text")
    logs.event("run.ended", logging.WARNING, run_id="r")
    assert capsys.readouterr().err == ""


def test_standard_error_is_json_alone_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("[[source]]\n")
    words = ["--log-format", "json", "fetch", "--sources", tmp_path / "sources.toml"]
    process = started([*words, "--out", tmp_path / "out"])
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    lines = [json.loads(line) for line in errors.splitlines()]
    assert lines[-1]["event"] == "command.failed"
    assert "sources.toml" in lines[-1]["detail"]

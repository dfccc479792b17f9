"""Reading: seven formats, encodings, and a reason for everything refused."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.document import RawArticle
from transforms.lexicon import LexiconError
from transforms.text.read import ReadOptions, ReadResult, kind_of, read_bytes
from transforms.text.refusals import reasons, refuse

STORY = "Rebels of the Northern Front shelled the town of Marl on Friday."

PAGE = """<!doctype html><html lang="en-GB"><head><title>Ferry sunk | Marl Post</title>
<meta property="og:site_name" content="Marl Post">
<meta property="article:published_time" content="2024-03-02T08:00:00Z">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Marl Post"},
 {"@type": "NewsArticle", "headline": "Navy sinks ferry off Marl",
  "datePublished": "2024-03-01T22:10:00Z", "author": [{"name": "Ada Lund"}],
  "publisher": {"@type": "Organization", "name": "The Marl Post"}}]}</script></head>
<body><nav><ul><li><a href="/">Home</a></li></ul></nav><article>
<h1>Navy sinks ferry off Marl</h1>
<p>The navy of Karsia sank a <b>ferry</b> on Friday, the port<br>authority said.</p>
<h2>Calls for calm</h2><p>The prime minister of Karsia called for calm.</p>
<ul><li>Nine sailors missing</li><li>Port closed</li></ul></article>
<footer>Copyright 2024 The Marl Post</footer></body></html>"""


def read(data: bytes | str, kind: str, **options: str) -> ReadResult:
    content = data.encode() if isinstance(data, str) else data
    return read_bytes(content, "in", kind, ReadOptions(**options))


def only(data: bytes | str, kind: str, **options: str) -> RawArticle:
    result = read(data, kind, **options)
    assert not result.rejects
    assert len(result.articles) == 1
    return result.articles[0]


def refusal(data: bytes | str, kind: str) -> str:
    result = read(data, kind)
    assert not result.articles
    assert len(result.rejects) == 1
    assert "in" in result.rejects[0].message
    return result.rejects[0].reason


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "text"),
        ("b c 🙂.MD", "markdown"),
        ("x/y.htm", "html"),
        ("a.ndjson", "jsonl"),
        ("a.json", "json"),
        ("a.tar.parquet", "parquet"),
        ("csv", None),
        ("a.docx", None),
        ("folder.txt/", None),
    ],
)
def test_kind_follows_from_the_ending(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_text_is_read_as_it_stands() -> None:
    assert only(STORY, "text").body == STORY


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings_give_the_same_text(encoding: str) -> None:
    text = "“We will not yield,” the mayor of Orléans said – twice. " * 4
    assert only(text.encode(encoding), "text").body.strip("\ufeff") == text


def test_utf_16_of_another_script_is_told_by_its_spaces() -> None:
    text = "Войска вошли в город. Мэр бежал из города. " * 3
    assert only(text.encode("utf-16-le"), "text").body == text


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 1 0 obj", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04ab", bytes(99)],
)
@pytest.mark.parametrize("kind", ["text", "markdown", "html", "json", "jsonl", "csv"])
def test_binary_content_is_refused(data: bytes, kind: str) -> None:
    assert refusal(data, kind) == "binary"


def test_other_code_pages_are_refused_and_not_misread() -> None:
    text = "Войска вошли в город после боя".encode("cp1251")
    assert refusal(text, "text") == "undecodable"


def test_declared_charset_of_a_page_is_believed() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Войска в городе'
    assert "Войска" in only(page.encode("cp1251"), "html").body


def test_text_cut_inside_a_character_is_used_and_reported() -> None:
    result = read(
        "Café, début, élan: the café was hit by a shell. Né".encode()[:-1], "text"
    )
    assert result.articles[0].body.endswith("N\ufffd")
    assert [reject.reason for reject in result.rejects] == ["damaged_text"]


@pytest.mark.parametrize("kind", ["text", "markdown", "html", "json", "jsonl", "csv"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"])
def test_empty_files_are_refused(data: bytes, kind: str) -> None:
    assert refusal(data, kind) in {"empty_file", "no_text", "broken_json"}


@pytest.mark.parametrize(
    ("kind", "head", "tail"),
    [
        ("text", "", ""),
        ("markdown", "", ""),
        ("html", "<p>", "</p>"),
        ("json", '{"text": "', '"}'),
        ("jsonl", '{"text": "', '"}'),
        ("csv", "text\n", "\n"),
    ],
)
def test_fifty_megabytes_of_one_line_are_refused(
    kind: str, head: str, tail: str
) -> None:
    data = head.encode() + b"x" * 50_000_000 + tail.encode()
    assert refusal(data, kind) == "too_large"


def test_front_matter_gives_metadata() -> None:
    text = (
        f"---\ntitle: Marl shelled\ndate: 2024-03-01\nauthor: [A. Lund]\n---\n{STORY}"
    )
    article = only(text, "text")
    assert (article.title, article.published) == ("Marl shelled", "2024-03-01")
    assert (article.byline, article.body) == ("A. Lund", STORY)


def test_header_lines_give_metadata() -> None:
    article = only(f"Title: Marl shelled\nSource: Marl Post\n\n{STORY}", "text")
    assert (article.title, article.publisher) == ("Marl shelled", "Marl Post")
    assert article.body.strip() == STORY


def test_a_sentence_with_a_colon_is_no_header_line() -> None:
    text = f"Source: officials in Marl said so.\n\n{STORY}"
    assert only(text, "text").body == text


def test_broken_front_matter_is_reported_and_the_text_read() -> None:
    result = read(f"---\ntitle: [a\n---\n{STORY}", "markdown")
    assert [reject.reason for reject in result.rejects] == ["broken_front_matter"]
    assert result.articles[0].body == STORY


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("a: &a [Lund, Ek]\nauthor: [*a, *a]", "a reference (*a) is not read"),
        ("tags: " + "[" * 11 + "]" * 11, "values are nested deeper than 10"),
        ("tags: " + "[{" * 5_000, "values are nested deeper than 10"),
    ],
)
def test_front_matter_that_could_grow_is_reported(block: str, problem: str) -> None:
    result = read(f"---\n{block}\n---\n{STORY}", "markdown")
    assert [reject.reason for reject in result.rejects] == ["broken_front_matter"]
    assert result.rejects[0].message.endswith(f"front matter ignored: {problem}")
    assert result.articles[0].body == STORY


def test_markdown_marks_are_stripped() -> None:
    source = (
        "# Marl *shelled*\n\nThe **mayor of\nMarl** [fled](http://a.b/c) on `Friday`."
        "<!-- note -->\n\n![map](m.png)\n\n* one\n* two\n\nBelow\n---\n"
        "> Quoted \\*words\\*.\n\n```\ncode\n```\n"
    )
    assert only(source, "markdown").body == (
        "# Marl shelled\n\nThe mayor of Marl fled on Friday.\n\n- one\n- two\n\n"
        "## Below\n\nQuoted *words*."
    )


def test_page_gives_text_and_metadata() -> None:
    article = only(PAGE, "html")
    assert article.title == "Navy sinks ferry off Marl"
    assert article.byline == "Ada Lund"
    assert article.publisher == "The Marl Post"
    assert article.published == "2024-03-01T22:10:00Z"
    assert article.language == "en-GB"
    assert "sank a ferry on Friday, the port authority said." in article.body
    assert "## Calls for calm" in article.body
    assert "- Nine sailors missing\n- Port closed" in article.body
    assert "Home" not in article.body
    assert "Copyright" not in article.body


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{STORY}",
        f"<html><body><div><p>{STORY}<b><i></div></p></table>",
        f"<article><p>{STORY}</p><script>var a = '</p>'",
        f"<html><script type='application/ld+json'>{{oops</script><body><p>{STORY}",
    ],
)
def test_broken_html_still_gives_its_text(page: str) -> None:
    assert only(page, "html").body == STORY


def test_page_without_text_is_refused() -> None:
    assert refusal("<html><body><nav>Menu</nav></body></html>", "html") == "no_text"


def test_a_page_that_names_no_date_has_none() -> None:
    assert (
        only(f"<p>{STORY}</p><p>It recalled 3 May 2011.</p>", "html").published is None
    )


def test_options_fill_only_what_is_missing() -> None:
    lines = [{"text": STORY, "published": "2024-03-01"}, {"text": STORY}]
    data = "\n".join(map(json.dumps, lines))
    options = {"published": "2020-01-01", "publisher": "P", "language": "en"}
    first, second = read(data, "jsonl", **options).articles
    assert (first.published, first.publisher) == ("2024-03-01", "P")
    assert (second.published, second.language) == ("2020-01-01", "en")


@pytest.mark.parametrize(
    "content",
    [
        {"body": STORY, "Headline": "T", "published at": 1709251200, "outlet": "P"},
        {
            "text": "",
            "content": STORY,
            "title": "T",
            "Date": "1709251200",
            "source": "P",
        },
        {
            "html": f"<p>{STORY}</p>",
            "title": "T",
            "date": 1709251200,
            "publisher": {"name": "P"},
        },
        {"text": f"<p>{STORY}</p>", "title": "T", "date": 1709251200, "publisher": "P"},
    ],
)
def test_fields_go_by_many_names(content: dict[str, object]) -> None:
    article = only(json.dumps(content), "json")
    assert (article.body, article.title, article.publisher) == (STORY, "T", "P")
    assert article.published == "1709251200"


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_lists_are_read_item_by_item(wrapped: bool) -> None:
    items: object = [{"text": STORY, "id": 7}, "no object", {"text": STORY}]
    content = {"articles": items} if wrapped else items
    result = read(json.dumps(content), "json")
    assert [item.location for item in result.articles] == ["in:1", "in:3"]
    assert result.articles[0].external_id == "7"
    assert [r.location for r in result.rejects] == ["in:2"]


@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        ({"text": 12}, "text", "12"),
        ({"text": ["a", "b"]}, "text", "['a', 'b']"),
        ({"text": STORY, "title": {"a": 1}}, "title", "{'a': 1}"),
        ({"text": STORY, "published": True}, "published", "True"),
        ({"text": STORY, "url": 5}, "url", "5"),
    ],
)
def test_wrong_types_name_field_and_value(
    content: dict[str, object], field: str, value: str
) -> None:
    result = read(json.dumps(content), "jsonl")
    (reject,) = result.rejects
    assert not result.articles
    assert (reject.reason, reject.location) == ("wrong_type", "in:1")
    assert (reject.field, reject.value) == (field, value)


@pytest.mark.parametrize(
    "data", ['{"text": "a"', "[" * 100_000, '{"text": "a"}\n{"text": "b"}', "nonsense"]
)
def test_broken_json_is_refused(data: str) -> None:
    assert refusal(data, "json") == "broken_json"


def test_bad_lines_do_not_stop_the_others() -> None:
    good = json.dumps({"text": STORY})
    lines = [
        good,
        "{broken",
        "",
        '{"text": null}',
        b"\xff\xfe\x00".decode("latin-1"),
        good,
    ]
    result = read("\n".join(lines).encode("latin-1"), "jsonl")
    assert [item.location for item in result.articles] == ["in:1", "in:6"]
    assert {r.location for r in result.rejects} == {"in:2", "in:4", "in:5"}


def test_a_record_without_text_names_its_keys() -> None:
    (reject,) = read('{"headline": "x", "when": "y"}', "jsonl").rejects
    assert (reject.reason, reject.value) == ("no_text_column", "headline, when")


def test_a_headline_without_text_is_an_article() -> None:
    assert only('{"title": "Shells hit Marl", "text": null}', "jsonl").body == ""


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_with_any_delimiter(mark: str) -> None:
    data = (
        f'id{mark}text{mark}date\n1{mark}"{STORY}\nMore, here; too."{mark}2024-03-01\n'
    )
    article = only(data, "csv")
    assert article.body == f"{STORY}\nMore, here; too."
    assert (article.location, article.published) == ("in:2", "2024-03-01")


def test_csv_without_a_text_column_is_refused() -> None:
    (reject,) = read("id,headline,when\n1,a,b\n", "csv").rejects
    assert (reject.reason, reject.value) == ("no_text_column", "id, headline, when")


def test_csv_rows_with_too_many_cells_are_refused_alone() -> None:
    result = read(f"id,text\n1,{STORY}\n2,a,b\n3,{STORY}\n", "csv")
    assert [item.location for item in result.articles] == ["in:2", "in:4"]
    assert [(r.reason, r.location) for r in result.rejects] == [("broken_csv", "in:3")]


def test_csv_with_a_quote_never_closed_is_reported() -> None:
    result = read(f'text\n{STORY}\n"never closed\n', "csv")
    assert len(result.articles) == 1
    assert [r.reason for r in result.rejects] == ["broken_csv"]


@pytest.mark.parametrize("data", ["text\n", "[]"])
def test_tables_without_rows_are_empty(data: str) -> None:
    assert refusal(data, "csv" if data.startswith("t") else "json") == "empty_file"


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def test_parquet_is_read_row_by_row() -> None:
    frame = pl.DataFrame({"text": [STORY, None], "published": ["2024-03-01", None]})
    result = read(
        parquet(frame.with_columns(pl.col("published").str.to_date())), "parquet"
    )
    assert result.articles[0].published == "2024-03-01"
    assert [(r.reason, r.location) for r in result.rejects] == [("no_text", "in:2")]


@pytest.mark.parametrize("keep", [4, 40, 200, -1])
def test_truncated_parquet_is_refused(keep: int) -> None:
    data = parquet(pl.DataFrame({"text": [STORY + str(n) for n in range(500)]}))
    assert refusal(data[:keep], "parquet") == "broken_parquet"


def test_parquet_without_text_is_refused() -> None:
    assert refusal(parquet(pl.DataFrame({"n": [1]})), "parquet") == "no_text_column"


def test_unknown_kinds_and_reasons_are_told() -> None:
    assert refusal(STORY, "docx") == "unsupported_format"
    with pytest.raises(LexiconError, match="no reason 'boredom'"):
        refuse("boredom", "m", "in")


def test_every_reason_has_a_stage_of_the_records() -> None:
    for reason in reasons():
        assert refuse(reason, "m", "in").reason == reason


@given(
    st.binary(max_size=400),
    st.sampled_from(["text", "markdown", "json", "jsonl", "csv"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, kind: str) -> None:
    result = read(data, kind)
    assert result.articles or result.rejects

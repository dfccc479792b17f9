"""Markdown to text: marks stripped, headings and lists kept as lines."""

from __future__ import annotations

import re

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^)\n]*\)|\[[^\]]*\])")
LINK = re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^)\n]*\)|\[[^\]\n]*\])")
AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[^\n]*$", re.M)
FOOTNOTE = re.compile(r"\[\^[^\]\n]+\]")
SETEXT = re.compile(r"^(?=\S)([^\n]+)\n(=+|-{2,})[ \t]*$", re.M)
RULE = re.compile(r"^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$", re.M)
QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.M)
BULLET = re.compile(r"^([ \t]*)[*+-][ \t]+", re.M)
STRONG = re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)((?:[^\n]|\n(?!\n)){1,200}?)(?<=\S)\1")
EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")
CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]+)\1")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
CLOSED_HEADING = re.compile(r"^(#{1,6}[ \t]+.*?)[ \t]+#+[ \t]*$", re.M)
SPECIAL = re.compile(r"\s*(?:#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s|\|)")
PRIVATE = 0xE000
UNESCAPED = {PRIVATE + code: chr(code) for code in range(32, 127)}
HARD_BREAK = re.compile(r"(?:(?<! ) {2,}|\\)\n")


def markdown_to_text(source: str) -> str:
    """The text of a Markdown page; headings stay as ``## ...``, items as ``- ...``.

    Lines of one paragraph are joined, as Markdown has it; code, images and comments
    are left out.
    """
    text = _without_comments(source.replace("\r\n", "\n").replace("\r", "\n"))
    # Escaped marks wait in the private use area until all marks are read.
    text = ESCAPE.sub(lambda found: chr(PRIVATE + ord(found.group(1))), text)
    for pattern in (FENCE, IMAGE, FOOTNOTE, DEFINITION):
        text = pattern.sub("", text)
    text = SETEXT.sub(r"## \1\n", text)
    text = RULE.sub("", text)
    text = CLOSED_HEADING.sub(r"\1", QUOTE.sub("", text))
    text = BULLET.sub(r"- ", text)
    text = AUTOLINK.sub(r"\1", LINK.sub(r"\1", text))
    text = TAG.sub("", CODE.sub(r"\2", text))
    text = EMPHASIS.sub(r"\2", STRONG.sub(r"\2", text))
    paragraphs = re.split(r"\n[ \t]*\n", text.translate(UNESCAPED))
    return "\n\n".join(_joined(part) for part in paragraphs if part.strip())


def _without_comments(text: str) -> str:
    start, *parts = text.split("<!--")
    # A pattern would search from every opening that is never closed.
    return start + "".join(
        part.partition("-->")[2] if "-->" in part else part for part in parts
    )


def _joined(paragraph: str) -> str:
    lines: list[list[str]] = []
    for line in HARD_BREAK.sub("\x00\n", paragraph).split("\n"):
        plain = line.strip(" \t")
        if not plain:
            continue
        above = lines[-1][-1] if lines else "#"
        if SPECIAL.match(plain) or above.startswith("#") or above.endswith("\x00"):
            lines.append([plain])
        else:
            lines[-1].append(plain)
    return "\n".join(" ".join(line).replace("\x00", "") for line in lines)

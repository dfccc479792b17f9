"""A sentence with both of its sides marked, as the type model reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tokenizers import Tokenizer

PACKAGE = "transforms.typing"
# Vocabulary entries that pre-training never used: they open and close the two sides.
ACTOR_MARKS = ("[unused1]", "[unused2]")
RECIPIENT_MARKS = ("[unused3]", "[unused4]")
MAX_TOKENS = 128
# Characters kept before the first and after the last marked side of a long text.
CONTEXT = 300


@dataclass(frozen=True, slots=True)
class Sides:
    """A text and the spans of its two sides, in code points."""

    text: str
    actor: tuple[int, int]
    recipient: tuple[int, int]


@cache
def tokenizer() -> Tokenizer:
    """The tokenizer of the model, marks included; cut at ``MAX_TOKENS``."""
    found = Tokenizer.from_str(
        (files(PACKAGE) / "data" / "tokenizer.json").read_text(encoding="utf-8")
    )
    found.enable_truncation(MAX_TOKENS)
    found.no_padding()
    return found


def marked(sides: Sides) -> str:
    """The text with marks around both sides, cut to what lies near them."""
    (actor_start, actor_end), (other_start, other_end) = sides.actor, sides.recipient
    # At one spot a closing mark stands before an opening one, a longer side outside.
    marks = [
        (actor_start, 1, -actor_end, ACTOR_MARKS[0]),
        (actor_end, 0, -actor_start, ACTOR_MARKS[1]),
        (other_start, 1, -other_end, RECIPIENT_MARKS[0]),
        (other_end, 0, -other_start, RECIPIENT_MARKS[1]),
    ]
    start = max(0, min(actor_start, other_start) - CONTEXT)
    end = min(len(sides.text), max(actor_end, other_end) + CONTEXT)
    parts, here = [], start
    for place, _, _, mark in sorted(marks):
        parts += [sides.text[here:place], f" {mark} "]
        here = place
    return "".join([*parts, sides.text[here:end]])


def token_ids(sides: Sides) -> list[int]:
    """Token numbers of the marked text, with the model's first and last token."""
    ids: list[int] = tokenizer().encode(marked(sides)).ids
    return ids

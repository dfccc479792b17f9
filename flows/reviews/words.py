"""What a reviewer can say at the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.corrections import CorrectionError
from transforms.corrections.fields import READERS
from transforms.corrections.items import NUMBER, PARTY

HELP: Final = f"""\
  accept               right as it stands (a)
  change FIELD VALUE   set a field (c); none for none
                       {", ".join(READERS)};
                       actor.0.country and so on: {", ".join(PARTY)}, role;
                       quantity.0.best and so on: {", ".join(NUMBER)}, is_each
  add ROLE LINE        add actor {" | ".join(PARTY)}
                       add quantity {" | ".join(NUMBER)}
  remove ITEM          take off a party or number: remove actor.1
  reject               no such event (r)
  split [N ...]        another happening than the others (of the event, or the pair)
  merge [ID]           the same happening as that event or claim, or as the pair
  N                    in an event: look at claim N alone
  skip                 decide nothing, go on (s)
  undo [ID]            take back the last decision of this session, or any (u)
  quit                 end and apply what was decided (q)
Words after # are the reason: change mode aerial # a plane is named"""
SHORT: Final = {
    "a": "accept",
    "c": "change",
    "r": "reject",
    "s": "skip",
    "u": "undo",
    "q": "quit",
    "h": "help",
    "?": "help",
}
COMMANDS: Final = (
    "accept", "change", "add", "remove", "reject", "split", "merge", "skip", "undo",
    "quit", "help",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A command, what follows it, and the reason if one is given with it."""

    command: str
    rest: str
    reason: str


def understood(line: str) -> Said:
    """The command of a line; raises CorrectionError for one that does not exist."""
    words, _, reason = line.partition("#")
    command, _, rest = words.strip().partition(" ")
    command = SHORT.get(command.lower(), command.lower())
    if command.isdecimal():
        return Said("open", command, reason.strip())
    if command not in COMMANDS:
        raise CorrectionError(
            f"{command!r} is no command; they are {', '.join(COMMANDS)}"
        )
    return Said(command, rest.strip(), reason.strip())

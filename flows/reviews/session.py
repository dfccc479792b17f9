"""A reviewer at the terminal: one case after the other, each decision kept at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Protocol

from flows.reviews.desk import Case, Desk, Paper, keep, members_of
from flows.reviews.show import brief_lines, claim_lines, event_lines, wrapped
from flows.reviews.words import HELP, Said, understood
from schemas.reviews import Correction
from transforms.corrections import CorrectionError, make
from transforms.corrections.seen import Seen
from transforms.corrections.sheet import READ_AND_RIGHT
from warehouse.layout import Layout
from warehouse.store import StoreError

Step = Literal["stay", "next", "quit"]
MENU: Final = (
    "accept, change FIELD VALUE, add, remove, reject, split, merge, skip, undo, help, "
    "quit"
)

SEVERAL: Final = (
    "N (look at it alone), accept [N ...], reject [N ...], split [N ...], merge [ID], "
    "skip, undo, help, quit"
)
TAKEN_BACK: Final = "taken back"


class Talk(Protocol):
    """A way to speak with a reviewer."""

    def say(self, line: str) -> None:
        """Show a line."""

    def ask(self, prompt: str) -> str | None:
        """An answer without its line end; None when there are no more."""


@dataclass(slots=True)
class Session:
    """A queue in work. ``clock`` gives the moment of a decision."""

    layout: Layout
    desk: Desk
    reviewer: str
    talk: Talk
    clock: Callable[[], dt.datetime]
    is_blind: bool = False
    made: list[Correction] = field(default_factory=list)
    standing: list[Correction] = field(default_factory=list)
    reason: str = ""
    kind: str = "claims"

    def run(self) -> list[Correction]:
        """Go through the queue; returns what was decided, which is kept already."""
        cases = self.desk.cases
        for number, case in enumerate(cases, start=1):
            self.talk.say(f"\n[{number} of {len(cases)}]")
            if self._case(case) == "quit":
                break
        return self.made

    def _case(self, case: Case) -> Step:
        self.kind = case.kind
        if case.kind == "claims":
            return self._claim(case.claim_ids[0])
        return self._several(case)

    def _claim(self, claim_id: str) -> Step:
        """Decide on one claim; ``next`` once it is accepted, rejected or skipped."""
        while True:
            paper = self._paper(claim_id)
            self._say(claim_lines(paper, self.is_blind))
            step = self._turn(paper, [paper])
            if step != "stay":
                return step

    def _several(self, case: Case) -> Step:
        """Decide on the claims of an event, or on a pair."""
        while True:
            papers = [self._paper(name) for name in case.claim_ids]
            if case.kind == "events":
                self._say(event_lines(case.event_id, papers))
            else:
                self._say(wrapped(case.reason, "one happening or two? "))
                for number, paper in enumerate(papers, start=1):
                    self._say(brief_lines(number, paper))
            step = self._turn(None, papers)
            if step != "stay":
                return step

    def _turn(self, paper: Paper | None, papers: Sequence[Paper]) -> Step:
        """One answer; ``paper`` is None where several claims are in question."""
        while True:
            self.talk.say(SEVERAL if paper is None else MENU)
            line = self.talk.ask("> ")
            if line is None:
                return "quit"
            if not line.strip():
                continue
            try:
                said = understood(line)
                if said.command != "help":
                    return self._do(said, paper, papers)
                self.talk.say(HELP)
            except (CorrectionError, StoreError) as error:
                self.talk.say(f"! {error}")

    def _do(self, said: Said, paper: Paper | None, papers: Sequence[Paper]) -> Step:
        if said.command in ("quit", "skip"):
            return "quit" if said.command == "quit" else "next"
        if said.command == "undo":
            self._undo(said)
            return "stay"
        if said.command == "open":
            return self._open(said, papers)
        if said.command in ("split", "merge"):
            return self._pair(said, paper, papers)
        if paper is None:
            return self._judge_all(said, papers)
        return self._one(said, paper)

    def _one(self, said: Said, paper: Paper) -> Step:
        if said.command == "accept":
            self._keep(make.accept(paper.seen, self._by(said, READ_AND_RIGHT)))
            return "next"
        if said.command == "reject":
            self._keep(make.reject(paper.seen, self._by(said)))
            return "next"
        words = said.rest.partition(" ")
        blank = make.By(self.reviewer, said.reason or "?", self.clock())
        # Tried before the reason is asked, so that a slip costs no second answer.
        _made(said.command, paper.seen, words, blank)
        self._keep(_made(said.command, paper.seen, words, self._by(said)))
        return "stay"

    def _paper(self, claim_id: str) -> Paper:
        """A claim as its reviewer sees it: blind, with the reviewer's own changes."""
        paper = self.desk.paper(claim_id)
        if not self.is_blind:
            return paper
        own = [c for c in paper.seen.corrections if c.reviewer == self.reviewer]
        return replace(paper, seen=paper.seen.as_read().with_(*own))

    def _judge_all(self, said: Said, papers: Sequence[Paper]) -> Step:
        """Accept or reject all claims of an event, or those whose numbers are given."""
        if said.command not in ("accept", "reject"):
            raise CorrectionError(
                f"{said.command}: of one claim; give its number to look at it alone"
            )
        chosen = _numbered(said.rest, papers) if said.rest else list(papers)
        by = self._by(said, READ_AND_RIGHT if said.command == "accept" else "")
        judge = make.accept if said.command == "accept" else make.reject
        made = [judge(paper.seen, by.later(n)) for n, paper in enumerate(chosen)]
        self._keep(*made)
        return "stay" if said.rest else "next"

    def _pair(self, said: Said, paper: Paper | None, papers: Sequence[Paper]) -> Step:
        if said.command == "merge":
            return self._merge(said, paper, papers)
        if paper is not None:
            papers = self._siblings(paper)
            off = [paper]
        elif said.rest or len(papers) != 2:  # noqa: PLR2004
            off = _numbered(said.rest, papers)
        else:
            off = [papers[0]]
        rest = [p.seen.claim for p in papers if p not in off]
        if not rest:
            raise CorrectionError(
                "split: there is no other claim to keep it apart from"
            )
        by = self._by(said)
        made = [make.split(p.seen.claim, rest, by.later(n)) for n, p in enumerate(off)]
        self._keep(*made)
        return "stay" if paper is not None else "next"

    def _merge(self, said: Said, paper: Paper | None, papers: Sequence[Paper]) -> Step:
        """One happening: all claims of both events, else some would stay behind."""
        one = paper or papers[0]
        if said.rest:
            others = self._named(said.rest)
        elif paper is None and self.kind == "merges":
            others = self._siblings(papers[1])
        else:
            raise CorrectionError("merge: give the id of the other event or claim")
        claims = [p.seen.claim for p in (*self._siblings(one), *others)]
        self._keep(make.merge(one.seen.claim, claims, self._by(said)))
        return "stay" if said.rest else "next"

    def _siblings(self, paper: Paper) -> list[Paper]:
        """The claims of the event that a claim is in, the claim itself among them."""
        papers, names = members_of(self.layout, paper.event_id or paper.claim_id)
        return [paper if name == paper.claim_id else papers[name] for name in names]

    def _named(self, name: str) -> list[Paper]:
        papers, names = members_of(self.layout, name, is_whole=True)
        if not names:
            raise CorrectionError(f"merge: there is no event or claim {name!r}")
        return [papers[name] for name in names]

    def _open(self, said: Said, papers: Sequence[Paper]) -> Step:
        (paper,) = _numbered(said.rest, papers)
        return "quit" if self._claim(paper.claim_id) == "quit" else "stay"

    def _undo(self, said: Said) -> None:
        known = {item.correction_id: item for item in self.desk.corrections}
        last = self.standing[-1].correction_id if self.standing else ""
        name = said.rest or last
        if name not in known:
            words = f"there is no correction {name!r}" if name else "nothing to undo"
            raise CorrectionError(f"undo: {words}")
        self._keep(make.undo(known[name], self._by(said, TAKEN_BACK)))
        gone = (name, self.made[-1].correction_id)
        self.standing = [c for c in self.standing if c.correction_id not in gone]

    def _by(self, said: Said, default: str = "") -> make.By:
        """Who, why and when; the reason is asked if neither is it given nor known."""
        reason = said.reason or default
        while not reason:
            offered = f" [{self.reason}]" if self.reason else ""
            answer = self.talk.ask(f"reason{offered}: ")
            if answer is None:
                raise CorrectionError(f"{said.command}: a decision needs a reason")
            reason = answer.strip() or self.reason
        if not default:
            self.reason = reason
        return make.By(self.reviewer, reason, self.clock())

    def _keep(self, *corrections: Correction) -> None:
        keep(self.layout, corrections)
        self.desk = self.desk.with_(*corrections)
        self.made += corrections
        self.standing += corrections
        for item in corrections:
            words = (item.kind, item.column_name, item.new_value)
            said = " ".join(word for word in words if word)
            self.talk.say(f"kept: {said} [{item.correction_id}]")

    def _say(self, lines: Iterable[str] | Iterator[str]) -> None:
        for line in lines:
            self.talk.say(line)


def _made(
    command: str, seen: Seen, words: tuple[str, str, str], by: make.By
) -> Correction:
    what, _, value = words
    if not what:
        raise CorrectionError(f"{command}: of what? See help")
    if command == "change":
        return make.change(seen, what, value.strip(), by)
    if command == "add":
        return make.add(seen, what, value.strip(), by)
    return make.remove(seen, what, by)


def _numbered(text: str, papers: Sequence[Paper]) -> list[Paper]:
    """Claims by their numbers on the screen."""
    numbers = re.split(r"[\s,]+", text.strip())
    found = []
    for number in numbers:
        if not number.isdecimal() or not 0 < int(number) <= len(papers):
            raise CorrectionError(
                f"{number!r} is none of the claims 1 to {len(papers)}"
            )
        found.append(papers[int(number) - 1])
    return found

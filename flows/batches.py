"""What the batches of a run have done so far, as small as a run is long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from flows.steps import Reading
from flows.summary import Counts
from schemas.records import Run
from warehouse.load import LoadCounts


@dataclass(frozen=True, slots=True)
class Sealed:
    """The run's own row, and what is in the warehouse at its end."""

    run: Run
    events_by_type: Counts


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a run's batches; ``sealed`` is None before the last one."""

    counts: LoadCounts = field(default_factory=LoadCounts)
    n_claims: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    n_warnings: int = 0
    sealed: Sealed | None = None

    def after(self, counts: LoadCounts, reading: Reading | None = None) -> Progress:
        """The same with what was loaded since."""
        counts = self.counts.plus(counts)
        if reading is None:
            return replace(self, counts=counts)
        reasons = Counter(reject.reason for reject in reading.rejects)
        return replace(
            self,
            counts=counts,
            n_claims=self.n_claims + len(reading.claims),
            reasons=self.reasons + reasons,
        )

    @property
    def end(self) -> Sealed:
        """How the run ended. Raises RuntimeError before it has."""
        if self.sealed is None:
            raise RuntimeError("the run has batches to come")
        return self.sealed

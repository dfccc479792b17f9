"""Where everything lies in an output folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_ROOT = Path("polemos-data")


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of an output folder; nothing is created by naming them.

    ``warehouse`` belongs to its one writer, ``snapshot`` is what readers open.
    """

    root: Path = DEFAULT_ROOT

    @property
    def warehouse(self) -> Path:
        """The writable warehouse file."""
        return self.root / "warehouse.duckdb"

    @property
    def spool(self) -> Path:
        """The input of the run under way, deleted at its end."""
        return self.root / "spool.duckdb"

    @property
    def snapshot(self) -> Path:
        """The published, read-only copy."""
        return self.root / "published" / "polemos.duckdb"

    @property
    def inbox(self) -> Path:
        """What was fetched: bodies by hash, and their index."""
        return self.root / "inbox"

    @property
    def former(self) -> Path:
        """Warehouses as they were before each upgrade of their schema."""
        return self.root / "before-upgrades"

    @property
    def export(self) -> Path:
        """The folder of exported files, with datapackage.json at its top."""
        return self.root / "export"

    @property
    def exported(self) -> Path:
        """What the exported files were made of."""
        return self.root / "reports" / "exported.json"

    @property
    def data(self) -> Path:
        """Exported tables: a function of the input alone."""
        return self.export / "data"

    @property
    def panels(self) -> Path:
        """Exported panels: events by unit and month, and what is covered."""
        return self.export / "panels"

    @property
    def rivals(self) -> Path:
        """Events as files of rival data sets, written when asked for."""
        return self.export / "rivals"

    @property
    def log(self) -> Path:
        """Exported clock times of the runs."""
        return self.export / "log"

    @property
    def report_html(self) -> Path:
        """The validation report to read."""
        return self.root / "reports" / "validation.html"

    @property
    def report_json(self) -> Path:
        """The validation report for machines."""
        return self.root / "reports" / "validation.json"

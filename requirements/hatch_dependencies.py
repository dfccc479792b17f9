"""Read the run-time dependencies of the wheel from run.in, so they stand once."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RunDependencies(MetadataHookInterface):
    """Fill ``project.dependencies`` from ``requirements/run.in``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the dependency lines, their comments cut off."""
        text = (Path(self.root) / "requirements/run.in").read_text(encoding="utf-8")
        lines = (line.split("#")[0].strip() for line in text.splitlines())
        metadata["dependencies"] = [line for line in lines if line]

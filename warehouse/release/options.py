"""What a release leaves out when it is asked to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """``max_quote`` cuts quotes to so many characters; 0 leaves none of them.

    ``without_private_names`` names the parties that no dictionary knows by their role.
    """

    without_private_names: bool = False
    max_quote: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The options by name, for the manifest."""
        return asdict(self)

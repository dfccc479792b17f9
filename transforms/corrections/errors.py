"""The error a reviewer can do something about."""

from __future__ import annotations


class CorrectionError(ValueError):
    """A correction that cannot be made; names the field, the value, what is allowed."""

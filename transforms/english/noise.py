"""What is not politics: sport, shows, business, weather, fiction and figures of speech."""

from __future__ import annotations

from collections.abc import Mapping


def article_topic(text: str) -> dict[str, float]:
    """Topic to weight."""
    return {}


def noise_reason(
    sentence_text: str, trigger_text: str, topics: Mapping[str, float]
) -> str | None:
    """Why the trigger tells no political act, or None."""
    return None

"""Articles made up for soak and fuzz tests: like news, of places that are not."""

from benchmarks.texts.stories import Story, advert, foreign, story, varied
from benchmarks.texts.words import Words

__all__ = ["Story", "Words", "advert", "foreign", "story", "varied"]

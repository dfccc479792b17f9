"""Whether two articles tell one story, by the opening of each."""

from __future__ import annotations

from transforms.events.story import NO_STORY, OPENING_CHARACTERS, likeness, story_of

FLOOD = """Dam on the Arda gives way above Karvuna
Rescuers searched the villages below Karvuna on Monday after the old dam on the Arda
gave way. Governor Ilian Petkov said the reservoir had been full for weeks."""
FLOOD_TOLD_ANEW = """Villages flooded as reservoir wall collapses
The wall of a reservoir on the Arda collapsed above Karvuna, and water swept through
three villages. "It had been full for weeks," said Ilian Petkov, the governor."""
STRIKE = """Dockers walk out at Varnitsa
Dockers at Varnitsa stopped work on Monday in a quarrel over pay. The union under Rumen
Kolev said the strike would last until the port offers talks."""


def compared(a: str, b: str) -> float:
    found = likeness(story_of(a), story_of(b))
    assert found is not None
    return found


def test_one_story_in_other_words_is_far_closer_than_another() -> None:
    assert compared(FLOOD, FLOOD_TOLD_ANEW) > 0.6
    assert compared(FLOOD, STRIKE) < 0.3


def test_an_article_is_most_like_itself() -> None:
    assert abs(compared(FLOOD, FLOOD) - 2) < 1e-9


def test_likeness_has_no_order() -> None:
    assert compared(FLOOD, STRIKE) == compared(STRIKE, FLOOD)


def test_only_the_opening_counts() -> None:
    filled = FLOOD.ljust(OPENING_CHARACTERS)
    assert story_of(filled + STRIKE) == story_of(filled)


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert story_of("Rescuers searched. Dockers walked.").names == 0
    assert story_of("They searched Karvuna's villages").names != 0
    assert (
        story_of("they saw Karvuna’s dam").names == story_of("they saw Karvuna").names
    )


def test_an_article_without_text_tells_nothing() -> None:
    assert story_of(None) == story_of("") == NO_STORY
    assert likeness(NO_STORY, story_of(FLOOD)) is None

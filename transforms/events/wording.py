"""What speaks for or against two claims being one, in their words and articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from transforms.events.acts import act_of
from transforms.events.evidence import Found, points_back
from transforms.events.story import are_long, likeness
from transforms.events.telling import Telling
from transforms.events.views import ClaimView

NEAR_SENTENCES: Final = 2
# Likeness of openings, from which articles tell one story.
SAME_STORY: Final = 0.45
OTHER_STORY: Final = 0.25
# Shorter sentences are alike by chance.
FEW_WORDS: Final = 6
# Sentences with as many longer words share one where they tell one act.
ENOUGH_WORDS: Final = 4
# The same word for the act, and another one.
TWO_ARTICLES: Final = ("same_trigger", "alike_trigger", "other_trigger")
TWO_LEADS: Final = (
    "same_trigger_lead",
    "alike_trigger_lead",
    "other_trigger_lead",
)
ONE_ARTICLE: Final = (
    "same_trigger_one_article",
    "alike_trigger_one_article",
    "other_trigger_one_article",
)


def of_standing(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from where the two stand in one article."""
    if a.article_id == b.article_id:
        yield "same_article", 1.0
        apart = abs(a.sentence_index - b.sentence_index)
        if apart <= NEAR_SENTENCES:
            yield ("near_sentences" if apart else "same_sentence"), 1.0
    if points_back(a, b):
        yield "points_back", 1.0


def of_detail(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from claims that tell too little to be known again by it."""
    if (a.is_bare or b.is_bare) and a.article_id != b.article_id:
        yield ("nothing_told" if a.is_bare and b.is_bare else "too_little_told"), 1.0


def of_triggers(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from the words for the act.

    What two articles open with is the happening they are about, in whatever words.
    """
    act, other = act_of(a.trigger), act_of(b.trigger)
    same, alike, other_act = TWO_ARTICLES
    if a.article_id == b.article_id:
        same, alike, other_act = ONE_ARTICLE
    elif a.is_lead and b.is_lead:
        yield "both_lead", 1.0
        same, alike, other_act = TWO_LEADS
    if act.stem == other.stem:
        yield same, 1.0
    elif act.name and act.name == other.name:
        yield alike, 1.0
    elif act.name and other.name:
        yield other_act, 1.0


def of_words(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from the words of the sentences."""
    yield from in_words(a.telling, b.telling, a.article_id == b.article_id)


def in_words(a: Telling, b: Telling, is_one_article: bool) -> tuple[Found, ...]:
    """Evidence from what two sentences tell; an act only where both are leads.

    One article tells more of the same in other words.
    """
    shared = len(a.words & b.words)
    all_words = len(a.words) + len(b.words) - shared
    alike: Found = "alike_words", shared / max(all_words, FEW_WORDS)
    least = min(len(a.words), len(b.words))
    if not (shared or is_one_article) and least >= ENOUGH_WORDS:
        alike = "no_word_shared", 1.0
    has_figure = a.figures & b.figures
    has_act = a.act != b.act and (a.act & b.acts or b.act & a.acts)
    if not (has_figure or has_act):
        return (alike,)
    told: tuple[Found, ...] = (("same_figure", 1.0),) if has_figure else ()
    return (alike, *told, ("act_in_other_lead", 1.0)) if has_act else (alike, *told)


def of_stories(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from what the two articles are about, by their openings."""
    if a.article_id == b.article_id:
        return
    story = likeness(a.story, b.story)
    found = story is not None and in_stories(story, are_long(a.story, b.story))
    if found:
        yield found


def in_stories(story: float, is_long: bool) -> Found | None:
    """Evidence from how like the openings of two articles are."""
    if story >= SAME_STORY:
        return "same_story", min(1.0, (story - OTHER_STORY) * 2)
    return ("other_story", 1.0) if story < OTHER_STORY and is_long else None


def tell_one_story(a: ClaimView, b: ClaimView) -> bool:
    """Whether two articles, not one, are about the same story."""
    if a.article_id == b.article_id:
        return False
    return (likeness(a.story, b.story) or 0.0) >= SAME_STORY

"""The records of Polemos: each field once, with its type, meaning and unit.

Everything else is derived from these models: polars dtypes, DuckDB DDL, Parquet
schema, column expectations, the codebook and the data package. The words are those of
the PLOVER 2.0 manual, ISO 3166 and GeoNames where the field has a standard term.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import model_validator

from schemas.base import Offset, Record, Share, column
from schemas.origins import Source as Source
from schemas.reviews import Correction as Correction

Factuality = Literal[
    "completed", "ongoing", "planned", "hypothetical", "negated", "denied", "alleged"
]
Direction = Literal["directed", "mutual", "unknown"]
PlacePrecision = Literal["exact", "city", "admin2", "admin1", "country", "region"]
PlaceBasis = Literal["stated", "inherited", "dateline", "party"]
DatePrecision = Literal["day", "range", "week", "month", "year", "unknown"]
DateBasis = Literal["stated", "relative", "publication", "none"]
Qualifier = Literal["exact", "at_least", "at_most", "about", "range", "vague"]
WhoseRole = Literal["actors", "recipients", "civilians", "third_party", "unknown"]
Corroboration = Literal["single", "corroborated", "conflicted"]
RedirectReason = Literal["merge", "earlier_report", "split", "moved"]
DecidedBy = Literal["rule", "model", "both"]


class Span(Record):
    """A stretch of an article: ``article.text[start:end] == text``."""

    text: str = column("The words as they stand in the article.")
    start: Offset = column("First character in the article's text.", "code points")
    end: Offset = column("One past the last character.", "code points")

    @model_validator(mode="after")
    def _forwards(self) -> Span:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"span {self.start}:{self.end} does not fit its text {self.text!r}"
            )
        return self


class Party(Span):
    """Somebody in an act: an actor, a recipient, a mediator or the claimant."""

    entity_id: str | None = column("Entity in the actor dictionary; null if unknown.")
    name: str | None = column("Standard name of the party, as of the date of the act.")
    country: str | None = column(
        "ISO 3166 alpha-3 of the state the party belongs to (KOS for Kosovo), or one "
        "of IGO, UNO, EUR, NGO, ISM, IMG, MNC; null if the text does not tell."
    )
    sector: str | None = column("Primary PLOVER sector, such as GOV or MIL.")
    sectors: tuple[str, ...] = column(
        "All PLOVER sectors of the party, the primary one first.", default=()
    )


class Place(Record):
    """Where the act happened; not where it was reported from."""

    text: str | None = column("The place as written; null unless basis is stated.")
    start: Offset | None = column("First character of the place's text.", "code points")
    end: Offset | None = column("One past its last character.", "code points")
    name: str | None = column("Standard name of the place.")
    geonames_id: int | None = column("GeoNames id; null if GeoNames has none.")
    country: str | None = column("ISO 3166 alpha-3 of the country the place lies in.")
    admin1: str | None = column("First-level division, by name.")
    latitude: float | None = column(
        "WGS84; null at country or coarser.", "decimal degrees", ge=-90, le=90
    )
    longitude: float | None = column(
        "WGS84; null at country or coarser.", "decimal degrees", ge=-180, le=180
    )
    precision: PlacePrecision = column("How exactly the place is known.")
    basis: PlaceBasis = column(
        "Where the place comes from: stated in the sentence, inherited from the "
        "sentences around it, the country of the dateline, or the only party's country."
    )


class When(Record):
    """When the act happened, as an interval of days with both ends included."""

    text: str | None = column("The date expression as written, if there is one.")
    start: Offset | None = column("First character of the expression.", "code points")
    end: Offset | None = column("One past its last character.", "code points")
    date_start: dt.date | None = column("First possible day.", "day")
    date_end: dt.date | None = column("Last possible day.", "day")
    precision: DatePrecision = column("How exactly the date is known.")
    basis: DateBasis = column(
        "Stated in the calendar, relative to another date, taken from the publication "
        "date because the text gives none, or none at all."
    )

    @model_validator(mode="after")
    def _ordered(self) -> When:
        if self.date_start and self.date_end and self.date_start > self.date_end:
            raise ValueError(f"date_start {self.date_start} after {self.date_end}")
        return self


class Whose(Record):
    """Whom a number is about: a side of the act, or somebody outside it."""

    role: WhoseRole = column(
        "The side the counted people or things belong to, or civilians, third_party."
    )
    index: int | None = column("Which actor or recipient, from 0.", default=None, ge=0)


class Quantity(Span):
    """A number tied to an act, with its bounds and whose it is."""

    low: float | None = column("Lower bound; null if open.", "unit")
    best: float | None = column("Best value; null if the text gives none.", "unit")
    high: float | None = column("Upper bound; null if open ('at least').", "unit")
    unit: str = column("What one of them is: a singular English noun, such as soldier.")
    counted: str = column("What is counted: a value of counted.csv, such as killed.")
    qualifier: Qualifier = column("How the text bounds the number.")
    whose: Whose = column("Whose number it is.")
    is_each: bool = column("True if the number holds for each side ('1,000 each').")

    @model_validator(mode="after")
    def _ordered(self) -> Quantity:
        known = [v for v in (self.low, self.best, self.high) if v is not None]
        if known != sorted(known):
            raise ValueError(f"low <= best <= high fails: {known} in {self.text!r}")
        return self


class Version(Record):
    """Name and version of a thing that has releases."""

    name: str = column("Its name.")
    version: str = column("Its version.")


class Claim(Record):
    """One event as one sentence of one article tells it. Never merged, never edited."""

    claim_id: str = column("Hash of article, trigger offsets and event type.")
    article_id: str = column("The article that says so.")
    sentence_index: Offset = column("Sentence of the article, from 0.")
    start: Offset = column("First character of the sentence.", "code points")
    end: Offset = column("One past the last character of the sentence.", "code points")
    quote: str = column("The sentence, as it stands: text[start:end].")
    trigger: Span = column("The word or words that tell the act.")
    event_type: str = column("One of the 16 PLOVER types.")
    mode: str | None = column("PLOVER mode of the type, where the text tells it.")
    contexts: tuple[str, ...] = column("PLOVER contexts, none to many.", default=())
    ontology: Version = column("The ontology the codes belong to.")
    cameo_root: str | None = column("CAMEO root code by the crosswalk, as text.")
    direction: Direction = column("Whether one side acts on the other, or both do.")
    actors: tuple[Party, ...] = column("Who did it.", default=())
    recipients: tuple[Party, ...] = column("To whom it was done.", default=())
    mediators: tuple[Party, ...] = column("Who brought the sides together.", default=())
    claimant: Party | None = column("Who says so, when the text names one.")
    place: Place | None = column("Where it happened; null if the text does not tell.")
    date: When = column("When it happened.")
    quantities: tuple[Quantity, ...] = column("Numbers tied to the act.", default=())
    factuality: Factuality = column(
        "Whether the text tells the act as having happened."
    )
    is_background: bool = column("True if the sentence recalls the past.")
    confidence: Share = column("How likely the claim is right.", "share")
    decided_by: DecidedBy = column("Whether rules or a trained model chose the type.")
    extractor: Version = column("The code that read the claim.")

    @model_validator(mode="after")
    def _quote_fits(self) -> Claim:
        if self.end - self.start != len(self.quote):
            raise ValueError(f"claim {self.claim_id}: quote does not fit its offsets")
        return self


class Article(Record):
    """One published text with its metadata; one row per distinct normalised text."""

    article_id: str = column("Hash of the normalised text.")
    source_id: str = column("The source it came from.")
    external_id: str | None = column("The id the input gave it, if any.")
    location: str = column("File (and record in it) or address it was read from.")
    url: str | None = column("Address of publication.")
    title: str | None = column("Headline.")
    byline: str | None = column("Who wrote it, as printed.")
    dateline: str | None = column("Where it was filed from, as printed.")
    publisher: str | None = column("Who published it.")
    published: dt.date | None = column(
        "Day of publication; null if unknown, never guessed.", "day"
    )
    language: str = column("ISO 639-1 of the text.")
    text: str = column("The text all offsets count in: NFC, line feeds.")
    n_characters: Offset = column("Length of the text.", "code points")
    n_sentences: Offset = column("Sentences found in it.")
    n_claims: Offset = column("Claims found in it.")
    voice_id: str = column(
        "Independent source: exact and near duplicates share the voice of the first."
    )
    duplicate_of: str | None = column(
        "Article whose near copy this is; null for a first telling."
    )
    similarity: Share | None = column(
        "Estimated Jaccard similarity to duplicate_of.", "share"
    )
    duplicate_reason: str | None = column("exact or near; null for a first telling.")
    superseded_by: str | None = column(
        "Later version of the same page, whose claims hold; null if current.",
        default=None,
    )


class EventParty(Record):
    """One party of an event, agreed between its claims."""

    role: Literal["actor", "recipient", "mediator"] = column("Side of the act.")
    entity_id: str | None = column("Entity in the actor dictionary; null if unknown.")
    name: str = column("Standard name, or the words of the text.")
    country: str | None = column("ISO 3166 alpha-3 or international code.")
    sector: str | None = column("Primary PLOVER sector.")
    n_claims: Offset = column("Claims that name this party on this side.")


class EventQuantity(Record):
    """A number of an event, over all claims that give it."""

    counted: str = column("What is counted.")
    unit: str = column("What one of them is: a singular English noun.")
    whose_role: WhoseRole = column("The side they belong to.")
    whose_country: str | None = column("Country of that side, where one is known.")
    low: float | None = column("Least value any claim allows; null if open.", "unit")
    best: float | None = column(
        "Value most voices give; the latest published where they tie.", "unit"
    )
    high: float | None = column(
        "Greatest value any claim allows; null if open.", "unit"
    )
    n_claims: Offset = column("Claims that give the number.")


class Event(Record):
    """The happening itself: a documented aggregation of claims."""

    event_id: str = column("Stable id: from the earliest claim of the cluster.")
    event_type: str = column("One of the 16 PLOVER types.")
    mode: str | None = column("The mode most voices give; null if none does.")
    ontology: Version = column("The ontology the codes belong to.")
    quad_class: Literal[1, 2, 3, 4] = column(
        "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, "
        "4 material conflict."
    )
    score: float = column("PLOVER score of type and mode.", "score", ge=-10, le=10)
    direction: Direction = column("Whether one side acts on the other, or both do.")
    parties: tuple[EventParty, ...] = column("All parties of the event.", default=())
    contexts: tuple[str, ...] = column("Contexts that any claim gives.", default=())
    place: Place | None = column(
        "Where it happened: the most exact place told in the country most voices tell."
    )
    date: When = column("When it happened: the days all stated intervals share.")
    quantities: tuple[EventQuantity, ...] = column("Numbers of the event.", default=())
    claims: tuple[str, ...] = column("The claims it is made of.", default=())
    factuality: Factuality = column("The most certain factuality its claims give.")
    is_background: bool = column("True if every claim recalls the past.")
    n_claims: Offset = column("Claims it is made of.")
    n_articles: Offset = column("Articles that tell it.")
    n_independent_sources: Offset = column("Voices that tell it, copies folded.")
    corroboration: Corroboration = column(
        "single voice, corroborated by a second one, or conflicted in what they say."
    )
    conflict_over: str | None = column(
        "What independent sources contradict each other in: denial, numbers, place, "
        "sides, joined by ';'; null unless conflicted.",
        default=None,
    )
    confidence: Share = column("How likely the event is right.", "share")
    first_published: dt.date | None = column("Day of the earliest report.", "day")
    last_published: dt.date | None = column("Day of the latest report.", "day")
    version: int = column("1 for the first published state, then counting.", ge=1)
    valid_from: dt.date | None = column("Day this state was first published.", "day")
    valid_to: dt.date | None = column("Day it was replaced; null if current.", "day")


class Entity(Record):
    """A known actor: a state, government, armed force, group, organisation, person."""

    entity_id: str = column("Stable id in the actor dictionary.")
    name: str = column("Standard name.")
    country: str | None = column("ISO 3166 alpha-3 or international code.")
    sector: str | None = column("Primary PLOVER sector.")
    valid_from: dt.date | None = column("First day the entry holds; null if open.")
    valid_to: dt.date | None = column("Last day the entry holds; null if open.")
    source: str = column("Where the fact comes from.")


class KnownPlace(Record):
    """A place that a claim names; one row per gazetteer entry used."""

    place_id: str = column("Gazetteer key: GeoNames id, or an id of the overlay.")
    geonames_id: int | None = column("GeoNames id; null for overlay places.")
    name: str = column("Standard name.")
    country: str | None = column("ISO 3166 alpha-3.")
    admin1: str | None = column("First-level division, by name.")
    latitude: float | None = column("WGS84.", "decimal degrees", ge=-90, le=90)
    longitude: float | None = column("WGS84.", "decimal degrees", ge=-180, le=180)
    precision: PlacePrecision = column("Level of the place.")
    source: str = column("Where the fact comes from.")


class Merge(Record):
    """A judgement on a pair of claims: the same happening, or not."""

    merge_id: str = column("Hash of the pair.")
    claim_id: str = column("The one claim; the smaller id.")
    other_claim_id: str = column("The other claim.")
    judgement: Literal["same", "different", "unsure"] = column("The judgement.")
    reason: str = column("What spoke for it, in words.")
    score: Share = column("How alike the two are.", "share")
    reversible: bool = column("True: deleting the row undoes the merge.")
    reviewer: str | None = column(
        "Who decided it, where a reviewer did; null for a judgement by rule.",
        default=None,
    )
    since: dt.date | None = column(
        "Day since which it stands; null if not known.", "day", default=None
    )


class EventRedirect(Record):
    """Where to look for an event whose id was published and is no longer in use."""

    old_event_id: str = column("The id that is no longer in use.")
    event_id: str = column("The event in force that holds its first report now.")
    since: dt.date | None = column("Day since which it leads there.", "day")
    reason: RedirectReason = column(
        "merge: joined with another event; earlier_report: an earlier report of it "
        "was found; split: its claims are in several events now; moved: its first "
        "report is gone, most of its other claims are in that event."
    )


class Reject(Record):
    """Something refused, with the stage, the reason and the offending value."""

    reject_id: str = column("Hash of stage, location, reason and value.")
    stage: Literal["fetch", "read", "clean", "parse", "extract", "validate"] = column(
        "The arrow of the flow that refused it."
    )
    reason: str = column("Short code of reasons.csv, such as empty_file or sport.")
    message: str = column("What is wrong, in the user's words.")
    location: str = column("File, record or article it is about.")
    article_id: str | None = column("The article, if there is one.", default=None)
    field: str | None = column("The offending field, if there is one.", default=None)
    value: str | None = column("The offending value, cut at 200.", default=None)
    outcome: Literal["refused", "copy", "pending"] | None = column(
        "What became of the whole article: refused, the copy of one that is used, or "
        "pending where its fetch failed and is tried again; null where it is used for "
        "all that, or no article is meant.",
        default=None,
    )
    source_id: str | None = column(
        "The source of an article with an outcome.", default=None
    )
    published: dt.date | None = column(
        "Its day of publication; null if unknown, never guessed.", "day", default=None
    )
    language: str | None = column("ISO 639-1 of its text, if told.", default=None)


class Run(Record):
    """One run of the main job: what went in, what came out, with which versions."""

    run_id: str = column("Hash of input and versions: the same input, the same id.")
    started_at: dt.datetime = column("When it started.")
    ended_at: dt.datetime = column("When the tables were published.")
    code_version: str = column("Version of Polemos.")
    ontology_version: str = column("Name and version of the ontology.")
    lexicon_version: str = column("Hash of all lexicon files.")
    model_version: str = column("Name and version of the language model.")
    gazetteer_version: str = column("Name and version of the gazetteer.")
    input_hash: str = column("Hash of all input articles and rejects.")
    n_articles: Offset = column("Articles used.")
    n_duplicates: Offset = column("Articles folded into another voice.")
    n_claims: Offset = column("Claims found.")
    n_events: Offset = column("Events found.")
    n_rejects: Offset = column("Rows refused.")

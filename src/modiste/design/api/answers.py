"""What the design API takes and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from modiste.design.generate.board import Board, Candidate
from modiste.design.service import heard, shown
from modiste.design.spec.grammar import Change, Reason
from modiste.design.spec.model import DesignSpec
from modiste.design.words import Reading
from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer, Strict

Language = Literal["en", "zh"]
Plain = dict[str, Any]


class Words(Strict):
    """A wish in words."""

    text: str = Field(max_length=4000, description="A sentence or keywords, English or Chinese.")
    language: Language = Field("en", description="Language of reasons.")


class SpecOnly(Strict):
    """A design."""

    spec: Plain = Field(description="A design spec; see /v1/design/schema.")
    language: Language = Field("en", description="Language of reasons.")


class Changing(SpecOnly):
    """A design and slots to set in it."""

    settings: dict[str, str] = Field(max_length=40, description="Value by slot.")


class Drawing(SpecOnly):
    """A design to draw."""

    view: Literal["front", "back", "both"] = "both"
    colour: str | None = Field(None, pattern="^#[0-9a-f]{6}$", description="A colourway.")
    construction: bool = Field(False, description="Whether guide lines are shown.")


class Wish(Strict):
    """What a board is made of: words, or designs to breed from."""

    text: str = Field("", max_length=4000, description="A wish; may name a price.")
    specs: list[Plain] = Field([], max_length=24, description="Designs to start from instead.")
    count: int = Field(12, ge=1, le=36)
    seed: int = Field(0, ge=0, le=2**31 - 1)
    locked: list[str] = Field([], max_length=60, description="Slots that stay.")
    likes: list[Plain] = Field([], max_length=36)
    dislikes: list[Plain] = Field([], max_length=36)
    price: Amount | None = Field(None, description="Retail price to meet.")
    language: Language = "en"


class Word(Answer):
    """One stretch of the text."""

    text: str
    start: int = Field(description="First character, counted in Unicode normal form C.")
    end: int


class Understood(Word):
    """A word that was understood."""

    denied: bool = Field(description="Whether the text denies it.")


class NotUnderstood(Word):
    """A word of which nothing was made."""

    reason: str


class GaveWay(Answer):
    """A wish that gave way to another."""

    slot: str
    kept: str
    dropped: str
    reason: str


class Heard(Answer):
    """What was made of words."""

    spec: DesignSpec
    said: dict[str, str] = Field(description="Slots that were asked for.")
    assumed: list[str]
    aesthetics: list[str]
    understood: list[Understood]
    unknown: list[NotUnderstood]
    conflicts: list[GaveWay]

    @classmethod
    def of(cls, reading: Reading, language: str) -> Heard:
        """The answer for a reading."""
        plain = heard(reading, language)
        return cls.model_validate(plain | {"spec": reading.spec})


class Sighting(Answer):
    """One slot that a picture shows."""

    value: str
    confidence: float
    source: str


class Shade(Answer):
    """A colour of a picture."""

    hex: str
    name: str
    share: float


class Looked(Answer):
    """What was seen in a picture."""

    spec: DesignSpec
    found: dict[str, Sighting]
    colours: list[Shade]
    tile: str | None
    method: str
    confidence: float
    changed: list[str]


class Checked(Answer):
    """Whether a design can be made."""

    valid: bool
    reasons: list[str]
    nearest: DesignSpec
    changes: list[str]

    @classmethod
    def of(
        cls, spec: DesignSpec, reasons: Sequence[Reason], changes: Sequence[Change], language: str
    ) -> Checked:
        """The answer for a check."""
        return cls(
            valid=not reasons,
            reasons=[each.text(language) for each in reasons],
            nearest=spec,
            changes=[each.text(language) for each in changes],
        )


class Changed(Answer):
    """A design after a change."""

    spec: DesignSpec
    others: list[str] = Field(description="What else had to change, and why.")


class Design(Answer):
    """One design of a board."""

    spec: DesignSpec
    quality: float
    scores: dict[str, float]
    known: list[str] = Field(description="Scores that rest on evidence; the others are neutral.")
    descriptors: dict[str, int]
    why: list[str]

    @classmethod
    def of(cls, each: Candidate, language: str) -> Design:
        """The answer for a candidate."""
        return cls.model_validate(shown(each, language) | {"spec": each.spec})


class BoardAnswer(Answer):
    """A board of distinct designs."""

    designs: list[Design]
    seed: int
    tried: int
    cells: int
    closest: float
    heard: Heard | None = Field(description="What was understood of the words, if any.")

    @classmethod
    def of(cls, made: Board, language: str, reading: Reading | None) -> BoardAnswer:
        """The answer for a board."""
        return cls(
            designs=[Design.of(each, language) for each in made.candidates],
            seed=made.seed,
            tried=made.tried,
            cells=made.filled,
            closest=made.closest,
            heard=Heard.of(reading, language) if reading else None,
        )


class Choice(Answer):
    """One value of a slot."""

    value: str
    en: str
    zh: str


class Slot(Answer):
    """One slot of a garment."""

    slot: str
    en: str
    zh: str
    choices: list[Choice]


class Vocabulary(Answer):
    """Every slot with its values, and what each category can have."""

    slots: list[Slot]
    categories: dict[str, dict[str, list[str]]]


def slot(name: str, values: Sequence[str], labels: Mapping[str, Any]) -> Slot:
    """A slot with names in both languages.

    Args:
        name: the slot.
        values: its values.
        labels: functions ``slot`` and ``value`` that give names.
    """
    of_slot, of_value = labels["slot"], labels["value"]
    choices = [
        Choice(value=v, en=of_value(name, v, "en"), zh=of_value(name, v, "zh")) for v in values
    ]
    return Slot(slot=name, en=of_slot(name, "en"), zh=of_slot(name, "zh"), choices=choices)

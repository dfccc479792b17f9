"""What ``polemos code`` is asked: a text and the spans of both sides of an act."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class SideSpan(BaseModel):
    """Where a side stands in the text, in code points; the end is exclusive."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(ge=0, description="First character.")
    end: int = Field(gt=0, description="One past the last character.")


class CodeQuestion(BaseModel):
    """One line of input to ``polemos code``; further fields are ignored."""

    model_config = ConfigDict(frozen=True)

    id: str | int = Field(description="Name of the question, given back as it is.")
    text: str = Field(min_length=1, description="The text that tells the act.")
    actor: SideSpan = Field(description="Who does it.")
    recipient: SideSpan = Field(description="To whom it is done.")

    @model_validator(mode="after")
    def _spans_lie_in_the_text(self) -> Self:
        for name, span in (("actor", self.actor), ("recipient", self.recipient)):
            if not span.start < span.end <= len(self.text):
                raise ValueError(
                    f"{name}: span {span.start} to {span.end} does not lie in a text "
                    f"of {len(self.text)} characters"
                )
        return self

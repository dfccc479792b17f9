"""What every record is made of: described fields that cannot be changed in place."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


def column(description: str, unit: str = "", **limits: Any) -> Any:
    """Describe a field: its meaning in one sentence, its unit, and its limits."""
    return Field(description=description, json_schema_extra={"unit": unit}, **limits)


Offset = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Record(BaseModel):
    """A record that refuses unknown fields and is never changed in place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

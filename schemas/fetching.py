"""How politely and how far pages are fetched: the settings of ``[fetch]``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FetchSettings(BaseModel):
    """Limits and manners of fetching; every default is safe for the open web."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str = Field(
        default="",
        description="Address or page where a site's owner reaches who runs this.",
    )
    allow: tuple[str, ...] = Field(
        default=(),
        description=(
            "Hosts (intranet.example, localhost:8080) and networks (10.1.0.0/16) that "
            "are not public and may be asked all the same."
        ),
    )
    connect_seconds: float = Field(
        default=10.0, gt=0, description="Longest wait for a connection."
    )
    read_seconds: float = Field(
        default=20.0, gt=0, description="Longest silence while a page comes in."
    )
    total_seconds: float = Field(
        default=60.0, gt=0, description="Longest time for one request, all in all."
    )
    max_bytes: int = Field(
        default=10_000_000, gt=0, description="Longest body, counted when unpacked."
    )
    max_redirects: int = Field(
        default=5, ge=0, description="Redirects followed from one address."
    )
    max_attempts: int = Field(
        default=4, ge=1, description="Tries where a failure may pass."
    )
    backoff_seconds: float = Field(
        default=1.0, ge=0, description="Wait before the second try; doubled each time."
    )
    backoff_limit_seconds: float = Field(
        default=60.0, ge=0, description="Longest wait between two tries."
    )
    max_failures: int = Field(
        default=12,
        ge=1,
        description=(
            "Rounds in which a page may fail, minutes to a day apart, before it is "
            "given up; 12 take about six days."
        ),
    )
    retry_after_limit_seconds: float = Field(
        default=120.0,
        ge=0,
        description="Longest Retry-After waited for; a longer one ends the try.",
    )
    host_delay_seconds: float = Field(
        default=1.0, ge=0, description="Pause between two requests to one host."
    )
    host_requests: int = Field(
        default=1, ge=1, description="Requests to one host at a time."
    )
    requests: int = Field(default=16, ge=1, description="Requests at a time, in all.")
    obey_robots: bool = Field(
        default=True, description="Whether robots.txt is asked and obeyed."
    )

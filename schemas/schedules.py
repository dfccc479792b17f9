"""When things are to happen: periods, cron, and the settings of ``[schedule]``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import BaseModel, ConfigDict, Field, field_validator

PERIOD = re.compile(r"(\d{1,4})([mhd])")
MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
CRON_FIELDS = 5
# Numbers, names of months and days, and nothing else: what every cron understands.
CRON_FIELD = re.compile(r"(?:[\d*/,-]|[A-Za-z]{3}){1,60}")
WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*")


class ScheduleSettings(BaseModel):
    """When the service fetches, loads and releases, and whom it tells of failures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fetch: str = Field(
        default="*/15 * * * *",
        description="Rounds of fetching; each source's own schedule decides in them.",
    )
    load: str = Field(
        default="5 * * * *", description="Loading what was fetched, and publishing."
    )
    release: str = Field(
        default="30 3 1 * *", description="The release of the month before."
    )
    timezone: str = Field(
        default="UTC", description="Time zone of these and of the sources' cron."
    )
    webhook: str | None = Field(
        default=None,
        description="Address told of failures; POLEMOS_WEBHOOK goes before it.",
    )

    @field_validator("fetch", "load", "release")
    @classmethod
    def _known_cron(cls, value: str) -> str:
        return checked_cron(value)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                "it is no time zone such as UTC or Europe/Berlin"
            ) from error
        return value

    @field_validator("webhook")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not WEB_ADDRESS.fullmatch(value):
            # What is in it may be a secret, so it is not repeated.
            raise ValueError("it is no http:// or https:// address")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)


def checked_cron(value: str) -> str:
    """The five fields of cron as they are. Raises ValueError in the user's words."""
    fields = value.split()
    if len(fields) != CRON_FIELDS or not all(map(CRON_FIELD.fullmatch, fields)):
        raise ValueError("it is no cron of five fields, such as */15 * * * *")
    try:
        next(CronSim(value, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    except CronSimError as error:
        what = str(error).removeprefix("Bad ")
        raise ValueError(f"the {what} of the cron is out of range") from error
    except StopIteration as error:
        raise ValueError("the day of the cron never comes") from error
    return value


def checked_schedule(value: str) -> str:
    """A period or cron as it is. Raises ValueError in the user's words."""
    found = PERIOD.fullmatch(value)
    if found and int(found.group(1)):
        return value
    if len(value.split()) == CRON_FIELDS:
        return checked_cron(value)
    raise ValueError("it is neither a period (15m, 2h, 1d) nor five cron fields")


def minutes_of(schedule: str) -> int | None:
    """Minutes of a period such as 15m, 2h, 1d; None for cron."""
    found = PERIOD.fullmatch(schedule)
    return int(found.group(1)) * MINUTES[found.group(2)] if found else None


def last_time(schedule: str, now: dt.datetime, zone: dt.tzinfo = dt.UTC) -> dt.datetime:
    """The last time, now or before, that a period or cron falls on.

    Periods fall on their multiples since 1970 in UTC, as ``*/15`` does within the hour:
    a round that begins some seconds late does not push all later ones. The wall clock
    of ``zone`` decides for cron: what falls into the hour that spring leaves out comes
    right after it, and what autumn repeats happens once.
    """
    minutes = minutes_of(schedule)
    if minutes is not None:
        step = minutes * 60
        return dt.datetime.fromtimestamp(now.timestamp() // step * step, dt.UTC)
    # It looks for times before its start, and this minute counts.
    start = now.astimezone(zone).replace(second=0, microsecond=0)
    after = (start.astimezone(dt.UTC) + dt.timedelta(minutes=1)).astimezone(zone)
    return next(CronSim(schedule, after, reverse=True)).astimezone(dt.UTC)


def is_due(
    schedule: str,
    last: dt.datetime | None,
    now: dt.datetime,
    zone: dt.tzinfo = dt.UTC,
) -> bool:
    """Whether a time of the schedule lies between ``last`` and now.

    Due as well when ``last`` is in the future: the clock went back, and what waits for
    it to catch up might wait for ever.
    """
    if last is None or last > now:
        return True
    return last < last_time(schedule, now, zone)

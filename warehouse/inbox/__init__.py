"""Raw first: what was fetched is kept before anything is made of it."""

from warehouse.inbox.bodies import Bodies, InboxError
from warehouse.inbox.index import Inbox, open_inbox
from warehouse.inbox.rows import (
    Announced,
    Day,
    Known,
    Page,
    Refused,
    Robots,
    Round,
    Standing,
)

__all__ = [
    "Announced",
    "Bodies",
    "Day",
    "Inbox",
    "InboxError",
    "Known",
    "Page",
    "Refused",
    "Robots",
    "Round",
    "Standing",
    "open_inbox",
]

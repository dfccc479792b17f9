"""Exit statuses of the command line, the same for every command."""

from __future__ import annotations

OK = 0
"""Everything asked for was done; articles may have been refused for their content."""

INCOMPLETE = 1
"""Some input could not be read; everything else was done."""

FAILED = 2
"""Nothing was published: wrong use, a broken set-up, or a failed critical check."""

STOPPED = 130
"""Stopped by the user or the system."""

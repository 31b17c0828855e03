"""Standing the database clock still, for tests of instants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock


@contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """Let every verb read `instant` from the clock."""
    with mock.patch("coalition.clock.now", return_value=instant):
        yield

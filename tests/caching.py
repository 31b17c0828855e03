"""What the cache holds, read past its own ways, so that nothing hides in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache


def bytes_of_the_cache() -> bytes:
    """Return all that its file holds and what is written beside it, deleted rows among it."""
    place = Path(settings.CACHES["default"]["LOCATION"])
    return b"".join(found.read_bytes() for found in sorted(place.parent.glob(f"{place.name}*")))


def assert_not_cached(marks: Iterable[str]) -> None:
    """Look for the marks; one that is set here must be found, else this look sees nothing."""
    control = uuid.uuid4().hex
    cache.set("a-mark-that-is-found", control, 60)
    held = bytes_of_the_cache()
    assert control.encode() in held
    assert [mark for mark in marks if mark.encode() in held] == []

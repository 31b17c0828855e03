"""Counting requests so that parallel ones cannot slip past.

The framework's own throttles read a list, change it and write it back: of requests sent at once most go uncounted. Here
each adds one to a counter of the current window, in one step. Rates are settings; none means a broken deployment, not
an open door.
"""

from __future__ import annotations

import time

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from rest_framework.settings import api_settings

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Counter:
    """At most so many a window, by name: `rate` is a key of `DEFAULT_THROTTLE_RATES`, such as "600/min"."""

    def __init__(self, rate: str) -> None:
        self.rate = rate
        self.most, self.seconds = _read(rate)

    def add(self, who: str) -> float | None:
        """Count one more of `who`; return the seconds to wait when that is too many."""
        now = time.time()
        window, passed = divmod(now, self.seconds)
        key = f"throttle:{self.rate}:{who}:{int(window)}"
        cache.add(key, 0, timeout=2 * self.seconds)
        try:
            count = cache.incr(key)
        except ValueError:  # evicted in between
            count = 1
        return self.seconds - passed if count > self.most else None


def _read(rate: str) -> tuple[int, int]:
    written = api_settings.DEFAULT_THROTTLE_RATES.get(rate)
    try:
        number, _slash, period = str(written).partition("/")
        most, seconds = int(number), _SECONDS[period[0]]
    except (ValueError, LookupError) as error:
        raise ImproperlyConfigured(f"The rate “{rate}” of the API is {written!r}; write it as 600/min.") from error
    if most < 1:
        raise ImproperlyConfigured(f"The rate “{rate}” of the API lets nobody in.")
    return most, seconds

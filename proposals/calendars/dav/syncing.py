"""Sync (RFC 6578): what has changed in a calendar since a token.

A token is the hash of what the calendar held. What it was stays in the cache for a while; a program whose token is too
old, or was lost with the cache, is told so and reads everything once, as the standard has it. So somebody who may read
less than before loses it on their devices too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.core.cache import cache

from coalition.models import Person
from proposals.calendars.dav.asking import Refused
from proposals.calendars.dav.names import d
from proposals.calendars.dav.shelves import Entry

PREFIX = "urn:concert:sync:"
KEPT = 14 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Changes:
    """What is new or other than it was, and the paths of what is gone."""

    changed: list[Entry]
    gone: list[str]


def token_of(entries: list[Entry]) -> str:
    """Return the token of what a calendar holds."""
    held = json.dumps(sorted((entry.path, entry.tag) for entry in entries))
    return PREFIX + hashlib.sha256(held.encode()).hexdigest()[:40]


def changes_since(token: str, person: Person, entries: list[Entry]) -> Changes:
    """Return what has changed since a token; everything for none. Raises `Refused` for one that is not known."""
    held = {entry.path: entry.tag for entry in entries}
    current = token_of(entries)
    cache.add(_key(person, current), held, timeout=KEPT)
    if token == current:
        return Changes([], [])
    earlier = cache.get(_key(person, token)) if token else {}
    if earlier is None:
        raise Refused(403, d("valid-sync-token"))
    changed = [entry for entry in entries if earlier.get(entry.path) != entry.tag]
    return Changes(changed, sorted(set(earlier) - set(held)))


def _key(person: Person, token: str) -> str:
    return "dav:" + hashlib.sha256(f"{person.pk}:{token}".encode()).hexdigest()

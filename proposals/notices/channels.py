"""The channels: each is a folder here with a `channel.py`, found by being there. To add one touches no other folder."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from django.utils.functional import Promise

from coalition.models import Person
from proposals.notices.models import Delivery


@dataclass(frozen=True)
class Result:
    """What came of one try. `final`: trying again is no use; `gone`: the address does not exist any more."""

    delivery: Delivery
    ok: bool
    detail: str = ""
    final: bool = False
    gone: bool = False


class Channel(Protocol):
    """One way of reaching people outside the house.

    `chosen`: a person chooses it by kind; else whoever made an address chose it by making it. `addressed`: it goes to
    each of the person's rows of `Address`; else to the person. `waits`: quiet hours and digests hold it back.
    """

    name: str
    title: str | Promise
    chosen: bool
    addressed: bool
    waits: bool
    digests: bool

    def ready(self) -> bool:
        """Tell whether this deployment is set up for it."""

    def reaches(self, person: Person) -> bool:
        """Tell whether the person can be reached by it at all."""

    def deliver(self, deliveries: Sequence[Delivery]) -> Iterator[Result]:
        """Try to deliver these, which are claimed; say of each what came of it, as soon as it is known.

        No transaction is open. What it does not speak of before it ends, or raises, has failed.
        """


@cache
def channels() -> dict[str, Channel]:
    """Return every channel by its name."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/channel.py"))
    found = [importlib.import_module(f"{__package__}.{folder}.channel").CHANNEL for folder in folders]
    return {channel.name: channel for channel in found}


def chosen() -> list[Channel]:
    """Return the channels that a person chooses by kind, and that this deployment is set up for."""
    return [channel for channel in channels().values() if channel.chosen and channel.ready()]

"""What flow tests of real histories share: the clock of their day, and doors that are taken in turn.

They run in one process, through the pages and the API as their callers use them, so that days pass in seconds. What is
real is said where it is; positions, texts and people that no source gives are an EXERCISE, and marked as one.
"""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from django.test import Client

from proposals.voting.models import Division
from tests.clocks import clock_at
from tests.factories import Body
from tests.proposals.api.callers import Caller

MARK = "EXERCISE"


@contextmanager
def on(instant: datetime) -> Iterator[None]:
    """Let it be `instant` for every verb and every page."""
    with clock_at(instant), time_machine.travel(instant, tick=False):
        yield


def page(body: Body, person: Any, path: str) -> str:
    """Read a page of the coalition as a person."""
    client = Client()
    client.force_login(person)
    answer = client.get(f"/{body.coalition.slug}/{path}", follow=True)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def send(body: Body, person: Any, path: str, **given: str) -> None:
    """Send a form of the coalition as a person."""
    client = Client()
    client.force_login(person)
    answer = client.post(f"/{body.coalition.slug}/{path}", given)
    assert answer.status_code == 302, answer.content


def cast_in_turn(body: Body, division: Division, codes: Iterable[str], position: str) -> None:
    """Let members cast, one by its page, the next by the API."""
    for code, by_page in zip(codes, itertools.cycle((True, False))):
        if not by_page:
            assert Caller(body.heads[code]).cast(division.pk, code, position).status_code == 201
            continue
        key = uuid.uuid4().hex
        send(body, body.heads[code], f"votes/{division.pk}/confirm/", member=code, position=position, key=key)


def main_of(html: str) -> str:
    """The words of a page's main part."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main")]))

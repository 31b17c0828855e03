"""The API door and the page door do the same meeting: the same rows, and the same entries in the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from proposals.ledger.models import Entry
from proposals.meetings.models import Item, Meeting, Turn
from tests.factories import Body, a_coalition
from tests.proposals.api.callers import Caller
from tests.proposals.api.sittings import CALL

pytestmark = pytest.mark.django_db
CODES = "DE FR GB"
AHEAD = datetime(2031, 1, 1, tzinfo=UTC)  # the meeting is called for a day after it


def by_api(body: Body) -> None:
    secretariat, france = Caller(body.secretariat[0]), Caller(body.heads["FR"])

    def post(caller: Caller, path: str, sent: Any = None) -> int:
        answer = caller.post(path, sent)
        assert answer.status_code in (200, 201), answer.content
        return int(answer.json().get("id", 0))

    here = f"/meetings/{post(secretariat, '/meetings/', {**CALL, 'coalition': body.coalition.slug})}"
    first = post(secretariat, f"{here}/items/", {"title": "Readiness", "minutes": 10})
    post(secretariat, f"{here}/items/", {"title": "Winter", "under": first, "discussed": False})
    last = post(secretariat, f"{here}/items/", {"title": "Next meeting"})
    post(secretariat, f"{here}/items/{last}/move/", {"move": "up"})
    post(secretariat, f"{here}/amend/", {**CALL, "place": "London"})
    post(secretariat, f"{here}/publish/")
    post(secretariat, f"{here}/presences/", {"member": "FR", "how": "room"})
    post(secretariat, f"{here}/open/")
    post(secretariat, f"{here}/items/{first}/take/")
    post(secretariat, f"{here}/items/{first}/lengthen/", {"minutes": 5})
    turn = post(france, f"{here}/floor/", {"member": "FR", "purpose": "point_of_order"})
    post(secretariat, f"{here}/floor/{turn}/give/")
    post(secretariat, f"{here}/floor/{turn}/rule/", {"ruling": "The list stays open."})
    post(france, f"{here}/floor/{turn}/appeal/", {"member": "FR"})
    post(secretariat, f"{here}/floor/{turn}/settle/", {"upheld": True})
    post(secretariat, f"{here}/items/{last}/withdraw/")
    post(secretariat, f"{here}/close/")


def by_page(body: Body) -> None:
    secretariat, france = Client(), Client()
    secretariat.force_login(body.secretariat[0])
    france.force_login(body.heads["FR"])

    def post(client: Client, path: str, **sent: Any) -> None:
        answer = client.post(f"/{body.coalition.slug}/meetings/{path}", sent)
        assert answer.status_code == 302, answer.content

    call = {**CALL, "starts_at": "2031-03-03T10:00", "ends_at": "2031-03-03T12:30"}
    post(secretariat, "new/", **call)
    items = Item.objects.filter(meeting__coalition=body.coalition).order_by("pk")
    post(secretariat, "1/items/new/", title="Readiness", minutes="10", kind="B")
    first = items.get()
    post(secretariat, "1/items/new/", title="Winter", under=first.pk, kind="A")
    post(secretariat, "1/items/new/", title="Next meeting", kind="B")
    last = items.get(title="Next meeting")
    post(secretariat, f"1/items/{last.pk}/act/", do="up")
    post(secretariat, "1/edit/", **{**call, "place": "London"})
    post(secretariat, "1/act/", do="publish")
    post(secretariat, "1/presence/", member="FR", how="room")
    post(secretariat, "1/act/", do="open")
    post(secretariat, f"1/items/{first.pk}/act/", do="take")
    post(secretariat, f"1/items/{first.pk}/act/", do="lengthen", by="5")
    post(france, "1/floor/", member="FR", purpose="point_of_order")
    turn = Turn.objects.get(meeting__coalition=body.coalition)
    post(secretariat, f"1/floor/{turn.pk}/", do="give")
    post(secretariat, f"1/floor/{turn.pk}/", do="rule", ruling="The list stays open.")
    post(france, f"1/floor/{turn.pk}/", do="appeal", member="FR")
    post(secretariat, f"1/floor/{turn.pk}/", do="uphold")
    post(secretariat, f"1/items/{last.pk}/act/", do="withdraw")
    post(secretariat, "1/act/", do="close")


def left_by(door: Callable[[Body], None]) -> tuple[list[Any], list[Any]]:
    """What a meeting held through this door leaves: its rows, and its entries."""
    body = a_coalition(CODES)
    door(body)
    meeting = Meeting.objects.get(coalition=body.coalition)
    sets: list[QuerySet[Any]] = [
        Meeting.objects.filter(pk=meeting.pk),
        meeting.items.order_by("pk"),
        meeting.presences.order_by("pk"),
        meeting.turns.order_by("pk"),
    ]
    entries = Entry.objects.filter(subject=f"meeting:{meeting.pk}").order_by("index")
    return (
        [_alike(row) for rows in sets for row in rows.values()],
        [(entry.kind, _alike(json.loads(entry.content)["body"])) for entry in entries],
    )


def _alike(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row without what differs between any two meetings: ids, and the instant of each act."""
    kept = {name: value for name, value in row.items() if not (name.endswith("_id") or name in ("id", "item", "turn"))}
    return {name: "then" if isinstance(value, datetime) and value < AHEAD else value for name, value in kept.items()}


def test_both_doors_leave_the_same():
    rows, entries = left_by(by_api)
    assert (rows, entries) == left_by(by_page)
    assert (len(rows), len(entries)) == (6, 18)
    assert rows[0]["closed_at"] == "then" and rows[0]["place"] == "London"

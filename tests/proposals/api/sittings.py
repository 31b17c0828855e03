"""A meeting in session with a row of everything that its endpoints are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from coalition import clock
from proposals.drafting.models import Proposal
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import Call, call_meeting, publish_meeting
from proposals.meetings.floor import appeal, ask_floor, rule_on
from proposals.meetings.models import Item, Meeting, Purpose, Turn
from proposals.meetings.sitting import close_meeting, open_meeting
from proposals.minutes.keeping import circulate, draw_up
from proposals.minutes.models import Minutes
from proposals.statements.making import Words, make_statement
from proposals.statements.models import Statement, StatementKind
from tests.factories import Body

START = "2031-03-03T09:00:00Z"
CALL = {
    "title": "Heads of delegation",
    "starts_at": START,
    "ends_at": "2031-03-03T11:30:00Z",
    "time_zone": "Europe/Paris",
    "place": "Paris",
}


@dataclass(frozen=True)
class Sitting:
    """`rows` fill the places of addresses; `own_rows` are for an endpoint that uses its row up; `sent` is by name."""

    rows: dict[str, int]
    own_rows: dict[str, dict[str, int]]
    sent: dict[str, Any]


def a_meeting(body: Body, *titles: str, **changed: Any) -> Meeting:
    """Prepare a meeting with these items."""
    start = clock.now() + timedelta(hours=3)
    words: dict[str, Any] = {"title": "Heads of delegation", "time_zone": "Europe/Paris", "place": "Paris", **changed}
    call = Call(starts_at=start, ends_at=start + timedelta(hours=2), **words)
    meeting = call_meeting(coalition=body.coalition, call=call, by=body.secretariat[0])
    for title in titles:
        add_item(meeting=meeting, words=ItemWords(title), by=body.secretariat[0])
    return meeting


def a_live_meeting(body: Body, *titles: str, **changed: Any) -> Meeting:
    """Call a meeting with these items and open it."""
    meeting = publish_meeting(meeting=a_meeting(body, *titles, **changed), by=body.secretariat[0])
    return open_meeting(meeting=meeting, by=body.chair)


def a_closed_meeting(body: Body, *titles: str, **changed: Any) -> Meeting:
    """Hold a meeting with these items."""
    return close_meeting(meeting=a_live_meeting(body, *titles, **changed), by=body.chair)


def circulated_minutes(body: Body) -> Minutes:
    """Hold a meeting and circulate its minutes."""
    drawn = draw_up(meeting=a_closed_meeting(body, "First"), by=body.secretariat[0])
    return circulate(minutes=drawn, by=body.secretariat[0])


def a_reservation(body: Body, proposal: Proposal) -> Statement:
    """Put a reservation of FR on record."""
    words = Words(StatementKind.SCRUTINY, "Parliament sits on Monday.", clock.now() + timedelta(days=3))
    return make_statement(proposal=proposal, member=body.members["FR"], words=words, by=body.heads["FR"])


def a_sitting(body: Body, proposal: Proposal) -> Sitting:
    """Make one row for each of the endpoints of meetings and statements."""
    meeting, other = a_live_meeting(body, "First", "Second"), a_live_meeting(body, "Other")
    first, second = Item.objects.filter(meeting=meeting).order_by("pk")
    minutes, unadopted = circulated_minutes(body), circulated_minutes(body)
    drafted = draw_up(meeting=a_closed_meeting(body, "First"), by=body.secretariat[0])
    turn, ordered, ruled, appealed = (_turn(body, meeting, step) for step in range(4))
    return Sitting(
        rows={
            "<row:meeting>": meeting.pk,
            "<row:item>": first.pk,
            "<row:turn>": turn.pk,
            "<row:section>": minutes.sections.all()[0].pk,
            "<row:statement>": a_reservation(body, proposal).pk,
        },
        own_rows={
            "statements": {"<row:proposal>": proposal.pk},
            "statement-lift": {"<row:proposal>": proposal.pk},
            "meeting-close": {"<row:meeting>": other.pk},
            "minutes": {"<row:meeting>": minutes.meeting_id},
            "minutes-circulate": {"<row:meeting>": drafted.meeting_id},
            "minutes-adopt": {"<row:meeting>": unadopted.meeting_id},
            "minutes-section": {"<row:meeting>": minutes.meeting_id},
            "item-withdraw": {"<row:item>": second.pk},
            "turn-rule": {"<row:turn>": ordered.pk},
            "turn-appeal": {"<row:turn>": ruled.pk},
            "turn-settle": {"<row:turn>": appealed.pk},
        },
        sent={
            "statements": {"member": "FR", "kind": "declaration", "text": "We are ready."},
            "meetings": {**CALL, "coalition": body.coalition.slug},
            "meeting-amend": CALL,
            "meeting-cancel": {"reason": "No plane left Oslo."},
            "items": {"title": "Third"},
            "item-change": {"title": "First, as changed"},
            "item-move": {"move": "down"},
            "item-place": {"before": None},
            "item-lengthen": {"minutes": 5},
            "answers": {"coming": "accepted"},
            "presences": {"member": "FR", "how": "room"},
            "floor": {"member": "FR", "purpose": "reply"},
            "minutes-adopt": {"meeting": meeting.pk},
            "minutes-section": {"heading": "Opening", "text": "As read out.", "seen": 0},
            "turn-rule": {"ruling": "The item stays open."},
            "turn-appeal": {"member": "FR"},
            "turn-settle": {"upheld": True},
        },
    )


def _turn(body: Body, meeting: Meeting, step: int) -> Turn:
    """A place of FR on the list: waiting (0), or a point of order raised (1), ruled on (2), under appeal (3)."""
    member, chair = body.members["FR"], body.chair
    purpose = Purpose.POINT_OF_ORDER if step else Purpose.STATEMENT
    code = "DE" if step == 1 else "FR"  # each waits once for each purpose
    turn = ask_floor(meeting=meeting, member=body.members[code], by=chair, purpose=purpose)
    if step >= 2:
        turn = rule_on(turn=turn, ruling="The list is closed.", by=chair)
    if step == 3:
        turn = appeal(turn=turn, member=member, by=chair)
    return turn

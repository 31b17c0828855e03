"""The exercise's meetings: one called for this afternoon, with the votes that are open on its agenda, and one held."""

from __future__ import annotations

from datetime import datetime, timedelta

from coalition import clock
from coalition.models import Coalition, Person
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import Call, call_meeting, publish_meeting
from proposals.meetings.floor import ask_floor, end_turn, give_floor
from proposals.meetings.models import How, Meeting
from proposals.meetings.sitting import close_meeting, note_presence, open_meeting, take_item
from proposals.minutes.keeping import circulate, draw_up
from proposals.minutes.models import Minutes

LENGTH = timedelta(hours=2, minutes=30)
ONLINE = "https://meet.example.org/coalition"


def call(coalition: Coalition, by: Person) -> Meeting:
    """Call a meeting three hours from now, at the full hour."""
    starts = _full_hour(clock.now() + timedelta(hours=3))
    meeting = call_meeting(
        coalition=coalition,
        call=Call(
            title="Heads of delegation",
            starts_at=starts,
            ends_at=starts + LENGTH,
            time_zone="Europe/Paris",
            place="Paris",
            online=ONLINE,
            open_to_observers=True,
        ),
        by=by,
    )
    _fill(meeting, by)
    return publish_meeting(meeting=meeting, by=by)


def hold(coalition: Coalition, by: Person) -> Minutes:
    """Hold a short meeting of coordinators, and circulate its minutes: the next meeting adopts them."""
    starts = clock.now()
    call = Call("Coordinators", starts, starts + timedelta(minutes=30), "Europe/Paris", online=ONLINE)
    meeting = call_meeting(coalition=coalition, call=call, by=by)
    first = add_item(meeting=meeting, words=ItemWords("Preparation of the heads’ meeting", minutes=20), by=by)
    add_item(meeting=meeting, words=ItemWords("Any other business", minutes=10), by=by)
    meeting = open_meeting(meeting=publish_meeting(meeting=meeting, by=by), by=by)
    members = {member.code: member for member in coalition.members.filter(code__in=["DK", "FR", "GB", "PL"])}
    for member in members.values():
        note_presence(meeting=meeting, member=member, how=How.ONLINE, by=by)
    take_item(item=first, by=by)
    for code in ("GB", "PL"):
        end_turn(turn=give_floor(turn=ask_floor(meeting=meeting, member=members[code], by=by), by=by), by=by)
    meeting = close_meeting(meeting=meeting, by=by)
    return circulate(minutes=draw_up(meeting=meeting, by=by), by=by)


def _fill(meeting: Meeting, by: Person) -> None:
    add_item(meeting=meeting, words=ItemWords("Adoption of the agenda", discussed=False, minutes=5), by=by)
    force = add_item(meeting=meeting, words=ItemWords("Force readiness"), by=by)
    for proposal in meeting.coalition.proposals.order_by("year", "number"):
        words = ItemWords(proposal.title, minutes=25, proposals=[proposal])
        add_item(meeting=meeting, words=words, by=by, under=force)
    add_item(meeting=meeting, words=ItemWords("Statement to the press", minutes=10), by=by)
    add_item(meeting=meeting, words=ItemWords("Date of the next meeting", discussed=False, minutes=3), by=by)


def _full_hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)

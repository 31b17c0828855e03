"""Meetings: called and cancelled aloud; an agenda whose numbers stay; a floor that one member has at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from proposals.ledger.models import Entry
from proposals.meetings.agenda import ItemWords, Move, add_item, change_item, move_item, place_item, withdraw_item
from proposals.meetings.calling import Call, amend_meeting, call_meeting, cancel_meeting, publish_meeting
from proposals.meetings.floor import (
    appeal,
    ask_floor,
    close_list,
    end_turn,
    give_floor,
    reopen_list,
    rule_on,
    settle_appeal,
    speaking,
    waiting,
)
from proposals.meetings.models import How, Meeting, Purpose
from proposals.meetings.outlines import next_of, outline_of
from proposals.meetings.sitting import (
    attendance_of,
    close_meeting,
    current_item,
    note_presence,
    open_meeting,
    take_item,
)
from proposals.meetings.states import State, state_of
from tests.factories import a_coalition, a_proposal

pytestmark = pytest.mark.django_db


def a_call(**changed):
    start = clock.now() + timedelta(hours=3)
    call = Call("Heads of delegation", start, start + timedelta(hours=2), "Europe/Paris", place="Paris")
    return replace(call, **changed)


@pytest.fixture
def body():
    return a_coalition("DE DK FR GB LT", groups={"NB8": "DK LT"})


@pytest.fixture
def meeting(body):
    return call_meeting(coalition=body.coalition, call=a_call(), by=body.secretariat[0])


def live(body, meeting):
    publish_meeting(meeting=meeting, by=body.secretariat[0])
    return open_meeting(meeting=meeting, by=body.chair)


def item(body, meeting, title, under=None):
    return add_item(meeting=meeting, words=ItemWords(title), by=body.secretariat[0], under=under)


def outline(meeting):
    return [f"{place.number} {place.item.title}" for place in outline_of(meeting)]


def kinds(meeting):
    return [entry.kind for entry in Entry.objects.filter(subject=f"meeting:{meeting.pk}")]


def test_a_meeting_is_prepared_called_held_and_closed(body, meeting):
    states = [state_of(meeting)]
    meeting = publish_meeting(meeting=meeting, by=body.chair)
    states.append(state_of(meeting))
    meeting = open_meeting(meeting=meeting, by=body.chair)
    states.append(state_of(meeting))
    meeting = close_meeting(meeting=meeting, by=body.chair)
    assert [*states, state_of(meeting)] == [State.DRAFT, State.CALLED, State.LIVE, State.CLOSED]
    assert kinds(meeting) == ["meeting_prepared", "meeting_called", "meeting_opened", "meeting_closed"]


def test_meetings_are_numbered_and_nothing_is_done_out_of_turn(body, meeting):
    assert call_meeting(coalition=body.coalition, call=a_call(), by=body.chair).number == 2
    with pytest.raises(Conflict):
        open_meeting(meeting=meeting, by=body.chair)
    meeting = cancel_meeting(meeting=meeting, by=body.chair, reason="No plane left Oslo.")
    for act in (publish_meeting, open_meeting, close_meeting):
        with pytest.raises(Conflict):
            act(meeting=meeting, by=body.chair)
    assert Meeting.objects.get(pk=meeting.pk).reason == "No plane left Oslo."


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"place": ""}, ["place"]),
        ({"time_zone": "Europe/Lutetia"}, ["time_zone"]),
        ({"online": "javascript:alert(1)"}, ["online"]),
        ({"online": "http://example.org"}, ["online"]),
        ({"title": "", "time_zone": "", "place": "", "online": "ftp://x"}, ["title", "time_zone", "online"]),
    ],
)
def test_what_is_wrong_with_a_call_is_said_by_field(body, changed, fields):
    with pytest.raises(Invalid) as refused:
        call_meeting(coalition=body.coalition, call=a_call(**changed), by=body.chair)
    assert [fault.field for fault in refused.value.faults] == fields
    assert not Meeting.objects.exists()


def test_a_meeting_ends_after_it_starts(body):
    call = a_call()
    with pytest.raises(Invalid) as refused:
        call_meeting(coalition=body.coalition, call=replace(call, ends_at=call.starts_at), by=body.chair)
    assert refused.value.field == "ends_at"


def test_a_change_is_told_once_the_meeting_is_called_and_not_before(body, meeting):
    meeting = amend_meeting(meeting=meeting, call=a_call(place="London"), by=body.chair)
    assert meeting.version == 0
    meeting = publish_meeting(meeting=meeting, by=body.chair)
    meeting = amend_meeting(meeting=meeting, call=a_call(place="Kyiv"), by=body.chair, reason="Moved.")
    assert (meeting.version, meeting.place, meeting.reason) == (2, "Kyiv", "Moved.")
    assert cancel_meeting(meeting=meeting, by=body.chair, reason="Ceasefire.").version == 3


def test_those_who_do_not_run_meetings_call_none(body, meeting):
    for person in (body.heads["FR"], body.observer, a_coalition().chair):
        with pytest.raises(NotAllowed):
            call_meeting(coalition=body.coalition, call=a_call(), by=person)
        with pytest.raises(NotAllowed):
            publish_meeting(meeting=meeting, by=person)
    assert Meeting.objects.count() == 1


def test_items_are_numbered_by_where_they_stand_until_the_agenda_is_published(body, meeting):
    first, second = item(body, meeting, "Opening"), item(body, meeting, "Readiness")
    item(body, meeting, "Report", under=second)
    move_item(item=first, move=Move.DOWN, by=body.chair)
    assert outline(meeting) == ["1 Readiness", "1.1 Report", "2 Opening"]
    publish_meeting(meeting=meeting, by=body.chair)
    move_item(item=first, move=Move.UP, by=body.chair)
    item(body, meeting, "Minutes")
    assert outline(meeting) == ["2 Opening", "1 Readiness", "1.1 Report", "3 Minutes"]


def test_an_item_goes_under_the_one_before_it_and_out_again(body, meeting):
    item(body, meeting, "Readiness")
    report = item(body, meeting, "Report")
    item(body, meeting, "Minutes")
    move_item(item=report, move=Move.IN, by=body.chair)
    assert outline(meeting) == ["1 Readiness", "1.1 Report", "2 Minutes"]
    move_item(item=report, move=Move.OUT, by=body.chair)
    assert outline(meeting) == ["1 Readiness", "2 Report", "3 Minutes"]


def test_what_cannot_move_stays_and_three_levels_are_the_most(body, meeting):
    one = item(body, meeting, "One")
    move_item(item=one, move=Move.UP, by=body.chair)
    move_item(item=one, move=Move.IN, by=body.chair)
    move_item(item=one, move=Move.OUT, by=body.chair)
    deepest = item(body, meeting, "Deepest", under=item(body, meeting, "Deep", under=one))
    with pytest.raises(Invalid):
        item(body, meeting, "Too deep", under=deepest)
    two = item(body, meeting, "Two")
    item(body, meeting, "Below", under=item(body, meeting, "Inside", under=two))
    move_item(item=two, move=Move.IN, by=body.chair)
    assert outline(meeting) == ["1 One", "1.1 Deep", "1.1.1 Deepest", "2 Two", "2.1 Inside", "2.1.1 Below"]


def test_an_item_is_dragged_before_another(body, meeting):
    one, two, three = (item(body, meeting, title) for title in ("One", "Two", "Three"))
    place_item(item=three, before=one, by=body.chair)
    assert [place.item for place in outline_of(meeting)] == [three, one, two]
    place_item(item=three, before=None, by=body.chair)
    assert [place.item for place in outline_of(meeting)] == [one, two, three]


def test_an_item_withdrawn_stays_on_record(body, meeting):
    one = item(body, meeting, "One")
    publish_meeting(meeting=meeting, by=body.chair)
    withdraw_item(item=one, by=body.chair)
    with pytest.raises(Conflict):
        change_item(item=one, words=ItemWords("Another"), by=body.chair)
    assert outline(meeting) == ["1 One"]


def test_a_proposal_of_another_coalition_is_on_no_agenda(body, meeting):
    with pytest.raises(Invalid) as refused:
        add_item(
            meeting=meeting,
            words=ItemWords("", minutes=0, proposals=[a_proposal(a_coalition())]),
            by=body.chair,
        )
    assert [fault.field for fault in refused.value.faults] == ["title", "minutes", "proposals"]


def test_one_item_is_taken_up_at_a_time(body, meeting):
    one, two = item(body, meeting, "One"), item(body, meeting, "Two")
    meeting = live(body, meeting)
    assert next_of(outline_of(meeting)) == one
    take_item(item=one, by=body.chair)
    take_item(item=two, by=body.chair)
    assert current_item(meeting) == two
    one.refresh_from_db()
    assert one.done_at is not None
    take_item(item=one, by=body.chair)
    assert (current_item(meeting), next_of(outline_of(meeting))) == (one, None)
    close_meeting(meeting=meeting, by=body.chair)
    assert current_item(meeting) is None


def test_presence_makes_a_quorum(body, meeting):
    meeting = live(body, meeting)
    for code, how in (("FR", How.ROOM), ("GB", How.ONLINE), ("DE", How.ROOM)):
        note_presence(meeting=meeting, member=body.members[code], how=how, by=body.secretariat[0])
    here = attendance_of(meeting, clock.now())
    assert (here.needed, here.is_quorum, here.present["GB"]) == (3, True, How.ONLINE)
    note_presence(meeting=meeting, member=body.members["GB"], how=None, by=body.chair)
    assert not attendance_of(meeting, clock.now()).is_quorum
    written = len(kinds(meeting))
    note_presence(meeting=meeting, member=body.members["GB"], how=None, by=body.chair)
    assert len(kinds(meeting)) == written


def test_the_floor_goes_round(body, meeting):
    meeting = live(body, meeting)
    turns = {
        code: ask_floor(meeting=meeting, member=body.members[code], by=body.advisers[code])
        for code in ("FR", "DE", "GB")
    }
    order = ask_floor(meeting=meeting, member=body.members["LT"], by=body.chair, purpose=Purpose.POINT_OF_ORDER)
    assert [turn.member.code for turn in waiting(meeting)] == ["LT", "FR", "DE", "GB"]
    give_floor(turn=turns["FR"], by=body.chair)
    give_floor(turn=order, by=body.chair)
    assert [turn.member.code for turn in speaking(meeting)] == ["LT"]
    end_turn(turn=turns["GB"], by=body.heads["GB"])
    with pytest.raises(Conflict):
        give_floor(turn=turns["GB"], by=body.chair)
    with pytest.raises(NotAllowed):
        end_turn(turn=turns["DE"], by=body.heads["GB"])
    assert [turn.member.code for turn in waiting(meeting)] == ["DE"]


def test_nobody_is_on_the_list_twice_or_for_another(body, meeting):
    meeting = live(body, meeting)
    ask_floor(meeting=meeting, member=body.members["FR"], by=body.heads["FR"])
    with pytest.raises(Conflict):
        ask_floor(meeting=meeting, member=body.members["FR"], by=body.alternates["FR"])
    for person in (body.heads["FR"], body.observer):
        with pytest.raises(NotAllowed):
            ask_floor(meeting=meeting, member=body.members["DE"], by=person)


def test_a_closed_list_takes_replies_and_points_of_order_alone(body, meeting):
    one, two = (add_item(meeting=meeting, words=ItemWords(title), by=body.chair) for title in ("First", "Second"))
    publish_meeting(meeting=meeting, by=body.chair)
    open_meeting(meeting=meeting, by=body.chair)
    with pytest.raises(Conflict, match="Take up an item first"):
        close_list(meeting=meeting, by=body.chair)
    take_item(item=one, by=body.chair)
    kept = ask_floor(meeting=meeting, member=body.members["FR"], by=body.heads["FR"])
    for _ in range(2):  # a second time changes nothing
        close_list(meeting=meeting, by=body.chair)
    with pytest.raises(Conflict) as refused:
        ask_floor(meeting=meeting, member=body.members["DE"], by=body.heads["DE"])
    assert refused.value.code == "list_closed"
    with pytest.raises(Conflict):  # nor for whoever runs the meeting
        ask_floor(meeting=meeting, member=body.members["DE"], by=body.chair)
    reply = ask_floor(meeting=meeting, member=body.members["DE"], by=body.heads["DE"], purpose=Purpose.REPLY)
    order = ask_floor(meeting=meeting, member=body.members["LT"], by=body.heads["LT"], purpose=Purpose.POINT_OF_ORDER)
    assert list(waiting(meeting)) == [order, kept, reply]
    reopen_list(meeting=meeting, by=body.chair)
    ask_floor(meeting=meeting, member=body.members["DE"], by=body.heads["DE"])
    close_list(meeting=meeting, by=body.chair)
    take_item(item=two, by=body.chair)  # which has a list of its own
    ask_floor(meeting=meeting, member=body.members["DK"], by=body.heads["DK"])
    kinds = Entry.objects.filter(kind__startswith="speakers_").order_by("index").values_list("kind", flat=True)
    assert list(kinds) == ["speakers_closed", "speakers_reopened", "speakers_closed"]


def test_a_list_is_closed_by_those_who_run_the_meeting(body, meeting):
    add_item(meeting=meeting, words=ItemWords("First"), by=body.chair)
    publish_meeting(meeting=meeting, by=body.chair)
    take_item(item=open_meeting(meeting=meeting, by=body.chair).items.get(), by=body.chair)
    for verb in (close_list, reopen_list):
        with pytest.raises(NotAllowed):
            verb(meeting=meeting, by=body.heads["FR"])


def test_a_group_speaks_through_one_member(body, meeting):
    group = body.coalition.groups.get(code="NB8")
    group.speaker = body.members["DK"]
    group.save()
    meeting = live(body, meeting)
    turn = ask_floor(meeting=meeting, member=body.members["DK"], by=body.heads["DK"], group=group)
    assert (turn.group, turn.limit) == (group, 300)
    with pytest.raises(Invalid):
        ask_floor(meeting=meeting, member=body.members["LT"], by=body.heads["LT"], group=group)


def test_a_ruling_can_be_appealed_and_the_meeting_settles_it(body, meeting):
    meeting = live(body, meeting)
    turn = ask_floor(meeting=meeting, member=body.members["LT"], by=body.heads["LT"], purpose=Purpose.POINT_OF_ORDER)
    with pytest.raises(Conflict):
        appeal(turn=turn, member=body.members["LT"], by=body.heads["LT"])
    rule_on(turn=turn, ruling="The list stays open.", by=body.chair)
    appeal(turn=turn, member=body.members["DE"], by=body.heads["DE"])
    settled = settle_appeal(turn=turn, upheld=False, by=body.chair)
    assert (settled.appealed_by, settled.upheld) == (body.members["DE"], False)
    assert kinds(meeting)[-3:] == ["point_of_order_ruled", "ruling_appealed", "appeal_settled"]

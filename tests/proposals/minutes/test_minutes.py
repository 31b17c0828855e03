"""Minutes: drawn up from what happened, corrected in the open, adopted by a later meeting, and then frozen."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models.procedure import Procedure
from proposals.ledger.models import Entry
from proposals.meetings.agenda import ItemWords, add_item, withdraw_item
from proposals.meetings.floor import appeal, ask_floor, end_turn, give_floor, rule_on, settle_appeal
from proposals.meetings.models import How, Purpose
from proposals.meetings.sitting import close_meeting, note_presence, take_item
from proposals.minutes.keeping import adopt_minutes, circulate, draw_up, edit_section
from proposals.minutes.models import Minutes, Section
from proposals.minutes.states import State, is_intact, minutes_for, state_of
from proposals.statements.making import Words, make_statement
from proposals.statements.models import StatementKind
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote
from tests.proposals.api.sittings import a_live_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE DK FR GB LT", groups={"NB8": "DK LT"}, procedure=Procedure.MEETING)


def held(body):
    """A meeting with a vote, a statement, a speaker for a group and a point of order, item by item."""
    proposal = a_proposal(body, title="Readiness *order*")
    meeting = a_live_meeting(body, "Agenda")
    by, chair = body.secretariat[0], body.chair
    item = add_item(meeting=meeting, words=ItemWords("Readiness", proposals=[proposal]), by=by)
    add_item(meeting=meeting, words=ItemWords("Winter"), by=by, under=item)
    gone = add_item(meeting=meeting, words=ItemWords("Gone"), by=by)
    withdraw_item(item=gone, by=by)
    for code in ("DE", "DK", "FR"):
        note_presence(meeting=meeting, member=body.members[code], how=How.ROOM, by=by)
    take_item(item=item, by=by)
    group = body.coalition.groups.get(code="NB8")
    group.speaker = body.members["DK"]
    group.save()
    turn = ask_floor(meeting=meeting, member=body.members["DK"], by=body.heads["DK"], group=group)
    end_turn(turn=give_floor(turn=turn, by=chair), by=chair)
    order = ask_floor(meeting=meeting, member=body.members["FR"], by=chair, purpose=Purpose.POINT_OF_ORDER)
    appeal(turn=rule_on(turn=order, ruling="The list is *closed*.", by=chair), member=body.members["DE"], by=chair)
    settle_appeal(turn=order, upheld=False, by=chair)
    division = open_vote(body, proposal=proposal, seconds=60)
    for code, position in (("DE", "yes"), ("DK", "yes"), ("FR", "no"), ("GB", "abstain")):
        cast(division, body, code, position)
    words = Words(StatementKind.DECLARATION, "We are ready.\nWe stay.")
    make_statement(proposal=proposal, member=body.members["LT"], words=words, by=body.heads["LT"])
    meeting = close_meeting(meeting=meeting, by=chair)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    return meeting


def test_they_say_what_happened(body):
    minutes = draw_up(meeting=held(body), by=body.secretariat[0])
    sections = {section.heading: section.text for section in minutes.sections.all()}
    assert list(sections) == ["Opening", "1. Agenda", "2. Readiness", "2.1. Winter", "3. Gone", "Closing"]
    assert "Present: DE, DK, FR." in sections["Opening"]
    assert "Not present: GB, LT." in sections["Opening"]
    assert sections["1. Agenda"] == "Not taken up."
    assert sections["3. Gone"] == "Taken off the agenda."
    readiness = sections["2. Readiness"]
    for said in (
        "Took the floor: DK (for NB8).",
        r"Point of order of FR. The chair ruled: “The list is \*closed\*”. Appeal of DE. The ruling was overruled.",
        r"revision 1, Readiness \*order\*.** Decision",
        "Adopted by vote 2-1",
        "- For (2): DE, DK",
        "- Against (1): FR",
        "- Abstained (1): GB",
        "- Absent (1): LT",
        "Declaration, LT, on P-",
        "> We are ready.\n> We stay.",
    ):
        assert said in readiness, said


def test_they_are_drawn_up_in_the_language_of_who_asks(body):
    with translation.override("fr"):
        minutes = draw_up(meeting=held(body), by=body.secretariat[0])
    texts = "\n".join(f"{each.heading}\n{each.text}" for each in minutes.sections.all())
    assert "Ouverture" in texts and "Pour (2)" in texts and "Opening" not in texts


def test_the_queries_do_not_grow_with_the_items(body, django_assert_num_queries):
    from proposals.minutes.happenings import sitting_of

    meeting = a_live_meeting(body, "One")
    for title in ("Two", "Three"):
        proposal = a_proposal(body, title=title)
        add_item(meeting=meeting, words=ItemWords(title, proposals=[proposal]), by=body.chair)
    meeting = close_meeting(meeting=meeting, by=body.chair)
    with django_assert_num_queries(7):
        sitting_of(meeting)


def test_from_drafting_to_freezing(body):
    secretary, meeting = body.secretariat[0], held(body)
    minutes = draw_up(meeting=meeting, by=secretary)
    section = minutes.sections.first()
    edited = edit_section(section=section, heading="Opening", text="As *read* out.", seen=0, by=body.chair)
    assert edited.changes == 1 and state_of(minutes) == State.DRAFT
    minutes = circulate(minutes=minutes, by=secretary)
    first = minutes.text_hash
    edit_section(section=edited, heading="Opening", text="As corrected.", seen=1, by=secretary)
    minutes.refresh_from_db()
    assert (minutes.version, minutes.text_hash == first) == (2, False)
    later = a_live_meeting(body, "Minutes")
    minutes = adopt_minutes(minutes=minutes, meeting=later, by=body.chair)
    with pytest.raises(Conflict, match="adopted"):
        edit_section(section=edited, heading="Opening", text="Anew.", seen=2, by=secretary)
    entries = Entry.objects.filter(subject=f"minutes:{minutes.pk}").order_by("index")
    assert [entry.kind for entry in entries] == [
        "minutes_drawn",
        "minutes_edited",
        "minutes_circulated",
        "minutes_corrected",
        "minutes_adopted",
    ]
    said = json.loads(entries.last().content)["body"]
    assert said["text_hash"] == minutes.text_hash and said["adopted_in"] == later.number
    assert "As corrected" not in entries.last().content
    assert is_intact(minutes)
    Section.objects.filter(pk=edited.pk).update(text="Behind the back.")
    assert not is_intact(Minutes.objects.get(pk=minutes.pk))


def test_an_editor_who_saw_an_older_text_overwrites_nothing(body):
    section = draw_up(meeting=held(body), by=body.chair).sections.first()
    edit_section(section=section, heading="Opening", text="Mine.", seen=0, by=body.chair)
    with pytest.raises(Conflict, match="meanwhile"):
        edit_section(section=section, heading="Opening", text="Theirs.", seen=0, by=body.secretariat[0])
    section.refresh_from_db()
    assert section.text == "Mine."


def test_what_is_refused(body):
    secretary, meeting = body.secretariat[0], a_live_meeting(body, "First")
    with pytest.raises(Conflict, match="in session"):
        draw_up(meeting=meeting, by=secretary)
    meeting = close_meeting(meeting=meeting, by=body.chair)
    for person in (body.heads["FR"], body.observer):
        with pytest.raises(NotAllowed):
            draw_up(meeting=meeting, by=person)
    minutes = draw_up(meeting=meeting, by=secretary)
    with pytest.raises(Conflict, match="already"):
        draw_up(meeting=meeting, by=secretary)
    later = a_live_meeting(body, "Minutes")
    with pytest.raises(Conflict, match="in preparation"):
        adopt_minutes(minutes=minutes, meeting=later, by=secretary)
    minutes = circulate(minutes=minutes, by=secretary)
    for wrong, error in ((meeting, Invalid), (a_live_meeting(a_coalition(), "Elsewhere"), Invalid)):
        with pytest.raises(error):
            adopt_minutes(minutes=minutes, meeting=wrong, by=secretary)
    with pytest.raises(Conflict, match="in session"):
        adopt_minutes(minutes=minutes, meeting=close_meeting(meeting=later, by=secretary), by=secretary)


def test_members_read_them_once_circulated_and_observers_never(body):
    from coalition import clock

    minutes = draw_up(meeting=held(body), by=body.chair)
    readers = (body.chair, body.advisers["FR"], body.observer)
    assert [minutes_for(person, clock.now()).count() for person in readers] == [1, 0, 0]
    circulate(minutes=minutes, by=body.chair)
    assert [minutes_for(person, clock.now()).count() for person in readers] == [1, 1, 0]

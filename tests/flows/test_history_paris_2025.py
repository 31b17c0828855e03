"""Paris, 4 September 2025: the Coalition of the Willing meets, in the room and online, and 26 states take part.

Real: the place and the day, the hybrid meeting, FR and GB in the chair, 26 states, later reports of 36. EXERCISE: which
26, the text, UA consenting, DE reserving, DK speaking for NB8, the outage, NO's signed note, and who aligned later.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from coalition import four_eyes, grouping, partnering
from coalition.models import Group, Person
from coalition.models.delegations import Role
from coalition.models.procedure import Procedure, Visibility
from coalition.rules import catalogue
from proposals.adherence.standing import behind
from proposals.export.bundling import export_coalition
from proposals.ledger.checkpointing import checkpoint
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import Call, call_meeting, publish_meeting
from proposals.meetings.floor import ask_floor, give_floor
from proposals.meetings.models import How, Meeting
from proposals.meetings.sitting import note_presence, open_meeting, take_item
from proposals.tasks import tick
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.models import Ballot, Decision, Division
from tests.factories import Body, a_coalition, a_partner, a_proposal, open_vote, serve, settled
from tests.flows.histories import MARK, cast_in_turn, main_of, on, page, send
from tests.proposals.api.callers import Caller
from tests.proposals.export.verifying import verified, write

pytestmark = pytest.mark.django_db
MEMBERS = catalogue.roll("coalition-35").members
NB8 = "DK EE FI IS LT LV NO SE"
OPENED = datetime(2025, 9, 4, 11, tzinfo=UTC)
CLOSES, MOVED = OPENED + timedelta(hours=1), OPENED + timedelta(hours=2)
LAST = "NO"
OUT = ("AL", "AT", "BG", "CY", "GR", "IE", "ME", "PL", "TR")  # EXERCISE
TAKING_PART = tuple(code for code in MEMBERS if code not in OUT)


@pytest.fixture
def body() -> Body:
    with on(OPENED - timedelta(days=3)):
        made = a_coalition(
            " ".join(MEMBERS),
            rule=catalogue.document("coalition-opt-in-host"),
            groups={"NB8": NB8},
            procedure=Procedure.MEETING,
            visibility=Visibility.OPEN,
            exercise=True,
            outage_extension=MOVED - CLOSES,
        )
        serve(made, made.heads["FR"], Role.CHAIR)
        serve(made, made.heads["GB"], Role.CHAIR)
        group = Group.objects.get(coalition=made.coalition, code="NB8")
        settled(made, grouping.name_speaker(group=group, member=made.members["DK"], by=made.secretariat[0]))
        a_partner(made, "UA", hosts=True)
    return made


def a_meeting(body: Body) -> Meeting:
    """Called by FR's chair for a place and a link, opened, with the item taken up."""
    chair: Person = body.heads["FR"]
    call = Call(
        title=f"{MARK}: heads of state and government",
        starts_at=OPENED,
        ends_at=OPENED + timedelta(hours=4),
        time_zone="Europe/Paris",
        place="Paris",
        online="https://meet.example.org/paris",
    )
    meeting = call_meeting(coalition=body.coalition, call=call, by=chair)
    item = add_item(meeting=meeting, words=ItemWords("The force"), by=chair)
    meeting = publish_meeting(meeting=meeting, by=chair)
    for code in MEMBERS:
        how = How.ROOM if code in ("FR", "DE", "DK", "UA") else How.ONLINE
        note_presence(meeting=meeting, member=body.members[code], how=how, by=chair)
    meeting = open_meeting(meeting=meeting, by=chair)
    take_item(item=item, by=body.heads["GB"])
    return meeting


def speaks_for_nb8(body: Body, meeting: Meeting) -> None:
    group = Group.objects.get(coalition=body.coalition, code="NB8")
    turn = ask_floor(meeting=meeting, member=body.members["DK"], by=body.heads["DK"], group=group)
    give_floor(turn=turn, by=body.heads["FR"])


def fails_before_closing(body: Body, division: Division) -> None:
    """The platform is down before the deadline: two people move it, by what the rules of procedure say.

    NO signed a note while nothing answered. It counts from its receipt; the secretariat records it once it can, and NO
    countersigns it.
    """
    received = CLOSES - timedelta(minutes=10)
    with on(CLOSES - timedelta(minutes=5)):
        asked = ask_extension(
            division=division, reason=Reason.OUTAGE, note="The platform is down.", by=body.secretariat[0]
        )
        moved = four_eyes.confirm(pending=asked, by=body.secretariat[1]).result
        assert moved.closes_at == MOVED
    with on(CLOSES + timedelta(minutes=20)):
        sent = {"member": LAST, "position": "yes", "received_at": received.isoformat(), "filed": f"{MARK} 4/2025"}
        noted = Caller(body.secretariat[0]).post(
            f"/divisions/{division.pk}/notes/", sent, Idempotency_Key=uuid.uuid4().hex
        )
        assert noted.status_code == 201, noted.content
        ballot = Ballot.objects.get(division=division, member=body.members[LAST])
        assert ballot.received_at == received
        place = f"/divisions/{division.pk}/notes/{ballot.note_id}/countersignature/"
        assert Caller(body.heads[LAST]).post(place, {}).status_code == 200


def reserves(body: Body, division: Division) -> None:
    said = {
        "member": "DE",
        "kind": "parliamentary",
        "text": f"{MARK}: subject to a mandate of the Bundestag.",
        "expires_at": "2025-12-31T12:00:00Z",
    }
    assert Caller(body.heads["DE"]).post(f"/proposals/{division.proposal_id}/statements/", said).status_code == 201


def test_26_take_part_the_host_consents_and_a_36th_state_aligns_later(body, tmp_path):
    with on(OPENED):
        meeting = a_meeting(body)
        division = open_vote(body, proposal=a_proposal(body, title=f"{MARK}: the force"), closes_at=CLOSES)
        speaks_for_nb8(body, meeting)
        assert not Ballot.objects.filter(division=division).exists()  # to speak for seven others is not to vote
        assert "for NB8" in main_of(page(body, body.heads["LT"], f"meetings/{meeting.number}/"))
        cast_in_turn(body, division, [code for code in TAKING_PART if code != LAST], "yes")
        cast_in_turn(body, division, OUT[:2], "not_participating")
        reserves(body, division)
        send(body, body.heads["UA"], f"votes/{division.pk}/consent/", state="UA")
        open_page = main_of(page(body, body.heads["LT"], f"votes/{division.pk}/"))
        assert "DK speaks for NB8." in open_page and "UA consents as the host." in open_page
    fails_before_closing(body, division)
    with on(MOVED + timedelta(seconds=4)):
        tick()
        decision = Decision.objects.get(division=division)
    assert (decision.result, len(decision.outcome["bound"])) == ("adopted", 26)
    assert decision.ballots[LAST] == decision.ballots["LT"] == "yes"
    assert decision.by_note == [LAST]
    assert decision.outcome["facts"] == ["host_consents"]
    aligns_later(body, decision)
    report = verified(write(export_coalition(body.coalition), tmp_path))
    assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)


def aligns_later(body: Body, decision: Decision) -> None:
    """A 36th state stands beside the 35, in the month after, and aligns by its contact; it is in no count."""
    with on(OPENED + timedelta(days=30)):
        partner = a_partner(body, "MD")
        partnering.name_contact(partner=partner, person=body.observer, by=body.secretariat[0])
        decision.division.proposal.released_to_observers = True
        decision.division.proposal.save()
        sent = {"act": "align", "state": "MD"}
        made = Caller(body.observer).post(f"/divisions/{decision.division_id}/adherences/", sent)
        assert made.status_code == 201, made.content
        assert len(behind(decision.division).members) == 26 and behind(decision.division).aligned == ("MD",)
        shown = main_of(page(body, body.heads["DE"], f"decisions/{decision.year}/{decision.number}/"))
        assert "26 members take part, 1 state aligns." in shown and "Adopted, 26 taking part" in shown
        assert "parliamentary reservation" in shown and "speaks for NB8" in shown and MARK in shown
        checkpoint(coalition_id=body.coalition.pk)

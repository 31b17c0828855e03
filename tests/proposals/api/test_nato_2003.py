"""A history: the North Atlantic Council, 6 to 16 February 2003, 19 members, told through the API.

The course of it is as reported: silence on planning for the defence of Turkey to 10 February, broken by Belgium, France
and Germany; consultations asked for by Turkey; agreement without France in the Defence Planning Committee. EXERCISE:
texts, hours and minutes, the order of the objections, and Belgium's attempt to take its own back are invented.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coalition import clock, membership
from coalition.models.procedure import Opener, Procedure
from coalition.rules import catalogue
from proposals.tasks import tick
from proposals.voting.models import Decision
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, a_subject, keep_rule, put_in_force
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db
NAC = "BE CA CZ DE DK ES FR GB GR HU IS IT LU NL NO PL PT TR US"
DPC = NAC.replace("FR ", "")
CONSENSUS = catalogue.rule("consensus").to_json()


@pytest.fixture
def alliance():
    """The Council of 19, and the committee of 18 without France, which decides by consensus in the room."""
    body = a_coalition(NAC, rule=CONSENSUS, procedure=Procedure.SILENCE, groups={"DPC": DPC}, exercise=True)
    rule = keep_rule(body, CONSENSUS | {"version": "dpc"})
    room = a_subject(code="planning", rule=rule, procedure=Procedure.CONSENSUS, body="DPC", opener=Opener.CHAIR)
    silence = a_subject(rule=body.rules.subjects.get().rule, procedure=Procedure.SILENCE)
    rules = put_in_force(body, silence, room)
    for member in body.members.values():
        membership.accept_rules(rules_of_procedure=rules, member=member, recorded_by=body.secretariat[0])
    return body


def test_a_silence_that_three_break_and_an_agreement_of_eighteen(alliance):
    body = alliance
    secretariat, chair = Caller(body.secretariat[0]), Caller(body.chair)
    text = a_proposal(body, title="EXERCISE: planning for the defence of Turkey")
    opened = secretariat.post("/divisions/", {"proposal": text.pk, "closes_at": _in(hours=93)})
    assert opened.status_code == 201, opened.content
    number, first = opened.json()["id"], opened.json()
    assert (len(first["roll"]["members"]), first["positions"]) == (19, ["no"])

    belgium = Caller(body.heads["BE"])
    assert belgium.cast(number, "BE", "no").status_code == 201
    for code in ("FR", "DE"):  # the silence is broken already: they say so for the record
        late = Caller(body.heads[code])
        problem(late.cast(number, code, "no"), 409, "ended_by_objection")
        said = {"member": code, "kind": "declaration", "text": "We object as well.", "division": number}
        assert late.post(f"/proposals/{text.pk}/statements/", said).status_code == 201
    problem(belgium.cast(number, "BE", "yes"), 409, "objection_stands")
    turkey = {"member": "TR", "kind": "declaration", "text": "We request consultations under Article 4."}
    assert Caller(body.heads["TR"]).post(f"/proposals/{text.pk}/statements/", turkey).status_code == 201

    with clock_at(clock.now() + timedelta(seconds=10)):
        tick()
    fallen = Decision.objects.get(division=number)
    told = secretariat.get(f"/decisions/{fallen.pk}/").json()
    assert told["headline"]["en"] == "Not adopted: silence broken"
    assert told["roll_call"] == {"BE": "no"}

    amended = secretariat.post(
        "/proposals/",
        {
            "coalition": body.coalition.slug,
            "title": "EXERCISE: planning, as amended",
            "text": "1. The military authorities plan for the defence of Turkey.",
            "subject": "planning",
        },
    ).json()
    again = chair.post("/divisions/", {"proposal": amended["id"], "closes_at": _in(minutes=2)}).json()
    assert (again["body"], len(again["roll"]["members"]), "FR" in again["roll"]["members"]) == ("DPC", 18, False)
    problem(Caller(body.heads["FR"]).cast(again["id"], "FR", "no"), 400, "not_on_roll")
    with clock_at(clock.now() + timedelta(minutes=3)):
        tick()
    agreed = secretariat.get(f"/decisions/{Decision.objects.get(division=again['id']).pk}/").json()
    assert agreed["headline"] == {"en": "Adopted by consensus", "fr": "Adopté par consensus"}
    assert agreed["roll_call"] == {}
    assert agreed["outcome"]["tally"]["counts"]["yes"] == 0
    assert len(agreed["outcome"]["bound"]) == 18


def _in(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()

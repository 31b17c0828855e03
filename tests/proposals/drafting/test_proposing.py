"""Proposals: numbered per year, refused in words, never half made."""

from __future__ import annotations

import json

import pytest

from coalition.errors import Conflict, Invalid, NotAllowed
from proposals.drafting.models import Proposal
from proposals.drafting.naming import may_name
from proposals.drafting.proposing import create_proposal, revise, text_hash
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_proposal, withdraw

pytestmark = pytest.mark.django_db


def test_proposals_are_numbered_per_coalition_and_year():
    body, other = a_coalition(), a_coalition()
    assert [a_proposal(b).number for b in (body, other, body)] == [1, 1, 2]


def test_a_revision_is_added_and_none_is_edited():
    body = a_coalition()
    proposal = a_proposal(body, text="One.")
    revise(proposal=proposal, text="Two:\r\n\tthen\rthree.\r\n", by=body.secretariat[0])
    assert [(r.number, r.text, r.text_hash) for r in proposal.revisions.all()] == [
        (1, "One.", text_hash("One.")),
        (2, "Two:\n\tthen\nthree.", text_hash("Two:\n\tthen\nthree.")),
    ]
    assert Entry.objects.filter(subject=f"proposal:{proposal.pk}").count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "t" * 201}, "title"),
        ({"text": "\n"}, "text"),
        ({"text": "t" * 200_001}, "text"),
        ({"title": "Readiness\x00"}, "title"),
        ({"title": "One line\nand another"}, "title"),
        ({"title": "Not \u202edetpoda"}, "title"),
        ({"text": "1. It is\x00 so."}, "text"),
        ({"text": "1. It is not \u202eos."}, "text"),
        ({"text": "1. \ud800"}, "text"),
        ({"subject": "the-weather"}, "subject"),
        ({"subject": ""}, "subject"),
        ({"marking": "unheard of"}, "marking"),
        ({"marking": "secret"}, "marking"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(given, field):
    body = a_coalition()
    ask = {
        "coalition": body.coalition,
        "title": "Readiness",
        "text": "Text.",
        "subject": "readiness",
        "sponsors": [body.members["FR"]],
        "by": body.secretariat[0],
    }
    before = Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        create_proposal(**{**ask, **given})
    assert refused.value.field == field
    assert (Proposal.objects.count(), Entry.objects.count()) == (0, before)


def test_a_title_leaves_the_house_up_to_the_marking_that_the_deployment_says(settings):
    body = a_coalition()
    texts = [a_proposal(body, marking=code) for code in ("", "public", "limited")]
    put = Entry.objects.filter(kind="proposal_created").order_by("index")
    assert [json.loads(each.content)["body"].get("marking") for each in put] == [None, "public", "limited"]
    for ceiling, named in (("public", [False, True, False]), ("limited", [False, True, True]), ("", [False] * 3)):
        settings.TITLE_CEILING = ceiling
        assert [may_name(text) for text in texts] == named


@pytest.mark.parametrize("former", [False, True])
def test_a_sponsor_is_a_member_of_this_coalition(former):
    body, other = a_coalition(), a_coalition()
    if former:
        withdraw(body, "FR")
    with pytest.raises(Invalid) as refused:
        create_proposal(
            coalition=body.coalition,
            title="T",
            text="T",
            subject="readiness",
            sponsors=[(body if former else other).members["FR"]],
            by=body.secretariat[0],
        )
    assert refused.value.field == "sponsors"


def test_only_the_secretariat_drafts():
    body = a_coalition()
    proposal = a_proposal(body)
    with pytest.raises(NotAllowed):
        revise(proposal=proposal, text="Mine.", by=body.heads["FR"])


def test_all_that_is_wrong_is_said_at_once():
    body = a_coalition()
    with pytest.raises(Invalid) as refused:
        create_proposal(
            coalition=body.coalition,
            title="",
            text="",
            subject="the-weather",
            sponsors=[a_coalition().members["FR"]],
            by=body.secretariat[0],
        )
    assert [fault.field for fault in refused.value.faults] == ["title", "subject", "text", "sponsors"]


def test_a_revision_is_written_on_the_latest():
    body = a_coalition()
    proposal = a_proposal(body, text="One.")
    revise(proposal=proposal, text="Two.", by=body.secretariat[0], base=1)
    with pytest.raises(Conflict) as refused:
        revise(proposal=proposal, text="Another two.", by=body.secretariat[1], base=1)
    assert (refused.value.code, proposal.revisions.count()) == ("revised_meanwhile", 2)


def test_a_revision_changes_something():
    body = a_coalition()
    proposal = a_proposal(body, text="One.")
    with pytest.raises(Invalid) as refused:
        revise(proposal=proposal, text=" One.\r\n", by=body.secretariat[0])
    assert (refused.value.code, proposal.revisions.count()) == ("unchanged", 1)

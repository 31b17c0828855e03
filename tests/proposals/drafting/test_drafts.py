"""Drafts are the sponsor's own paper; sponsors join and leave on record."""

from __future__ import annotations

import pytest

from coalition.errors import Conflict, Invalid, NotAllowed
from proposals.drafting.drafts import begin_draft, drop_draft, edit_draft, join_draft, put_draft, share_draft
from proposals.drafting.proposing import Words, revise
from proposals.drafting.sponsoring import join, leave
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_proposal, open_vote

pytestmark = pytest.mark.django_db
WORDS = Words("Readiness", "readiness", "1. The force is ready.")


@pytest.fixture
def body():
    return a_coalition()


def kinds(proposal):
    return list(Entry.objects.filter(subject=f"proposal:{proposal.pk}").values_list("kind", flat=True))


def test_from_draft_to_proposal_with_those_who_joined(body):
    before = Entry.objects.count()
    draft = begin_draft(sponsor=body.members["FR"], words=WORDS, by=body.advisers["FR"])
    share_draft(draft=draft, member=body.members["GB"], by=body.heads["FR"])
    join_draft(draft=draft, member=body.members["GB"], by=body.heads["GB"], version=1)
    draft = edit_draft(draft=draft, words=Words("Readiness", "readiness", "1. All."), by=body.advisers["FR"], version=1)
    assert not draft.shares.get().joined_at  # it is another text now
    with pytest.raises(Conflict):
        join_draft(draft=draft, member=body.members["GB"], by=body.heads["GB"], version=1)
    join_draft(draft=draft, member=body.members["GB"], by=body.heads["GB"], version=2)
    assert Entry.objects.count() == before  # nothing of a draft is on record
    with pytest.raises(NotAllowed):
        put_draft(draft=draft, by=body.advisers["FR"])
    proposal = put_draft(draft=draft, by=body.heads["FR"])
    assert sorted(member.code for member in proposal.sponsors.all()) == ["FR", "GB"]
    assert [revision.text for revision in proposal.revisions.all()] == ["1. All."]
    assert kinds(proposal) == ["proposal_created"]
    for act in (put_draft, drop_draft):
        with pytest.raises(Conflict):
            act(draft=draft, by=body.heads["FR"])


def test_a_draft_is_put_with_its_marking(body):
    marked = Words("Readiness", "readiness", "1. The force is ready.", "limited")
    draft = begin_draft(sponsor=body.members["FR"], words=marked, by=body.heads["FR"])
    public = Words(draft.title, draft.subject, draft.text, "public")
    draft = edit_draft(draft=draft, words=public, by=body.advisers["FR"], version=1)
    for code in ("unheard of", "secret"):
        with pytest.raises(Invalid) as refused:
            edit_draft(draft=draft, words=Words("A", "readiness", "B", code), by=body.heads["FR"], version=2)
        assert refused.value.field == "marking"
    assert put_draft(draft=draft, by=body.heads["FR"]).marking == "public"


def test_nobody_writes_over_another(body):
    draft = begin_draft(sponsor=body.members["FR"], words=WORDS, by=body.heads["FR"])
    edit_draft(draft=draft, words=Words("A", "readiness", "B"), by=body.heads["FR"], version=1)
    with pytest.raises(Conflict) as refused:
        edit_draft(draft=draft, words=Words("C", "readiness", "D"), by=body.advisers["FR"], version=1)
    assert refused.value.code == "edited_meanwhile"


def test_a_draft_is_its_sponsor_s_alone(body):
    draft = begin_draft(sponsor=body.members["FR"], words=WORDS, by=body.heads["FR"])
    for person in (body.heads["GB"], body.secretariat[0], body.chair, body.observer):
        for act in (
            lambda person=person: begin_draft(sponsor=body.members["FR"], words=WORDS, by=person),
            lambda person=person: edit_draft(draft=draft, words=WORDS, by=person, version=1),
            lambda person=person: share_draft(draft=draft, member=body.members["GB"], by=person),
            lambda person=person: put_draft(draft=draft, by=person),
            lambda person=person: drop_draft(draft=draft, by=person),
        ):
            with pytest.raises(NotAllowed):
                act()
    with pytest.raises(NotAllowed):  # it was not shown to them
        join_draft(draft=draft, member=body.members["GB"], by=body.heads["GB"], version=1)
    with pytest.raises(Invalid):
        share_draft(draft=draft, member=a_coalition().members["GB"], by=body.heads["FR"])


def test_co_sponsors_join_and_leave_on_record(body):
    proposal = a_proposal(body)
    join(proposal=proposal, member=body.members["FR"], by=body.heads["FR"])
    with pytest.raises(Conflict):
        join(proposal=proposal, member=body.members["FR"], by=body.heads["FR"])
    with pytest.raises(NotAllowed):
        join(proposal=proposal, member=body.members["GB"], by=body.heads["FR"])
    leave(proposal=proposal, member=body.members["DE"], by=body.heads["DE"])
    with pytest.raises(Conflict) as refused:
        leave(proposal=proposal, member=body.members["FR"], by=body.heads["FR"])
    assert refused.value.code == "last_sponsor"
    assert [member.code for member in proposal.sponsors.all()] == ["FR"]
    assert [(s.member.code, s.first, s.until is None) for s in proposal.sponsorships.all()] == [
        ("DE", True, False),
        ("FR", False, True),
    ]
    assert kinds(proposal) == ["proposal_created", "sponsor_joined", "sponsor_left"]


def test_the_sponsor_revises_until_a_vote_opens_and_a_co_sponsor_does_not(body):
    proposal = a_proposal(body, text="One.")
    join(proposal=proposal, member=body.members["FR"], by=body.heads["FR"])
    with pytest.raises(NotAllowed):
        revise(proposal=proposal, text="Mine.", by=body.heads["FR"])
    first = revise(proposal=proposal, text="Two.", by=body.advisers["DE"])
    fixed = revise(proposal=proposal, text="Two!", by=body.heads["DE"], corrigendum=True)
    again = revise(proposal=proposal, text="Three.", by=body.heads["DE"])
    assert [each.marks for each in (first, fixed, again)] == ["REV 1", "REV 1 COR 1", "REV 2"]
    open_vote(body, proposal=proposal)
    with pytest.raises(Conflict):
        revise(proposal=proposal, text="Four.", by=body.heads["DE"])

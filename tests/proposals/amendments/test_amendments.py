"""Amendments: tabled to a passage, ordered, voted by the proposal's own rule, applied, or a conflict that is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from proposals.amendments.models import Amendment, Change, Standing
from proposals.amendments.ordering import appeal_order, in_order, rule_on_order
from proposals.amendments.settling import accept, carry, settle_voted, unsettled
from proposals.amendments.tabling import Asked, table, withdraw
from proposals.amendments.voting import next_question, open_next
from proposals.drafting.proposing import revise, text_hash
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.opening import open_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast

pytestmark = pytest.mark.django_db
TEXT = """\
The members,

decide as follows:

1. The force is held at thirty days’ notice.
2. Each member names a contact.
3. The cell reports every two weeks.

## Article 2

1. The order lapses after six months."""


@pytest.fixture
def body():
    return a_coalition("DE FR GB")


@pytest.fixture
def proposal(body):
    return a_proposal(body, text=TEXT)  # DE put it forward


def tabled(proposal, body, code, change, anchor, text="", **kw):
    asked = Asked(Change(change), anchor, text)
    return table(proposal=proposal, member=body.members[code], asked=asked, by=body.heads[code], **kw)


def vote_next(proposal, body, positions, seconds=60):
    """Hold the next vote and settle what it was on."""
    terms = {"closes_at": clock.now() + timedelta(seconds=seconds), "by": body.secretariat[0]}
    division = open_next(proposal=proposal, **terms)
    for code, position in positions.items():
        cast(division, body, code, position)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
        for decision in unsettled():
            settle_voted(decision=decision)
    return division


def latest(proposal):
    return proposal.revisions.order_by("-number")[0]


ALL_YES = dict.fromkeys(("DE", "FR", "GB"), "yes")
ALL_NO = dict.fromkeys(("DE", "FR", "GB"), "no")


def test_one_accepted_one_voted_and_the_contrary_one_falls(proposal, body):
    ten = tabled(proposal, body, "FR", "replace", "par-1", "1. The force is held at ten days’ notice.")
    five = tabled(
        proposal, body, "GB", "replace", "par-1", "1. The force is held at five days’ notice, on land and sea."
    )
    contact = tabled(proposal, body, "GB", "insert", "par-2", "3. The contact answers by day and night.")
    with pytest.raises(Conflict) as refused:
        open_division(proposal=proposal, closes_at=clock.now() + timedelta(hours=1), by=body.secretariat[0])
    assert refused.value.code == "amendments_first"
    accept(amendment=contact, by=body.heads["DE"])
    assert [each.number for each in in_order(proposal)] == [five.number, ten.number]  # furthest removed first
    division = vote_next(proposal, body, ALL_YES)
    assert division.question == five.question
    standing = dict(Amendment.objects.values_list("number", "standing"))
    assert standing == {ten.number: "fallen", five.number: "adopted", contact.number: "accepted"}
    assert Amendment.objects.get(pk=ten.pk).fell_with == five
    revision = latest(proposal)
    assert (revision.number, revision.symbol) == (3, f"{proposal.symbol} REV 2")
    assert (
        "five days’ notice, on land and sea.\n2. Each member names a contact.\n3. The contact answers" in revision.text
    )
    assert next_question(proposal) is None
    whole = open_division(proposal=proposal, closes_at=clock.now() + timedelta(hours=1), by=body.secretariat[0])
    assert (whole.question, whole.text_hash) == ("", text_hash(revision.text))


def test_a_rejected_one_changes_nothing_and_the_next_one_comes(proposal, body):
    ten = tabled(proposal, body, "FR", "replace", "par-1", "1. The force is held at ten days’ notice.")
    gone = tabled(proposal, body, "GB", "delete", "par-3")
    assert next_question(proposal) == gone
    vote_next(proposal, body, ALL_NO)
    assert (next_question(proposal), latest(proposal).number) == (ten, 1)
    vote_next(proposal, body, ALL_YES)
    assert "ten days" in latest(proposal).text and "3. The cell" in latest(proposal).text


def test_a_vote_without_a_result_settles_nothing(proposal, body):
    ten = tabled(proposal, body, "FR", "replace", "par-1", "1. Ten days.")
    vote_next(proposal, body, {})
    assert Amendment.objects.get(pk=ten.pk).standing in (Standing.PENDING, Standing.REJECTED)


def test_declared_contrary_ones_fall_too(proposal, body):
    first = tabled(proposal, body, "FR", "delete", "par-2")
    second = tabled(proposal, body, "GB", "insert", "par-3", "4. No contact is named.", contrary_to=[first])
    accept(amendment=first, by=body.heads["DE"])
    assert Amendment.objects.get(pk=second.pk).standing == Standing.FALLEN


def test_a_part_is_voted_separately_and_taken_out_where_it_is_not_kept(proposal, body):
    part = tabled(proposal, body, "GB", "separate", "article-2/par-1")
    tabled(proposal, body, "FR", "delete", "par-3")
    assert next_question(proposal).number != part.number  # parts come after the amendments
    vote_next(proposal, body, ALL_NO)
    vote_next(proposal, body, ALL_NO)
    assert Amendment.objects.get(pk=part.pk).standing == Standing.REJECTED
    assert "lapses" not in latest(proposal).text
    kept = tabled(proposal, body, "GB", "separate", "par-1")
    vote_next(proposal, body, ALL_YES)
    assert (Amendment.objects.get(pk=kept.pk).standing, latest(proposal).number) == (Standing.ADOPTED, 2)


def test_a_passage_that_changed_is_a_conflict_that_is_shown_and_written_in_by_hand(proposal, body):
    ten = tabled(proposal, body, "FR", "replace", "par-1", "1. The force is held at ten days’ notice.")
    revise(proposal=proposal, text=TEXT.replace("thirty days", "thirty working days"), by=body.heads["DE"])
    with pytest.raises(Conflict) as refused:
        accept(amendment=ten, by=body.heads["DE"])
    assert refused.value.code == "passage_changed"
    vote_next(proposal, body, ALL_YES)
    ten = Amendment.objects.get(pk=ten.pk)
    assert (ten.standing, ten.conflict, ten.carried_in, latest(proposal).number) == (Standing.ADOPTED, True, None, 2)
    with pytest.raises(Conflict):
        open_division(proposal=proposal, closes_at=clock.now() + timedelta(hours=1), by=body.secretariat[0])
    text = TEXT.replace("thirty days", "ten working days")
    revision = carry(amendment=ten, text=text, base=2, by=body.secretariat[0])
    assert (revision.number, Amendment.objects.get(pk=ten.pk).carried_in) == (3, revision)
    open_division(proposal=proposal, closes_at=clock.now() + timedelta(hours=1), by=body.secretariat[0])


def test_the_chair_rules_otherwise_and_the_appeal_is_voted(proposal, body):
    ten = tabled(proposal, body, "FR", "replace", "par-1", "1. The force is held at ten days’ notice.")
    gone = tabled(proposal, body, "GB", "delete", "par-3")
    ask = {"proposal": proposal, "reason": "The notice decides the rest."}
    with pytest.raises(NotAllowed):
        rule_on_order(order=[ten.number, gone.number], by=body.secretariat[0], **ask)
    with pytest.raises(Invalid):
        rule_on_order(order=[ten.number], by=body.chair, **ask)
    rule_on_order(order=[ten.number, gone.number], by=body.chair, **ask)
    assert next_question(proposal) == ten
    ruling = appeal_order(proposal=proposal, member=body.members["GB"], by=body.heads["GB"])
    assert next_question(proposal) == ruling
    division = vote_next(proposal, body, {"GB": "yes", "FR": "yes", "DE": "no"})
    assert (division.question, division.rule["id"]) == ("ruling:1", "simple-majority")
    ruling.refresh_from_db()
    assert ruling.overruled is True
    assert next_question(proposal) == gone
    with pytest.raises(Conflict):
        appeal_order(proposal=proposal, member=body.members["GB"], by=body.heads["GB"])


def test_who_may(proposal, body):
    asked = Asked(Change.DELETE, "par-1")
    for person in (body.heads["GB"], body.advisers["FR"], body.chair, body.secretariat[0], body.observer):
        with pytest.raises(NotAllowed):
            table(proposal=proposal, member=body.members["FR"], asked=asked, by=person)
    amendment = tabled(proposal, body, "FR", "delete", "par-1")
    for person in (body.heads["FR"], body.advisers["DE"], body.secretariat[0]):
        with pytest.raises(NotAllowed):
            accept(amendment=amendment, by=person)
    with pytest.raises(NotAllowed):
        withdraw(amendment=amendment, by=body.heads["DE"])
    withdraw(amendment=amendment, by=body.heads["FR"])
    with pytest.raises(Conflict):
        accept(amendment=amendment, by=body.heads["DE"])


@pytest.mark.parametrize(
    ("change", "anchor", "text", "field"),
    [
        ("replace", "par-9", "x", "anchor"),
        ("replace", "par-1", " ", "text"),
        ("replace", "par-1", "1. The force is held at thirty days’ notice.", "text"),
        ("delete", "par-1", "x", "text"),
        ("insert", "par-9", "x", "anchor"),
    ],
)
def test_bad_input_names_its_field(proposal, body, change, anchor, text, field):
    with pytest.raises(Invalid) as refused:
        tabled(proposal, body, "FR", change, anchor, text)
    assert refused.value.field == field


def test_under_a_vote_all_is_frozen(proposal, body):
    waiting = tabled(proposal, body, "FR", "delete", "par-1")
    open_next(proposal=proposal, closes_at=clock.now() + timedelta(hours=1), by=body.secretariat[0])
    for act in (
        lambda: tabled(proposal, body, "FR", "delete", "par-2"),
        lambda: withdraw(amendment=waiting, by=body.heads["FR"]),
        lambda: accept(amendment=waiting, by=body.heads["DE"]),
        lambda: rule_on_order(proposal=proposal, order=[1], reason="x", by=body.chair),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "frozen"


def test_the_words_stay_outside_the_ledger(proposal, body):
    tabled(proposal, body, "FR", "replace", "par-1", "1. An otter keeps the force.")
    assert not Entry.objects.filter(content__contains="otter").exists()

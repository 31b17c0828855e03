"""Commitments on the page of a decision: read by whoever reads it, made and answered for by one's own member."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from proposals.commitments.models import Commitment
from tests.clocks import clock_at
from tests.factories import a_coalition
from tests.proposals.api.commitments import DAY, a_commitment
from tests.proposals.api.test_decisions import decide_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR")


@pytest.fixture
def decision(body):
    return decide_on(body)


def page_of(client, person, decision):
    client.force_login(person)
    answer = client.get(f"/{decision.coalition.slug}/decisions/{decision.symbol}/")
    return answer.status_code, answer.content.decode()


def test_it_is_pledged_by_the_form_once_and_shown_with_its_date_in_the_reader_s_zone(client, body, decision):
    head = body.heads["FR"]
    head.time_zone = "Europe/Paris"
    head.save()
    client.force_login(head)
    here = f"/{body.coalition.slug}/decisions/{decision.symbol}/commitments/new/"
    form = client.get(here).content.decode()
    assert "Times are in your zone, Europe/Paris." in form
    given = {
        "key": "one",
        "text": "Two <batteries>.",
        "condition": "If the Assembly agrees.",
        "due_at": "2031-07-01T12:00",
    }
    for _again in range(2):
        answer = client.post(here, given)
        assert answer.status_code == 302 and answer["Location"].endswith(f"/decisions/{decision.symbol}/#commitments")
    made = Commitment.objects.get()
    assert made.due_at.astimezone(ZoneInfo("Europe/Paris")).hour == 12 and made.due_at.hour == 10
    _status, page = page_of(client, head, decision)
    assert "Two &lt;batteries&gt;." in page and "On condition: If the Assembly agrees." in page
    assert "12:00" in page and "10:00 UTC" in page
    assert f"/commitments/{made.pk}/" in page and "Say what became of it" in page
    _status, theirs = page_of(client, body.heads["DE"], decision)
    assert "batteries" in theirs and "Say what became of it" not in theirs and "Pledge something" in theirs
    _status, read = page_of(client, body.advisers["DE"], decision)
    assert "batteries" in read and "Pledge something" not in read


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, body, decision):
    client.force_login(body.heads["FR"])
    here = f"/{body.coalition.slug}/decisions/{decision.symbol}/commitments/new/"
    answer = client.post(here, {"key": "one", "text": " ", "due_at": "tomorrow", "condition": "If it rains."})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Write what is pledged." in page and "Give a date and time." in page and "If it rains." in page
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"act": "fulfil", "note": "Delivered."}, "Reported fulfilled on "),
        ({"act": "withdraw", "note": "Not agreed."}, "Withdrawn on "),
        ({"act": "move", "due_at": "2031-07-01T12:00"}, "Its date was moved once."),
    ],
)
def test_one_s_own_is_answered_for_on_its_page(client, body, decision, given, said):
    made = a_commitment(body, decision)
    client.force_login(body.alternates["FR"])
    here = f"/{body.coalition.slug}/commitments/{made.pk}/"
    assert client.get(here).status_code == 200
    assert client.post(here, given).status_code == 302
    _status, page = page_of(client, body.heads["DE"], decision)
    assert said in page and given.get("note", "") in page


@pytest.mark.parametrize(
    "given", [{"act": "withdraw"}, {"act": "move", "due_at": ""}, {"act": "move", "due_at": "2020-01-01T00:00"}, {}]
)
def test_an_answer_that_says_nothing_is_refused(client, body, decision, given):
    made = a_commitment(body, decision)
    client.force_login(body.heads["FR"])
    assert client.post(f"/{body.coalition.slug}/commitments/{made.pk}/", given).status_code == 400
    made.refresh_from_db()
    assert made.stands and made.moves == 0


def test_an_ended_one_is_answered_for_no_more(client, body, decision):
    made = a_commitment(body, decision)
    client.force_login(body.heads["FR"])
    here = f"/{body.coalition.slug}/commitments/{made.pk}/"
    client.post(here, {"act": "fulfil"})
    assert client.post(here, {"act": "withdraw", "note": "x"}).status_code == 409


def test_past_its_date_it_says_so(client, body, decision):
    made = a_commitment(body, decision, days=2)
    with clock_at(made.due_at + DAY):
        _status, page = page_of(client, body.heads["DE"], decision)
    assert "Past its date" in page and "Was due on " in page


def test_who_may_not_see_the_decision_sees_no_commitment(client, body, decision):
    made = a_commitment(body, decision)
    for person in (body.observer, a_coalition("FR").heads["FR"]):
        assert page_of(client, person, decision)[0] == 404
        assert client.get(f"/{body.coalition.slug}/commitments/{made.pk}/").status_code == 404
        assert client.get(f"/{body.coalition.slug}/decisions/{decision.symbol}/commitments/new/").status_code == 404
    elsewhere = a_coalition("FR")
    client.force_login(elsewhere.heads["FR"])
    assert client.get(f"/{elsewhere.coalition.slug}/commitments/{made.pk}/").status_code == 404


def test_nothing_is_offered_where_nothing_was_adopted(client, body):
    _status, page = page_of(client, body.heads["FR"], decide_on(body, position="no"))
    assert "Commitments" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_as_for_one(client, body, decision, many, django_assert_num_queries):
    for _ in range(many):
        a_commitment(body, decision)
    client.force_login(body.heads["DE"])
    with django_assert_num_queries(26):
        page = client.get(f"/{body.coalition.slug}/decisions/{decision.symbol}/").content.decode()
    assert page.count("Two batteries") == many

"""A proxy on the pages: given, shown to both, used, revoked, and on the roll call."""

from __future__ import annotations

import re

import pytest

from coalition.models.procedure import Visibility
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot, Proxy
from tests.clocks import clock_at
from tests.factories import PROXIES, a_coalition, after_grace, cast, give, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(db):
    return a_coalition("DE FR GB IT", rule=PROXIES, visibility=Visibility.ON_CLOSING)


@pytest.fixture
def division(body):
    return open_vote(body)


def at(division, path=""):
    return f"/{division.coalition.slug}/votes/{division.pk}/{path}"


def page_of(client, person, path):
    client.force_login(person)
    return client.get(path).content.decode()


def test_it_is_given_by_a_form_and_shown_to_both(client, body, division):
    page = page_of(client, body.heads["DE"], at(division))
    assert at(division, "proxy/?member=DE") in page
    form = page_of(client, body.heads["DE"], at(division, "proxy/?member=DE"))
    assert re.findall(r'<option value="(\w*)"', form) == ["", "FR", "GB", "IT"]
    answer = client.post(at(division, "proxy/"), {"member": "DE", "holder": "FR"})
    assert (answer.status_code, answer.url) == (302, at(division))
    assert "FR may vote for DE" in client.get(at(division)).content.decode()
    page = page_of(client, body.heads["FR"], at(division))
    assert "You vote by proxy for" in page
    assert "DE gave its vote to FR for this vote." in page
    assert "You vote by proxy for" not in page_of(client, body.heads["GB"], at(division))


def test_an_error_is_said_beside_the_field(client, body, division):
    client.force_login(body.heads["DE"])
    answer = client.post(at(division, "proxy/"), {"member": "DE", "holder": ""})
    assert answer.status_code == 400
    assert 'id="e-holder"' in answer.content.decode()


def test_it_is_used_through_confirmation_and_receipt(client, body, division):
    give(division, body, "DE", "FR")
    client.force_login(body.heads["FR"])
    confirm = client.get(at(division, "confirm/?member=DE&holder=FR&position=no")).content.decode()
    assert "By proxy, cast by FR" in confirm
    assert "A vote of DE itself prevails over this one" in confirm
    key = re.search(r'name="key" value="(\w+)"', confirm)[1]
    answer = client.post(
        at(division, "confirm/"), {"member": "DE", "holder": "FR", "position": "no", "key": key}, follow=True
    )
    page = answer.content.decode()
    assert "Recorded. DE votes no." in page
    assert "By proxy, cast by FR" in page
    ballot = Ballot.objects.get()
    assert (ballot.member.code, ballot.proxy.holder.code) == ("DE", "FR")
    receipt = at(division, f"receipt/?entry={ballot.entry_index}")
    assert "By proxy, cast by FR" in page_of(client, body.heads["DE"], receipt)
    client.force_login(body.heads["GB"])
    assert client.get(receipt).status_code == 404


def test_a_holder_is_not_told_that_the_principal_voted_itself(client, body, division):
    give(division, body, "DE", "FR")
    ballot = cast(division, body, "DE", "yes", holder="FR").ballot
    paths = (at(division), at(division, f"receipt/?entry={ballot.entry_index}"))
    before = [_plain(page_of(client, body.heads["FR"], path)) for path in paths]
    cast(division, body, "DE", "no")
    assert [_plain(page_of(client, body.heads["FR"], path)) for path in paths] == before


def _plain(page):
    """The page without what changes from one request to the next: times, tokens, the stream's ticket."""
    page = re.sub(r"\d\d:\d\d:\d\d|data-stream=\"[^\"]*\"|value=\"[A-Za-z0-9]{64}\"", "", page)
    return re.sub(r"<span class=\"left\".*?</span>|data-until=\"[^\"]*\"", "", page)


def test_it_is_revoked_by_a_button_while_unused(client, body, division):
    give(division, body, "DE", "FR")
    page = page_of(client, body.heads["DE"], at(division))
    assert "Revoke the proxy" in page
    answer = client.post(at(division, "proxy/revoke/"), {"proxy": Proxy.objects.get().pk})
    assert answer.status_code == 302
    assert Proxy.objects.get().revoked_by == body.heads["DE"]
    second = give(division, body, "DE", "GB")
    cast(division, body, "DE", "yes", holder="GB")
    page = page_of(client, body.heads["DE"], at(division))
    assert "Revoke the proxy" not in page
    assert "your own vote prevails over it" in page
    assert client.post(at(division, "proxy/revoke/"), {"proxy": second.pk}).status_code == 409
    client.force_login(body.heads["IT"])
    assert client.post(at(division, "proxy/revoke/"), {"proxy": second.pk}).status_code == 404


def test_the_roll_call_and_the_story_name_who_cast(client, body, division):
    give(division, body, "DE", "FR")
    cast(division, body, "DE", "yes", holder="FR")
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    page = page_of(client, body.heads["IT"], f"/{body.coalition.slug}/decisions/{decision.symbol}/")
    assert "by proxy, cast by FR" in page
    assert "Proxy given to FR" in page


def test_where_the_rule_knows_none_none_is_offered(client):
    body = a_coalition()
    division = open_vote(body)
    assert "proxy/" not in page_of(client, body.heads["DE"], at(division))

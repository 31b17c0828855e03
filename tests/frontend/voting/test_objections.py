"""Silence and consensus on the pages: no action means consent, the act is to object, and no tally is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition.models.procedure import Consent, Procedure
from coalition.rules import catalogue
from proposals.voting.closing import GRACE, seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db
CONSENSUS = catalogue.rule("consensus").to_json()


def held(procedure: Procedure = Procedure.SILENCE, **more):
    body = a_coalition("BE DE FR TR", rule=CONSENSUS, procedure=procedure, **more)
    return body, open_vote(body)


def page_of(client, person, division, path=""):
    client.force_login(person)
    return client.get(f"/{division.coalition.slug}/votes/{division.pk}/{path}")


def text_of(*asked):
    answer = page_of(*asked)
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def test_a_silence_says_when_it_expires_and_offers_to_object_alone(client):
    body, division = held()
    page = text_of(client, body.heads["FR"], division)
    assert "Silence expires at" in page
    assert "no action means consent." in page
    assert ">Object</button>" in page
    assert 'value="yes"' not in page
    assert "No objection has been received." in page
    assert "vote yes" not in page.split("The rule")[0]


def test_an_adviser_is_offered_nothing(client):
    body, division = held()
    assert ">Object</button>" not in text_of(client, body.advisers["FR"], division)


def test_it_asks_before_it_records_and_says_that_it_stands(client):
    body, division = held()
    asked = text_of(client, body.heads["BE"], division, "confirm/?member=BE&position=no")
    assert "On receipt: the silence is broken and the text is not adopted" in asked
    assert "It cannot be withdrawn or changed" in asked
    assert not Ballot.objects.exists()
    sent = {"member": "BE", "position": "no", "key": "k"}
    address = f"/{division.coalition.slug}/votes/{division.pk}/confirm/"
    assert client.post(address, sent).status_code == 302
    page = text_of(client, body.heads["BE"], division)
    assert "Ended by an objection" in page
    assert ">Object</button>" not in page
    again = client.post(address, sent | {"key": "another"})
    assert again.status_code == 409
    assert "It cannot be withdrawn or changed." in again.content.decode()


@pytest.mark.parametrize(
    ("procedure", "said"),
    [(Procedure.SILENCE, "Adopted under silence"), (Procedure.CONSENSUS, "Adopted by consensus")],
)
def test_the_register_says_how_and_shows_no_tally(client, procedure, said):
    body, division = held(procedure)
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    client.force_login(body.heads["FR"])
    register = client.get(f"/{body.coalition.slug}/decisions/").content.decode()
    page = client.get(f"/{body.coalition.slug}/decisions/{decision.year}/{decision.number}/").content.decode()
    assert said in register
    assert said in page
    assert "no tally is kept" in page
    assert "Roll call" not in page
    assert "4 yes" not in page


def test_a_broken_silence_names_who_objected(client):
    body, division = held()
    cast(division, body, "BE", "no")
    division.refresh_from_db()
    with clock_at(division.broken_at + GRACE + timedelta(seconds=1)):
        seal(division=division)
        decision = decide_division(division=division)
    client.force_login(body.heads["FR"])
    page = client.get(f"/{body.coalition.slug}/decisions/{decision.year}/{decision.number}/").content.decode()
    assert "Not adopted: silence broken" in page
    assert "Objected: BE." in page


def test_opposing_the_procedure_of_a_written_vote(client):
    body = a_coalition(consent=Consent.ALL)
    division = open_vote(body)
    page = text_of(client, body.heads["FR"], division)
    assert "Oppose this procedure" in page
    address = f"/{division.coalition.slug}/votes/{division.pk}/stop/consent/"
    assert "not withdrawn and not changed" in client.get(address).content.decode()
    answer = client.post(address, {"reason": "It wants a meeting."})
    assert answer.status_code == 302
    page = text_of(client, body.heads["DE"], division)
    assert "Stopped" in page
    assert "It wants a meeting." in page
    assert client.get(f"/{division.coalition.slug}/votes/{division.pk}/stop/brake/").status_code == 404


def test_who_is_not_accredited_is_not_offered_to_stop_it(client):
    body = a_coalition(consent=Consent.ALL)
    division = open_vote(body)
    for person in (body.advisers["FR"], body.secretariat[0], body.chair):
        assert "Oppose this procedure" not in text_of(client, person, division)
        assert page_of(client, person, division, "stop/consent/").status_code == 404

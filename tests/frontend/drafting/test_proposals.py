"""Proposals: put by the secretariat, read by members, with nothing lost when something is wrong."""

from __future__ import annotations

import pytest

from proposals.drafting.models import Proposal
from proposals.drafting.proposing import revise
from tests.factories import a_coalition, a_proposal, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition()


def given(**changed):
    return {
        "title": "Readiness order",
        "subject": "readiness",
        "text": "1. The force is ready.",
        "sponsors": ["FR", "DE"],
        **changed,
    }


def address(body, path="proposals/new/"):
    return f"/{body.coalition.slug}/{path}"


def test_the_form_says_each_subject_s_rule(client, body):
    client.force_login(body.secretariat[0])
    page = client.get(address(body)).content.decode()
    assert "Adopted if more than half of those voting vote yes." in page
    assert page.count(" checked") == 1 and 'name="marking" value="" checked' in page


def test_it_is_put(client, body):
    client.force_login(body.secretariat[0])
    answer = client.post(address(body), given(released="on", marking="public"))
    proposal = Proposal.objects.get()
    assert answer.url == address(body, f"proposals/{proposal.year}/{proposal.number}/")
    assert [member.code for member in proposal.sponsors.order_by("code")] == ["DE", "FR"]
    assert proposal.released_to_observers and proposal.marking == "public"
    assert "<dt>Marking</dt><dd>Public</dd>" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("field", ["title", "text", "subject"])
def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(client, body, field):
    client.force_login(body.secretariat[0])
    answer = client.post(address(body), given(**{field: ""}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="e-{field}"' in page
    kept = {
        "title": 'value="Readiness order"',
        "text": "1. The force is ready.</textarea>",
        "subject": 'value="readiness" checked',
    }
    for other, mark in kept.items():
        if other != field:
            assert mark in page
    assert page.count(" checked") >= 2
    assert not Proposal.objects.exists()


def test_only_the_secretariat(client, body):
    for person in (body.heads["FR"], body.chair, body.observer):
        client.force_login(person)
        assert client.get(address(body)).status_code == 403
        assert client.post(address(body), given()).status_code == 403
    assert not Proposal.objects.exists()


def test_a_revision_follows_and_the_earlier_one_stays(client, body):
    proposal = a_proposal(body, text="Old.")
    client.force_login(body.secretariat[0])
    where = address(body, f"proposals/{proposal.year}/{proposal.number}/")
    assert "Old.</textarea>" in client.get(f"{where}revise/").content.decode()
    assert client.post(f"{where}revise/", {"text": "New.", "base": "1"}).status_code == 302
    assert "<p>New.</p>" in client.get(where).content.decode()
    assert "<p>Old.</p>" in client.get(f"{where}?revision=1").content.decode()
    assert client.get(f"{where}?revision=3").status_code == 404


def test_while_a_vote_is_open_the_text_is_frozen(client, body):
    proposal = a_proposal(body)
    open_vote(body, proposal=proposal)
    client.force_login(body.secretariat[0])
    where = address(body, f"proposals/{proposal.year}/{proposal.number}/")
    assert "Revise the text" not in client.get(where).content.decode()
    answer = client.post(f"{where}revise/", {"text": "What I typed", "base": "1"})
    assert answer.status_code == 409
    assert "What I typed</textarea>" in answer.content.decode()


def test_an_observer_sees_what_is_released(client, body):
    a_proposal(body, title="For members")
    a_proposal(body, title="For all", released_to_observers=True)
    client.force_login(body.observer)
    page = client.get(address(body, "proposals/")).content.decode()
    assert "For all" in page
    assert "For members" not in page
    assert client.get(address(body, "proposals/2026/1/")).status_code == 404


def test_all_that_is_missing_is_said_at_once(client, body):
    client.force_login(body.secretariat[0])
    page = client.post(address(body), given(title="", text=" ", subject="")).content.decode()
    assert all(f'id="e-{field}"' in page and f'href="#f-{field}"' in page for field in ("title", "text", "subject"))


def test_a_text_written_on_an_earlier_revision_is_not_laid_over_a_later_one(client, body):
    proposal = a_proposal(body, text="Old.")
    where = address(body, f"proposals/{proposal.year}/{proposal.number}/revise/")
    client.force_login(body.secretariat[0])
    client.post(where, {"text": "Theirs.", "base": "1"})
    answer = client.post(where, {"text": "Mine.", "base": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine.</textarea>" in page
    assert "<p>Theirs.</p>" in page
    assert 'name="base" value="2"' in page  # the next try is on what was just shown
    assert client.post(where, {"text": "Ours.", "base": "2"}).status_code == 302
    assert [revision.text for revision in proposal.revisions.all()] == ["Old.", "Theirs.", "Ours."]


def test_two_revisions_are_compared(client, body):
    proposal = a_proposal(body, text="The force is ready within 60 days.")
    revise(proposal=proposal, text="The force is ready within 30 days.", by=body.secretariat[0])
    where = address(body, f"proposals/{proposal.year}/{proposal.number}/")
    client.force_login(body.heads["FR"])
    assert f'href="{where}compare/"' in client.get(where).content.decode()
    page = client.get(f"{where}compare/").content.decode()
    assert "<del>60</del><ins>30</ins>" in page
    assert "The two texts are the same." in client.get(f"{where}compare/?old=2&new=2").content.decode()
    assert {client.get(f"{where}compare/?old={asked}").status_code for asked in ("3", "0", "x", "²")} == {404}

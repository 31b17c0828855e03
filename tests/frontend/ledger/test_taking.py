"""Taking the record away from its page: files that the verifier reads, for those who read everything."""

from __future__ import annotations

import json

import pytest

from coalition.models.procedure import Visibility
from proposals.ledger.checkpointing import checkpoint
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.export.verifying import as_a_stranger, decided, verified

pytestmark = pytest.mark.django_db


def got(client, person, body, path, status=200):
    client.force_login(person)
    answer = client.get(f"/{body.coalition.slug}/{path}")
    assert answer.status_code == status
    return answer


def kept(answer, folder):
    """Save a download under the name that it bears."""
    content = b"".join(answer) if answer.streaming else answer.content
    path = folder / answer["Content-Disposition"].split('"')[1]
    path.write_bytes(content)
    return path


def test_what_the_page_gives_is_fine_by_the_command_that_it_shows(client, tmp_path):
    body = a_coalition()
    decided(body, FR="yes", DE="no")
    person, folder = body.advisers["FR"], tmp_path / "elsewhere"
    folder.mkdir()
    page = got(client, person, body, "ledger/take/").content.decode()
    command = page.split("<code>python ")[1].split("</code>")[0].split()
    for name in ("record", "checkpoint", "verifier"):
        assert kept(got(client, person, body, f"ledger/take/{name}/"), folder).name in command
    run = as_a_stranger(tmp_path, *command[1:])
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    assert "Note" not in run.stdout


def test_one_vote_is_taken_from_its_decision(client, tmp_path):
    body = a_coalition()
    division = decided(body, FR="yes")
    page = got(client, body.heads["FR"], body, f"decisions/{division.decision.symbol}/").content.decode()
    assert f"/votes/{division.pk}/export/" in page
    assert verified(kept(got(client, body.heads["FR"], body, f"votes/{division.pk}/export/"), tmp_path)).fine


def test_a_hidden_vote_is_not_taken_before_it_is_decided(client):
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    cast(division, body, "FR", "no")
    checkpoint(coalition_id=body.coalition.pk)
    page = got(client, body.heads["DE"], body, f"votes/{division.pk}/export/", 409).content.decode()
    assert "hidden until it is decided" in page
    assert b"ballot_cast" not in b"".join(got(client, body.heads["DE"], body, "ledger/take/record/"))


def test_nothing_is_signed_yet(client):
    body = a_coalition()
    division = open_vote(body)
    assert "No checkpoint yet" in got(client, body.heads["FR"], body, "ledger/take/").content.decode()
    got(client, body.heads["FR"], body, "ledger/take/checkpoint/", 404)
    got(client, body.heads["FR"], body, "ledger/take/record/", 409)
    got(client, body.heads["FR"], body, f"votes/{division.pk}/export/", 409)


def test_observers_and_strangers_take_nothing(client):
    body = a_coalition()
    division = decided(body, FR="yes")
    for path in ("ledger/take/", "ledger/take/record/", "ledger/take/checkpoint/"):
        got(client, body.observer, body, path, 403)
        got(client, a_coalition().heads["FR"], body, path, 404)
    got(client, body.observer, body, f"votes/{division.pk}/export/", 404)
    got(client, body.heads["FR"], body, "votes/999999/export/", 404)
    assert "take/" not in got(client, body.observer, body, "ledger/").content.decode()


@pytest.mark.parametrize("votes", [1, 3])
def test_the_queries_of_the_page_do_not_grow(client, votes, django_assert_max_num_queries):
    body = a_coalition()
    for _ in range(votes):
        decided(body, FR="yes")
    client.force_login(body.heads["FR"])
    with django_assert_max_num_queries(17):
        client.get(f"/{body.coalition.slug}/ledger/take/")


def test_the_kept_checkpoint_is_the_last(client):
    body = a_coalition()
    decided(body, FR="yes")
    answer = got(client, body.heads["FR"], body, "ledger/take/checkpoint/")
    assert json.loads(answer.content)["statement"]["type"] == "concert-checkpoint/1"

"""Documents on pages: what is not released to a person they find on no road, search included; withdrawing one."""

from __future__ import annotations

import pytest

from proposals.documents.models import Document, Release
from tests.factories import a_coalition, a_proposal
from tests.proposals.api.callers import Caller
from tests.proposals.api.draftings import a_document

pytestmark = pytest.mark.django_db
TITLE = "Convoy routes"


@pytest.fixture
def body():
    return a_coalition("DE FR GB", groups={"E2": "DE FR"})


def search(client, person, body, words):
    client.force_login(person)
    page = client.get(f"/{body.coalition.slug}/documents/", {"q": words}).content.decode()
    told = Caller(person).get("/documents/", search=words).json()["results"]
    assert (TITLE in page.partition("<ul")[2]) == bool(told)
    return [row["title"] for row in told]


def test_search_finds_only_what_is_released_to_who_searches(client, body):
    proposal = a_proposal(body, released_to_observers=True)
    named = {"release": Release.NAMED, "members": [body.members["FR"]]}
    document = a_document(body, proposal, title=TITLE, **named)
    outsider = a_coalition().secretariat[0]
    for person, finds in (
        (body.heads["FR"], True),
        (body.advisers["FR"], True),
        (body.secretariat[0], True),
        (body.heads["DE"], False),
        (body.chair, False),
        (body.observer, False),
    ):
        for words in ("convoy", "ROUTES", "box 7"):  # the title, and where it is held
            assert search(client, person, body, words) == ([TITLE] if finds else []), (person.name, words)
    assert Caller(outsider).get("/documents/", search="convoy").json()["results"] == []
    client.force_login(outsider)
    assert client.get(f"/{body.coalition.slug}/documents/", {"q": "convoy"}).status_code == 404
    for person in (body.heads["DE"], outsider):
        assert Caller(person).get(f"/documents/{document.pk}/").status_code == 404


def test_who_attaches_withdraws_it_and_nobody_finds_it_any_more(client, body):
    proposal = a_proposal(body)
    document = a_document(body, proposal, title=TITLE)
    place = f"/{body.coalition.slug}/proposals/{proposal.symbol.removeprefix('P-')}/"
    for person, offered in ((body.heads["FR"], False), (body.heads["DE"], True), (body.secretariat[0], True)):
        client.force_login(person)
        assert ("Withdraw for good" in client.get(place).content.decode()) is offered, person.name
    client.force_login(body.heads["FR"])
    assert client.post(f"/{body.coalition.slug}/documents/{document.pk}/withdraw/").status_code == 403
    client.force_login(body.heads["DE"])  # it sponsors the proposal
    assert client.post(f"/{body.coalition.slug}/documents/{document.pk}/withdraw/").status_code == 302
    assert Document.objects.get(pk=document.pk).withdrawn_at is not None
    assert search(client, body.heads["FR"], body, "convoy") == []

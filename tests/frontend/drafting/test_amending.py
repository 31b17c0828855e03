"""Drafting by page: from a draft through amendments to the text as amended, each act a form."""

from __future__ import annotations

import pytest
from django.test import Client

from proposals.amendments.models import Amendment
from proposals.drafting.models import Draft, Proposal
from tests.factories import a_coalition, open_vote
from tests.proposals.api.draftings import a_draft, an_amendment

pytestmark = pytest.mark.django_db
FIVE = "1. The force is held ready in five days, on land and at sea."


@pytest.fixture
def body():
    return a_coalition("DE FR GB")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def post(client, body, path, **sent):
    return client.post(f"/{body.coalition.slug}/{path}", sent)


def test_from_a_draft_through_amendments_to_the_whole(body):
    france, germany, britain = (signed_in(body.heads[code]) for code in ("FR", "DE", "GB"))
    chair, secretariat = signed_in(body.chair), signed_in(body.secretariat[0])
    words = {"title": "Readiness", "subject": "readiness", "text": "1. The force is ready.\n2. It is fed."}
    unheard = post(france, body, "drafts/new/", sponsor="FR", marking="unheard of", **words)
    assert unheard.status_code == 400 and "Choose a marking." in unheard.content.decode()
    assert post(france, body, "drafts/new/", sponsor="FR", marking="limited", **words).status_code == 302
    draft = Draft.objects.get()
    where = f"drafts/{draft.pk}/"
    kept = france.get(f"/{body.coalition.slug}/{where}edit/").content.decode()
    assert 'name="marking" value="limited" checked' in kept
    assert post(germany, body, f"{where}act/", do="join").status_code == 404
    assert post(france, body, f"{where}act/", do="share", member="DE").status_code == 302
    assert "Co-sponsor" in germany.get(f"/{body.coalition.slug}/{where}").content.decode()
    assert post(germany, body, f"{where}act/", do="join", member="DE", version="1").status_code == 302
    assert post(france, body, f"{where}act/", do="put").status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.marking == "limited"
    assert sorted(member.code for member in proposal.sponsors.all()) == ["DE", "FR"]
    here = f"proposals/{proposal.year}/{proposal.number}/"
    assert post(britain, body, f"{here}sponsors/", do="join").status_code == 302

    amend = f"{here}amendments/"
    assert (
        post(germany, body, f"{amend}new/", change="replace", anchor="par-1", text="1. Ready in ten days.").status_code
        == 302
    )
    assert post(britain, body, f"{amend}new/", change="replace", anchor="par-1", text=FIVE).status_code == 302
    assert (
        post(britain, body, f"{amend}new/", change="insert", anchor="par-2", text="3. It is paid.").status_code == 302
    )
    refused = post(britain, body, f"{amend}new/", change="replace", anchor="par-9", text="What I typed")
    assert refused.status_code == 400 and "What I typed</textarea>" in refused.content.decode()
    page = secretariat.get(f"/{body.coalition.slug}/{amend}").content.decode()
    assert page.index("Amendment 2") < page.index("Amendment 1</strong>")
    assert "If it is taken, these fall:" in page and "Vote on the first" in page
    assert post(france, body, f"{amend}3/act/", do="accept").status_code == 302
    assert post(chair, body, f"{amend}order/", order="1, 2", reason="The shorter one first.").status_code == 302
    assert "The shorter one first." in france.get(f"/{body.coalition.slug}/{amend}").content.decode()
    assert post(germany, body, f"{amend}appeal/").status_code == 302
    form = secretariat.get(f"/{body.coalition.slug}/{amend}vote/").content.decode()
    assert "Appeal against ruling 1" in form
    opened = post(secretariat, body, f"{amend}vote/", choice="other", closes_at="2031-03-03T10:00")
    assert opened.status_code == 302 and "/votes/" in opened.url
    vote = france.get(opened.url).content.decode()
    assert "This vote is not on the whole text." in vote
    assert "frozen until it closes" in france.get(f"/{body.coalition.slug}/{amend}").content.decode()
    assert post(britain, body, f"{amend}2/act/", do="withdraw").status_code == 409


def test_an_adopted_one_in_conflict_is_written_in(body):
    amendment = an_amendment(body)
    Amendment.objects.filter(pk=amendment.pk).update(conflict=True, standing="adopted")
    proposal, secretariat = amendment.proposal, signed_in(body.secretariat[0])
    where = f"proposals/{proposal.year}/{proposal.number}/amendments/1/write/"
    assert "Nothing was guessed" in secretariat.get(f"/{body.coalition.slug}/{where}").content.decode()
    stale = post(secretariat, body, where, text="1. By hand.", base="7")
    assert stale.status_code == 409 and "1. By hand.</textarea>" in stale.content.decode()
    assert post(secretariat, body, where, text="1. By hand.", base="1").status_code == 302
    assert proposal.revisions.order_by("-number")[0].text == "1. By hand."


def test_a_draft_is_nobody_else_s(body):
    draft = a_draft(body)
    for person in (body.heads["DE"], body.secretariat[0], body.chair, body.observer):
        client = signed_in(person)
        assert client.get(f"/{body.coalition.slug}/drafts/{draft.pk}/").status_code == 404
        assert draft.title not in client.get(f"/{body.coalition.slug}/drafts/").content.decode()


@pytest.mark.parametrize("amendments", [1, 3])
def test_the_list_of_amendments_is_one_page_of_queries(body, amendments, django_assert_num_queries):
    amendment = an_amendment(body)
    for _ in range(amendments - 1):
        an_amendment(body, "GB", amendment.proposal)
    client = signed_in(body.heads["FR"])
    where = f"/{body.coalition.slug}/proposals/{amendment.proposal.year}/{amendment.proposal.number}/amendments/"
    client.get(where)
    with django_assert_num_queries(QUERIES):
        client.get(where)


QUERIES = 30


def test_a_vote_on_an_amendment_is_not_the_state_of_the_proposal(body):
    proposal = an_amendment(body).proposal
    page = signed_in(body.heads["FR"]).get(f"/{body.coalition.slug}/proposals/").content.decode()
    assert "No vote opened yet" in page
    assert (
        "1 awaits its vote."
        in signed_in(body.heads["FR"])
        .get(f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/")
        .content.decode()
    )
    assert open_vote(body).question == ""

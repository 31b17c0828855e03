"""Letting somebody in: by command and by verb, with who may, and what stands in the ledger."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.test import Client

from coalition.config.providers import providers_of
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Delegate, Person
from coalition.models.delegations import Rank
from coalition.persons import invite
from frontend.signing_in.identities import register_subject
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db
SITE = "https://concert.example"


@pytest.fixture(autouse=True)
def ministry(settings):
    environment = {
        "OIDC_PROVIDERS": "fr",
        "OIDC_FR_NAME": "Quai d’Orsay",
        "OIDC_FR_ISSUER": "https://login.diplomatie.example",
        "OIDC_FR_CLIENT_ID": "concert",
        "OIDC_FR_CLIENT_SECRET": "of this test",
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_of(environment)}}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().strip()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    return str(caught.value)


def path_of(printed: str) -> str:
    assert printed.startswith(f"{SITE}/sign-in/link/")
    return printed.removeprefix(SITE)


def test_an_invitation_seats_prints_a_link_and_is_in_the_ledger():
    body = a_coalition()
    by = body.secretariat[0]
    arguments = ("invite", body.coalition.slug, "fr", "new@example.org", "--name", "New", "--by", by.email)
    printed = run(*arguments, "--rank", "adviser", "--site", SITE)
    assert Client().get(path_of(printed)).status_code == 200
    seat = Delegate.objects.get(person__email="new@example.org")
    assert (seat.member.code, seat.rank) == ("FR", "adviser")
    entry = Entry.objects.get(coalition_id=body.coalition.pk, kind="delegate_seated", subject=f"delegate:{seat.pk}")
    assert f'"by":[{by.pk}]' in entry.content
    assert "already" in refused(*arguments)


def test_who_signs_in_already_is_seated_without_a_link():
    body, known = a_coalition(), a_person()
    arguments = ("invite", body.coalition.slug, "FR", known.email, "--name", "Known", "--by", body.secretariat[0].email)
    assert run(*arguments) == "Seated. This person signs in already, and needs no link."


@pytest.mark.parametrize("who", ["chair", "observer", "outsider", "head"])
def test_nobody_else_invites(who):
    body = a_coalition()
    by = {
        "chair": body.chair,
        "observer": body.observer,
        "outsider": a_coalition().secretariat[0],
        "head": body.heads["FR"],
    }[who]
    given = {"rank": Rank.HEAD, "email": "new@example.org", "name": "New", "language": "en"}
    with pytest.raises(NotAllowed):
        invite(member=body.members["FR"], by=by, **given)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_a_link_is_made_on_the_machine_for_anybody():
    officer = a_coalition().secretariat[0]
    assert Client().get(path_of(run("link", officer.email, "--site", SITE))).status_code == 200
    assert refused("link", "nobody@example.org") == "No person has the address nobody@example.org."


def test_a_subject_is_registered_once():
    person, other = a_person(), a_person()
    assert run("identity", person.email, "fr", "7") == f"{person.email} signs in with Quai d’Orsay."
    found = SocialAccount.objects.get()
    assert (found.user_id, found.provider, found.uid) == (person.pk, "fr", "7")
    assert "registered for somebody" in refused("identity", other.email, "fr", "7")
    assert "registered with this provider" in refused("identity", person.email, "fr", "8")
    assert refused("identity", other.email, "de", "8") == "There is no such provider."
    assert "Give the subject" in refused("identity", other.email, "fr", " ")
    assert SocialAccount.objects.count() == 1


def test_whose_subject_the_secretariat_may_register():
    body, other = a_coalition(), a_coalition()
    first, second = body.secretariat
    for person in (second, body.chair, other.heads["FR"], a_person()):
        with pytest.raises(NotAllowed):
            register_subject(person=person, provider="fr", subject="7", by=first)
    for by in (body.chair, body.observer, body.heads["DE"]):
        with pytest.raises(NotAllowed):
            register_subject(person=body.heads["FR"], provider="fr", subject="7", by=by)
    register_subject(person=body.heads["FR"], provider="fr", subject="7", by=first)
    with pytest.raises(Conflict):
        register_subject(person=body.heads["DE"], provider="fr", subject="7", by=first)
    with pytest.raises(Invalid):
        register_subject(person=body.heads["DE"], provider="fr", subject="x" * 192, by=first)

"""Whom a ministry's provider speaks for: a person and the subject that they are there. The rows are allauth's."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Person
from coalition.persons import check_letting_in
from coalition.writing import write_transaction

MOST = 191  # characters of a subject


def providers() -> dict[str, str]:
    """The names of the providers that are configured, by what they are called in addresses."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {app["provider_id"]: app["name"] for app in apps}


def register_subject(*, person: Person, provider: str, subject: str, by: Person | None) -> None:
    """Let a provider's subject sign in as the person. `by` is None on the machine itself.

    Raises `NotAllowed` for somebody whom `by` may not let in, `Invalid` for a provider or a subject that is none, and
    `Conflict` where either is registered there already.
    """
    subject = subject.strip()
    check_letting_in(by, person, clock.now())
    if provider not in providers():
        raise Invalid("unknown_provider", _("There is no such provider."), field="provider")
    if not 1 <= len(subject) <= MOST:
        raise Invalid("bad_subject", _("Give the subject as the provider calls it."), field="subject")
    try:
        with write_transaction():
            _must_be_new(person, provider)
            SocialAccount.objects.create(user=person, provider=provider, uid=subject)
    except IntegrityError as error:
        raise Conflict("subject_taken", _("This subject is registered for somebody."), field="subject") from error


def _must_be_new(person: Person, provider: str) -> None:
    if SocialAccount.objects.filter(user=person, provider=provider).exists():
        raise Conflict("registered_already", _("This person is registered with this provider."), field="person")

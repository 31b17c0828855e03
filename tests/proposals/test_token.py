"""`manage.py token`: a token is shown once, only its hash is kept, and it ends."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coalition import clock
from coalition.models import ApiToken
from coalition.tokens import LIFETIME, issue_token, revoke_token, valid_token
from tests.clocks import clock_at
from tests.factories import a_person

pytestmark = pytest.mark.django_db


def person_of(token):
    found = valid_token(token)
    return found and found.person


def test_the_command_prints_a_token_that_works():
    person, out = a_person(), StringIO()
    call_command("token", person.email.upper(), stdout=out)
    token = out.getvalue().strip()
    assert person_of(token) == person
    assert token not in str(ApiToken.objects.values())


def test_an_unknown_address_is_one_line_and_status_2():
    with pytest.raises(CommandError, match=r"nobody@example\.org") as refused:
        call_command("token", "nobody@example.org")
    assert refused.value.returncode == 2


def test_a_token_ends_when_it_expires_is_revoked_or_its_person_leaves():
    expired, revoked, left = a_person(), a_person(), a_person()
    tokens = {person: issue_token(person=person, name="a test") for person in (expired, revoked, left)}
    with clock_at(clock.now() + LIFETIME - timedelta(seconds=1)):
        assert person_of(tokens[expired]) == expired
    with clock_at(clock.now() + LIFETIME):
        assert person_of(tokens[expired]) is None
    revoke_token(token=revoked.tokens.get())
    assert person_of(tokens[revoked]) is None
    left.is_active = False
    left.save()
    assert person_of(tokens[left]) is None
    assert person_of("concert_made-up") is None

"""`manage.py feed`: it prints, once, an address that gives the person's calendar."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from proposals.calendars.models import CalendarKey
from tests.factories import a_coalition, open_vote
from tests.proposals.calendars.calling import read

pytestmark = pytest.mark.django_db


def test_the_command_prints_the_address_of_a_feed(settings):
    settings.PUBLIC_URL = "https://concert.example/"
    body, out = a_coalition(), StringIO()
    division = open_vote(body)
    call_command("feed", body.heads["FR"].email.upper(), name="Outlook", stdout=out)
    address = urlsplit(out.getvalue().strip())
    assert (address.scheme, address.netloc) == ("https", "concert.example")
    assert division.proposal.symbol in read(address.path).content.decode()
    key = CalendarKey.objects.get()
    assert (key.person, key.name) == (body.heads["FR"], "Outlook")


@pytest.mark.parametrize(("email", "name"), [("nobody@example.org", "x"), ("", "")])
def test_what_cannot_be_made_is_one_line_and_status_2(email, name):
    head = a_coalition().heads["FR"]
    with pytest.raises(CommandError) as refused:
        call_command("feed", email or head.email, name=name)
    assert refused.value.returncode == 2
    assert not CalendarKey.objects.exists()

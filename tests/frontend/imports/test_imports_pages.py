"""Imports and lists on the page: read first, bad lines named, then asked for; files whose cells compute nothing."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coalition.models import PendingAct
from proposals.elsewhere.models import RecordedVote
from tests.factories import a_coalition
from tests.proposals.api.sittings import a_live_meeting
from tests.proposals.api.test_decisions import decide_on
from tests.proposals.elsewhere.test_keeping import GOOD, HEADER

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR GB IT", weights={"population": {"DE": 83, "FR": 67, "GB": 68, "IT": 59}})


def where(body, path):
    return f"/{body.coalition.slug}/{path}"


def test_a_table_of_members_is_read_first_and_then_asked_for(client, body):
    client.force_login(body.secretariat[0])
    address = where(body, "members/import/")
    assert client.get(address).status_code == 200
    bad = client.post(address, {"text": "member,population\nFR,many\n", "do": "read"})
    assert bad.status_code == 400 and "is not a weight" in bad.content.decode()
    file = SimpleUploadedFile("roll.csv", b"\xef\xbb\xbfmember,population\nPL,37\n")
    text = client.post(address, {"file": file, "do": "read"}).content.decode()
    assert (
        "1 member is admitted" in text
        and "Ask for the import" in text
        and not PendingAct.objects.filter(kind="roll_imported")
    )
    given = {"text": "member,population\nPL,37\n", "source": "Eurostat", "do": "ask"}
    answer = client.post(address, given)
    pending = PendingAct.objects.get(kind="roll_imported")
    assert answer.url == where(body, f"pending/{pending.pk}/")
    assert "Import: admit Poland; set 1 weight. Source: Eurostat." in client.get(answer.url).content.decode()
    client.force_login(body.heads["FR"])
    assert client.get(address).status_code == 403


def test_a_bad_line_is_named_in_the_language_of_who_reads_it(client, body):
    client.force_login(body.secretariat[0])
    body.secretariat[0].language = "fr"
    body.secretariat[0].save()
    for path, given, words in (
        ("members/import/", "member,population\nFR,many\n", "« many » n’est pas un poids"),
        ("members/import/", "member,population\nFR,1\nFR,2\n", "FR figure deux fois (d’abord à la ligne 2)"),
        ("decisions/elsewhere/import/", HEADER + "UN,2022,A,FR,perhaps,true\n", "« perhaps » n’est pas une position"),
    ):
        answer = client.post(where(body, path), {"text": given, "do": "read"})
        assert answer.status_code == 400
        assert words in answer.content.decode()


def test_roll_calls_are_kept_and_held_against_a_rule(client, body):
    client.force_login(body.secretariat[0])
    address = where(body, "decisions/elsewhere/import/")
    bad = client.post(address, {"text": HEADER + "UN,2022,A,FR,perhaps,true\n", "do": "keep", "source": "UN"})
    assert bad.status_code == 400 and "is not a position" in bad.content.decode()
    assert "2 new votes" in client.post(address, {"text": GOOD, "do": "read"}).content.decode()
    assert client.post(address, {"text": GOOD, "do": "keep", "source": "UN"}).status_code == 302
    client.force_login(body.heads["FR"])
    text = client.get(where(body, "decisions/elsewhere/"), {"rule": "simple-majority"}).content.decode()
    assert "It would have come out differently." in text and "1 of 2 on this page" in text
    vote = RecordedVote.objects.get(resolution="X")
    assert (
        "No decision of this coalition" in client.get(where(body, f"decisions/elsewhere/{vote.pk}/")).content.decode()
    )
    client.force_login(body.observer)
    assert client.get(where(body, "decisions/elsewhere/")).status_code == 403


def test_lists_leave_as_csv_and_json_and_no_cell_is_a_formula(client, body):
    decision = decide_on(body, '=HYPERLINK("https://example.org")')
    a_live_meeting(body, "+1")
    client.force_login(body.heads["FR"])
    addresses = {
        "lists/decisions/": 1,
        "lists/members/": 4,
        "lists/rules/": 1,
        f"decisions/{decision.symbol}/roll-call/file/": 4,
        "meetings/1/agenda/file/": 1,
    }
    for path, count in addresses.items():
        answer = client.get(where(body, path))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert len(rows) == count and all(len(row) == len(header) for row in rows), path
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row), path
        objects = json.loads(client.get(where(body, path), {"format": "json"}).content)
        assert [set(each) for each in objects] == [set(header)] * count
    assert objects[0]["title"] == "+1"
    assert client.get(where(body, "lists/persons/")).status_code == 404
    client.force_login(body.observer)
    assert client.get(where(body, "lists/rules/")).status_code == 404
    assert json.loads(client.get(where(body, "lists/decisions/"), {"format": "json"}).content) == []

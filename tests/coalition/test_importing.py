"""Members and weights from a table: every bad line named before anything is written, then all of it or nothing."""

from __future__ import annotations

import json

import pytest

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.importing import import_roll, preview
from coalition.models import Member, Weight
from coalition.rolls import roll_at
from proposals.ledger.models import Entry
from tests.factories import a_coalition, admit

pytestmark = pytest.mark.django_db
GOOD = "member,name_en,name_fr,population,group:E3\nFR,France,France,68,1\nPL,,,37,0\nXA,Xanadu,Xanadou,5,0\n"


@pytest.fixture
def body():
    return a_coalition("DE FR", weights={"population": {"DE": 83, "FR": 67}})


def read(body, text):
    return preview(coalition=body.coalition, text=text, instant=clock.now())


def asked(body, text, by=None, source="Eurostat"):
    by = by or body.secretariat[0]
    return import_roll(coalition=body.coalition, text=text, source=source, by=by, instant=clock.now())


def test_a_preview_says_what_would_be_done_and_writes_nothing(body):
    before = Entry.objects.count()
    made = read(body, GOOD)
    assert [each["code"] for each in made.admitted] == ["PL", "XA"]
    assert made.admitted[0]["name_fr"] == "Pologne"
    assert [(each["member"], each["value"]) for each in made.weights] == [("FR", "68"), ("PL", "37"), ("XA", "5")]
    assert made.ignored == ["group:E3"] and made.is_good
    assert Entry.objects.count() == before and Member.objects.filter(coalition=body.coalition).count() == 2


def test_every_bad_line_is_named_with_its_column(body):
    made = read(body, "member,name_en,population\nFR,France,many\nFR,France,1\nXB,,2\n,x,3\nPL,Poland,-4\n")
    assert [(fault.line, fault.column, fault.name) for fault in made.faults] == [
        (2, 3, "population"),
        (3, 1, "member"),
        (4, 1, "member"),
        (5, 1, "member"),
        (6, 3, "population"),
    ]
    assert "listed twice" in made.faults[1].problem and "has no name" in made.faults[2].problem
    assert not made.is_good
    with pytest.raises(Invalid, match="Line 2, column 2"):
        asked(body, "member,population\nFR,many\n")


@pytest.mark.parametrize("text", ["", "code,x\nFR,1\n", 'member\n"FR', "member,member\nFR,FR\n"])
def test_a_file_that_is_no_such_table_is_refused(body, text):
    assert read(body, text).faults and not read(body, text).is_good


def test_two_people_take_it_over_as_one_act(body):
    step = asked(body, GOOD)
    assert step.pending is not None and Weight.objects.filter(value=37).count() == 0
    four_eyes.confirm(pending=step.pending, by=body.secretariat[1])
    roll = roll_at(body.coalition, clock.now())
    assert roll.members == ("DE", "FR", "PL", "XA")
    assert dict(roll.weights["population"]) == {"DE": 83, "FR": 68, "PL": 37, "XA": 5}
    entry = Entry.objects.get(kind="roll_imported")
    said = json.loads(entry.content)["body"]
    assert said["admitted"] == ["PL", "XA"] and said["weights"] == 3 and len(said["by"]) == 2
    assert "Eurostat" not in entry.content
    with pytest.raises(Invalid, match="nothing that is not on the roll"):
        asked(body, GOOD)


def test_what_was_overtaken_is_done_not_even_in_part(body):
    step = asked(body, GOOD)
    admit(body, "XA")
    with pytest.raises(Conflict):
        four_eyes.confirm(pending=step.pending, by=body.secretariat[1])
    assert roll_at(body.coalition, clock.now()).members == ("DE", "FR", "XA")


def test_only_the_secretariat_asks_and_says_where_it_comes_from(body):
    for person in (body.chair, body.heads["FR"]):
        with pytest.raises(NotAllowed):
            asked(body, GOOD, by=person)
    with pytest.raises(Invalid):
        asked(body, GOOD, source=" ")

"""Roll calls of other bodies: each bad line named, kept whole or not at all, and never a decision of the coalition."""

from __future__ import annotations

import pytest

from coalition.errors import Invalid, NotAllowed
from coalition.replaying import Replayed
from coalition.rules import catalogue
from proposals.elsewhere.keeping import keep_roll_calls, preview, replayed
from proposals.elsewhere.models import RecordedVote
from proposals.ledger.models import Entry
from proposals.voting.models import Decision
from tests.factories import a_coalition

pytestmark = pytest.mark.django_db
HEADER = "body,date,resolution,member_iso,vote,adopted\n"
GOOD = HEADER + "UN,2022-03-02,ES-11/1,FR,yes,true\nUN,2022-03-02,ES-11/1,RU,no,true\nUN,2022-03-03,X,FR,no,false\n"


@pytest.fixture
def body():
    return a_coalition("DE FR")


def keep(body, text=GOOD, by=None, source="UN Digital Library"):
    return keep_roll_calls(coalition=body.coalition, text=text, source=source, by=by or body.secretariat[0])


def test_they_are_kept_beside_the_register_and_never_in_it(body):
    assert [vote.resolution for vote in keep(body)] == ["ES-11/1", "X"]
    assert RecordedVote.objects.get(resolution="ES-11/1").positions == {"FR": "yes", "RU": "no"}
    assert not Decision.objects.exists()
    assert Entry.objects.filter(kind="roll_calls_kept").count() == 1
    more = GOOD + "UN,2022-03-04,Y,FR,abstain,false\n"
    made = preview(coalition=body.coalition, text=more)
    assert ([call.resolution for call in made.calls], len(made.known)) == (["Y"], 2)
    assert [vote.resolution for vote in keep(body, more)] == ["Y"]
    with pytest.raises(Invalid, match="no vote that is not kept"):
        keep(body, more)


def test_every_bad_line_is_named_and_nothing_is_kept(body):
    text = HEADER + "UN,2022-03-02,A,FR,perhaps,true\nUN,2022-03-02,A,,yes,true\nUN,soon,B,FR,yes,true\n"
    text += "UN,2022-03-05,C,FR,yes,true\nUN,2022-03-05,C,DE,yes,false\nUN,2022-03-06,D,FR,yes,maybe\n"
    faults = preview(coalition=body.coalition, text=text).faults
    assert [(fault.line, fault.name) for fault in faults] == [
        (2, "vote"),
        (3, "member_iso"),
        (4, "date"),
        (6, "adopted"),
        (7, "adopted"),
    ]
    with pytest.raises(Invalid, match="Line 2, column 5"):
        keep(body, text)
    assert not RecordedVote.objects.exists()


def test_a_rule_is_held_against_them(body):
    adopted, rejected = keep(body)
    found = replayed(adopted, catalogue.rule("simple-majority"))
    assert isinstance(found, Replayed) and not found.matches  # 1-1 is no majority
    found = replayed(rejected, catalogue.rule("simple-majority"))
    assert isinstance(found, Replayed) and found.matches
    (old,) = keep(body, HEADER + "SC,1955-12-13,Old,SU,no,false\n")
    assert isinstance(replayed(old, catalogue.rule("eu-qmv")), str)  # no population is known of it


def test_only_the_secretariat_keeps_them(body):
    for person in (body.chair, body.heads["FR"], body.observer):
        with pytest.raises(NotAllowed):
            keep(body, by=person)
    with pytest.raises(Invalid):
        keep(body, source="")

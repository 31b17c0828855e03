"""`manage.py export`: one vote or a whole record, written whole or not at all; status 2 and one line otherwise."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coalition.models.procedure import Visibility
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.export.verifying import decided, verified

pytestmark = pytest.mark.django_db


def export(*arguments: str) -> str:
    out = StringIO()
    call_command("export", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as refusal:
        export(*arguments)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_one_vote_and_a_whole_record(tmp_path):
    body = a_coalition()
    division = decided(body, FR="yes", DE="no")
    for arguments in ([str(division.pk)], ["--coalition", body.coalition.slug]):
        path = tmp_path / "out.jsonl"
        said = export(*arguments, "-o", str(path))
        assert str(path) in said
        assert verified(path).fine
        assert [kept.name for kept in tmp_path.iterdir()] == ["out.jsonl"]


def test_it_signs_what_is_not_signed_yet(tmp_path):
    division = open_vote(a_coalition())
    export(str(division.pk), "-o", str(tmp_path / "out.jsonl"))
    assert verified(tmp_path / "out.jsonl").fine


@pytest.mark.parametrize("number", ["999999", "-1", "0x1", "P-2026/1", "9" * 40, "²"])
def test_no_such_vote(number, tmp_path):
    assert "no vote" in refused(*(["-o", str(tmp_path / "x"), "--", number]))


def test_what_cannot_be_exported_is_one_line_and_status_2(tmp_path):
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    cast(division, body, "FR", "no")
    out = ["-o", str(tmp_path / "x")]
    assert "hidden until it is decided" in refused(str(division.pk), *out)
    assert "no coalition nowhere" in refused("--coalition", "nowhere", *out)
    assert "either" in refused(*out)
    assert "either" in refused("1", "--coalition", body.coalition.slug, *out)
    assert "No such file" in refused("--coalition", body.coalition.slug, "-o", str(tmp_path / "no" / "folder" / "x"))
    assert list(tmp_path.iterdir()) == []

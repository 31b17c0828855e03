"""Exports: what they hold, and that the verifier finds them fine where Concert is not installed."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from coalition.errors import Conflict
from coalition.models import Person
from coalition.models.procedure import Visibility
from proposals.export import verifier
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Entry
from tests.clocks import clock_at
from tests.factories import PROXIES, a_coalition, a_proposal, after_grace, cast, give, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import as_a_stranger, decided, lines_of, settle, verified, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition(weights={"population": {"DE": 84, "FR": 68, "GB": 69}})


def test_the_verifier_needs_nothing_but_the_library_and_cryptography():
    tree = ast.parse(Path(verifier.__file__).read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"cryptography"}


def test_a_coalition_s_record_is_fine_where_concert_is_not_installed(body, tmp_path):
    decided(body, DE="yes", FR="no", GB="yes")
    decided(body, DE="abstain")
    path = write(export_coalition(body.coalition), tmp_path)
    run = as_a_stranger(tmp_path, str(path))
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    assert run.stdout.splitlines()[-1].startswith("FINE: ")
    said = json.loads(as_a_stranger(tmp_path, str(path), "--json").stdout)
    assert (said["fine"], said["decisions"], said["ballots"]) == (True, 2, 4)
    assert ["nobody gave a key" in note for note in said["notes"]] == [True]


def test_one_vote_is_recounted_from_its_own_export(body, tmp_path):
    decided(body, FR="yes")
    division = decided(body, DE="yes", FR="no", GB="yes")
    decided(body, GB="yes")
    path = write(export_division(division), tmp_path)
    run = as_a_stranger(tmp_path, str(path))
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    said = json.loads(as_a_stranger(tmp_path, str(path), "--json").stdout)
    assert (said["holds"], said["decisions"], said["ballots"]) == (f"division:{division.pk}", 1, 3)
    subjects = {line["entry"]["subject"] for line in lines_of(path) if "entry" in line}
    assert not [subject for subject in subjects if subject.startswith("division:") and subject != said["holds"]]


def test_an_open_vote_that_all_may_watch_is_exported_as_it_stands(body, tmp_path):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    checkpoint(coalition_id=body.coalition.pk)
    report = verified(write(export_division(division), tmp_path))
    assert report.fine
    assert (report.said["ballots"], report.said["decisions"]) == (1, 0)


@pytest.mark.parametrize("visibility", [Visibility.ON_CLOSING, Visibility.CHAIR])
def test_a_hidden_vote_is_exported_to_nobody_before_it_is_decided(visibility, tmp_path):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    cast(division, body, "FR", "no")
    checkpoint(coalition_id=body.coalition.pk)
    with pytest.raises(Conflict, match="hidden until it is decided"):
        export_division(division)
    path = write(export_coalition(body.coalition), tmp_path)
    nonce = json.loads(Entry.objects.get(kind="ballot_cast", coalition=body.coalition).content)["nonce"]
    assert nonce not in path.read_text()
    assert "ballot_cast" not in path.read_text()
    report = verified(path)
    assert report.fine
    assert any("withheld" in note for note in report.notes)
    settle(division)
    assert verified(write(export_division(division), tmp_path)).fine
    assert nonce in write(export_coalition(body.coalition), tmp_path).read_text()


def test_a_vote_whose_last_entry_is_not_signed_yet_is_not_exported(body):
    division = open_vote(body)
    with pytest.raises(Conflict, match="being signed"):
        export_division(division)
    with pytest.raises(Conflict, match="being signed"):
        export_coalition(body.coalition)


def test_a_refused_ballot_is_in_the_record_and_counts_nowhere(body, tmp_path):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    with clock_at(after_grace(division)), pytest.raises(Conflict):
        cast(division, body, "DE", "no")
    settle(division)
    report = verified(write(export_coalition(body.coalition), tmp_path))
    assert report.fine
    assert report.said["ballots"] == 1


def test_an_export_holds_no_name_and_no_address(body, tmp_path):
    proposal = a_proposal(body, title="Ordnung der Bereitschaft", text="Drafted by Zoë Nobody.")
    division = decided(body, proposal=proposal, FR="yes")
    for export in (export_coalition(body.coalition), export_division(division)):
        text = write(export, tmp_path).read_text()
        assert "@" not in text
        assert "Zoë" not in text
        assert "Bereitschaft" not in text
        for person in Person.objects.all():
            assert person.name not in text
            assert person.email not in text


def test_a_long_record_is_read_in_batches(body, tmp_path, monkeypatch):
    decided(body, DE="yes", FR="no", GB="yes")
    decided(body, DE="yes", FR="no", GB="yes")
    whole = write(export_coalition(body.coalition), tmp_path).read_bytes()
    monkeypatch.setattr("proposals.export.bundling.BATCH", 5)
    assert write(export_coalition(body.coalition), tmp_path).read_bytes() == whole


@pytest.mark.parametrize("votes", [1, 3])
def test_the_queries_of_a_vote_s_export_do_not_grow(body, tmp_path, votes, django_assert_num_queries):
    for _ in range(votes):
        division = decided(body, DE="yes", FR="no", GB="yes")
    with django_assert_num_queries(7):
        write(export_division(division), tmp_path)


def test_a_vote_by_proxy_is_recounted_and_the_members_own_prevails(tmp_path):
    body = a_coalition("DE FR GB IT", rule=PROXIES)
    division = open_vote(body)
    give(division, body, "DE", "FR")
    cast(division, body, "DE", "no")
    cast(division, body, "DE", "yes", holder="FR")
    proxy = give(division, body, "IT", "GB")
    cast(division, body, "IT", "yes", holder="GB")
    settle(division)
    path = write(export_coalition(body.coalition), tmp_path)
    assert verified(path).findings == []
    forged = Forgery(path)
    forged.first("ballot_cast", holder="GB")["body"]["proxy"] = proxy.entry_index + 1
    kinds = {found["kind"] for found in verified(forged.resigned().write(tmp_path / "forged.jsonl")).findings}
    assert "proxy" in kinds, kinds

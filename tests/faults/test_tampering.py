"""Somebody with the database in their hands: the verifier names what they touched, by the number of its entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from proposals.export.bundling import export_coalition
from proposals.ledger.guarding import lifted
from proposals.ledger.models import Entry
from proposals.voting.models import Ballot
from tests.factories import a_coalition
from tests.proposals.export.verifying import as_a_stranger, decided, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition()


def said_of(body, tmp_path: Path) -> str:
    run = as_a_stranger(tmp_path, str(write(export_coalition(body.coalition), tmp_path)))
    assert run.returncode == 1, run.stdout
    return run.stdout


def test_a_row_is_not_edited_while_the_triggers_stand(body):
    decided(body, DE="yes")
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.update(position="no")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(kind="ballot_cast").delete()


@pytest.mark.parametrize("also_its_leaf", [False, True])
def test_an_edited_entry_is_named(body, tmp_path, also_its_leaf):
    from proposals.ledger.canonical import leaf_hash

    decided(body, DE="yes", FR="no", GB="yes")
    entry = Entry.objects.filter(kind="ballot_cast").order_by("index")[1]
    content = entry.content.replace('"position":"no"', '"position":"yes"')
    assert content != entry.content
    leaf = leaf_hash(content.encode()) if also_its_leaf else entry.leaf
    with lifted():
        Entry.objects.filter(coalition=body.coalition, index=entry.index).update(content=content, leaf=leaf)
    named = {entry.index, entry.index + 1} if also_its_leaf else {entry.index}
    said = said_of(body, tmp_path)
    assert any(f"entry {index}" in said for index in named), said


def test_a_removed_entry_is_named(body, tmp_path):
    decided(body, DE="yes", FR="no", GB="yes")
    entry = Entry.objects.filter(kind="ballot_cast").order_by("index")[1]
    with lifted():
        Entry.objects.filter(coalition=body.coalition, index=entry.index).delete()
    assert f"entry {entry.index}" in said_of(body, tmp_path)


def test_an_edited_ballot_does_not_change_what_is_exported(body, tmp_path):
    """The export is made of entries: a ballot's row alone changes nothing in it, and the decision's proof shows it."""
    from proposals.voting.recounting import agrees, ballots_in_ledger

    division = decided(body, DE="yes", FR="no", GB="yes")
    with lifted():
        Ballot.objects.filter(division=division, position="no").update(position="yes")
    division.refresh_from_db()
    assert not agrees(division.decision)
    assert ballots_in_ledger(division.decision) == (2, 3)
    run = as_a_stranger(tmp_path, str(write(export_coalition(body.coalition), tmp_path)), "--json")
    assert json.loads(run.stdout)["fine"] is True

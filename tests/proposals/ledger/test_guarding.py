"""The triggers: listed, refusing on both engines, back after a migration that made a table anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from coalition import clock
from proposals.ledger import guarding
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Checkpoint, Entry, MerkleNode
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot, Decision, Division
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote

TABLES = [
    "adherence",
    "ballot",
    "checkpoint",
    "commitment",
    "decision",
    "division",
    "entry",
    "hostconsent",
    "merklenode",
    "signednote",
    "stop",
    "votingkey",
]
KEPT = [Entry, Ballot, Decision, Checkpoint, MerkleNode]


@pytest.fixture
def decided(db) -> Division:
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    checkpoint(coalition_id=body.coalition.pk)
    return Division.objects.get(pk=division.pk)


def refused(act) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


@pytest.mark.django_db
def test_every_table_of_the_record_has_its_triggers():
    acts = ["delete", "truncate", "update"] if connection.vendor == "postgresql" else ["delete", "update"]
    found = {
        table: [name.removeprefix(f"concert_keep_{table.removeprefix('proposals_')}_")[:-9] for name in names]
        for table, names in guarding.standing().items()
    }
    assert found == {f"proposals_{table}": acts for table in TABLES}
    assert guarding.missing() == []


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_a_row_on_record_is_neither_changed_nor_deleted(decided, model):
    rows = model.objects.all()
    assert rows.exists()
    for field in model._meta.concrete_fields:
        refused(lambda field=field: rows.update(**{field.attname: models.F(field.attname)}))
    refused(lambda: rows._raw_delete("default"))
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: connection.cursor().execute(f"TRUNCATE {model._meta.db_table} CASCADE"))


def test_of_a_division_only_what_the_verbs_move(decided):
    other = open_vote(a_coalition())
    rows = Division.objects.filter(pk=other.pk)
    frozen = {
        "rule": {"id": "x"},
        "roll": {},
        "visibility": "chair",
        "text_hash": "0" * 64,
        "opens_at": clock.now() - timedelta(days=1),
        "facts": ["x"],
    }
    for name, value in frozen.items():
        refused(lambda name=name, value=value: rows.update(**{name: value}))
    refused(lambda: rows._raw_delete("default"))
    assert rows.update(closes_at=other.closes_at + timedelta(hours=1)) == 1
    assert rows.update(sealed_at=clock.now()) == 1
    refused(lambda: rows.update(sealed_at=None))
    refused(lambda: rows.update(sealed_at=clock.now() + timedelta(hours=2)))
    refused(lambda: rows.update(closes_at=other.closes_at + timedelta(hours=2)))
    assert rows.update(annulled_at=clock.now()) == 1
    refused(lambda: rows.update(annulled_at=None))
    refused(lambda: rows.update(annulled_at=clock.now() + timedelta(hours=2)))


@pytest.mark.django_db
def test_an_annulled_division_is_neither_sealed_nor_extended():
    rows = Division.objects.filter(pk=open_vote(a_coalition()).pk)
    assert rows.update(annulled_at=clock.now()) == 1
    refused(lambda: rows.update(sealed_at=clock.now()))
    refused(lambda: rows.update(closes_at=clock.now() + timedelta(hours=2)))


@pytest.mark.django_db(transaction=True)
def test_a_table_made_anew_by_a_migration_has_its_triggers_again():
    """An AlterField on SQLite makes the table anew, without its triggers."""
    field = Ballot._meta.get_field("key")
    longer = models.CharField(max_length=90)
    longer.set_attributes_from_name("key")
    longer.model = Ballot
    with connection.schema_editor() as editor:
        editor.alter_field(Ballot, field, longer)
    if connection.vendor == "sqlite":
        assert guarding.missing() == ["proposals_ballot"]
    call_command("migrate", verbosity=0)
    assert guarding.missing() == []
    with connection.schema_editor() as editor:
        editor.alter_field(Ballot, longer, field)
    call_command("migrate", verbosity=0)
    assert guarding.missing() == []


@pytest.mark.django_db
def test_installing_again_changes_nothing():
    before = guarding.standing()
    guarding.install()
    assert guarding.standing() == before


@pytest.mark.django_db
def test_a_trigger_that_says_something_else_is_replaced(monkeypatch):
    before = guarding.standing()
    monkeypatch.setattr(guarding, "GUARDS", (guarding.Guard("proposals_division", movable=("closes_at",)),))
    guarding.install()
    assert list(guarding.standing()) == ["proposals_division"]
    assert guarding.standing()["proposals_division"] != before["proposals_division"]
    monkeypatch.undo()
    guarding.install()
    assert guarding.standing() == before


def test_lifted_only_while_it_is_asked_for(decided):
    with guarding.lifted():
        assert Ballot.objects.update(position="no") == 1
    refused(lambda: Ballot.objects.update(position="yes"))

"""A restore gives the same root, on the engine under test; an older checkpoint exposes an old backup."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from contextlib import closing
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coalition.models import Coalition
from proposals.ledger import backups, guarding
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Checkpoint, Entry
from proposals.ledger.proofs import consistency_proof
from proposals.ledger.receipts import receipt_of
from proposals.ledger.roots import roots
from proposals.ledger.trees import is_consistent
from proposals.voting.models import Division
from proposals.voting.receipts import Standing, check_receipt, read_pasted
from tests.factories import a_coalition, cast, open_vote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    return body, division


@pytest.fixture(autouse=True)
def whole_again():
    """The session's database as the next test expects it, whatever was restored into it."""
    yield
    call_command("migrate", verbosity=0)


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_a_restore_gives_the_same_root(held, tmp_path):
    body, division = held
    signed = checkpoint(coalition_id=body.coalition.pk)
    file = tmp_path / "concert.backup"
    said = run("backup", str(file))
    assert signed.root in said and file.stat().st_mode & 0o077 == 0
    before = roots()
    cast(division, body, "DE", "no")
    assert roots() != before
    run("restore", str(file), "--replace")
    assert roots() == before == {str(body.coalition.pk): {"size": signed.size, "root": signed.root}}
    assert Checkpoint.objects.get().root == signed.root
    assert guarding.missing() == []
    cast(Division.objects.get(pk=division.pk), body, "GB", "no")
    assert checkpoint(coalition_id=body.coalition.pk).size == signed.size + 1


def test_an_empty_database_is_filled_and_another_only_when_told(held, tmp_path):
    file = tmp_path / "concert.backup"
    run("backup", str(file))
    with pytest.raises(CommandError, match="holds a coalition already") as refused:
        run("restore", str(file))
    assert refused.value.returncode == 2
    with guarding.lifted():
        call_command("flush", interactive=False, verbosity=0)
    assert not Coalition.objects.exists()
    run("restore", str(file))
    assert Coalition.objects.count() == 1


def test_a_backup_is_never_overwritten(held, tmp_path):
    file = tmp_path / "concert.backup"
    file.write_text("mine")
    with pytest.raises(CommandError, match="never overwritten"):
        run("backup", str(file))
    assert file.read_text() == "mine"


@pytest.mark.parametrize("kind", ["nothing", "text", "empty tar", "other tar", "other engine"])
def test_what_is_no_backup_changes_nothing(held, tmp_path, kind):
    file = tmp_path / "concert.backup"
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    manifests = {
        "empty tar": None,
        "other tar": {"format": "other"},
        "other engine": {"format": backups.FORMAT, "engine": other, "roots": {}},
    }
    if kind == "text":
        file.write_text("no backup")
    elif kind in manifests:
        with tarfile.open(file, "w") as archive:
            if manifests[kind]:
                for name, content in (
                    (backups.MANIFEST, json.dumps(manifests[kind]).encode()),
                    (backups.DATABASE, b""),
                ):
                    info = tarfile.TarInfo(name)
                    info.size = len(content)
                    archive.addfile(info, BytesIO(content))
    before = roots()
    with pytest.raises(CommandError) as refused:
        run("restore", str(file), "--replace")
    assert refused.value.returncode == 2 and "\n" not in str(refused.value)
    assert roots() == before


def test_a_backup_that_was_changed_is_told_by_its_ledger(held, tmp_path):
    """Whoever edits an entry in a backup and leaves the manifest as it was."""
    if connection.vendor != "sqlite":
        pytest.skip("the dump of PostgreSQL is compressed: nobody edits a row in it")
    file, forged = tmp_path / "concert.backup", tmp_path / "forged.backup"
    run("backup", str(file))
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / backups.DATABASE, isolation_level=None)) as copy:
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f'DROP TRIGGER "{name}"')
        copy.execute("UPDATE proposals_entry SET content = replace(content, '\"yes\"', '\"no\"')")
    with tarfile.open(forged, "w") as archive:
        for name in (backups.MANIFEST, backups.DATABASE):
            archive.add(tmp_path / name, arcname=name)
    with pytest.raises(CommandError, match=f"ledger of coalition {held[0].coalition.pk} differs"):
        run("restore", str(forged), "--replace")


def test_without_the_programs_of_postgresql_it_says_which(held, tmp_path, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite needs no program")
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.raises(CommandError, match="pg_dump is not on this machine"):
        run("backup", str(tmp_path / "concert.backup"))


@pytest.mark.parametrize("vote_again", [False, True])
def test_an_older_checkpoint_exposes_an_old_backup_that_was_restored(held, tmp_path, vote_again):
    """Germany's vote came after the backup. Its receipt and the checkpoint that it kept outlive the restore."""
    body, division = held
    pk, file = body.coalition.pk, tmp_path / "concert.backup"
    run("backup", str(file))
    ballot = cast(division, body, "DE", "no").ballot
    kept = checkpoint(coalition_id=pk)
    receipt = json.dumps(receipt_of(Entry.objects.get(coalition_id=pk, index=ballot.entry_index)))
    run("restore", str(file), "--replace")
    division = Division.objects.get(pk=division.pk)
    for code in ("DE", "GB") if vote_again else ():
        cast(division, body, code, "no")
    now = checkpoint(coalition_id=pk)
    if vote_again:
        path = consistency_proof(coalition_id=pk, first=kept.size, second=now.size)
        assert not is_consistent(kept.size, kept.root, now.size, now.root, path)
    else:
        assert now.size < kept.size
    checked = check_receipt(
        coalition=body.coalition, given=read_pasted(receipt), person=body.heads["DE"], instant=now.at
    )
    assert checked.standing is Standing.MISSING

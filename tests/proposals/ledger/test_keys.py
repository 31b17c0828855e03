"""Signing keys: made once, changed on record, never usable for what they were not introduced to."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from coalition.errors import Conflict
from proposals.ledger import keys, rotating
from proposals.ledger.canonical import canonical
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.key_history import known_keys
from proposals.ledger.models import Checkpoint, Entry
from proposals.ledger.statements import checkpoint_statement, is_signed, key_statement
from tests.factories import a_coalition, a_proposal, open_vote


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    return settings.SIGNING_KEY_FOLDER


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out)
    return out.getvalue()


def test_twenty_processes_starting_together_agree_on_one_key(folder):
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda _n: keys.current_key().id, range(20)))
    assert len(set(found)) == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted([f"{found[0]}.pem", "current"])


def test_a_key_is_given_by_a_file_or_by_the_environment(settings, tmp_path):
    key = keys.new_key()
    settings.SIGNING_KEY_FILE = tmp_path / "given.pem"
    settings.SIGNING_KEY_FILE.write_bytes(keys.key_to_pem(key))
    assert keys.current_key().id == key.id
    other = keys.new_key()
    settings.SIGNING_KEY = keys.key_to_pem(other).decode()
    assert keys.current_key().id == other.id


@pytest.mark.parametrize("content", ["", "nonsense", "rsa"])
def test_what_is_no_key_is_named_by_where_it_stands(settings, tmp_path, content):
    path = tmp_path / "given.pem"
    if content == "rsa":
        private = rsa.generate_private_key(65537, 2048)
        pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        content = private.private_bytes(*pem).decode()
    path.write_text(content)
    settings.SIGNING_KEY_FILE = path
    with pytest.raises(ImproperlyConfigured, match=r"given\.pem"):
        keys.current_key()


def test_a_missing_key_file_is_named(settings, tmp_path):
    settings.SIGNING_KEY_FILE = tmp_path / "nowhere.pem"
    with pytest.raises(ImproperlyConfigured, match=r"nowhere\.pem"):
        keys.current_key()


@pytest.mark.django_db
def test_rotation_is_on_record_and_endorsed_and_old_checkpoints_stay_good(folder):
    body = a_coalition()
    pk = body.coalition.pk
    open_vote(body)
    first = checkpoint(coalition_id=pk)
    old = keys.current_key()
    command("rotate")
    new = keys.current_key()
    second = checkpoint(coalition_id=pk)
    assert (first.key, second.key) == (old.id, new.id) and old.id != new.id
    known = known_keys(pk)
    for signed in Checkpoint.objects.filter(coalition=pk):
        statement = checkpoint_statement(
            coalition_id=pk, size=signed.size, root=signed.root, head=signed.head, at=signed.at, key=signed.key
        )
        assert is_signed(statement, signed.signature, known[signed.key].public)
        assert known[signed.key].may_sign(signed.size)
    said = json.loads(Entry.objects.filter(kind="key_introduced", coalition=pk).latest("index").content)["body"]
    statement = key_statement(coalition_id=pk, key=new.id, public_key=new.public, replaces=old.id)
    for signature, public in ((said["endorsement"], old.public), (said["possession"], new.public)):
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), canonical(statement))
    assert known[old.id].retired is not None and known[old.id].reason == "rotated"
    assert {path.name for path in folder.iterdir()} == {f"{old.id}.pem", f"{new.id}.pem", "current"}


@pytest.mark.django_db
def test_a_retired_key_signs_nothing_more():
    body = a_coalition()
    a_proposal(body)
    old = keys.current_key()
    command("rotate")
    keys.make_current(old)
    assert checkpoint(coalition_id=body.coalition.pk) is None
    with pytest.raises(Conflict, match="retired"):
        rotating.introduce_everywhere(new=old, old=None)


@pytest.mark.django_db
def test_a_rotation_reaches_every_ledger_once():
    bodies = [a_coalition(), a_coalition()]
    for body in bodies:
        a_proposal(body)
    command("rotate")
    rotating.introduce_everywhere(new=keys.current_key(), old=None)
    for body in bodies:
        assert [key.retired is None for key in known_keys(body.coalition.pk).values()] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["lost", "compromised"])
def test_without_the_former_key_nothing_endorses_the_new_one(folder, reason):
    body = a_coalition()
    a_proposal(body)
    old = keys.current_key().id
    if reason == "lost":
        for path in folder.iterdir():
            path.unlink()
    command("rotate", f"--{reason}")
    known = known_keys(body.coalition.pk)
    new = keys.current_key().id
    assert (known[old].reason, known[new].endorsed) == (reason, False)
    assert checkpoint(coalition_id=body.coalition.pk).key == new
    assert f"{old} from entry 0, retired at entry" in command("list")


@pytest.mark.django_db
def test_a_given_key_is_introduced_first_and_the_former_retired_when_all_have_it(settings, tmp_path):
    old, new = keys.new_key(), keys.new_key()
    paths = {}
    for name, key in (("old", old), ("new", new)):
        paths[name] = tmp_path / f"{name}.pem"
        paths[name].write_bytes(keys.key_to_pem(key))
    settings.SIGNING_KEY_FILE = paths["old"]
    body = a_coalition()
    pk = body.coalition.pk
    a_proposal(body)
    command("rotate", "--to", str(paths["new"]))
    assert checkpoint(coalition_id=pk).key == old.id
    settings.SIGNING_KEY_FILE = paths["new"]
    assert "Retired in 1 ledger." in command("retire")
    assert checkpoint(coalition_id=pk).key == new.id
    assert known_keys(pk)[new.id].endorsed


@pytest.mark.django_db
def test_the_command_says_what_it_cannot_do(settings, tmp_path):
    with pytest.raises(CommandError, match="leave out --to") as refused:
        command("rotate", "--to", "x.pem")
    assert refused.value.returncode == 2
    settings.SIGNING_KEY_FILE = tmp_path / "nowhere.pem"
    with pytest.raises(CommandError, match="cannot be read"):
        command("public")


@pytest.mark.django_db
def test_the_public_half_is_printed_and_the_private_never():
    body = a_coalition()
    a_proposal(body)
    key = keys.current_key()
    assert command("public").split() == [key.id, key.public]
    assert key.private.private_bytes_raw().hex() not in command() + command("public") + repr(key)

"""Signing ballots with a key of one's own: registering and withdrawing keys, and asking whether a ballot is signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.membership import check_text
from coalition.models import Coalition, Member, Person
from coalition.models.procedure import Signing
from coalition.permissions import Act, require
from coalition.rules.positions import Position
from coalition.writing import write_transaction
from proposals.ledger.appending import append, lock_head
from proposals.voting.models import Division, VotingKey
from proposals.voting.signatures import (
    BALLOT,
    KEY,
    MAX_PART,
    Signature,
    Statement,
    hash_of_key,
    is_good,
    read_public_key,
)

MAX_NAME = 80


@dataclass(frozen=True)
class PublicKey:
    """A key that is offered for registration. `credential` and `party` are a passkey's."""

    algorithm: str
    public_key: str
    credential: str = ""
    party: str = ""

    @property
    def identity(self) -> str:
        """How the ledger names it: SHA-256 of its bytes. Raises `ValueError` for what is no hexadecimal."""
        return hashlib.sha256(bytes.fromhex(self.public_key)).hexdigest()


def ballot_statement(
    *, division: Division, member: Member, position: Position, key: str, holder: Member | None = None
) -> Statement:
    """Return what a delegate signs for one ballot; `key` is the idempotency key under which it is cast."""
    return {
        "division": division.pk,
        "holder": holder.code if holder else None,
        "member": member.code,
        "position": position.value,
        "request": hash_of_key(key),
        "text_hash": division.text_hash,
        "type": BALLOT,
    }


def key_statement(offered: PublicKey, person: Person) -> Statement:
    """Return what the holder of a key signs to show that they hold it."""
    return {"key": offered.identity, "person": person.pk, "type": KEY}


def register_key(
    *, coalition: Coalition, offered: PublicKey, possession: Signature, name: str, by: Person
) -> VotingKey:
    """Register a key with which the person signs ballots in this coalition, on record.

    `possession` is the key's signature over `key_statement`. Raises `NotAllowed` for whoever is accredited for no
    member, `Invalid` for what is no key or was not signed by it, `Conflict` for one that is registered already.
    """
    now = clock.now()
    require(by, coalition, Act.SIGN, now)
    check_text(name, "name", MAX_NAME)
    if len(offered.public_key) > MAX_PART or read_public_key(offered.algorithm, offered.public_key) is None:
        raise Invalid("bad_key", _("This is no public key of this algorithm."), field="public_key")
    if not _signs(key_statement(offered, by), possession, offered):
        raise Invalid("not_held", _("The signature does not show that you hold this key."), field="possession")
    try:
        with write_transaction():
            return _register(coalition, offered, possession, name, by)
    except IntegrityError as error:
        raise Conflict("key_known", _("This key is registered in this coalition already.")) from error


def _register(coalition: Coalition, offered: PublicKey, possession: Signature, name: str, by: Person) -> VotingKey:
    now = clock.now()
    head = lock_head(coalition.pk)
    key = VotingKey.objects.create(
        coalition=coalition,
        person=by,
        name=name,
        algorithm=offered.algorithm,
        public_key=offered.public_key,
        identity=offered.identity,
        credential=offered.credential,
        party=offered.party,
        registered_at=now,
        entry_index=head.next_index,
    )
    said = {"algorithm": key.algorithm, "public_key": key.public_key, "key": key.identity, "party": key.party}
    append(
        coalition_id=coalition.pk,
        kind="voting_key_registered",
        subject=f"voting_key:{key.pk}",
        at=now,
        body={**said, "by": [by.pk], "possession": possession.to_json()},
        head=head,
    )
    return key


def withdraw_key(*, key: VotingKey, by: Person) -> VotingKey:
    """Let a key sign no more ballots. Raises `NotAllowed` but for its holder, `Conflict` for one withdrawn before."""
    if key.person_id != by.pk:
        raise NotAllowed("not_your_key", _("Only its holder withdraws a key."))
    with write_transaction():
        held = VotingKey.objects.select_for_update(no_key=True).get(pk=key.pk)
        now = clock.now()
        if held.withdrawn_at is not None:
            raise Conflict("withdrawn", _("This key has been withdrawn already."))
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
        append(
            coalition_id=held.coalition_id,
            kind="voting_key_withdrawn",
            subject=f"voting_key:{held.pk}",
            at=now,
            body={"key": held.identity, "by": [by.pk]},
        )
    return held


def check_signature(division: Division, statement: Statement, given: Signature | None, by: Person) -> int | None:
    """Return the id of the key that signed a ballot, None where none need. Raises `Invalid` for what does not do.

    Casting asks it before its transaction: a key that is withdrawn in this very moment has signed before.
    """
    if given is None:
        if division.signing == Signing.REQUIRED:
            raise Invalid("signature_needed", _("In this vote delegates sign their ballots."), field="signature")
        return None
    if division.signing == Signing.OFF:
        raise Invalid("not_signed_here", _("In this vote ballots are not signed by delegates."), field="signature")
    held = VotingKey.objects.filter(coalition_id=division.coalition_id, person=by, withdrawn_at=None)
    key = held.filter(identity=given.key).first()
    if key is None:
        raise Invalid("unknown_voting_key", _("You have registered no such key in this coalition."), field="signature")
    offered = PublicKey(key.algorithm, key.public_key, key.credential, key.party)
    if not _signs(statement, given, offered):
        raise Invalid("bad_signature", _("This is not the signature of this ballot by your key."), field="signature")
    return key.pk


def _signs(statement: Statement, given: Signature, offered: PublicKey) -> bool:
    is_short = max(len(part) for part in given.to_json().values()) <= MAX_PART
    return is_short and is_good(
        statement, given, algorithm=offered.algorithm, public_key=offered.public_key, party=offered.party
    )

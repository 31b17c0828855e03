"""Changing the key that signs: introduced in every ledger, endorsed by the one before, which is then retired.

The order matters while others sign: the new key is introduced before its first use, the old one retired after its last.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict
from coalition.writing import write_transaction
from proposals.ledger.appending import lock_head
from proposals.ledger.introducing import append_introduction, append_retirement
from proposals.ledger.key_history import known_keys
from proposals.ledger.keys import SigningKey
from proposals.ledger.models import LedgerHead

ROTATED, LOST, COMPROMISED = "rotated", "lost", "compromised"


def introduce_everywhere(*, new: SigningKey, old: SigningKey | None) -> int:
    """Introduce `new` in every ledger that does not know it, and return in how many.

    `old` endorses it; None where the former key is lost or stolen. Raises `Conflict` for a key that was retired.
    """
    return sum(_introduce(pk, new, old) for pk in _ledgers())


def retire_everywhere(*, keep: SigningKey, reason: str) -> int:
    """Retire every key but `keep` in every ledger that knows `keep`, and return how many retirements that took."""
    return sum(_retire(pk, keep, reason) for pk in _ledgers())


def active_keys() -> set[str]:
    """Return the keys that some ledger has introduced and not retired."""
    return {key.id for pk in _ledgers() for key in known_keys(pk).values() if key.retired is None}


def _ledgers() -> list[int]:
    return list(LedgerHead.objects.order_by("coalition_id").values_list("coalition_id", flat=True))


def _introduce(coalition_id: int, new: SigningKey, old: SigningKey | None) -> bool:
    now = clock.now()
    with write_transaction():
        head = lock_head(coalition_id)
        known = known_keys(coalition_id)
        if new.id in known and known[new.id].retired is not None:
            raise Conflict("key_retired", _("This key was retired; a retired key never signs again."))
        if new.id in known:
            return False
        active = [key.id for key in known.values() if key.retired is None]
        endorser = old if old and old.id in active else None
        replaces = endorser.id if endorser else (active[-1] if active else "")
        append_introduction(coalition_id=coalition_id, key=new, at=now, head=head, old=endorser, replaces=replaces)
    return True


def _retire(coalition_id: int, keep: SigningKey, reason: str) -> int:
    known = known_keys(coalition_id)
    if keep.id not in known:
        return 0
    others = [key.id for key in known.values() if key.retired is None and key.id != keep.id]
    return sum(_retire_one(coalition_id, key, keep.id, reason, clock.now()) for key in others)


def _retire_one(coalition_id: int, key: str, successor: str, reason: str, now: datetime) -> bool:
    with write_transaction():
        head = lock_head(coalition_id)
        if known_keys(coalition_id)[key].retired is not None:
            return False
        append_retirement(coalition_id=coalition_id, key=key, successor=successor, reason=reason, at=now, head=head)
    return True

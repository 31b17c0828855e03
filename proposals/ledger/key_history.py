"""Which keys sign a coalition's ledger, from which entry on: read from the ledger itself, written by rotation.

`key_introduced` and `key_retired` are entries like all others; no other place says who may sign.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from django.db import connection

KINDS = ("key_introduced", "key_retired")


@dataclass(frozen=True)
class KnownKey:
    """A public key of a ledger. It signs states that hold its introduction and not its retirement."""

    id: str
    public: str
    introduced: int
    retired: int | None = None
    reason: str = ""
    endorsed: bool = False

    def may_sign(self, size: int) -> bool:
        """Tell whether the key may sign the state of the ledger with `size` entries."""
        return self.introduced < size and (self.retired is None or size <= self.retired)


def known_keys(coalition_id: int) -> dict[str, KnownKey]:
    """Return the keys of a coalition's ledger by id, in the order of their introduction."""
    keys: dict[str, KnownKey] = {}
    for index, kind, content in _entries(coalition_id):
        body = json.loads(content)["body"]
        if kind == "key_introduced":
            endorsed = body["endorsement"] is not None
            keys[body["key"]] = KnownKey(body["key"], body["public_key"], index, endorsed=endorsed)
        else:
            keys[body["key"]] = replace(keys[body["key"]], retired=index, reason=body["reason"])
    return keys


def _entries(coalition_id: int) -> list[tuple[int, str, str]]:
    """The entries that say it, in plain SQL: every receipt asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "index", kind, content FROM proposals_entry WHERE coalition_id = %s AND kind IN (%s, %s)'
            ' ORDER BY "index"',
            [coalition_id, *KINDS],
        )
        return list(cursor.fetchall())

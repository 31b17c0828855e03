"""Forging exports out of genuine ones: an entry is changed, and whoever holds a key chains and signs all anew."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proposals.ledger.canonical import NOTHING, canonical, fingerprint, leaf_hash
from proposals.ledger.keys import SigningKey, current_key
from proposals.ledger.statements import key_statement
from proposals.ledger.trees import cover, growth, range_hash

Line = dict[str, Any]


class Forgery:
    """The lines of an export, to be changed at will. `entry(n)` is the entry of index n as it now stands."""

    def __init__(self, source: Path | list[Line]) -> None:
        self.lines: list[Line] = (
            [json.loads(line) for line in source.read_text().splitlines()] if isinstance(source, Path) else source
        )

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [line["entry"] for line in self.lines if "entry" in line]

    def first(self, kind: str, **body: Any) -> dict[str, Any]:
        """Return the first entry of a kind whose body holds this."""
        return self.all(kind, **body)[0]

    def all(self, kind: str, **body: Any) -> list[dict[str, Any]]:
        """Return the entries of a kind whose body holds this."""
        return [e for e in self.entries if e["kind"] == kind and body.items() <= e["body"].items()]

    def outcome_of(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return the outcome that stands beside a decision's entry."""
        return next(line["outcome"] for line in self.lines if line.get("of") == entry["index"])

    def at(self, entry: dict[str, Any]) -> int:
        """Return where the entry's line stands."""
        return next(n for n, line in enumerate(self.lines) if line.get("entry") is entry)

    def drop(self, entry: dict[str, Any]) -> None:
        """Leave an entry out."""
        del self.lines[self.at(entry)]

    def insert(self, entry: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        """Put an entry in behind another."""
        self.lines.insert(self.at(after) + 1, {"entry": entry})
        return entry

    def copy_of(self, entry: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Return another entry like this one, with a nonce of its own."""
        made = copy.deepcopy(entry)
        made["body"] |= body
        made["nonce"] = leaf_hash(canonical(made))[:32]
        return made

    def resigned(self, key: SigningKey | None = None) -> Forgery:
        """Number, chain and sign everything anew, as whoever holds the key could: it is then sound in itself."""
        signer = key or current_key()
        index, head, edge = 0, NOTHING, {}
        places: dict[int, int] = {}
        for line in self.lines:
            if "entry" in line:
                entry = line["entry"]
                self._introduce(entry, signer)
                places[entry["index"]] = index
                entry |= {"index": index, "prev": head}
                head = leaf_hash(canonical(entry))
                for level, position, node in growth(index, {p: edge[p] for p in cover(0, index)}, [head]):
                    edge[level, position] = node
                edge[0, index] = head
                index += 1
            elif "of" in line:
                line["of"] = places[line["of"]]
            elif "checkpoint" in line:
                statement = line["checkpoint"]["statement"]
                root = range_hash(0, index, edge)
                statement |= {"head": head, "key": signer.id, "root": root, "size": index}
                line["checkpoint"]["signature"] = signer.sign(statement)
            elif "end" in line:
                line["end"]["entries"] = index
        return self

    def _introduce(self, entry: dict[str, Any], signer: SigningKey) -> None:
        if entry["kind"] != "key_introduced":
            return
        statement = key_statement(
            coalition_id=entry["coalition"], key=signer.id, public_key=signer.public, replaces=None
        )
        entry["body"] |= {"key": signer.id, "public_key": signer.public, "possession": signer.sign(statement)}

    def rehash(self, decision: dict[str, Any]) -> None:
        """Let a decision name the outcome beside it, as it now is."""
        decision["body"]["outcome_hash"] = fingerprint(self.outcome_of(decision))

    def write(self, path: Path) -> Path:
        """Write it as an export is written."""
        path.write_bytes(b"".join(canonical(line) + b"\n" for line in self.lines))
        return path


Change = Callable[[Forgery], "dict[str, Any] | None"]

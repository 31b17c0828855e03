"""Verify an export of a Concert ledger, and recount every decision in it, where Concert is not installed.

    python verifier.py EXPORT [--receipt FILE]... [--checkpoint FILE]... [--key PUBLICKEY] [--json]

It needs Python 3.11 and the package `cryptography`. It trusts only the file it reads and what it is given beside it:
receipts, checkpoints kept from before, the public key. It has a tally of its own. What it does not know it says.

    exit 0   everything holds
    exit 1   something is wrong: one line for each, naming the entry
    exit 2   the file cannot be read, or does not hold what was asked about

Formats and rules are told in docs/ledger.md and docs/verifying.md; this file follows them from top to bottom:

     1  what is found          Report
     2  reading                one line of JSON at a time, in bounded memory
     3  hashes                 canonical JSON, leaves, the Merkle tree of RFC 9162
     4  signatures             keys and their history, checkpoints, receipts
     5  the ledger             numbering, chain, root: that nothing was changed, left out or put in
     6  the acts               that each entry was lawful when it was written
     7  the rule, the roll     what they may say
     8  the count              what the rule makes of the ballots, figure by figure
     9  the command line
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

FORMAT = "concert-export/1"
Json = Any

# Bounds: whatever a file holds, reading it takes less memory than these allow.
MAX_LINE = 4 * 1024 * 1024  # bytes; an opening with its rule and a roll of hundreds of members is some hundred thousand
MAX_ENTRIES = 10_000_000
MAX_UNDECIDED = 1_000  # votes at once that are not decided yet
MAX_KEPT = 1_000_000  # of anything else that is remembered between entries
MAX_FINDINGS = 1_000  # told; the others are counted
MAX_WAIT = 400 * 24 * 3600  # seconds that a vote waits for signed notes
MAX_ASIDE = 1024 * 1024  # bytes of a receipt or a checkpoint

# --- 1. What is found ------------------------------------------------------------------------------------------------


class UnreadableError(Exception):
    """The file cannot be read on."""


@dataclass
class Report:
    """What was found: what is wrong, and what could not be checked."""

    findings: list[dict[str, Json]] = field(default_factory=list)
    untold: int = 0
    notes: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    said: dict[str, Json] = field(default_factory=dict)
    stopped: str = ""  # why it could not be read to its end

    def wrong(self, kind: str, message: str, entry: int | None = None) -> None:
        """Say that something is wrong, in one line; `kind` names what, for a program to read."""
        if len(self.findings) >= MAX_FINDINGS:
            self.untold += 1
            return
        told = f"entry {entry}: {message}" if entry is not None else message
        self.findings.append({"kind": kind, "entry": entry, "message": one_line(told)})

    def note(self, message: str) -> None:
        """Say once what could not be checked, or should be known."""
        message = one_line(message)
        if message not in self.notes and len(self.notes) < MAX_FINDINGS:
            self.notes.append(message)

    def cannot(self, message: str) -> None:
        """Say what was asked and this file cannot answer."""
        self.unanswered.append(one_line(message))

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def one_line(text: str) -> str:
    """The text, fit for a terminal: what a file says there cannot steer it."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:600])


# --- 2. Reading ------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """One line of an export: its number from 1, what it is, and everything in it."""

    number: int
    kind: str
    value: dict[str, Json]
    raw: bytes


def lines_of(file: BinaryIO) -> Iterator[Line]:
    """The lines of an export. Raises `UnreadableError`, naming the line."""
    number = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            raise UnreadableError(f"line {number}: longer than {MAX_LINE} bytes")
        if number == 1 and raw.startswith(b"\x1f\x8b"):
            raise UnreadableError("line 1: this file is compressed; unpack it first")
        if not raw.endswith(b"\n"):
            raise UnreadableError(f"line {number}: cut off; the file is truncated")
        yield read_line(number, raw[:-1])


def read_line(number: int, raw: bytes) -> Line:
    """One line: an object whose first key says what it is."""
    try:
        value = parse(raw)
    except ValueError as error:
        raise UnreadableError(f"line {number}: not JSON as an export writes it: {error}") from error
    if not isinstance(value, dict) or not value:
        raise UnreadableError(f"line {number}: not an object")
    return Line(number, min(value), value, raw)


def parse(raw: bytes) -> Json:
    """The JSON in `raw`: whole numbers that a double keeps, no constants beyond JSON. Raises `ValueError`."""
    try:
        value = DECODER.decode(raw.decode())
        if HALF.search(raw):  # perhaps half a character, which no UTF-8 can hold: this raises then
            canonical(value)
        return value
    except RecursionError:
        raise ValueError("nested too deep") from None


def read_int(text: str) -> int:
    """A whole number that no reader of JSON rounds."""
    if len(text) < 16:
        return int(text)
    number = int(text) if len(text) < 20 else refuse_number(text)
    return number if abs(number) <= SAFE_INTEGER else refuse_number(text)


def refuse_number(text: str) -> NoReturn:
    """Refuse a number that is written otherwise by others."""
    raise ValueError(f"the number {text[:40]}: only whole numbers up to 2^53 are written")


HALF = re.compile(rb"\\u[dD][89a-fA-F]")
DECODER = json.JSONDecoder(parse_float=refuse_number, parse_constant=refuse_number, parse_int=read_int)


# --- 3. Hashes -------------------------------------------------------------------------------------------------------

NOTHING = "0" * 64  # `prev` of the first entry
EMPTY_ROOT = hashlib.sha256(b"").hexdigest()
HASH = re.compile(r"[0-9a-f]{64}\Z")
SAFE_INTEGER = 2**53 - 1  # a larger one stands in JSON as a string of digits
RARE = re.compile("[\ue000-\U0010ffff]")
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Json) -> bytes:
    """Canonical JSON (RFC 8785) of texts, whole numbers, lists and objects."""
    text = ENCODER.encode(value)
    if not text.isascii() and RARE.search(text):  # RFC 8785 sorts keys by UTF-16: another order, for these alone
        text = json.dumps(in_utf16_order(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def in_utf16_order(value: Json) -> Json:
    """The same value with the keys of its objects in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: in_utf16_order(value[key]) for key in keys}
    return [in_utf16_order(item) for item in value] if isinstance(value, list) else value


def fingerprint(value: Json) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def leaf_of(content: bytes) -> bytes:
    """The leaf of an entry: SHA-256 of a zero byte and the entry."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """An inner node of the tree: SHA-256 of the byte 1 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The Merkle tree of RFC 9162 as it grows. It keeps one hash for each complete subtree at its right edge."""

    def __init__(self) -> None:
        """An empty one."""
        self.size = 0
        self.edge: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf, and close every subtree that it completes."""
        position, node = self.size, leaf
        while position & 1:
            node = node_of(self.edge.pop(), node)
            position >>= 1
        self.edge.append(node)
        self.size += 1

    def root(self) -> str:
        """The root, in hexadecimal."""
        if not self.edge:
            return EMPTY_ROOT
        node = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            node = node_of(left, node)
        return node.hex()


def root_by_proof(leaf: bytes, index: int, size: int, path: Json) -> str | None:
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2); None where it is none for this place."""
    if not is_hashes(path) or not 0 <= index < size:
        return None
    node, last = leaf, size - 1
    for step in map(bytes.fromhex, path):
        if last == 0:
            return None
        if index & 1 or index == last:
            node = node_of(step, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_of(node, step)
        index, last = index >> 1, last >> 1
    return node.hex() if last == 0 else None


def identity_of(public_key: str) -> str:
    """The id of a key: SHA-256 of its bytes; empty for what is no hexadecimal."""
    try:
        return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()
    except ValueError:
        return ""


def is_hash(value: Json) -> bool:
    """Whether it is a SHA-256 in hexadecimal."""
    return isinstance(value, str) and HASH.match(value) is not None


def is_hashes(value: Json) -> bool:
    """Whether it is a list of hashes, no longer than any proof."""
    return isinstance(value, list) and len(value) <= 64 and all(map(is_hash, value))


# --- 4. Signatures ---------------------------------------------------------------------------------------------------

CHECKPOINT = {"at": str, "coalition": int, "head": str, "key": str, "root": str, "size": int, "type": str}
RECEIPT = {"coalition": int, "index": int, "key": str, "leaf": str, "type": str}


@dataclass
class Key:
    """A public key of the ledger: the entry that introduced it, the one that retired it, and who vouches for it."""

    id: str
    public: str
    introduced: int
    endorsed_by: str | None
    retired: int | None = None


@dataclass(frozen=True)
class Signed:
    """A statement with its signature, as a checkpoint or a receipt is written; `name` is how messages call it."""

    name: str
    statement: dict[str, Json]
    signature: str | None

    @property
    def size(self) -> int:
        """How many entries a checkpoint covers."""
        return cast("int", self.statement["size"])


def read_signed(name: str, document: Json, shape: dict[str, type], kind: str) -> Signed:
    """A signed statement. Raises `UnreadableError` for anything else."""
    statement = document.get("statement") if isinstance(document, dict) else None
    if not isinstance(statement, dict) or not has_shape(statement, shape) or statement["type"] != kind:
        raise UnreadableError(f"{name}: no statement of the type {kind}")
    signature = document.get("signature")
    if signature is not None and not isinstance(signature, str):
        raise UnreadableError(f"{name}: the signature is no text")
    return Signed(name, statement, signature)


def read_checkpoint(name: str, document: Json) -> Signed:
    """A checkpoint. Raises `UnreadableError`."""
    signed = read_signed(name, document, CHECKPOINT, "concert-checkpoint/1")
    if signed.size < 1:
        raise UnreadableError(f"{name}: a checkpoint covers at least one entry")
    return signed


def is_signed(statement: Json, signature: Json, public_key: str) -> bool:
    """Whether the signature over the statement's canonical JSON is of this key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), canonical(statement))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def has_shape(value: dict[str, Json], shape: dict[str, type]) -> bool:
    """Whether it has exactly these members, each of its type."""
    return value.keys() == shape.keys() and all(type(value[key]) is kind for key, kind in shape.items())


@dataclass
class VotingKey:
    """A delegate's own key, with which they sign ballots; `party` is the site of a passkey, else empty."""

    person: int
    algorithm: str
    public: str
    party: str
    withdrawn_at: str | None = None


def signs(statement: dict[str, Json], given: Json, key: VotingKey) -> bool:
    """Whether it is this key's signature over the statement: over its JSON, or a passkey's over its hash."""
    try:
        signature, public = bytes.fromhex(given["signature"]), load_der_public_key(bytes.fromhex(key.public))
        message = asserted(statement, given, key.party) if key.party else canonical(statement)
        if key.algorithm == "Ed25519" and isinstance(public, Ed25519PublicKey):
            public.verify(signature, message)
        elif key.algorithm == "ES256" and isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(SHA256()))
        elif key.algorithm == "RS256" and isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), SHA256())
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        return False
    return True


def asserted(statement: dict[str, Json], given: Json, party: str) -> bytes:
    """What a passkey's device signed (WebAuthn, section 7.2). Raises `ValueError` where it was about something else."""
    device, client = bytes.fromhex(given["authenticator_data"]), bytes.fromhex(given["client_data"])
    said = parse(client)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(canonical(statement)).digest()).rstrip(b"=").decode()
    if not isinstance(said, dict) or said.get("type") != "webauthn.get" or said.get("challenge") != challenge:
        raise ValueError("another challenge")
    is_held = len(device) >= 37 and device[32] & 0x05 == 0x05  # its user was there, and was verified
    if not is_held or device[:32] != hashlib.sha256(party.encode()).digest():
        raise ValueError("of another site, or nobody was there")
    return device + hashlib.sha256(client).digest()


class Keys:
    """The keys of a ledger, as its own entries introduce and retire them."""

    def __init__(self, report: Report) -> None:
        """None yet."""
        self.report = report
        self.known: dict[str, Key] = {}

    def introduce(self, entry: Entry, coalition: int) -> None:
        """Take a key in: it must prove that it is held, and each but the first that the one before vouches for it."""
        key, public = entry.text("key"), entry.text("public_key")
        former = entry.body.get("replaces")
        statement = {
            "coalition": coalition,
            "key": key,
            "public_key": public,
            "replaces": former,
            "type": "concert-key/1",
        }
        if not is_hash(public) or hashlib.sha256(bytes.fromhex(public)).hexdigest() != key:
            return self.report.wrong("key", f"the id of the key {key[:16]} is not that of its public key", entry.index)
        if not is_signed(statement, entry.body.get("possession"), public):
            self.report.wrong("key", f"the key {key[:16]} does not prove that somebody holds it", entry.index)
        endorsed_by = self.endorser(entry, statement, former) if self.known else None
        self.known.setdefault(key, Key(key, public, entry.index, endorsed_by))
        return None

    def endorser(self, entry: Entry, statement: Json, former: Json) -> str | None:
        """The key before, where it vouches for this one."""
        signature = entry.body.get("endorsement")
        if signature is None:
            self.report.note(
                f"entry {entry.index}: a new key ({statement['key'][:16]}) without the word of the one before it, as"
                " where that was lost: trust it only if you were told of it"
            )
            return None
        if former not in self.known or not is_signed(statement, signature, self.known[former].public):
            self.report.wrong("key", "the new key is not vouched for by the key that it replaces", entry.index)
            return None
        return cast("str", former)

    def retire(self, entry: Entry) -> None:
        """From here on the key signs no state of the ledger."""
        key = self.known.get(entry.text("key"))
        if key is None:
            self.report.wrong("key", "it retires a key that the ledger never introduced", entry.index)
        elif key.retired is None:
            key.retired = entry.index

    def check(self, signed: Signed, may_sign: Callable[[Key], bool]) -> None:
        """The signature must be good, of a key that could sign this."""
        key = self.known.get(signed.statement["key"])
        if key is None:
            self.report.wrong(
                "key", f"{signed.name}: signed by the key {signed.statement['key'][:16]}, which is not in this ledger"
            )
        elif not is_signed(signed.statement, signed.signature, key.public):
            self.report.wrong("signature", f"{signed.name}: the signature is not that of the key {key.id[:16]}")
        elif not may_sign(key):
            self.report.wrong("key", f"{signed.name}: the key {key.id[:16]} could not sign this state of the ledger")

    def leads_to(self, trusted: str, signer: str) -> bool:
        """Whether the signer is the trusted key (its id or itself), or vouched for by it through its successors."""
        seen: set[str] = set()
        key = self.known.get(signer)
        while key is not None and key.id not in seen:
            if trusted in (key.id, key.public):
                return True
            seen.add(key.id)
            key = self.known.get(key.endorsed_by or "")
        return False


# --- 5. The ledger ---------------------------------------------------------------------------------------------------

ENTRY = {
    "at": str,
    "body": dict,
    "coalition": int,
    "index": int,
    "kind": str,
    "nonce": str,
    "prev": str,
    "subject": str,
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z", re.ASCII)
NONCE = re.compile(r"[0-9a-f]{32}\Z")


class MalformedError(Exception):
    """An entry's body does not hold what its kind says."""


@dataclass(slots=True)
class Entry:
    """One act on record. Instants are texts that sort as they follow each other."""

    index: int
    kind: str
    subject: str
    at: str
    body: dict[str, Json]

    def text(self, key: str) -> str:
        """A text in the body."""
        value = self.body.get(key)
        if not isinstance(value, str):
            raise MalformedError(f"its body has no text '{key}'")
        return value

    def number(self, key: str) -> int:
        """A whole number in the body."""
        value = self.body.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise MalformedError(f"its body has no whole number '{key}'")
        return value

    def instant(self, key: str) -> str:
        """An instant in the body."""
        value = self.text(key)
        if not INSTANT.match(value):
            raise MalformedError(f"'{key}' is no instant in UTC with six decimals")
        return value


@dataclass
class Ledger:
    """The entries in their order. `whole`: none may be missing; else each comes with a proof that it is included."""

    report: Report
    coalition: int
    whole: bool
    kept: list[Signed]  # checkpoints kept from before
    receipts: dict[int, list[Signed]]
    under: Signed | None = None  # the checkpoint over an export of one vote
    keys: Keys = field(init=False)
    tree: Tree = field(default_factory=Tree)
    last: int = -1
    head: bytes = bytes(32)
    read: int = 0
    signed: int = 0  # how many of the first entries a checkpoint covers
    withheld: int = 0
    good: int = 0  # how many of the first entries have the root that a checkpoint names
    signer: str = ""  # the key of the last checkpoint

    def __post_init__(self) -> None:
        """The kept checkpoints by size: each is looked at when the ledger has grown to it."""
        self.keys = Keys(self.report)
        self.due: dict[int, list[Signed]] = {}
        for checkpoint in self.kept:
            self.due.setdefault(checkpoint.size, []).append(checkpoint)

    def take(self, line: Line) -> Entry | None:
        """Check one entry's place, and return it where it can be read."""
        value = line.value["entry"]
        if not is_entry(value):
            self.report.wrong("malformed", f"line {line.number}: an entry without the members of one")
            return None
        content = self.content_of(line, value)
        entry = Entry(value["index"], value["kind"], value["subject"], value["at"], value["body"])
        if not self.is_next(entry.index):
            return None
        leaf = leaf_of(content)
        self.check_own(value, entry)
        self.check_chain(value["prev"], entry)
        if not self.whole:
            self.check_proof(leaf, entry.index, line.value.get("proof"))
        if entry.kind in ("key_introduced", "key_retired"):
            self.take_key(entry)
        self.keep(leaf, entry.index)
        return entry

    def content_of(self, line: Line, value: dict[str, Json]) -> bytes:
        """The bytes of an entry, which have one form only: no other spaces, order, escapes, and no member twice."""
        content = canonical(value)
        expected = b'{"entry":' + content
        if not self.whole:
            expected += b',"proof":' + canonical(line.value.get("proof"))
        if line.raw != expected + b"}":
            self.report.wrong(
                "canonical", "is not written as canonical JSON, or there is more on its line", value["index"]
            )
        return content

    def is_next(self, index: int) -> bool:
        """Numbering has no gap, and no entry comes twice or out of its order."""
        if index == self.last:
            self.report.wrong("duplicate", "comes twice", index)
        elif index < self.last:
            self.report.wrong("order", f"comes after entry {self.last}: out of order, or twice", index)
        elif self.whole and index > self.last + 1:
            gap = f"entries {self.last + 1} to {index - 1} are" if index > self.last + 2 else f"entry {index - 1} is"
            self.report.wrong("missing", f"{gap} missing before it", index)
        return index > self.last

    def take_withheld(self, line: Line) -> None:
        """The leaf of an entry that is not shown yet: of a vote that is hidden until it is decided."""
        said = line.value["withheld"]
        if not (isinstance(said, dict) and type(said.get("index")) is int and is_hash(said.get("leaf"))):
            raise UnreadableError(f"line {line.number}: something withheld without its place and its leaf")
        if self.is_next(said["index"]):
            self.withheld += 1
            self.keep(bytes.fromhex(said["leaf"]), said["index"])

    def check_own(self, value: dict[str, Json], entry: Entry) -> None:
        """What an entry says of itself."""
        if value["coalition"] != self.coalition:
            self.report.wrong("coalition", f"is of another coalition's ledger ({value['coalition']})", entry.index)
        if not NONCE.match(value["nonce"]):
            self.report.wrong("nonce", "its nonce is not 16 bytes in hexadecimal", entry.index)
        if not INSTANT.match(entry.at):
            self.report.wrong("malformed", "'at' is no instant in UTC with six decimals", entry.index)

    def check_chain(self, prev: str, entry: Entry) -> None:
        """Each entry names the leaf of the one before: the earlier one cannot be changed without the later."""
        if entry.index == self.last + 1 and prev != self.head.hex():
            if entry.index == 0:
                return self.report.wrong("chain", "is the first and names one before it", 0)
            self.report.wrong(
                "chain",
                f"was changed or replaced: entry {entry.index} was written after another one (leaf {prev[:16]})",
                self.last,
            )
        return None

    def check_proof(self, leaf: bytes, index: int, path: Json) -> None:
        """In an export of one vote: the entry's own proof leads to the root of the checkpoint."""
        under = cast("Signed", self.under)
        if root_by_proof(leaf, index, under.size, path) != under.statement["root"]:
            self.report.wrong(
                "proof", f"is not in the record as signed: its proof does not lead to the root of {under.name}", index
            )

    def keep(self, leaf: bytes, index: int) -> None:
        """Grow by the entry, and look at every receipt and checkpoint that speaks of this place."""
        self.last, self.head = index, leaf
        self.read += 1
        if self.read > MAX_ENTRIES:
            raise UnreadableError(f"entry {index}: more than {MAX_ENTRIES} entries are not read")
        for receipt in self.receipts.pop(index, ()):
            self.check_receipt(receipt, leaf, index)
        if self.whole:
            self.tree.append(leaf)
            for checkpoint in self.due.pop(self.tree.size, ()):
                self.check_checkpoint(checkpoint, leaf)

    def take_key(self, entry: Entry) -> None:
        """A key comes or goes."""
        try:
            self.keys.introduce(entry, self.coalition) if entry.kind == "key_introduced" else self.keys.retire(entry)
        except MalformedError as error:
            self.report.wrong("malformed", str(error), entry.index)

    def check_receipt(self, receipt: Signed, leaf: bytes, index: int) -> None:
        """A receipt promised that this leaf stands at this place."""
        if receipt.statement["leaf"] != leaf.hex():
            self.report.wrong("receipt", f"is not the one that {receipt.name} was given for", index)

    def take_checkpoint(self, checkpoint: Signed) -> None:
        """A checkpoint of the export itself stands behind the last entry that it covers."""
        if checkpoint.size != self.tree.size:
            self.report.wrong(
                "checkpoint",
                f"{checkpoint.name}: it covers {checkpoint.size} entries and stands behind {self.tree.size}",
            )
            return
        self.check_checkpoint(checkpoint, self.head)
        self.signed, self.signer = checkpoint.size, checkpoint.statement["key"]

    def check_checkpoint(self, checkpoint: Signed, leaf: bytes) -> None:
        """The first entries are those that were signed."""
        statement = checkpoint.statement
        if statement["root"] != self.tree.root() or statement["head"] != leaf.hex():
            self.report.wrong(
                "checkpoint",
                f"entries 0 to {checkpoint.size - 1} are not those that {checkpoint.name} was signed over:"
                f" the record was rewritten{self.rewritten(checkpoint)}",
            )
        else:
            self.good = checkpoint.size
        self.check_signature(checkpoint)

    def rewritten(self, checkpoint: Signed) -> str:
        """From where, as far as a root can tell."""
        return f", after entry {self.good - 1}" if 0 < self.good < checkpoint.size else ""

    def check_signature(self, checkpoint: Signed) -> None:
        """Of this ledger, and signed by a key that could."""
        size = checkpoint.size
        if checkpoint.statement["coalition"] != self.coalition:
            return self.report.wrong("coalition", f"{checkpoint.name}: of another coalition's ledger")
        return self.keys.check(
            checkpoint, lambda key: key.introduced < size and (key.retired is None or size <= key.retired)
        )

    def finish(self) -> None:
        """What can only be said at the end: checkpoints and receipts that speak of what is not here."""
        if self.whole:
            self.finish_whole()
        else:
            self.finish_part()
        for receipts in self.receipts.values():
            for receipt in receipts:
                self.finish_receipt(receipt)

    def finish_whole(self) -> None:
        """Nothing may be signed that is not here, and nothing may be here that is not signed."""
        for checkpoint in sorted((c for due in self.due.values() for c in due), key=lambda c: c.size):
            self.report.wrong(
                "missing",
                f"{checkpoint.name} covers {checkpoint.size} entries and this export holds {self.tree.size}: the last"
                f" {checkpoint.size - self.tree.size} were left out or lost",
            )
        if self.withheld:
            self.report.note(
                f"{self.withheld} entries are withheld, their leaves in their places: of votes hidden until decided"
            )
        if self.signed < self.tree.size:
            self.report.wrong(
                "unsigned",
                f"entries {self.signed} to {self.tree.size - 1}: no checkpoint covers them; nobody signed them",
            )

    def finish_part(self) -> None:
        """One checkpoint stands over an export of one vote; another can be compared with it at the same size only."""
        under = cast("Signed", self.under)
        self.check_signature(under)
        self.signed, self.signer = under.size, under.statement["key"]
        for other in self.kept:
            if other.size != under.size:
                self.report.cannot(f"{other.name}: an export of one vote shows no growth; ask the whole record")
            elif other.statement["root"] != under.statement["root"]:
                self.report.wrong("checkpoint", f"{other.name}: of the same size as {under.name}, with another root")

    def finish_receipt(self, receipt: Signed) -> None:
        """A receipt whose entry is not here."""
        index = receipt.statement["index"]
        if not self.whole:
            self.report.cannot(f"{receipt.name}: entry {index} is not part of this export; ask the whole record")
        else:
            self.report.wrong("receipt", f"{receipt.name}: its entry {index} is not in this export")


# --- 6. The acts -----------------------------------------------------------------------------------------------------
#
# The ledger says that nothing was changed since; the acts must have been lawful when they were written.


class Ballot(NamedTuple):
    """A ballot that was lawful. The greatest counts: a member's own before its proxy's, then the last received."""

    is_own: bool
    received_at: str
    entry: int
    position: str
    holder: str | None
    by_note: bool = False


@dataclass
class Proxy:
    """One member's word that another votes for it, until it is used or revoked."""

    principal: str
    holder: str
    given_at: str
    is_used: bool = False
    is_revoked: bool = False


@dataclass
class Note:
    """A vote by signed note: who recorded it, and what its member has said of it since."""

    division: str
    member: str
    recorded_by: list[Json]
    ballot: Ballot | None  # None where it was not lawful
    is_answered: bool = False
    is_struck: bool = False  # contested before the vote was sealed


class Accreditation(NamedTuple):
    """The right of one person to vote for one member, from `starts_at` up to `ends_at`."""

    member: str
    person: int
    starts_at: str
    ends_at: str | None

    def holds_at(self, instant: str) -> bool:
        """Whether it holds at an instant."""
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)


@dataclass
class Division:
    """One vote, as its opening froze it, and what has happened in it since."""

    number: str
    opened: int
    proposal: str
    rule: Json
    roll: Roll | None
    facts: list[str]
    accepted: list[str] | None
    frozen: dict[str, Json]  # the hashes that its decision must repeat
    opens_at: str
    closes_at: str
    voters: frozenset[str]
    offered: tuple[str, ...]
    by_objection: bool = False  # nobody votes: one objection ends it on receipt
    consent: str = "none"  # of the members, to the procedure
    ended_at: str | None = None  # when an objection was received
    signing: str = "off"  # whether delegates sign their ballots: off, optional, required
    waits: int = 0  # seconds after closing before it is sealed, for signed notes
    ballots: int = 0
    effective: dict[str, Ballot] = field(default_factory=dict)  # by member: the one that counts so far
    proxies: dict[int, Proxy] = field(default_factory=dict)  # by the entry that gave it
    notes: list[Note] = field(default_factory=list)
    sealed: int | None = None
    ended: str = ""  # decided, annulled or stopped
    result: str = ""
    manner: str = "vote"
    asks_consent: bool = False
    joined_later: bool = False
    members: set[str] = field(default_factory=set)  # who is in since the decision, of a text that can be joined
    aligned: set[str] = field(default_factory=set)

    def counting(self) -> dict[str, Ballot]:
        """By member the ballot that counts, those by signed note included."""
        found = dict(self.effective)
        for note in self.notes:
            if note.ballot and not note.is_struck:
                found[note.member] = max(note.ballot, found.get(note.member, note.ballot))
        return found

    def forget(self) -> None:
        """Keep no more than late acts are held against."""
        self.rule = self.roll = None
        self.effective, self.proxies, self.notes = {}, {}, []
        self.voters = frozenset()


class Decided(NamedTuple):
    """A decision whose recorded outcome, written beside it, is still to be read."""

    entry: Entry
    division: str
    recorded: str  # the hash in the entry
    counted: dict[str, Json] | None


# Acts that no outcome depends on, or whose effect an opening freezes: chained, and their two people checked.
CARRIED_KINDS = (
    "key_introduced key_retired coalition_founded member_admitted member_withdrawn member_suspended"
    " suspension_ended weight_set group_named group_place_given group_place_ended speaker_named delegate_seated"
    " partner_registered partner_ended contact_named"
    " delegate_left office_given office_ended rule_kept rules_put_in_force rules_accepted act_declined"
    " act_withdrawn act_expired meeting_prepared meeting_called meeting_amended meeting_opened meeting_closed"
    " meeting_cancelled agenda_changed item_begun item_lengthened call_answered presence_noted floor_asked floor_given"
    " point_of_order_ruled ruling_appealed appeal_settled"
    " minutes_drawn minutes_edited minutes_circulated minutes_corrected minutes_adopted"
    " decision_marked decision_mark_struck roll_imported roll_calls_kept"
    " speakers_closed speakers_reopened floor_ended floor_withdrawn"
    " statement_made reservation_lifted reservation_lapsed"
    " sponsor_joined sponsor_left amendment_withdrawn amendment_fell amendment_carried amendment_accepted"
    " amendment_adopted amendment_rejected part_kept part_taken_out order_ruled order_appealed order_upheld"
    " order_overruled document_added document_withdrawn"
)
CARRIED = frozenset(CARRIED_KINDS.split())
BY_OBJECTION = ("silence", "consensus")  # procedures in which nobody votes
TWO_PEOPLE = ("accreditation_given", "division_extended", "division_annulled")
FROZEN = ("text_hash", "rule_hash", "roll_hash", "facts_hash", "accepted_hash")


class Acts:
    """What the entries say, held against what they may say."""

    def __init__(self, report: Report, whole: bool) -> None:
        """Nothing has happened yet."""
        self.report, self.whole = report, whole
        self.divisions: dict[str, Division] = {}
        self.undecided = 0
        self.open_on: dict[str, str] = {}  # proposal: the vote on it that is not sealed yet
        self.texts: dict[tuple[str, int], str] = {}
        self.amendments: dict[tuple[str, int], str] = {}
        self.unknown: Counter[str] = Counter()
        self.decisions: list[str] = []
        self.recounted = 0
        self.ballots = 0
        self.awaited: Decided | None = None
        self.accreditations: dict[int, Accreditation] = {}
        self.voting_keys: dict[str, VotingKey] = {}
        self.notes: dict[int, Note] = {}  # by the entry that recorded it
        self.commitments: dict[int, tuple[str, str]] = {}  # that stand: whose, and in which vote's decision
        self.asked: dict[int, tuple[str, int]] = {}  # acts that take two people: what, and who asked for it
        self.confirmed: dict[int, tuple[str, frozenset[int]]] = {}  # ... what, and which two
        self.handlers: dict[str, Callable[[Entry], None]] = {
            "proposal_created": self.text_written,
            "proposal_revised": self.text_written,
            "amendment_tabled": self.amendment_tabled,
            "part_requested": self.amendment_tabled,
            "division_opened": self.opened,
            "ballot_cast": self.cast,
            "ballot_refused": self.refused,
            "division_sealed": self.sealed,
            "decision_recorded": self.decided,
            "division_extended": self.extended,
            "division_annulled": self.annulled,
            "division_stopped": self.stopped,
            "stop_called": self.stop_called,
            "host_consented": self.consented,
            "joined_later": self.adhered,
            "aligned": self.adhered,
            "left": self.adhered,
            "commitment_made": self.pledged,
            "commitment_moved": self.commitment_kept,
            "commitment_fulfilled": self.commitment_kept,
            "commitment_withdrawn": self.commitment_kept,
            "voting_key_registered": self.voting_key_registered,
            "voting_key_withdrawn": self.voting_key_withdrawn,
            "note_recorded": self.noted,
            "note_refused": self.note_refused,
            "note_countersigned": self.note_answered,
            "note_contested": self.note_answered,
            "proxy_given": self.proxy_given,
            "proxy_revoked": self.proxy_revoked,
            "accreditation_given": self.accredited,
            "accreditation_revoked": self.accreditation_ended,
            "accreditation_replaced": self.accreditation_ended,
            "accreditation_ended": self.accreditation_ended,
            "act_asked": self.act_asked,
            "act_confirmed": self.act_confirmed,
        }

    def take(self, entry: Entry) -> None:
        """Judge one entry."""
        self.settle_awaited()
        handler = self.handlers.get(entry.kind)
        if handler is None and entry.kind not in CARRIED:
            self.unknown[entry.kind] += 1
            return
        try:
            self.check_hands(entry)
            if handler is not None:
                handler(entry)
        except (MalformedError, BadRuleError) as error:
            self.report.wrong("malformed", str(error), entry.index)
        kept = len(self.divisions) + len(self.texts) + len(self.amendments) + len(self.accreditations) + len(self.asked)
        kept += len(self.notes) + len(self.voting_keys) + len(self.commitments)
        if kept > MAX_KEPT or self.undecided > MAX_UNDECIDED:
            raise UnreadableError(f"entry {entry.index}: more is open at once than any coalition has; not read on")

    def wrong(self, entry: Entry, kind: str, message: str) -> None:
        """Say that an entry is wrong."""
        self.report.wrong(kind, message, entry.index)

    # People: two where it takes two, and who may vote for whom

    def check_hands(self, entry: Entry) -> None:
        """An act that takes two people was asked for by one and confirmed by another, who are those it names."""
        by, act = entry.body.get("by"), entry.body.get("act")
        if entry.kind in TWO_PEOPLE and not (isinstance(by, list) and len(by) == 2 and by[0] != by[1]):
            return self.wrong(entry, "four_eyes", f"{entry.kind} takes two different people; it names {brief(by)}")
        if not isinstance(by, list) or type(act) is not int:
            return None
        if len(by) != 2 or by[0] == by[1]:
            return self.wrong(entry, "four_eyes", f"was confirmed by the person who asked for it ({brief(by)})")
        if self.whole and self.confirmed.pop(act, None) != (entry.kind, frozenset(by)):
            return self.wrong(entry, "four_eyes", f"no confirmation of the act {act} by these two people is on record")
        return None

    def act_asked(self, entry: Entry) -> None:
        """One person asks for an act."""
        self.asked[entry.number("act")] = entry.text("what"), entry.number("by")

    def act_confirmed(self, entry: Entry) -> None:
        """Another confirms it; the act itself follows."""
        act, what, by = entry.number("act"), entry.text("what"), entry.number("by")
        asked_by = entry.number("asked_by")
        if by == asked_by:
            self.wrong(entry, "four_eyes", f"the act {act} ({what}) was confirmed by the person who asked for it")
        if self.whole and self.asked.pop(act, None) != (what, asked_by):
            self.wrong(
                entry, "four_eyes", f"the act {act} ({what}) was not asked for by this person, or settled before"
            )
        self.confirmed[act] = what, frozenset((by, asked_by))

    def accredited(self, entry: Entry) -> None:
        """A person may vote for a member."""
        ends_at = entry.instant("ends_at") if entry.body.get("ends_at") is not None else None
        self.accreditations[number_in(entry.subject)] = Accreditation(
            entry.text("member"), entry.number("person"), entry.instant("starts_at"), ends_at
        )

    def accreditation_ended(self, entry: Entry) -> None:
        """It ends; ballots received before stand."""
        held = self.accreditations.get(number_in(entry.subject))
        if held is None or (held.member, held.person) != (entry.text("member"), entry.number("person")):
            return self.wrong(entry, "accreditation", f"ends {entry.subject}, which is not on record as it says")
        self.accreditations[number_in(entry.subject)] = held._replace(ends_at=entry.instant("ends_at"))
        return None

    def why_not_accredited(self, entry: Entry, member: str, instant: str) -> list[tuple[str, str]]:
        """Why whoever acted could not act for the member; nothing where they could."""
        number = entry.number("accreditation")
        held = self.accreditations.get(number)
        if not self.accreditations:
            self.report.note("no accreditation is on record here: that those who voted could was not checked")
            return []
        if held is None:
            return [("accreditation", f"by the accreditation {number}, which is not on record before it")]
        if held.member != member:
            return [("accreditation", f"by the accreditation {number}, which is for {held.member} and not {member}")]
        if not held.holds_at(instant):
            until = f" up to {held.ends_at}" if held.ends_at else ""
            return [("accreditation", f"by the accreditation {number}, which held from {held.starts_at}{until}")]
        return []

    # Texts and openings

    def text_written(self, entry: Entry) -> None:
        """A revision of a proposal: which text a vote is on."""
        self.texts[entry.text("proposal"), entry.number("revision")] = entry.text("text_hash")

    def amendment_tabled(self, entry: Entry) -> None:
        """A change to a text, which a vote may be on."""
        self.amendments[entry.text("proposal"), entry.number("amendment")] = entry.text("text_hash")

    def check_question(self, entry: Entry, proposal: str) -> None:
        """A vote on an amendment is on the one on record."""
        what, _sep, number = entry.text("question").partition(":") if "question" in entry.body else ("", "", "")
        if what != "amendment" or not self.whole:
            return
        tabled = self.amendments.get((proposal, int(number) if number.isdecimal() and number.isascii() else -1))
        if tabled is None or tabled != entry.body.get("question_hash"):
            self.wrong(entry, "text", f"the vote is on another amendment {number} to {proposal} than the one on record")

    def opened(self, entry: Entry) -> None:
        """A vote opens: rule, roll, facts and text are frozen."""
        number, proposal = entry.subject, entry.text("proposal")
        opens_at, closes_at = entry.instant("opens_at"), entry.instant("closes_at")
        if number in self.divisions:
            return self.wrong(entry, "state", f"{number} opens a second time")
        if not opens_at == entry.at < closes_at:
            self.wrong(entry, "time", f"{number} opens at {opens_at}, recorded at {entry.at}, to close at {closes_at}")
        if proposal in self.open_on:
            self.wrong(entry, "state", f"{number}: a vote on {proposal} was open already, {self.open_on[proposal]}")
        self.open_on[proposal] = number
        self.check_text(entry, proposal)
        self.check_question(entry, proposal)
        self.check_frozen(entry)
        rule, roll = entry.body.get("rule"), read_roll(entry.body.get("roll"))
        check_rule(rule)
        by_objection = entry.body.get("procedure") in BY_OBJECTION
        self.check_procedure(entry, rule)
        self.undecided += 1
        self.divisions[number] = Division(
            number=number,
            opened=entry.index,
            proposal=proposal,
            rule=rule,
            roll=roll,
            facts=names_in(entry, "facts"),
            accepted=names_in(entry, "accepted") if entry.body.get("accepted") is not None else None,
            frozen={key: entry.body[key] for key in FROZEN if key in entry.body},
            opens_at=opens_at,
            closes_at=closes_at,
            voters=frozenset(roll.voters),
            offered=("no",) if by_objection else offered_under(rule),
            by_objection=by_objection,
            consent=entry.text("consent") if "consent" in entry.body else "none",
            manner=cast("dict[str, Json]", rule).get("manner", "vote"),
            asks_consent=HOST_CONSENTS in facts_of(rule),
            joined_later=joined_later(rule),
            signing=str(entry.body.get("signing", "off")),
            waits=wait_in(entry),
        )
        return None

    def check_procedure(self, entry: Entry, rule: Json) -> None:
        """Silence and consensus are held under a rule of that manner; an indicative vote binds nobody."""
        procedure, manner = entry.body.get("procedure"), rule.get("manner", "vote")
        if procedure in BY_OBJECTION and manner != procedure:
            self.wrong(
                entry, "procedure", f"{entry.subject} is held by {procedure}, under a rule of the manner {manner}"
            )
        if procedure == "indicative" and effect_of(rule)["binds"] != "nobody":
            self.wrong(entry, "procedure", f"{entry.subject} is indicative, and its rule binds somebody")

    def check_text(self, entry: Entry, proposal: str) -> None:
        """The text voted on is the one on record."""
        revision = entry.number("revision")
        written = self.texts.get((proposal, revision))
        if written is None:
            self.wrong(entry, "text", f"the text of {proposal}, revision {revision}, is not on record before it")
        elif written != entry.text("text_hash"):
            self.wrong(entry, "text", f"the vote is on another text than {proposal}, revision {revision}, on record")

    def check_frozen(self, entry: Entry) -> None:
        """Each frozen part has the hash that stands beside it."""
        for part in ("rule", "roll", "facts", "accepted"):
            said = entry.body.get(f"{part}_hash")
            if said is not None and said != fingerprint(entry.body.get(part)):
                self.wrong(entry, part, f"the {part} of {entry.subject} is not the one that its hash was taken of")

    # Ballots

    def cast(self, entry: Entry) -> None:
        """A ballot: of a member on the roll, offered, in time, before the sealing."""
        member, position, received_at = entry.text("member"), entry.text("position"), entry.instant("received_at")
        self.ballots += 1
        division = self.divisions.get(entry.subject)
        ballot = f"ballot of {member} in {entry.subject}"
        if division is None:
            return self.wrong(entry, "state", f"{ballot}: there is no such vote on record before it")
        division.ballots += 1
        holder = entry.text("holder") if "holder" in entry.body else None
        why = self.why_not(division, member, position, received_at)
        if received_at != entry.at:
            why.append(("time", f"received at {received_at} and recorded as of {entry.at}"))
        if not division.ended:
            why += self.why_not_accredited(entry, holder or member, received_at)
            why += self.why_no_proxy(division, entry, member, holder) if holder else []
            why += self.why_not_signed(division, entry)
        for kind, problem in why:
            self.wrong(entry, kind, f"{ballot}: {problem}")
        if not why:
            if division.by_objection:
                division.ended_at = received_at
            cast = Ballot(holder is None, received_at, entry.index, position, holder)
            division.effective[member] = max(cast, division.effective.get(member, cast))
        return None

    def why_not(self, division: Division, member: str, position: str, received_at: str) -> list[tuple[str, str]]:
        """Why a ballot does not count; nothing where it does."""
        why = []
        if division.ended:
            return [("state", f"cast after the vote was {division.ended}")]
        if division.sealed is not None:
            why.append(("sealed", f"cast after the vote was sealed in entry {division.sealed}"))
        if not division.opens_at <= received_at < division.closes_at:
            kind, when = ("late", "closed") if received_at >= division.closes_at else ("early", "opened")
            instant = division.closes_at if kind == "late" else division.opens_at
            why.append((kind, f"received at {received_at}; the vote {when} at {instant}"))
        if division.ended_at is not None and received_at > division.ended_at:
            why.append(("late", f"received at {received_at}; an objection had ended it at {division.ended_at}"))
        if member not in division.voters:
            suspended = division.roll is not None and member in division.roll.suspended
            problem = "this member is suspended and does not vote" if suspended else "this member is not on the roll"
            why.append(("suspended" if suspended else "roll", problem))
        if position not in division.offered:
            why.append(("position", f"the position '{position}' is not offered under this rule"))
        return why

    def why_no_proxy(self, division: Division, entry: Entry, member: str, holder: str) -> list[tuple[str, str]]:
        """Why the holder could not vote for the member; nothing where its proxy stood."""
        given = entry.number("proxy")
        proxy = division.proxies.get(given)
        if proxy is None or (proxy.principal, proxy.holder) != (member, holder) or proxy.is_revoked:
            return [("proxy", f"cast by {holder} by the proxy of entry {given}, which is none that stands")]
        proxy.is_used = True
        return []

    def why_not_signed(self, division: Division, entry: Entry) -> list[tuple[str, str]]:
        """Why a ballot is not signed as it says, or as the vote asks; nothing where it is."""
        given = entry.body.get("signature")
        if given is None:
            asked = [("signature", "not signed by a delegate, which this vote asks for")]
            return asked if division.signing == "required" else []
        key = self.voting_keys.get(str(given.get("key"))) if isinstance(given, dict) else None
        held = self.accreditations.get(entry.number("accreditation"))
        if key is None or (held is not None and held.person != key.person):
            return [("signature", "signed with a key that its caster has not registered before")]
        if key.withdrawn_at is not None and key.withdrawn_at < entry.instant("received_at"):
            return [("signature", f"signed with a key that was withdrawn at {key.withdrawn_at}")]
        statement = {
            "division": number_in(entry.subject),
            "holder": entry.body.get("holder"),
            "member": entry.text("member"),
            "position": entry.text("position"),
            "request": entry.body.get("request"),
            "text_hash": division.frozen.get("text_hash"),
            "type": "concert-ballot/1",
        }
        return [] if signs(statement, given, key) else [("signature", "the delegate's signature is of something else")]

    def voting_key_registered(self, entry: Entry) -> None:
        """A delegate registers a key of their own, and shows that they hold it."""
        identity, public, by = entry.text("key"), entry.text("public_key"), entry.body.get("by")
        person = by[0] if isinstance(by, list) and len(by) == 1 and type(by[0]) is int else None
        if person is None:
            raise MalformedError("its body does not say who registers the key")
        key = VotingKey(person, entry.text("algorithm"), public, entry.text("party"))
        statement = {"key": identity, "person": person, "type": "concert-voting-key/1"}
        if identity != identity_of(public) or identity in self.voting_keys:
            return self.wrong(entry, "key", f"the voting key {identity[:16]} is not the one it says, or is known")
        if not signs(statement, entry.body.get("possession"), key):
            return self.wrong(entry, "key", f"the voting key {identity[:16]} does not prove that somebody holds it")
        self.voting_keys[identity] = key
        return None

    def voting_key_withdrawn(self, entry: Entry) -> None:
        """It signs no more."""
        key = self.voting_keys.get(entry.text("key"))
        if key is None or key.withdrawn_at is not None or entry.body.get("by") != [key.person]:
            return self.wrong(entry, "key", "withdraws a voting key that is none of this person's")
        key.withdrawn_at = entry.at
        return None

    def refused(self, entry: Entry) -> None:
        """A refusal: it must have been right to refuse, and it counts nowhere."""
        division, reason = self.divisions.get(entry.subject), entry.text("reason")
        received_at = entry.instant("received_at")
        if division is None:
            return self.wrong(entry, "state", f"refused in {entry.subject}, which is not on record before it")
        if reason in ("broken", "stands") and (division.ended_at is None or received_at <= division.ended_at):
            member = entry.text("member")
            self.wrong(entry, "refusal", f"of {member}: refused as ended by an objection, which it was not then")
        if reason == "late" and received_at < division.closes_at:
            self.wrong(
                entry,
                "refusal",
                f"ballot of {entry.text('member')} refused as late, though received at {received_at}, before"
                f" {division.closes_at}",
            )
        return None

    # Votes by signed note

    def noted(self, entry: Entry) -> None:
        """A vote by signed note counts from its receipt, which is attested, and was recorded later, unsealed."""
        member, position, received_at = entry.text("member"), entry.text("position"), entry.instant("received_at")
        self.ballots += 1
        division = self.divisions.get(entry.subject)
        if division is None:
            return self.wrong(entry, "state", f"note of {member} in {entry.subject}: there is no such vote before it")
        division.ballots += 1
        why = self.why_not(division, member, position, received_at)
        if received_at > entry.at:
            why.append(("note", f"received at {received_at}, which is after it was recorded, at {entry.at}"))
        for kind, problem in why:
            self.wrong(entry, kind, f"note of {member} in {entry.subject}: {problem}")
        ballot = None if why else Ballot(True, received_at, entry.index, position, None, by_note=True)
        recorded_by = entry.body.get("by")
        note = Note(entry.subject, member, recorded_by if isinstance(recorded_by, list) else [], ballot)
        self.notes[entry.index] = note
        division.notes.append(note)
        return None

    def note_refused(self, entry: Entry) -> None:
        """A note that came too late, or was recorded when the vote was sealed: it counts nowhere."""
        division, reason = self.divisions.get(entry.subject), entry.text("reason")
        if division is None:
            return self.wrong(entry, "state", f"refused in {entry.subject}, which is not on record before it")
        right = {
            "late": entry.instant("received_at") >= division.closes_at,
            "sealed": division.sealed is not None,
        }
        if not right.get(reason, False):
            self.wrong(entry, "refusal", f"note of {entry.text('member')} refused as {reason}, which it was not")
        return None

    def note_answered(self, entry: Entry) -> None:
        """Its member says that it was its own, or not, once, and not by who recorded it."""
        index, member = entry.number("note"), entry.text("member")
        note, division = self.notes.get(index), self.divisions.get(entry.subject)
        if note is None or division is None or (note.division, note.member) != (entry.subject, member):
            return self.wrong(entry, "note", f"answers for the note of entry {index}, which is none of {member} here")
        why = self.why_not_accredited(entry, member, entry.at)
        held = self.accreditations.get(entry.number("accreditation"))
        if held is not None and held.person in note.recorded_by:
            why.append(("note", "by the person who recorded it"))
        if note.is_answered:
            why.append(("note", "a second time"))
        for kind, problem in why:
            self.wrong(entry, kind, f"{entry.kind} of {member}, entry {index}: {problem}")
        note.is_answered = True
        note.is_struck = entry.kind == "note_contested" and division.sealed is None
        return None

    # Proxies

    def proxy_given(self, entry: Entry) -> None:
        """A member lets another vote for it: both with a vote, while it is open, as often as the rule allows."""
        division = self.divisions.get(entry.subject)
        principal, holder, given_at = entry.text("principal"), entry.text("holder"), entry.instant("given_at")
        if division is None or division.ended:
            return self.wrong(entry, "state", f"a proxy in {entry.subject}, which is not open")
        standing = [proxy for proxy in division.proxies.values() if not proxy.is_revoked]
        held = sum(proxy.holder == holder for proxy in standing)
        why = self.why_not_accredited(entry, principal, given_at)
        if not {principal, holder} <= division.voters or principal == holder:
            why.append(("proxy", "not of one member with a vote to another"))
        if not division.opens_at <= given_at < division.closes_at or given_at != entry.at:
            why.append(("proxy", f"given at {given_at}, when the vote was not open"))
        if held >= proxies_under(division.rule):
            why.append(("proxy", f"the rule lets a member hold {proxies_under(division.rule)}, and it held {held}"))
        if any(proxy.principal == principal for proxy in standing):
            why.append(("proxy", "one was given before and not revoked"))
        for kind, problem in why:
            self.wrong(entry, kind, f"proxy of {principal} to {holder} in {division.number}: {problem}")
        division.proxies[entry.index] = Proxy(principal, holder, given_at)
        return None

    def proxy_revoked(self, entry: Entry) -> None:
        """It is taken back, unless it was used."""
        division, given = self.divisions.get(entry.subject), entry.number("proxy")
        proxy = division.proxies.get(given) if division else None
        if division is None or proxy is None or proxy.is_revoked or proxy.is_used:
            return self.wrong(entry, "proxy", f"revokes the proxy of entry {given}, which did not stand unused")
        for kind, problem in self.why_not_accredited(entry, proxy.principal, entry.instant("revoked_at")):
            self.wrong(entry, kind, f"proxy of {proxy.principal} revoked: {problem}")
        proxy.is_revoked = True
        return None

    # Beside the vote: the host's consent, and who joins, aligns or leaves

    def consented(self, entry: Entry) -> None:
        """The host consents while the vote is open, where its rule asks for that: from then on it is a fact."""
        division, given_at, state = self.divisions.get(entry.subject), entry.instant("given_at"), entry.text("state")
        if division is None or division.ended or division.sealed is not None:
            return self.wrong(entry, "state", f"{state} consents in {entry.subject}, which is not open")
        why = self.why_not_accredited(entry, state, given_at) if "accreditation" in entry.body else []
        if not division.opens_at <= given_at < division.closes_at or given_at != entry.at:
            why.append(("adherence", f"given at {given_at}, when the vote was not open"))
        if not division.asks_consent or entry.text("fact") != HOST_CONSENTS or HOST_CONSENTS in division.facts:
            why.append(("adherence", "the rule of the vote asks for none, or it was given before"))
        for kind, problem in why:
            self.wrong(entry, kind, f"consent of {state} in {division.number}: {problem}")
        if not why:
            division.facts = [*division.facts, HOST_CONSENTS]
        return None

    def adhered(self, entry: Entry) -> None:
        """A member joins after the decision, a state beside the members aligns, or one of them leaves."""
        division, state, made_at = self.divisions.get(entry.subject), entry.text("state"), entry.instant("made_at")
        if division is None or division.ended in ("annulled", "stopped"):
            return self.wrong(entry, "state", f"{state} adheres in {entry.subject}, which has no text to adhere to")
        is_member = "member" in entry.body
        among = division.members if is_member else division.aligned
        why = self.why_not_accredited(entry, state, made_at) if is_member else []
        is_adopted = division.ended == "decided" and division.result == "adopted"
        is_open = not division.ended and division.opens_at <= made_at < division.closes_at
        if made_at != entry.at or not (is_adopted or (is_open and not is_member) or entry.kind == "left"):
            why.append(("adherence", f"made at {made_at}, when there was nothing to adhere to"))
        lawful = {"joined_later": is_member and division.joined_later, "aligned": not is_member}
        if division.manner not in ("opt_in", "endorsement") or not lawful.get(
            entry.kind, division.manner == "endorsement"
        ):
            why.append(("adherence", "the rule of the vote knows no such act"))
        if (state in among) is not (entry.kind == "left"):
            why.append(("adherence", "it stood there already" if state in among else "it did not stand there"))
        for kind, problem in why:
            self.wrong(entry, kind, f"{entry.kind} of {state} in {division.number}: {problem}")
        if not why:
            among.symmetric_difference_update({state})
        return None

    # What members pledge towards a decision

    def pledged(self, entry: Entry) -> None:
        """A member commits itself to something, by a day, towards a text that was adopted."""
        division, number, member = self.divisions.get(entry.subject), entry.number("commitment"), entry.text("member")
        if division is None or (division.ended, division.result) != ("decided", "adopted"):
            return self.wrong(entry, "state", f"{member} pledges towards {entry.subject}, which adopted nothing")
        why = self.why_not_accredited(entry, member, entry.at)
        if entry.instant("due_at") <= entry.at:
            why.append(("commitment", f"due at {entry.text('due_at')}, before it was made"))
        if number in self.commitments:
            why.append(("commitment", "it was made before"))
        for kind, problem in why:
            self.wrong(entry, kind, f"commitment {number} of {member}: {problem}")
        self.commitments[number] = (member, entry.subject)
        return None

    def commitment_kept(self, entry: Entry) -> None:
        """A commitment that stands has its date moved, is fulfilled or withdrawn, by the member that made it."""
        number, member = entry.number("commitment"), entry.text("member")
        why = self.why_not_accredited(entry, member, entry.at)
        if self.commitments.get(number) != (member, entry.subject):
            why.append(("commitment", "no such one of this member stands there"))
        if entry.kind == "commitment_moved":
            if entry.instant("due_at") <= entry.at:
                why.append(("commitment", f"moved to {entry.text('due_at')}, which had passed"))
        else:
            self.commitments.pop(number, None)
        for kind, problem in why:
            self.wrong(entry, kind, f"{entry.kind} {number} of {member}: {problem}")

    # Extending, annulling, sealing and deciding

    def extended(self, entry: Entry) -> None:
        """The deadline moves, before the vote is sealed, and never back."""
        division, closes_at = self.divisions.get(entry.subject), entry.instant("closes_at")
        if division is None or division.sealed is not None or division.ended:
            return self.wrong(entry, "state", f"extends {entry.subject}, which is not open")
        if closes_at <= division.closes_at:
            self.wrong(entry, "time", f"moves the deadline of {entry.subject} back, to {closes_at}")
        division.closes_at = closes_at
        return None

    def annulled(self, entry: Entry) -> None:
        """The vote ends without a decision."""
        division = self.divisions.get(entry.subject)
        if division is None or division.ended:
            return self.wrong(entry, "state", f"annuls {entry.subject}, which is not under way")
        division.ended = "annulled"
        self.end(division)
        return None

    def stop_called(self, entry: Entry) -> None:
        """A member is against the vote being held: it opposes the procedure, brakes, or calls it to the full roll."""
        division, kind, member = self.divisions.get(entry.subject), entry.text("kind"), entry.text("member")
        received_at, stops = entry.instant("received_at"), entry.body.get("stops")
        if division is None or division.ended or division.sealed is not None:
            return self.wrong(entry, "state", f"{member} is against {entry.subject}, which is not under way")
        why = self.why_not_accredited(entry, member, received_at)
        is_over = division.ended_at is not None and received_at > division.ended_at
        if not division.opens_at <= received_at < division.closes_at or is_over:
            why.append(("late", f"received at {received_at}, when the vote was not open"))
        if not can_be_stopped(division, kind):
            why.append(("state", f"'{kind}' is not known to its rule or its opening"))
        if kind != "full_roll" and (member not in division.voters or stops is not True):
            why.append(("state", "one member with a vote is enough for it, and no other may"))
        for problem, message in why:
            self.wrong(entry, problem, f"{kind} of {member} in {entry.subject}: {message}")
        if stops is True:
            self.stop(division)
        return None

    def stopped(self, entry: Entry) -> None:
        """Not every member agreed to the procedure, at its deadline."""
        division = self.divisions.get(entry.subject)
        if division is None or division.ended or division.sealed is not None:
            return self.wrong(entry, "state", f"stops {entry.subject}, which is not under way")
        if entry.at < division.closes_at:
            self.wrong(entry, "time", f"stops {entry.subject} for want of consent before it closed")
        if division.consent != "all" or not division.voters - set(division.effective):
            self.wrong(entry, "consent", f"stops {entry.subject} for want of a consent that was not lacking")
        self.stop(division)
        return None

    def stop(self, division: Division) -> None:
        """The vote is not held."""
        division.ended = "stopped"
        self.end(division)

    def end(self, division: Division) -> None:
        """Nothing more can happen in this vote."""
        if self.open_on.get(division.proposal) == division.number:
            del self.open_on[division.proposal]
        division.forget()
        self.undecided -= 1

    def sealed(self, entry: Entry) -> None:
        """Nothing counts after this."""
        division = self.divisions.get(entry.subject)
        if division is None or division.sealed is not None or division.ended:
            return self.wrong(entry, "state", f"seals {entry.subject}, which is not open")
        if division.consent == "all" and division.voters - set(division.counting()):
            self.wrong(entry, "consent", f"seals {entry.subject}, to which not every member had agreed by replying")
        if entry.body.get("ended_at") != division.ended_at:
            said, known = brief(entry.body.get("ended_at")), brief(division.ended_at)
            self.wrong(entry, "time", f"{entry.subject} was ended by an objection at {said}; on record is {known}")
        over = division.ended_at or after(division.closes_at, division.waits)
        if entry.at < over or entry.instant("closes_at") != division.closes_at:
            waits = f" and waits {division.waits} s for signed notes" if division.waits else ""
            self.wrong(
                entry, "time", f"{entry.subject} is sealed at {entry.at}; it closes at {division.closes_at}{waits}"
            )
        if entry.number("ballots") != division.ballots:
            self.wrong(
                entry,
                "ballots",
                f"{entry.subject} was sealed with {entry.number('ballots')} ballots cast, and {division.ballots} are"
                " here: some were left out or put in",
            )
        division.sealed = entry.index
        if self.open_on.get(division.proposal) == division.number:
            del self.open_on[division.proposal]
        return None

    def decided(self, entry: Entry) -> None:
        """The outcome follows from the ballots that count, under the rule, on the roll, as they were frozen."""
        division = self.divisions.get(entry.subject)
        if division is None or division.ended:
            return self.wrong(entry, "state", f"decides {entry.subject}, which is not awaiting a decision")
        if division.sealed is None:
            self.wrong(entry, "state", f"decides {entry.subject} before it was sealed")
        self.check_number(entry)
        for key, value in division.frozen.items():
            if entry.body.get(key, value) != value:
                part = key.removesuffix("_hash")
                self.wrong(entry, part, f"the {part} decided on is not the one that the vote opened with")
        self.check_ballots(entry, division)
        self.recount(entry, division)
        if division.manner in ("opt_in", "endorsement"):
            division.members = {member for member, cast in division.effective.items() if cast.position == "yes"}
        division.ended, division.result = "decided", entry.text("result")
        self.end(division)
        return None

    def check_number(self, entry: Entry) -> None:
        """Decisions are numbered on, year by year."""
        symbol = entry.text("decision")
        year, _, number = symbol.partition("/")
        if not (year.isdecimal() and number.isdecimal()):
            raise MalformedError(f"'{symbol}' is no number of a decision")
        before = self.decisions[-1] if self.decisions else "0/0"
        last_year, last = map(int, before.split("/"))
        expected = last + 1 if int(year) == last_year else 1
        if self.whole and int(number) != expected:
            self.wrong(entry, "numbering", f"decision {symbol} follows decision {before}")
        self.decisions.append(symbol)

    def check_ballots(self, entry: Entry, division: Division) -> None:
        """The ballots that the decision says it counted are those that count."""
        said, counting = entry.body.get("ballots"), division.counting()
        if not isinstance(said, dict):
            raise MalformedError("its body has no 'ballots'")
        for member in sorted({*said, *counting}):
            ballot = counting.get(member)
            counts, where = (ballot.position, f" (entry {ballot.entry})") if ballot else (None, "")
            if said.get(member) != counts:
                self.wrong(
                    entry,
                    "ballots",
                    f"{division.number}: it counted {shown(said.get(member))} for {member}; on record is"
                    f" {shown(counts)}{where}",
                )
        by_proxy = {member: ballot.holder for member, ballot in counting.items() if ballot.holder}
        if entry.body.get("by_proxy", by_proxy) != by_proxy:
            self.wrong(entry, "proxy", f"{division.number}: it says that others voted by proxy than those on record")
        by_note = sorted(member for member, ballot in counting.items() if ballot.by_note)
        if entry.body.get("by_note", by_note) != by_note:
            self.wrong(entry, "note", f"{division.number}: it says that others voted by note than those on record")

    def recount(self, entry: Entry, division: Division) -> None:
        """Count anew; the outcome beside the entry is compared when it is read."""
        self.recounted += 1
        counted = None
        roll, positions = cast("Roll", division.roll), {m: ballot.position for m, ballot in division.counting().items()}
        try:
            counted = Recount(division.rule, roll, positions, division.facts, division.accepted).outcome()
        except BadRuleError as error:
            self.wrong(entry, "rule", f"{division.number} cannot be counted: {error}")
        if counted and counted["result"] != entry.text("result"):
            self.wrong(
                entry,
                "result",
                f"{division.number} is recorded as {entry.text('result')}; recounted it is {counted['result']}",
            )
        self.awaited = Decided(entry, division.number, entry.text("outcome_hash"), counted)

    def outcome(self, line: Line) -> None:
        """The recorded outcome, beside the decision's entry: the one whose hash is there, and the one recounted."""
        given, awaited = line.value.get("outcome"), self.awaited
        self.awaited = None
        if awaited is None or line.value.get("of") != awaited.entry.index or not isinstance(given, dict):
            return self.report.wrong("outcome", f"line {line.number}: an outcome that follows no decision")
        content = line.raw[len(b'{"of":%d,"outcome":' % awaited.entry.index) : -1]
        if hashlib.sha256(content).hexdigest() != awaited.recorded:
            return self.wrong(awaited.entry, "outcome", f"{awaited.division}: the outcome here is not the one recorded")
        if awaited.counted is not None and canonical(awaited.counted) != content:
            for difference in differences({"unaccepted": [], **given}, awaited.counted):
                self.wrong(awaited.entry, "recount", f"{awaited.division}: {difference}")
        return None

    def settle_awaited(self) -> None:
        """A decision whose outcome is not beside it: the recount must have the hash that was recorded."""
        awaited, self.awaited = self.awaited, None
        if awaited and awaited.counted is not None and fingerprint(awaited.counted) != awaited.recorded:
            self.wrong(
                awaited.entry,
                "outcome",
                f"{awaited.division}: the recorded outcome is not here, and the recount differs",
            )

    def finish(self) -> None:
        """What this program does not know, it says."""
        self.settle_awaited()
        for kind, times in sorted(self.unknown.items()):
            self.report.note(f"{times} entries of the kind '{kind}' are not known here: chained, not judged")


def names_in(entry: Entry, key: str) -> list[str]:
    """A list of names in an entry's body."""
    value = entry.body.get(key)
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise MalformedError(f"its body has no list '{key}'")
    return value


def can_be_stopped(division: Division, kind: str) -> bool:
    """Whether its opening asked for consent to the procedure, or its rule knows the brake or the call."""
    if kind == "consent":
        return division.consent != "none"
    asked = {"brake": "emergency_brake", "full_roll": "call_to_full_roll"}.get(kind)
    listed = division.rule.get("procedures", [])
    return isinstance(listed, list) and any(isinstance(p, dict) and p.get("kind") == asked for p in listed)


def wait_in(entry: Entry) -> int:
    """For how many seconds a vote is not sealed after it closed; none in openings from before there were notes."""
    wait = entry.body.get("note_wait", 0)
    if type(wait) is not int or not 0 <= wait <= MAX_WAIT:
        raise MalformedError("its 'note_wait' is no number of seconds")
    return wait


def after(instant: str, seconds: int) -> str:
    """The instant so many seconds later, as an entry writes it."""
    if not seconds:
        return instant
    try:
        later = datetime.fromisoformat(instant) + timedelta(seconds=seconds)
    except (ValueError, OverflowError) as error:
        raise MalformedError(f"'{instant}' is no instant") from error
    return later.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def offered_under(rule: Json) -> tuple[str, ...]:
    """The positions a member can take: in or out of an opt-in or a joint statement; a declared abstention where
    it has an effect."""
    if rule.get("manner") in ("opt_in", "endorsement"):
        return ("yes", "not_participating")
    declared = ("declared",) if effect_of(rule)["binds"] == "all_but_declared" else ()
    return ("yes", "no", "abstain", *declared)


HOST_CONSENTS = "host_consents"


def joined_later(rule: Json) -> bool:
    """Whether a member can join after the decision: a joint statement, or an opt-in with that procedure."""
    procedures = rule.get("procedures", [])
    kinds = [p.get("kind") for p in procedures if isinstance(p, dict)] if isinstance(procedures, list) else []
    return rule.get("manner") == "endorsement" or (rule.get("manner") == "opt_in" and "join_later" in kinds)


def proxies_under(rule: Json) -> int:
    """For how many others a member may vote by proxy: the limit of the rule's procedure `proxy`; none without it."""
    procedures = rule.get("procedures", [])
    listed = [p for p in procedures if isinstance(p, dict)] if isinstance(procedures, list) else []
    limits = [p.get("limit") for p in listed if p.get("kind") == "proxy"]
    return max((limit for limit in limits if isinstance(limit, int)), default=0)


def number_in(subject: str) -> int:
    """The number in a subject such as accreditation:12."""
    number = subject.rpartition(":")[2]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise MalformedError(f"'{subject}' has no number")
    return int(number)


def shown(position: Json) -> str:
    """A position in a message."""
    return "nothing" if position is None else f"'{position}'"


def differences(recorded: Json, counted: Json, place: str = "") -> Iterator[str]:
    """Where what was recorded and what was counted are not the same, the innermost places."""
    if isinstance(recorded, dict) and isinstance(counted, dict) and recorded.keys() == counted.keys():
        for key in recorded:
            yield from differences(recorded[key], counted[key], f"{place}.{key}" if place else key)
    elif isinstance(recorded, list) and isinstance(counted, list) and len(recorded) == len(counted):
        for index, (one, other) in enumerate(zip(recorded, counted, strict=True)):
            yield from differences(one, other, f"{place}[{index}]")
    elif type(recorded) is not type(counted) or recorded != counted:
        yield f"{place} is recorded as {brief(recorded)}; recounted it is {brief(counted)}"


def brief(value: Json) -> str:
    """A value in a message."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."


def is_entry(value: Json) -> bool:
    """Whether it has exactly the members of an entry."""
    return isinstance(value, dict) and has_shape(value, ENTRY)


# --- 7. The rule, the roll -------------------------------------------------------------------------------------------
#
# A rule is JSON. It is read with no other knowledge than its published schema and docs/verifying.md: first its shape is
# checked, place by place, then `Recount` follows it as written. Integers and fractions only: no float decides.

POSITIONS = ("yes", "no", "abstain", "declared", "not_participating", "absent")
SETS = {
    "PRESENT": ("yes", "no", "abstain", "declared"),
    "VOTING": ("yes", "no"),
    "NOT_YES": ("no", "abstain", "declared", "not_participating", "absent"),
}
BASES = {"roll": POSITIONS, "present": SETS["PRESENT"], "voting": SETS["VOTING"]}
COMPARISONS = ("at_least", "more_than", "at_most", "fewer_than")
BINDS = ("nobody", "in_favour", "participants", "all_but_declared", "all")
MANNERS = ("vote", "consensus", "silence", "opt_in", "endorsement", "answers")
RULE_KEYS = frozenset(
    [
        "$schema",
        "id",
        "version",
        "title",
        "system",
        "basis",
        "notes",
        "sources",
        "unverified",
        "procedures",
        "adopt",
        "quorum",
        "reject",
        "read",
        "disregard",
        "participants_only",
        "effect",
        "tie",
        "manner",
        "admissible",
        "groups",
    ]
)
MAX_DEPTH = 40  # of conditions inside conditions; a group's seat counts for SEAT_DEPTH of them
SEAT_DEPTH = 10
MAX_CONDITIONS = 200
MAX_DIGITS = 60
LARGEST = 10**MAX_DIGITS
FEW_MEMBERS = 12  # a group up to this size is recorded member by member
SHARE = re.compile(r"(?:([0-9]+(?:\.[0-9]+)?)\s?%|([0-9]+)/([0-9]+))\Z", re.ASCII)
DIGITS = re.compile(r"[0-9]{1,60}\Z", re.ASCII)


class BadRuleError(Exception):
    """A rule, a roll or a position that cannot be counted: where, and why."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}" if place else problem)


def whole_number(value: Json) -> int | None:
    """The whole number from 0 in `value`, an integer or a string of digits; None where it is neither."""
    if type(value) is int:
        return value if 0 <= value < LARGEST else None
    return int(value) if isinstance(value, str) and DIGITS.match(value) else None


def share_of(value: Json) -> Fraction | None:
    """The part of a whole in "55%" or "2/3"; None for anything else, and for more than the whole."""
    match = SHARE.match(value) if isinstance(value, str) and len(value) <= MAX_DIGITS else None
    if match is None or (match[3] and int(match[3]) == 0):
        return None
    share = Fraction(match[1]) / 100 if match[1] else Fraction(int(match[2]), int(match[3]))
    return share if share <= 1 else None


def check_rule(rule: Json) -> None:
    """Raise `BadRuleError` unless every part of the rule has the shape that `Recount` follows."""
    need(isinstance(rule, dict), "", "a rule is an object")
    for key in rule:
        need(key in RULE_KEYS, key, "no such key in a rule")
    need(isinstance(rule.get("id", ""), str), "id", "not text")
    need(type(rule.get("version", "1")) in (str, int), "version", "not text")
    need(rule.get("manner", "vote") in MANNERS, "manner", "unknown")
    need(("adopt" in rule) is (rule.get("manner") != "answers"), "adopt", "missing, or out of place")
    budget = [MAX_CONDITIONS]
    for key in ("quorum", "adopt", "reject"):
        if key in rule:
            check_condition(rule[key], key, 0, budget)
    check_particulars(rule)


def check_particulars(rule: Json) -> None:
    """The parts of a rule that are no conditions."""
    reading = as_object(rule.get("read", {}), "read")
    need(all(p in POSITIONS and is_position(q) for p, q in reading.items()), "read", "not positions read as positions")
    disregard = rule.get("disregard", [])
    need(isinstance(disregard, str) or is_names(disregard), "disregard", "not names of groups")
    need(isinstance(rule.get("participants_only", False), bool), "participants_only", "neither true nor false")
    need(effect_of(rule)["binds"] in BINDS, "effect", "unknown")
    for name, members in as_object(rule.get("groups", {}), "groups").items():
        need(is_names(members), f"groups.{name}", "not a list of members")
    tie = rule.get("tie", "rejected")
    if isinstance(tie, dict):
        named = len(tie) == 1 and set(tie) <= {"casting", "casting_group"}
        need(named and is_names(list(tie.values())), "tie", "not one casting vote")
    else:
        need(tie in ("rejected", "second_vote"), "tie", "unknown")


def check_condition(condition: Json, place: str, depth: int, budget: list[int]) -> None:
    """A condition with all that is inside it; `budget` is how many more are read."""
    budget[0] -= 1
    need(budget[0] >= 0, place, f"more than {MAX_CONDITIONS} conditions")
    need(depth <= MAX_DEPTH, place, f"conditions nested more than {MAX_DEPTH} deep")
    as_object(condition, place)
    heads = [head for head in ("all", "any", "not", "some", "fact", "in") if head in condition]
    need(len(heads) == 1, place, "not exactly one of all, any, not, some, fact, in")
    if heads == ["in"]:
        return check_test(condition, place, depth, budget)
    known = {"some", "of"} if heads == ["some"] else set(heads)
    need(set(condition) == known, place, f"the keys of a condition '{heads[0]}' are {sorted(known)}")
    if heads == ["fact"]:
        return need(is_names([condition["fact"]]), place, "a fact has a name")
    parts = parts_of(condition, place)
    if heads == ["some"]:
        least = whole_number(condition["some"])
        need(least is not None and 1 <= least <= len(parts), f"{place}.some", "not from 1 to the number of conditions")
    for part, where in parts:
        check_condition(part, where, depth + 1, budget)
    return None


def check_test(test: Json, place: str, depth: int, budget: list[int]) -> None:
    """A test of positions: what it counts, what it asks, and the seats in it."""
    for key in test:
        need(key in ("in", "weight", "group", "of", "seats", *COMPARISONS), f"{place}.{key}", "no such key in a test")
    need(sum(key in test for key in COMPARISONS) == 1, place, f"not exactly one of {', '.join(COMPARISONS)}")
    listed = test["in"] if isinstance(test["in"], list) else [test["in"]]
    need(bool(listed) and all(is_position(p) or is_set(p) for p in listed), f"{place}.in", "not positions")
    for key in ("weight", "group"):
        need(key not in test or is_names([test[key]]), f"{place}.{key}", "not a name")
    asked = test[comparison_of(test)]
    is_share = share_of(asked) is not None
    need(not is_share or "of" in test, f"{place}.of", "a share of what?")
    need(test.get("of", "roll") in ("roll", "present", "voting"), f"{place}.of", "not roll, present or voting")
    if isinstance(asked, dict):
        check_fewest(asked, place)
    else:
        need(is_share or whole_number(asked) is not None, place, "neither a whole number nor a share")
    for group, seat in as_object(test.get("seats", {}), f"{place}.seats").items():
        check_seat(seat, f"{place}.seats.{group}", depth, budget)


def check_fewest(asked: Json, place: str) -> None:
    """A number computed from the roll."""
    need(set(asked) <= {"weight", "more_than", "at_least", "plus"}, place, "unknown key in a computed number")
    need(("more_than" in asked) is not ("at_least" in asked), place, "not exactly one of more_than, at_least")
    need(share_of(asked.get("more_than", asked.get("at_least"))) is not None, place, "not a share")
    need("weight" not in asked or is_names([asked["weight"]]), place, "the weight has no name")
    need(whole_number(asked.get("plus", 0)) is not None, place, "'plus' is no whole number")


def check_seat(seat: Json, place: str, depth: int, budget: list[int]) -> None:
    """A group that decides inside and counts as one outside."""
    as_object(seat, place)
    need({"yes", "no"} <= set(seat) <= {"yes", "no", "else", "weight"}, place, "a seat has yes, no, else and weight")
    need(is_position(seat.get("else", "abstain")), f"{place}.else", "not a position")
    need(whole_number(seat.get("weight", 0)) is not None, f"{place}.weight", "not a whole number")
    for key in ("yes", "no"):
        check_condition(seat[key], f"{place}.{key}", depth + SEAT_DEPTH, budget)


def need(holds: bool, place: str, problem: str) -> None:
    """Raise `BadRuleError` where it does not hold."""
    if not holds:
        raise BadRuleError(place, problem)


def as_object(value: Json, place: str) -> dict[str, Json]:
    """The object at `place`."""
    if not isinstance(value, dict):
        raise BadRuleError(place, "not an object")
    return value


def is_names(value: Json) -> bool:
    """Whether it is a list of texts, none of them blank."""
    return isinstance(value, list) and all(isinstance(name, str) and name.strip() for name in value)


def is_position(value: Json) -> bool:
    """Whether it is one of the six positions."""
    return isinstance(value, str) and value in POSITIONS


def is_set(value: Json) -> bool:
    """Whether it names several positions at once."""
    return isinstance(value, str) and value in SETS


def comparison_of(test: Json) -> str:
    """How a test compares."""
    return next(key for key in COMPARISONS if key in test)


def parts_of(condition: Json, place: str) -> list[tuple[Json, str]]:
    """The conditions directly inside an all, any, some or not, each with its place."""
    if "not" in condition:
        return [(condition["not"], f"{place}.not")]
    key = "of" if "some" in condition else "all" if "all" in condition else "any"
    need(isinstance(condition[key], list) and condition[key] != [], f"{place}.{key}", "not a list of conditions")
    return [(part, f"{place}.{key}[{index}]") for index, part in enumerate(condition[key])]


def effect_of(rule: Json) -> dict[str, Json]:
    """Whom the rule binds, and whether that is political only."""
    effect = rule.get("effect", "all")
    if isinstance(effect, str):
        return {"binds": effect, "political": False}
    as_object(effect, "effect")
    political = effect.get("political", False)
    need(set(effect) <= {"binds", "political"} and isinstance(political, bool), "effect", "unknown")
    return {"binds": effect.get("binds", "all"), "political": political}


# The roll, as an opening froze it.


@dataclass(frozen=True)
class Roll:
    """The electorate as frozen: members in order, the weights of each, groups, and who is suspended."""

    members: tuple[str, ...]
    weights: dict[str, dict[str, int]]
    groups: dict[str, frozenset[str]]
    suspended: frozenset[str]

    @property
    def voters(self) -> tuple[str, ...]:
        """All but the suspended."""
        return tuple(member for member in self.members if member not in self.suspended)

    def without(self, outside: set[str]) -> Roll:
        """The same roll without some members."""
        members = tuple(member for member in self.members if member not in outside)
        weights = {name: {m: by[m] for m in members} for name, by in self.weights.items()}
        groups = {name: group - outside for name, group in self.groups.items()}
        return Roll(members, weights, groups, self.suspended - outside)


def read_roll(data: Json) -> Roll:
    """The roll in `data`. Raises `BadRuleError`."""
    data = as_object(data, "roll")
    members = data.get("members")
    need(is_names(members) and len(members) == len(set(members)) > 0, "roll.members", "not a list of members")
    known = set(members)
    groups = {}
    for name, group in as_object(data.get("groups", {}), "roll.groups").items():
        need(is_names(group) and known.issuperset(group), f"roll.groups.{name}", "not members of the roll")
        groups[name] = frozenset(group)
    suspended = data.get("suspended", [])
    need(is_names(suspended) and known.issuperset(suspended), "roll.suspended", "not members of the roll")
    weights = as_object(data.get("weights", {}), "roll.weights")
    read = {name: read_weight(by, known, f"roll.weights.{name}") for name, by in sorted(weights.items())}
    return Roll(tuple(sorted(members)), read, groups, frozenset(suspended))


def read_weight(by_member: Json, members: set[str], place: str) -> dict[str, int]:
    """One weight of every member."""
    need(as_object(by_member, place).keys() == members, place, "not one number for each member")
    numbers = {member: whole_number(value) for member, value in by_member.items()}
    need(None not in numbers.values(), place, "not a whole number")
    return cast("dict[str, int]", numbers)


# --- 8. The count ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Among:
    """Whom a condition counts, and which position it reads as which other."""

    voters: tuple[str, ...]
    reading: dict[str, str]


class Recount:
    """What a checked rule makes of positions on a roll, in the words in which a decision records it (`outcome`).

    Raises `BadRuleError` where they do not fit each other: a weight, a group or a member that the roll lacks.
    """

    def __init__(
        self,
        rule: Json,
        roll: Roll,
        ballots: Mapping[str, str],
        facts: Iterable[str] = (),
        accepted: Iterable[str] | None = None,
    ) -> None:
        """Resolve who is counted. `accepted`: who accepted the rules of procedure; None where it was not asked."""
        self.rule, self.whole, self.facts = rule, roll, frozenset(facts)
        self.accepted = None if accepted is None else frozenset(accepted)
        for member, position in ballots.items():
            need(member in self.whole.members, f"position of {member}", "not on the roll")
            need(is_position(position), f"position of {member}", "unknown")
        self.positions = {member: ballots.get(member, "absent") for member in self.whole.members}
        self.roll = self.taking_part()
        listed = {name: frozenset(members) for name, members in rule.get("groups", {}).items()}
        self.groups = {**listed, **self.roll.groups}  # a roll's own groups override the usual ones
        disregard = rule.get("disregard", [])
        left_out: set[str] = set()
        for name in [disregard] if isinstance(disregard, str) else disregard:
            left_out |= self.group(name, "disregard")
        voters = tuple(member for member in self.roll.voters if member not in left_out)
        self.among = Among(voters, rule.get("read", {}))

    def taking_part(self) -> Roll:
        """The roll; of a vote of participants, without those not participating (unless nobody else is left)."""
        outside = {member for member, position in self.positions.items() if position == "not_participating"}
        if self.rule.get("participants_only") and len(outside) < len(self.whole.members):
            return self.whole.without(outside)
        return self.whole

    def outcome(self) -> dict[str, Json]:
        """Result, tally, conditions, effect and whom it binds."""
        conditions = self.judged()
        result = self.result(conditions)
        taken = [self.taken(member, self.among) for member in self.among.voters]
        reached = self.reached(result)
        bound = [member for member in reached if self.consents(member)]
        return {
            "rule": self.rule.get("id", "unnamed"),
            "version": str(self.rule.get("version", "1")),
            "result": result,
            "manner": self.rule.get("manner", "vote"),
            "tally": self.tally(),
            "conditions": conditions,
            "bound": bound,
            "unaccepted": [member for member in reached if member not in bound],
            "effect": effect_of(self.rule),
            "supported_by": {"yes": taken.count("yes"), "of": len(taken)},
            "tie": self.tie(conditions),
            "facts": sorted(self.facts & facts_of(self.rule)),
        }

    def judged(self) -> list[Json]:
        """The quorum's conditions on positions as received, then those of adoption and of a negative opinion."""
        judged = []
        for role in ("quorum", "adopt", "reject"):
            if role in self.rule:
                among = replace(self.among, reading={}) if role == "quorum" else self.among
                top = self.rule[role]
                parts = parts_of(top, role) if "all" in top else [(top, role)]
                judged += [self.judge(part, place, role, among) for part, place in parts]
        return judged

    def result(self, conditions: list[Json]) -> str:
        """Answers decide nothing. Without a quorum nothing is decided; then adopted, else rejected or no opinion."""
        if self.rule.get("manner") == "answers":
            return "recorded"
        holds = {
            role: all(c["holds"] for c in conditions if c["role"] == role) for role in ("quorum", "adopt", "reject")
        }
        if not holds["quorum"]:
            return "no_quorum"
        if holds["adopt"]:
            return "adopted"
        return "rejected" if "reject" not in self.rule or holds["reject"] else "no_opinion"

    def judge(self, condition: Json, place: str, role: str, among: Among) -> dict[str, Json]:
        """Whether a condition holds among these voters, and by how much, with every condition inside it."""
        if "in" in condition:
            return self.test(condition, place, role, among)
        if "fact" in condition:
            true = condition["fact"] in self.facts
            return judgement("fact", role, place, true, int(true), 1, int(not true), fact=condition["fact"])
        parts = parts_of(condition, place)
        if "any" in condition:
            parts = self.asked(parts, among)
        children = [self.judge(part, where, role, among) for part, where in parts]
        have = sum(child["holds"] for child in children)
        if "not" in condition:
            return judgement("not", role, place, not have, have, 0, have, children=children)
        kind = "all" if "all" in condition else "any" if "any" in condition else "some"
        least = len(children) if kind == "all" else 1 if kind == "any" else whole_number(condition["some"]) or 0
        missing = max(least - have, 0)
        return judgement(
            kind, role, place, have >= least, have, least, missing, of_amount=len(children), children=children
        )

    def test(self, test: Json, place: str, role: str, among: Among) -> dict[str, Json]:
        """A test: the weight in some positions, against a number or a share of a base."""
        units = self.units(test, place, among)
        counted = set(positions_in(test["in"]))
        have, base = weight_in(units, counted), weight_in(units, set(BASES[test.get("of", "roll")]))
        how, asked = comparison_of(test), test[comparison_of(test)]
        computed = isinstance(asked, dict)
        bound = self.fewest(asked, test, place, among) if computed else bound_of(asked)
        least = amount_needed(how, bound, base)
        is_minimum, is_share = how in ("at_least", "more_than"), isinstance(bound, Fraction)
        empty = is_share and base == 0  # a share of an empty base does not hold
        short = least - have if is_minimum else have - least
        if empty and is_minimum:
            least = max(least, 1)
            short = least - have
        by_itself = short <= 0 and not empty
        by_casting = not by_itself and is_half_of_voting(test) and base == 2 * have > 0 and self.casts(among)
        shared = asked if is_share else asked.get("more_than", asked.get("at_least")) if computed else None
        total = sum(unit.weight for unit in units)
        return judgement(
            self.kind(test, how, least, bound, counted, total),
            role,
            place,
            by_itself or by_casting,
            have,
            least,
            0 if by_itself or by_casting else max(short, 0),
            comparison=how,
            of=test.get("of", "roll"),
            of_amount=base,
            share=shared,
            weight=test.get("weight"),
            group=test.get("group"),
            computed=computed,
            tie=by_casting,
            counted=[p for p in POSITIONS if among.reading.get(p, p) in counted],
            segments={p: json_number(sum(u.weight for u in units if u.received == p)) for p in POSITIONS},
            members=self.shown(test, units),
            seats={unit.name: unit.taken for unit in units if unit.is_seat},
        )

    def units(self, test: Json, place: str, among: Among) -> list[Unit]:
        """What a test counts: each member of its group, but the seats of groups in place of those behind them."""
        members = self.inside(test["group"], place, among) if "group" in test else among.voters
        weight = self.weight(test.get("weight"), place)
        seats = {group: self.inside(group, place, among) for group in sorted(test.get("seats", {}))}
        behind = {member for seated in seats.values() for member in seated}
        units = [
            Unit(member, weight(member), self.positions[member], self.taken(member, among), False)
            for member in members
            if member not in behind
        ]
        for group, seated in seats.items():
            if seated:  # a seat that nobody sits in counts for nothing
                units.append(self.seat(test, group, f"{place}.seats.{group}", replace(among, voters=seated)))
        return units

    def seat(self, test: Json, group: str, place: str, inside: Among) -> Unit:
        """A group that has decided inside: yes, else no, else what the seat says; weighed as said or as its members."""
        seat = test["seats"][group]
        position = seat.get("else", "abstain")
        for answer in ("no", "yes"):
            if self.judge(seat[answer], f"{place}.{answer}", "seat", inside)["holds"]:
                position = answer
        heavy = 1
        if "weight" in seat:
            heavy = whole_number(seat["weight"]) or 0
        elif "weight" in test:
            heavy = sum(map(self.weight(test["weight"], place), inside.voters))
        return Unit(group, heavy, position, position, True)

    def fewest(self, asked: Json, test: Json, place: str, among: Among) -> int:
        """The fewest members that together hold a share of the weight of all, and `plus` more."""
        members = self.inside(test["group"], place, among) if "group" in test else among.voters
        weights = sorted(map(self.weight(asked.get("weight"), place), members), reverse=True)
        share = share_of(asked.get("more_than", asked.get("at_least"))) or Fraction(0)
        goal, held, count = share * sum(weights), 0, 0
        while count < len(weights) and (held <= goal if "more_than" in asked else held < goal):
            held += weights[count]
            count += 1
        return count + (whole_number(asked.get("plus", 0)) or 0)

    def asked(self, parts: list[tuple[Json, str]], among: Among) -> list[tuple[Json, str]]:
        """The alternatives of an "any" that are asked: once a fact settles it, not those whose weights are missing."""
        if not any(self.is_settled(part) for part, _ in parts):
            return parts
        return [(part, place) for part, place in parts if self.has_weights(part, among)]

    def is_settled(self, condition: Json) -> bool:
        """Whether a given fact, or one not given, makes the condition true whatever anybody's position."""
        if "not" in condition and "fact" in condition["not"]:
            return condition["not"]["fact"] not in self.facts
        return "fact" in condition and condition["fact"] in self.facts

    def has_weights(self, condition: Json, among: Among) -> bool:
        """Whether the roll has every weight that the condition would ask for."""
        if "fact" in condition:
            return True
        if "in" not in condition:
            parts = [part for part, _ in parts_of(condition, "")]
            if "any" in condition and any(map(self.is_settled, parts)):
                return True
            return all(self.has_weights(part, among) for part in parts)
        asked = test_weights(condition)
        seated = (
            (seat, replace(among, voters=self.inside(group, "seats", among)))
            for group, seat in condition.get("seats", {}).items()
        )
        return asked <= self.roll.weights.keys() and all(
            self.has_weights(seat[answer], inside)
            for seat, inside in seated
            if inside.voters
            for answer in ("yes", "no")
        )

    def casts(self, among: Among) -> bool:
        """Whether whoever has the casting vote, if it is counted here, is for."""
        tie = self.rule.get("tie")
        if not isinstance(tie, dict):
            return False
        holders = self.group(tie["casting_group"], "tie") if "casting_group" in tie else {tie["casting"]}
        return any(self.taken(member, among) == "yes" for member in among.voters if member in holders)

    def kind(self, test: Json, how: str, least: int, bound: int | Fraction, counted: set[str], total: int) -> str:
        """What a reader calls the test: enough, few enough, everybody of a group for, nobody of a group against."""
        if how in ("at_most", "fewer_than"):
            return "no_veto" if counted == {"no"} and least == 0 and "group" in test else "limit"
        everybody = least >= total > 1 or (isinstance(bound, Fraction) and bound == 1)
        of_roll = test.get("of", "roll") == "roll"
        return "concurrence" if everybody and of_roll and counted == {"yes"} and "group" in test else "threshold"

    def shown(self, test: Json, units: list[Unit]) -> dict[str, str]:
        """A small group's members with their positions."""
        alone = {unit.name: unit.received for unit in units if not unit.is_seat}
        return alone if "group" in test and len(alone) <= FEW_MEMBERS else {}

    def consents(self, member: str) -> bool:
        """Whether a member can be bound: it accepted the rules of procedure, or said yes to this very text."""
        return self.accepted is None or member in self.accepted or self.positions[member] == "yes"

    def reached(self, result: str) -> list[str]:
        """Whom the rule would bind. The suspended stay bound; those outside a vote of participants do not."""
        binds = effect_of(self.rule)["binds"]
        if result not in ("adopted", "recorded") or binds == "nobody":
            return []
        if binds == "all_but_declared":
            return [member for member in self.roll.members if self.positions[member] != "declared"]
        if binds == "in_favour" or self.rule.get("manner") == "answers":
            return [member for member in self.roll.voters if self.taken(member, self.among) == "yes"]
        return list(self.roll.members)

    def tally(self) -> dict[str, Json]:
        """Who took which position, as received, and what they weigh. The six positions are the roll."""
        whole = self.whole
        members = {p: [m for m in whole.voters if self.positions[m] == p] for p in POSITIONS}
        weights = {
            name: {p: json_number(sum(by[m] for m in members[p])) for p in POSITIONS}
            for name, by in whole.weights.items()
        }
        counted = set(self.among.voters) | (set(whole.members) - set(self.roll.members))
        return {
            "members": members,
            "counts": {p: len(members[p]) for p in POSITIONS},
            "weights": weights,
            "suspended": sorted(whole.suspended),
            "disregarded": [member for member in whole.voters if member not in counted],
        }

    def tie(self, conditions: list[Json]) -> str | None:
        """The rule for ties, where a test of more than half of those voting stands at exactly half of somebody."""
        if not any(stands_at_half(condition, self.rule) for condition in conditions):
            return None
        tie = self.rule.get("tie", "rejected")
        return "casting" if isinstance(tie, dict) else cast("str", tie)

    def taken(self, member: str, among: Among) -> str:
        """A member's position as the rule reads it."""
        return among.reading.get(self.positions[member], self.positions[member])

    def group(self, name: str, place: str) -> frozenset[str]:
        """The members of a group."""
        need(name in self.groups, place, f"the roll has no group '{name}'")
        return self.groups[name]

    def inside(self, name: str, place: str, among: Among) -> tuple[str, ...]:
        """The voters that are in a group."""
        group = self.group(name, place)
        return tuple(member for member in among.voters if member in group)

    def weight(self, name: str | None, place: str) -> Callable[[str], int]:
        """What a member weighs; one where no weight is named."""
        if name is None:
            return lambda member: 1
        need(name in self.roll.weights, place, f"the roll has no weight '{name}'")
        return self.roll.weights[name].__getitem__


def recount(
    rule: Json,
    roll: Json,
    ballots: Mapping[str, str],
    facts: Iterable[str] = (),
    accepted: Iterable[str] | None = None,
) -> dict[str, Json]:
    """The outcome of ballots under a rule and a roll that nobody has checked yet. Raises `BadRuleError`."""
    check_rule(rule)
    return Recount(rule, read_roll(roll), ballots, facts, accepted).outcome()


class Unit(NamedTuple):
    """What a test counts as one: a member, or a group's seat."""

    name: str
    weight: int
    received: str
    taken: str
    is_seat: bool


def weight_in(units: list[Unit], positions: set[str]) -> int:
    """The weight in these positions, as the rule reads them."""
    return sum(unit.weight for unit in units if unit.taken in positions)


def positions_in(value: Json) -> list[str]:
    """The positions meant by a position, the name of a set, or a list of either."""
    listed = value if isinstance(value, list) else [value]
    return [position for name in listed for position in SETS.get(name, (name,))]


def bound_of(asked: Json) -> int | Fraction:
    """What a test asks: a number, or a share."""
    number = whole_number(asked)
    return share_of(asked) or Fraction(0) if number is None else number


def amount_needed(how: str, bound: int | Fraction, base: int) -> int:
    """The least amount that suffices; of a limit, the most that is allowed (which can be less than none)."""
    exact = bound * base if isinstance(bound, Fraction) else Fraction(bound)
    return {
        "at_least": ceil(exact),
        "more_than": floor(exact) + 1,
        "at_most": floor(exact),
        "fewer_than": ceil(exact) - 1,
    }[how]


def is_half_of_voting(test: Json) -> bool:
    """Whether it is the test that a tie is about: yes, more than half of those voting."""
    asks_half = share_of(test.get("more_than")) == Fraction(1, 2)
    return asks_half and test.get("of") == "voting" and set(positions_in(test["in"])) == {"yes"}


def stands_at_half(judged: Json, rule: Json) -> bool:
    """Whether the judged condition, or one inside it, is a tie."""
    if any(stands_at_half(child, rule) for child in judged["children"]):
        return True
    have, base = int(judged["have"]), int(judged["of_amount"])
    is_half = judged["comparison"] == "more_than" and share_of(judged["share"]) == Fraction(1, 2)
    about_ties = is_half and judged["of"] == "voting" and not judged["computed"]
    return about_ties and base == 2 * have > 0 and counts_only_yes(rule, judged["place"])


def counts_only_yes(rule: Json, place: str) -> bool:
    """Whether the test at `place` counts those in favour alone, as it is written."""
    node: Json = rule
    for key, index in re.findall(r"([a-z_]+)|\[(\d+)\]", place):
        node = node[key] if key else node[int(index)]
    return set(positions_in(node["in"])) == {"yes"}


def test_weights(test: Json) -> set[str]:
    """The weights that a test names."""
    asked = test[comparison_of(test)]
    named = {test.get("weight"), asked.get("weight") if isinstance(asked, dict) else None}
    return {name for name in named if name is not None}


def facts_of(value: Json) -> set[str]:
    """The facts that a rule asks for."""
    found: set[str] = set()
    waiting = [value[key] for key in ("quorum", "adopt", "reject") if key in value]
    while waiting:
        condition = waiting.pop()
        if "fact" in condition:
            found.add(condition["fact"])
        elif "in" not in condition:
            waiting += [part for part, _ in parts_of(condition, "")]
        for seat in condition.get("seats", {}).values():
            waiting += [seat["yes"], seat["no"]]
    return found


def json_number(number: int) -> int | str:
    """A whole number as JSON holds it: digits in a string, once a double would round it."""
    return number if abs(number) <= SAFE_INTEGER else str(number)


NOT_SAID: dict[str, Json] = {
    "comparison": None,
    "of": None,
    "of_amount": 0,
    "share": None,
    "weight": None,
    "group": None,
    "fact": None,
    "computed": False,
    "tie": False,
    "counted": [],
    "segments": {},
    "members": {},
    "seats": {},
    "children": [],
}


def judgement(
    kind: str, role: str, place: str, holds: bool, have: int, least: int, missing: int, **said: Json
) -> dict[str, Json]:
    """One judged condition, in the words of a recorded decision."""
    judged = {**NOT_SAID, **said, "kind": kind, "role": role, "place": place, "holds": holds}
    judged |= {"have": json_number(have), "need": json_number(least), "missing": json_number(missing)}
    judged["of_amount"] = json_number(judged["of_amount"])
    return judged


# --- 9. The command line ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What to verify, and what is held against it."""

    export: Path
    receipts: tuple[Path, ...] = ()
    checkpoints: tuple[Path, ...] = ()
    key: str | None = None


def verify(asked: Asked) -> Report:
    """Verify an export. Where it cannot be read to its end, `Report.stopped` says why."""
    report = Report()
    try:
        with asked.export.open("rb") as file:
            verify_lines(lines_of(file), asked, report)
    except OSError as error:
        report.stopped = one_line(f"{error.filename}: {error.strerror}")
    except UnreadableError as error:
        report.stopped = one_line(str(error))
    return report


def verify_lines(lines: Iterator[Line], asked: Asked, report: Report) -> None:
    """Header, entries with the checkpoints and outcomes between them, end."""
    header = read_header(lines)
    whole, coalition = header["holds"] == "coalition", header["coalition"]
    report.said |= header
    under = None if whole else checkpoint_in(next(lines, None))
    receipts, inside = read_receipts(asked.receipts, coalition, report)
    kept = [read_checkpoint(f"checkpoint {path.name}", read_aside(path)) for path in asked.checkpoints]
    ledger = Ledger(report, coalition, whole, [*kept, *inside], by_index(receipts), under)
    acts = Acts(report, whole)
    read_body(lines, ledger, acts)
    ledger.finish()
    acts.finish()
    for receipt in receipts:
        check_receipt_key(receipt, ledger)
    check_trust(asked.key, ledger)
    report.said |= {"entries": ledger.read, "signed": ledger.signed, "key": ledger.signer}
    report.said |= {"ballots": acts.ballots, "decisions": acts.recounted}


def read_header(lines: Iterator[Line]) -> dict[str, Json]:
    """What the export says it is. Raises `UnreadableError` for anything but this version of the format."""
    line = next(lines, None)
    header = line.value.get("export") if line else None
    if not isinstance(header, dict) or not isinstance(header.get("format"), str):
        raise UnreadableError("line 1: not the header of an export")
    if header["format"] != FORMAT:
        raise UnreadableError(f"line 1: of the format '{header['format']}'; this program reads '{FORMAT}'")
    if type(header.get("coalition")) is not int or not isinstance(header.get("holds"), str):
        raise UnreadableError("line 1: the header does not say of which coalition the export is, and what it holds")
    return {key: header[key] for key in ("coalition", "holds")}


def checkpoint_in(line: Line | None) -> Signed:
    """The checkpoint on a line."""
    if line is None or line.kind != "checkpoint":
        raise UnreadableError("line 2: an export of one vote has its checkpoint here")
    document = line.value["checkpoint"]
    checkpoint = read_checkpoint(f"line {line.number}", document)
    return replace(checkpoint, name=f"the checkpoint of {checkpoint.size} entries")


def read_body(lines: Iterator[Line], ledger: Ledger, acts: Acts) -> None:
    """Every line after the header, down to the end that the export announces."""
    for line in lines:
        if line.kind == "entry":
            entry = ledger.take(line)
            if entry is not None:
                acts.take(entry)
        elif line.kind == "of":
            acts.outcome(line)
        elif line.kind == "withheld" and ledger.whole:
            ledger.take_withheld(line)
        elif line.kind == "checkpoint" and ledger.whole:
            ledger.take_checkpoint(checkpoint_in(line))
        elif line.kind == "end":
            return check_end(line, lines, ledger)
        else:
            raise UnreadableError(f"line {line.number}: neither an entry nor anything else that an export holds")
    raise UnreadableError(f"the file ends after entry {ledger.last}, before its last line: it is truncated")


def check_end(line: Line, lines: Iterator[Line], ledger: Ledger) -> None:
    """The last line says how many entries there were."""
    if line.value["end"] != {"entries": ledger.read}:
        ledger.report.wrong("missing", f"line {line.number}: it announces other than the {ledger.read} entries here")
    if next(lines, None) is not None:
        raise UnreadableError(f"line {line.number + 1}: something stands behind the end")


def read_aside(path: Path) -> Json:
    """A small file of JSON: a receipt, a checkpoint. Raises `UnreadableError`."""
    with path.open("rb") as file:
        raw = file.read(MAX_ASIDE + 1)
    if len(raw) > MAX_ASIDE:
        raise UnreadableError(f"{path.name}: larger than {MAX_ASIDE} bytes")
    try:
        return parse(raw)
    except ValueError as error:
        raise UnreadableError(f"{path.name}: not JSON: {error}") from error


def read_receipts(paths: Iterable[Path], coalition: int, report: Report) -> tuple[list[Signed], list[Signed]]:
    """The receipts of this coalition, and the checkpoints in them."""
    receipts, checkpoints = [], []
    for path in paths:
        document = read_aside(path)
        receipt = read_signed(f"receipt {path.name}", document, RECEIPT, "concert-receipt/1")
        if receipt.statement["coalition"] != coalition:
            report.wrong("receipt", f"{receipt.name}: of another coalition's ledger ({receipt.statement['coalition']})")
            continue
        receipts.append(receipt)
        check_receipt_entry(receipt, document.get("entry"), report)
        if document.get("checkpoint") is not None:
            inside = read_checkpoint(f"the checkpoint in {receipt.name}", document["checkpoint"])
            check_receipt_proof(receipt, inside, document.get("inclusion"), report)
            checkpoints.append(inside)
    return receipts, checkpoints


def check_receipt_entry(receipt: Signed, content: Json, report: Report) -> None:
    """The entry in a receipt is the one whose leaf it promises."""
    if (
        isinstance(content, str)
        and leaf_of(content.encode("utf-8", "surrogatepass")).hex() != receipt.statement["leaf"]
    ):
        report.wrong("receipt", f"{receipt.name}: the entry in it is not the one that it promises")


def check_receipt_proof(receipt: Signed, checkpoint: Signed, path: Json, report: Report) -> None:
    """The proof in a receipt leads to the checkpoint in it."""
    leaf, index = receipt.statement["leaf"], receipt.statement["index"]
    root = root_by_proof(bytes.fromhex(leaf), index, checkpoint.size, path) if is_hash(leaf) else None
    if root != checkpoint.statement["root"]:
        report.wrong("receipt", f"{receipt.name}: its proof does not lead to the checkpoint in it")


def check_receipt_key(receipt: Signed, ledger: Ledger) -> None:
    """A receipt's signature is of a key that could give one."""
    index = receipt.statement["index"]
    if receipt.signature is None:
        ledger.report.note(f"{receipt.name} is not signed; its leaf and its proof were checked all the same")
    else:
        ledger.keys.check(receipt, lambda key: key.retired is None or index < key.retired)


def by_index(receipts: Iterable[Signed]) -> dict[int, list[Signed]]:
    """Receipts by the place of their entry."""
    found: dict[int, list[Signed]] = {}
    for receipt in receipts:
        found.setdefault(receipt.statement["index"], []).append(receipt)
    return found


def check_trust(trusted: str | None, ledger: Ledger) -> None:
    """Whose signature it all rests on: the key that was given, or one that it vouches for."""
    if trusted is None:
        ledger.report.note(
            f"signed by the key {ledger.signer}: nobody gave a key to compare it with (--key); a stranger can sign"
            " an invented record with a key of their own"
        )
    elif not ledger.keys.leads_to(trusted.lower(), ledger.signer):
        ledger.report.wrong(
            "key",
            f"the record is signed by the key {ledger.signer[:16]}, not by the one given nor by a successor of it",
        )


def main(arguments: list[str] | None = None) -> int:
    """Verify as the command line asks, and say what was found."""
    given = read_arguments(arguments)
    asked = Asked(given.export, tuple(given.receipt), tuple(given.checkpoint), given.key)
    report = verify(asked)
    print(as_json(report) if given.json else as_text(report))
    if report.stopped:
        return 2
    return 1 if not report.fine else 2 if report.unanswered else 0


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The command line; `argparse` answers a wrong one with exit 2."""
    parser = argparse.ArgumentParser(description="Verify an export of a Concert ledger, and recount its decisions.")
    parser.add_argument("export", type=Path, help="the export")
    parser.add_argument("--receipt", type=Path, action="append", default=[], help="a receipt to look for in it")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="a checkpoint kept from before")
    parser.add_argument("--key", help="the id, or the public key, that you were given for this coalition")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return parser.parse_args(arguments)


def as_json(report: Report) -> str:
    """The report for a program."""
    found = {
        **report.said,
        "fine": report.fine and not report.stopped and not report.unanswered,
        "findings": report.findings,
        "untold": report.untold,
        "unanswered": report.unanswered,
        "notes": report.notes,
        "unreadable": report.stopped or None,
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_text(report: Report) -> str:
    """The report for a reader: what is wrong in one line each, then what was not checked, then the verdict."""
    told = [finding["message"] for finding in report.findings]
    told += [f"... and {report.untold} more"] if report.untold else []
    told += [f"Not answered: {question}" for question in report.unanswered]
    told += [f"Note: {note}" for note in report.notes]
    return "\n".join([*told, verdict(report)])


def verdict(report: Report) -> str:
    """The last line."""
    if report.stopped:
        return f"CANNOT READ: {report.stopped}"
    said = report.said
    counted = f"{said['entries']} entries, {said['ballots']} ballots, {said['decisions']} decisions recounted"
    if not report.fine:
        return f"WRONG: {len(report.findings) + report.untold} findings in {counted}"
    if report.unanswered:
        return f"NOT WHOLLY ANSWERED; nothing else is wrong: {counted}"
    where = (
        "numbered without a gap, chained and signed" if said["holds"] == "coalition" else "each in the signed record"
    )
    return f"FINE: {counted}; {where}; every outcome is the one recorded"


if __name__ == "__main__":
    sys.exit(main())

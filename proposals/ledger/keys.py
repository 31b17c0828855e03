"""The signing key of this deployment: in a file or in the environment, never in the database.

With nothing given, a key is made at the first use in the folder `keys` of CONCERT_HOME: `ID.pem` for each key that was
ever made, readable by its owner only, and `current` with the id of the one that signs. A deployment of several machines
gives all of them one key: CONCERT_SIGNING_KEY (PEM) or CONCERT_SIGNING_KEY_FILE (the path of a PEM).
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from proposals.ledger.statements import Statement, key_id, sign


@dataclass(frozen=True)
class SigningKey:
    """A private key with its names. `public` is raw, in hexadecimal; `id` is its SHA-256."""

    private: Ed25519PrivateKey

    @functools.cached_property
    def public(self) -> str:
        """The 32 bytes of the public key, in hexadecimal."""
        return self.private.public_key().public_bytes_raw().hex()

    @functools.cached_property
    def id(self) -> str:
        """How statements and entries name the key."""
        return key_id(bytes.fromhex(self.public))

    def sign(self, statement: Statement) -> str:
        """Return the signature over a statement, in hexadecimal."""
        return sign(self.private, statement)

    def __repr__(self) -> str:
        return f"<signing key {self.id[:16]}>"


def current_key() -> SigningKey:
    """Return the key that signs now. Asked at each signing: a rotation takes effect in every process at once.

    Raises `ImproperlyConfigured` for a key that was given and cannot be read.
    """
    if settings.SIGNING_KEY:
        return read_key(settings.SIGNING_KEY, "CONCERT_SIGNING_KEY")
    if settings.SIGNING_KEY_FILE:
        return _key_in(Path(settings.SIGNING_KEY_FILE))
    return _key_in(_path_of(_current_id()))


def is_given() -> bool:
    """Tell whether the key comes from the environment, where this deployment cannot change it."""
    return bool(settings.SIGNING_KEY or settings.SIGNING_KEY_FILE)


def new_key() -> SigningKey:
    """Make a key."""
    return SigningKey(Ed25519PrivateKey.generate())


def keep_key(key: SigningKey) -> Path:
    """Write a key beside the others, readable by its owner only, and return where."""
    return _write_aside(key_to_pem(key), _path_of(key.id))


def make_current(key: SigningKey) -> None:
    """Let a kept key sign from now on."""
    aside = _aside(key.id.encode())
    aside.replace(_folder() / "current")


def key_to_pem(key: SigningKey) -> bytes:
    """Return the private key as PEM (PKCS 8)."""
    return key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@functools.lru_cache(maxsize=16)
def read_key(pem: str, named: str) -> SigningKey:
    """Return the Ed25519 key in a PEM. Raises `ImproperlyConfigured` that says where it was `named`."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"{named} holds no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{named} holds a key that is not Ed25519.")
    return SigningKey(key)


def _key_in(path: Path) -> SigningKey:
    try:
        return read_key(path.read_text(), str(path))
    except (OSError, UnicodeError) as error:
        raise ImproperlyConfigured(f"The signing key {path} cannot be read: {error}") from error


def _current_id() -> str:
    """Return which key is current, making the first one. Two processes starting together agree on one."""
    pointer = _folder() / "current"
    if not pointer.exists():
        key = new_key()
        kept = keep_key(key)
        _write_aside(key.id.encode(), pointer)
        if pointer.read_text() != key.id:
            kept.unlink()
    return pointer.read_text()


def _write_aside(content: bytes, path: Path) -> Path:
    """Write a whole file or none; one that is there already stays as it is."""
    aside = _aside(content)
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()
    return path


def _aside(content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=_folder())  # readable by its owner only
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _path_of(identity: str) -> Path:
    return _folder() / f"{identity}.pem"


def _folder() -> Path:
    folder = Path(settings.SIGNING_KEY_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder

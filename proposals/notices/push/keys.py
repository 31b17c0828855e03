"""The key that says to push services who sends (VAPID, RFC 8292): a P-256 key, made once where none is given."""

from __future__ import annotations

import base64
import contextlib
import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02


@cache
def vapid() -> Vapid02:
    """Return the key."""
    path = Path(settings.VAPID_KEY_FILE) if settings.VAPID_KEY_FILE else _made(Path(settings.SIGNING_KEY_FOLDER))
    return Vapid02.from_pem(path.read_bytes())


def public_key() -> str:
    """Return its public half, as a browser takes it: the point, in base64url without padding."""
    point = vapid().public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _made(folder: Path) -> Path:
    """The key of a deployment that was given none: written aside and linked, so that two processes agree on one."""
    path = folder / "vapid.pem"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=folder)  # readable by its owner only
        with os.fdopen(handle, "wb") as file:
            file.write(
                ec.generate_private_key(ec.SECP256R1()).private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
        Path(aside).unlink()
    return path

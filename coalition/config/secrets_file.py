"""The secret key of a deployment that was given none: made once, kept beside its database, readable by its owner."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def secret_key(home: Path) -> str:
    """Return the key in `home/secret_key`, making it first when it is not there.

    It is written aside and linked into place, so that two processes starting together agree on one whole key.
    """
    path = home / "secret_key"
    if not path.exists():
        handle, aside = tempfile.mkstemp(dir=home)  # readable by its owner only
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
        Path(aside).unlink()
    return path.read_text()

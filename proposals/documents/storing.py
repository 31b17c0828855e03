"""Files under the data folder, by random names that say nothing. A file is whole before its row is written."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid

BLOCK = 2**16


def folder() -> Path:
    """Return where files are kept; made when it is missing, for this user alone."""
    path = Path(settings.DOCUMENT_FOLDER)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def store(file: IO[bytes], salt: str) -> tuple[str, str, int]:
    """Keep the content; return its random name, its salted hash and its size. Raises `Invalid` for one too large."""
    name, path = _new_place()
    digest, size = hashlib.sha256(bytes.fromhex(salt)), 0
    try:
        file.seek(0)
        with path.open("xb") as kept:
            path.chmod(0o600)
            while block := file.read(BLOCK):
                size += len(block)
                if size > settings.DOCUMENT_LARGEST:
                    raise too_large()
                digest.update(block)
                kept.write(block)
            kept.flush()
            os.fsync(kept.fileno())
    except BaseException:
        drop(name)
        raise
    return name, digest.hexdigest(), size


def too_large() -> Invalid:
    """Return what says that a file is larger than is taken."""
    megabytes = settings.DOCUMENT_LARGEST // 2**20
    return Invalid("too_large", _("A file has at most %(megabytes)d MB.") % {"megabytes": megabytes}, field="file")


def drop(name: str) -> None:
    """Take away a file that no row names."""
    with contextlib.suppress(FileNotFoundError):
        _place(name).unlink()


def content(name: str) -> Iterator[bytes]:
    """Give the content in blocks."""
    with _place(name).open("rb") as kept:
        while block := kept.read(BLOCK):
            yield block


def _new_place() -> tuple[str, Path]:
    name = secrets.token_hex(32)
    path = _place(name)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return name, path


def _place(name: str) -> Path:
    return folder() / name[:2] / name

"""The broker in files, for one machine: messages and tables appear whole, or not at all.

kombu's own channel opens a message's file under its final name and writes then: a worker that lists the folder in
between takes an empty message, ends with a JSONDecodeError and must be started again. This one writes aside and
renames. The same holds for the table of an exchange, which kombu truncates before it locks it.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from json import dumps
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem

SCHEME = "whole-files"


class Channel(filesystem.Channel):
    """kombu's channel, but for how files come to be."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # as kombu's own does
        """Put a message into a queue: written aside, then given its name. Names sort by when they were put."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        try:
            aside = _written(dumps(payload), Path(self.data_folder_out))
            aside.replace(Path(self.data_folder_out) / name)
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {self.data_folder_out}: {error}") from error

    def _queue_bind(self, exchange: str, routing_key: Any, pattern: Any, queue: Any) -> None:
        """Give an exchange its table before kombu reads and extends it, under its lock."""
        table = Path(self._exchange_file(exchange))  # type: ignore[attr-defined]  # the stubs lack it
        if not table.exists():
            table.parent.mkdir(exist_ok=True)
            aside = _written("[]", table.parent)
            with contextlib.suppress(FileExistsError):
                os.link(aside, table)
            aside.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """kombu's transport, with that channel."""

    Channel = Channel


def _written(content: str, folder: Path) -> Path:
    """Write a file whose name is no message's: it begins with a dot."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write(content)
    return Path(name)


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"

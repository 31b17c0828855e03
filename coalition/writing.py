"""Write transactions: durable, bounded in their waiting, and fair to one another on SQLite."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from coalition.errors import Busy

log = structlog.get_logger()


class Queue:
    """A lock that serves in the order of arrival. (`threading.Lock` serves whoever wakes first.)"""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float | None) -> bool:
        """Wait for the turn, at most `timeout` seconds; tell whether it came."""
        with self._guard:
            if not self._held and not self._waiting:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        return turn.wait(timeout) or self._leave(turn)

    def _leave(self, turn: threading.Event) -> bool:
        """Stop waiting; the turn may have come in this very moment."""
        with self._guard:
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Pass the turn on."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


_sqlite_writers = Queue()
_SQLITE_WAIT = 20.0  # seconds; the database's own `timeout` for other processes


@contextmanager
def write_transaction(*, lock_timeout: float | None = None) -> Iterator[None]:
    """Run one act in one durable transaction, waiting at most `lock_timeout` seconds for locks.

    Raises `Busy` when a lock did not come in time, or the disk is full; then nothing was written.
    """
    try:
        with _turn(lock_timeout), _bounded(lock_timeout):
            yield
    except OperationalError as error:
        if _is_lock_timeout(error):
            raise _busy() from error
        if _is_disk_full(error):
            log.error("disk_full", exc_info=error)
            raise Busy("disk_full", _("The disk of the register is full. Nothing was recorded.")) from error
        raise


@contextmanager
def _turn(lock_timeout: float | None) -> Iterator[None]:
    """On SQLite, queue behind the other threads of this process: its own busy-wait is a lottery."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    if not _sqlite_writers.acquire(lock_timeout or _SQLITE_WAIT):
        raise _busy()
    try:
        yield
    finally:
        _sqlite_writers.release()


@contextmanager
def _bounded(lock_timeout: float | None) -> Iterator[None]:
    if connection.vendor == "sqlite":
        _set_sqlite_wait(lock_timeout or _SQLITE_WAIT)
    with transaction.atomic(durable=True):
        if lock_timeout is not None and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(lock_timeout * 1000)}ms"])
        yield


def _set_sqlite_wait(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_lock_timeout(error: OperationalError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == "55P03" or "locked" in str(error)


def _is_disk_full(error: OperationalError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == "53100" or "disk is full" in str(error)


def _busy() -> Busy:
    return Busy("busy", _("The register is busy. Nothing was recorded; send it again in a moment."))

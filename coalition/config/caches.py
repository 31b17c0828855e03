"""The cache, which here holds counters: of requests, of failed sign-ins, of codes used. All processes must share it.

With Redis it is Redis; on one machine it is a file of its own, which loses nothing that matters when it is deleted.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, until REAL) WITHOUT ROWID"
GET = "SELECT value FROM kept WHERE key = ? AND (until IS NULL OR until > ?)"
SET = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)"
ADD = """
    INSERT INTO kept VALUES (:key, :value, :until)
    ON CONFLICT (key) DO UPDATE SET value = :value, until = :until WHERE until <= :now
"""
ADD_UP = """
    UPDATE kept SET value = CAST(value AS INTEGER) + ? WHERE key = ? AND (until IS NULL OR until > ?) RETURNING value
"""
SWEEP = 1000  # writes between two looks for what is past


class FileCache(BaseCache):
    """A cache in one SQLite file that the processes of a machine share. Values are JSON; adding up is one step.

    It is not synced to the disk: after a power cut the counters may start again.
    """

    def __init__(self, path: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.path = Path(path)
        self.connections = threading.local()
        self.writes = 0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default`."""
        found = self._rows(GET, (self._key(key, version), time.time()))
        return json.loads(found[0][0]) if found else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        self._sweep()
        self._rows(SET, (self._key(key, version), json.dumps(value), self.get_backend_timeout(timeout)))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where there is none; tell whether it was kept. One of many at once is told yes."""
        self._sweep()
        asked = {
            "key": self._key(key, version),
            "value": json.dumps(value),
            "until": self.get_backend_timeout(timeout),
            "now": time.time(),
        }
        with closing(self._connection().execute(ADD, asked)) as cursor:
            return cursor.rowcount == 1

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number, in one step. Raises `ValueError` where there is none."""
        found = self._rows(ADD_UP, (delta, self._key(key, version), time.time()))
        if not found:
            raise ValueError(f"Key {key!r} not found")
        return int(found[0][0])

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value for longer; tell whether it was there."""
        value = self.get(key, default=self, version=version)
        if value is self:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; tell whether it was there."""
        with closing(
            self._connection().execute("DELETE FROM kept WHERE key = ?", (self._key(key, version),))
        ) as cursor:
            return cursor.rowcount == 1

    def clear(self) -> None:
        """Forget everything."""
        self._rows("DELETE FROM kept")

    def _key(self, key: Any, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _sweep(self) -> None:
        self.writes += 1
        if self.writes % SWEEP == 1:
            self._rows("DELETE FROM kept WHERE until <= ?", (time.time(),))

    def _rows(self, statement: str, values: Any = ()) -> list[Any]:
        with closing(self._connection().execute(statement, values)) as cursor:
            return cursor.fetchall()

    def _connection(self) -> sqlite3.Connection:
        """The thread's own connection, in autocommit; a new one where the file was removed."""
        connection: sqlite3.Connection | None = getattr(self.connections, "own", None)
        if connection is None or not self.path.exists():
            connection = sqlite3.connect(self.path, timeout=20, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(SCHEMA)
            self.connections.own = connection
        return connection


class PatientRedisCache(RedisCache):
    """Redis, or nothing while it is away: a ballot is taken though nobody counts requests.

    What must hold without it (failed sign-ins, ended sessions) is in the database.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default`."""
        return _or(default, lambda: super(PatientRedisCache, self).get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        _or(None, lambda: super(PatientRedisCache, self).set(key, value, timeout, version))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where there is none; tell whether it was kept."""
        return bool(_or(True, lambda: super(PatientRedisCache, self).add(key, value, timeout, version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number, in one step. Raises `ValueError` where there is none."""
        return int(_or(delta, lambda: super(PatientRedisCache, self).incr(key, delta, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; tell whether it was there."""
        return bool(_or(False, lambda: super(PatientRedisCache, self).delete(key, version)))


def _or(otherwise: Answer, ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except RedisError as error:
        log.warning("the cache is away: requests are not counted", error=type(error).__name__)
        return otherwise


def caches_of(redis_url: str, prefix: str, home: Path) -> dict[str, dict[str, Any]]:
    """The `CACHES` setting."""
    if redis_url:
        options = {"socket_connect_timeout": 1, "socket_timeout": 1}
        backend = "coalition.config.caches.PatientRedisCache"
        return {"default": {"BACKEND": backend, "LOCATION": redis_url, "KEY_PREFIX": prefix, "OPTIONS": options}}
    return {
        "default": {
            "BACKEND": "coalition.config.caches.FileCache",
            "LOCATION": str(home / "cache.sqlite3"),
            "TIMEOUT": 300,
        }
    }

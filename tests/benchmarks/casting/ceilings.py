"""What the machine itself can do, measured in the same run: the disk's fsync, and bare inserts without the app."""

from __future__ import annotations

import os
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.stack.stacks import PostgresStack, SqliteStack, Stack

SECONDS = 2.0
MAKE = "CREATE TABLE ceiling (id {serial}, content TEXT NOT NULL)"
INSERT = "INSERT INTO ceiling (content) VALUES ('{}')".format("x" * 700)  # about one entry, ballot and outbox row


def fsync_milliseconds(folder: Path) -> float:
    """The median of a hundred appends of 4 KB, each made durable."""
    path, times = folder / "fsync-probe", []
    with path.open("wb", buffering=0) as file:
        for _ in range(100):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            times.append(1000 * (time.perf_counter() - start))
    path.unlink()
    return statistics.median(times)


def inserts_per_second(stack: Stack, connections: int) -> float:
    """Durable one-row transactions a second on the stack's database, past the application."""
    connect = _connecting(stack)
    with connect() as first:
        first.execute("DROP TABLE IF EXISTS ceiling")
        serial = "BIGSERIAL PRIMARY KEY" if isinstance(stack, PostgresStack) else "INTEGER PRIMARY KEY"
        first.execute(MAKE.format(serial=serial))
        first.commit()
    done: list[int] = []
    end = time.perf_counter() + SECONDS

    def insert() -> None:
        count = 0
        with connect() as connection:
            while time.perf_counter() < end:
                connection.execute(INSERT)
                connection.commit()
                count += 1
        done.append(count)

    threads = [threading.Thread(target=insert) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def _connecting(stack: Stack) -> Callable[[], psycopg.Connection | sqlite3.Connection]:
    if isinstance(stack, PostgresStack):
        return lambda: psycopg.connect(stack.database_url)
    assert isinstance(stack, SqliteStack)
    return lambda: _sqlite(stack.home / "concert.sqlite3")


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30)
    connection.execute("PRAGMA synchronous=FULL")
    return connection

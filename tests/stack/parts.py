"""The parts a test may need that a machine may lack: PostgreSQL, Redis, a browser.

A test that needs a missing part is skipped, with a word on what is missing; CONCERT_REQUIRE=postgres,redis,browser
turns the skip into a failure.
"""

from __future__ import annotations

import functools
import getpass
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest


def engine() -> str:
    """The database that unit tests run on: `sqlite`, or `postgresql` by CONCERT_TEST_ENGINE."""
    return os.environ.get("CONCERT_TEST_ENGINE", "sqlite")


def postgres() -> str:
    """A database on a server where we may create and drop others."""
    return os.environ.get("CONCERT_TEST_POSTGRES", f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres")


def on_server(database: str, server: str = "") -> str:
    """The address of a database on that server."""
    return urlunsplit(urlsplit(server or postgres())._replace(path=f"/{database}"))


def redis() -> str:
    """A Redis; each stack keeps to keys with a prefix of its own."""
    return os.environ.get("CONCERT_TEST_REDIS", "redis://127.0.0.1:6379/0")


def browser() -> str:
    """The path of a Chromium."""
    named = os.environ.get("CONCERT_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def postgres_program(name: str) -> str:
    """The path of one of PostgreSQL's own programs, such as `initdb`; nothing when this machine has only clients."""
    debian = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return shutil.which(name, path=os.pathsep.join(debian)) or shutil.which(name) or ""


def need(*names: str) -> None:
    """Skip the running test, or fail it when it is required, if a part is missing."""
    for name in names:
        if lack := missing(name):
            (pytest.fail if is_required(name) else pytest.skip)(lack)


def is_required(name: str) -> bool:
    """Whether a missing part is a failure here."""
    return name in os.environ.get("CONCERT_REQUIRE", "").replace(" ", "").split(",")


@functools.cache
def missing(name: str) -> str:
    """Say what is missing; nothing when the part is there."""
    return {
        "postgres": _missing_postgres,
        "postgres-server": _missing_postgres_server,
        "redis": _missing_redis,
        "redis-server": _missing_redis_server,
        "browser": _missing_browser,
    }[name]()


def _missing_postgres() -> str:
    import psycopg

    try:
        psycopg.connect(postgres(), connect_timeout=3).close()
    except psycopg.Error as error:
        return f"no PostgreSQL at {_place(postgres())} (CONCERT_TEST_POSTGRES): {str(error).splitlines()[0]}"
    return ""


def _missing_postgres_server() -> str:
    return "" if postgres_program("initdb") else "no initdb: a test that kills PostgreSQL starts one of its own"


def _missing_redis() -> str:
    from redis import Redis, RedisError

    try:
        Redis.from_url(redis(), socket_connect_timeout=3).ping()
    except RedisError as error:
        return f"no Redis at {_place(redis())} (CONCERT_TEST_REDIS): {error}"
    return ""


def _missing_redis_server() -> str:
    return "" if shutil.which("redis-server") else "no redis-server: a test that kills Redis starts one of its own"


def _missing_browser() -> str:
    return "" if browser() else "no Chromium: install it, or name it with CONCERT_CHROMIUM"


def _place(url: str) -> str:
    """Host and port of an address that may hold a password."""
    return url.rsplit("@", 1)[-1].removeprefix("redis://")

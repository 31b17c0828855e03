"""The stacks as fixtures: started once a session, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import parts
from tests.stack.own_postgres import OwnPostgres
from tests.stack.stacks import FragileStack, PostgresStack, SqliteStack, Stack


@pytest.fixture(scope="session")
def sqlite_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStack]:
    """One machine: SQLite, a broker in files."""
    yield from _running(SqliteStack(tmp_path_factory.mktemp("sqlite-stack")))


@pytest.fixture(scope="session")
def postgres_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresStack]:
    """In earnest: PostgreSQL, Redis, several processes."""
    parts.need("postgres", "redis")
    yield from _running(PostgresStack(tmp_path_factory.mktemp("postgres-stack")))


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[OwnPostgres]:
    """A PostgreSQL that tests may kill."""
    parts.need("postgres-server")
    server = OwnPostgres()
    try:
        yield server
    finally:
        server.destroy()


@pytest.fixture(scope="session")
def fragile_stack(tmp_path_factory: pytest.TempPathFactory, own_postgres: OwnPostgres) -> Iterator[FragileStack]:
    """As `postgres_stack`, on a PostgreSQL that tests may kill."""
    parts.need("redis")
    yield from _running(FragileStack(tmp_path_factory.mktemp("fragile-stack"), own_postgres))


@pytest.fixture(scope="session")
def demo_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStack]:
    """The demo coalition on a stack of its own: it is never loaded beside anything else."""
    yield from _running(SqliteStack(tmp_path_factory.mktemp("demo-stack")), "demo", "tick")


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def stack(request: pytest.FixtureRequest) -> Stack:
    """Both, one after the other."""
    return request.getfixturevalue(f"{request.param}_stack")


_up: list[Stack] = []


def rest() -> None:
    """Stop the stacks that are up: their workers tick each second, whoever needs them or not."""
    while _up:
        _up.pop().stop()


def _running(stack: Stack, *commands: str) -> Iterator[Stack]:
    _up.append(stack)
    try:
        stack.prepare()
        for command in commands:
            stack.manage(command)
        yield stack
    finally:
        stack.destroy()

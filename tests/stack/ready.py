"""A pytest plugin: what every stack and every process of a run starts from, made once for the whole run.

Applying the migrations takes a core nine seconds, and a run starts some fifteen databases. One home is made ready with
the product's own commands, by whoever first asks for it; the others copy it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.stack import parts
from tests.stack.processes import ROOT

PLACE = "CONCERT_TEST_READY"  # the folder, told to the workers of a run by its controller
DATABASE = "concert.sqlite3"


def pytest_configure(config: pytest.Config) -> None:
    """One folder for this run and all its workers."""
    if PLACE not in os.environ:
        os.environ[PLACE] = tempfile.mkdtemp(prefix="concert-ready-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever made the folder takes it away, and what its name stands for on the server."""
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ.pop(PLACE))
        if (folder / _template(folder)).exists():
            _on_server("DROP DATABASE {} WITH (FORCE)", _template(folder))
        shutil.rmtree(folder, ignore_errors=True)


def lay_out(home: Path) -> None:
    """Put a migrated SQLite database and the collected static files into a home that has neither."""
    with _whole() as folder:
        if not (folder / "static").exists():
            _manage(folder, "collectstatic", "--noinput")
    shutil.copytree(folder / "static", home / "static")
    copy_database(home / DATABASE)


def copy_database(to: Path) -> None:
    """Make a migrated SQLite database."""
    with _whole() as folder:
        if not (folder / DATABASE).exists():
            _manage(folder, "migrate")
    shutil.copyfile(folder / DATABASE, to)


def copy_on_server(name: str) -> None:
    """Make a migrated PostgreSQL database on the server of the tests."""
    with _whole() as folder:
        template = _template(folder)
        if not (folder / template).exists():
            _on_server("CREATE DATABASE {}", template)
            (folder / template).touch()
            _manage(folder, "migrate", DATABASE_URL=parts.on_server(template))
    _on_server("CREATE DATABASE {} TEMPLATE {}", name, template)


def drop_on_server(name: str) -> None:
    """Whoever is still connected to it is cut off."""
    _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database of the tests is there already, and goes with its folder or with `django_db_modify_db_settings`."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Let this process have a database that is ready."""
    names = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        names["NAME"] = str(Path(os.environ["CONCERT_HOME"]) / "tests.sqlite3")
        copy_database(Path(names["NAME"]))
        yield
    else:
        copy_on_server(names["NAME"])
        yield
        connection.close()
        drop_on_server(names["NAME"])


@contextmanager
def _whole() -> Iterator[Path]:
    """The folder, while nobody else of this run adds to it."""
    folder = Path(os.environ[PLACE])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _template(folder: Path) -> str:
    return f"concert_test_{folder.name.removeprefix('concert-ready-').lower()}"


def _manage(folder: Path, *arguments: str, **env: str) -> None:
    ours = ("CONCERT_", "DJANGO_", "DATABASE_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments, "--verbosity=0"],
        cwd=ROOT, env=inherited | {"CONCERT_HOME": str(folder), "PYTHONPATH": str(ROOT)} | env, check=True,
    )  # fmt: skip


def _on_server(statement: str, *names: str) -> None:
    with psycopg.connect(parts.postgres(), autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

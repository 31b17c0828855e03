"""The two stacks: one machine on SQLite, and PostgreSQL with Redis and a process for each job."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import psycopg
from django.test import override_settings
from psycopg import sql
from redis import Redis

from frontend.serving import worker
from frontend.streams.tickets import ticket_for
from tests.stack import parts, ready
from tests.stack.own_postgres import OwnPostgres
from tests.stack.processes import ROOT, Process, free_port, wait_for_answer
from tests.stack.scripts import Scripts

OURS = ("CONCERT_", "DJANGO_", "DATABASE_", "REDIS_", "SECRET_KEY", "ALLOWED_HOSTS", "PORT", "HOST", "PYTEST_")
FACTORIES = """
import itertools, json, time
from tests import factories
from tests.factories import *
factories._serial = itertools.count(time.time_ns())  # names that no other test of this stack has taken
"""
SIGN_IN = """
from coalition.sessions import SessionStore
session = SessionStore()
session["_auth_user_id"] = "{person}"
session.save()
print(session.digest)
"""


class Stack:
    """What a test may do with a stack. Make a coalition per test; nothing is flushed."""

    engine: str

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.env |= {"CONCERT_HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        self.servers: list[Process] = []
        self.worker: Process | None = None
        self.scripts: Scripts | None = None
        self.sessions: dict[int, str] = {}

    def manage(self, *arguments: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a management command in this stack's environment."""
        ran = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=ROOT, env=self.env, text=True, capture_output=True, timeout=120, check=False, **options,
        )  # fmt: skip
        assert not check or ran.returncode == 0, f"{' '.join(arguments)}:\n{ran.stderr}"
        return ran

    def script(self, code: str) -> str:
        """Run Python in this stack's environment, with `tests.factories` at hand; return what it printed."""
        if self.scripts and self.scripts.env != self.env:
            self.stop_scripts()
        self.scripts = self.scripts or Scripts(env=self.env, cwd=ROOT)
        return self.scripts.run(FACTORIES + code)

    def stop_scripts(self) -> None:
        """The next script starts a process of its own."""
        if self.scripts:
            self.scripts.stop()
            self.scripts = None

    def session_of(self, person: int) -> str:
        """The digest of a session of the person, begun when first asked for."""
        if person not in self.sessions:
            self.sessions[person] = self.script(SIGN_IN.format(person=person))
        return self.sessions[person]

    def ticket(self, person: int, coalition: int, division: int) -> str:
        """A ticket signed with this stack's key."""
        with override_settings(SECRET_KEY=(self.home / "secret_key").read_text()):
            return ticket_for(person, coalition, division, session=self.session_of(person))

    def prepare(self) -> None:
        """Database and static files; then everything is started."""
        self.lay_out()
        self.start()

    def lay_out(self) -> None:
        """Migrate the database and collect the static files."""
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--noinput", "--verbosity=0")

    def start(self) -> None:
        self.start_servers()
        self.start_worker()

    def start_servers(self) -> None:
        raise NotImplementedError

    def stop_servers(self) -> None:
        for server in self.servers:
            server.stop()
        self.servers = []

    def start_worker(self) -> None:
        """The worker that `serve` would start, with beat in it."""
        if self.worker is None:
            self.worker = Process(worker.command()[1:], env=self.env, log=self.home / "worker.log")

    def stop_worker(self) -> None:
        """Nobody seals, reminds or delivers until it is started again."""
        if self.worker:
            self.worker.stop()
            self.worker = None

    def stop(self) -> None:
        self.stop_servers()
        self.stop_worker()
        self.stop_scripts()

    def kill(self) -> None:
        """`kill -9` of servers and worker."""
        self.stop_scripts()
        for process in [*self.servers, *([self.worker] if self.worker else [])]:
            process.kill()
        self.servers, self.worker = [], None

    def restart(self) -> None:
        """Stop what still runs, in order, and start everything on the same data and port."""
        self.stop()
        self.start()

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What is in the database, past the application; parameters are written %s."""
        raise NotImplementedError

    def destroy(self) -> None:
        self.kill()

    def logs(self) -> str:
        """The end of every process's output."""
        return "\n".join(f"== {log.name}\n{log.read_text(errors='replace')[-4000:]}" for log in self.home.glob("*.log"))


class SqliteStack(Stack):
    """`manage.py serve` on a file database; its worker is a process apart, so that a test can stop it."""

    engine = "sqlite"

    def lay_out(self) -> None:
        ready.lay_out(self.home)

    def start_servers(self) -> None:
        arguments = ["manage.py", "serve", f"--port={self.port}", "--no-worker"]
        server = Process(arguments, env=self.env, log=self.home / "serve.log")
        self.servers = [server]
        wait_for_answer(self.url, server)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.home / "concert.sqlite3", timeout=20)
        try:
            return connection.execute(query.replace("%s", "?"), parameters).fetchall()
        finally:
            connection.close()


class PostgresStack(Stack):
    """gunicorn for pages, API and ballots; uvicorn for streams; a gate in front, as a reverse proxy would be."""

    engine = "postgresql"

    def __init__(self, home: Path, server: str | None = None) -> None:
        super().__init__(home)
        self.server = server or parts.postgres()
        self.database = f"concert_test_{uuid.uuid4().hex[:12]}"
        self.database_url = parts.on_server(self.database, self.server)
        self.env |= {"DATABASE_URL": self.database_url, "REDIS_URL": parts.redis(), "REDIS_PREFIX": f"{self.database}:"}
        self.pages_port, self.streams_port = free_port(), free_port()

    def prepare(self) -> None:
        self._on_server("CREATE DATABASE {}")
        super().prepare()

    def start_servers(self) -> None:
        pages = Process(
            ["-m", "gunicorn", "--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=5",
             f"--bind=127.0.0.1:{self.pages_port}", "coalition.config.wsgi:application"],
            env=self.env, log=self.home / "pages.log",
        )  # fmt: skip
        streams = Process(
            ["-m", "uvicorn", "--timeout-graceful-shutdown=3", "--no-access-log", "--log-level=warning",
             f"--port={self.streams_port}", "coalition.config.asgi:streams"],
            env=self.env, log=self.home / "streams.log",
        )  # fmt: skip
        gate = Process(
            ["-m", "tests.stack.gate", str(self.port), str(self.pages_port), str(self.streams_port)],
            env=self.env, log=self.home / "gate.log",
        )  # fmt: skip
        self.servers = [gate, streams, pages]
        wait_for_answer(f"http://127.0.0.1:{self.pages_port}", pages)
        wait_for_answer(f"http://127.0.0.1:{self.streams_port}/streams/", streams)
        wait_for_answer(self.url, gate)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(query, parameters).fetchall()

    def destroy(self) -> None:
        super().destroy()
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        redis = Redis.from_url(parts.redis())
        for key in redis.scan_iter(match=f"*{self.database}:*", count=1000):
            redis.delete(key)

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(self.database)))


class FragileStack(PostgresStack):
    """As `PostgresStack`, on a PostgreSQL of its own, and with a small pool of connections."""

    def __init__(self, home: Path, postgres: OwnPostgres) -> None:
        super().__init__(home, postgres.url)
        self.postgres = postgres
        self.env |= {"DATABASE_POOL": "3"}

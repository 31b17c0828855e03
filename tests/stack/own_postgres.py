"""A PostgreSQL of the test's own, on a port and a folder of its own: one that may be killed, stopped or filled."""

from __future__ import annotations

import contextlib
import functools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from coalition.config.lifeline import follow_parent
from tests.stack.parts import postgres_program as program
from tests.stack.processes import free_port


class OwnPostgres:
    """Made and started at once. PostgreSQL refuses to run as root; then it runs as somebody who is not."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="concert-postgres-"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        self.port = free_port()
        self.url = f"postgres://concert@127.0.0.1:{self.port}/postgres"
        self.runs_as: dict[str, int] = {}
        if os.getuid() == 0:
            somebody = _somebody()
            self.runs_as = {"user": somebody.pw_uid, "group": somebody.pw_gid}
            os.chown(self.folder, somebody.pw_uid, somebody.pw_gid)
        self._run(
            "initdb", f"--pgdata={self.data}", "--auth=trust", "--username=concert", "--no-sync", "--encoding=UTF8"
        )
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers. What a killed server left behind may still be ending: then try again."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [program("postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder),
                     "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"],
                    cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                    preexec_fn=functools.partial(follow_parent, os.getpid()), **self.runs_as,
                )  # fmt: skip
            while self.process.poll() is None and time.monotonic() < end:
                with contextlib.suppress(psycopg.OperationalError):
                    psycopg.connect(self.url, connect_timeout=5).close()
                    return
                time.sleep(0.05)
            time.sleep(0.2)
        raise AssertionError(f"PostgreSQL does not start; its log ends:\n{self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End every connection and stop in order: a restart for maintenance."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """`kill -9`: what was not committed is gone, what was is in the log that the next start replays."""
        self._end(signal.SIGKILL)

    def destroy(self) -> None:
        """Leave nothing behind."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        self.process.wait(30)

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [program(name), *arguments], cwd=self.folder, capture_output=True, text=True, **self.runs_as
        )
        assert done.returncode == 0, done.stderr


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("root needs a user `postgres` or `nobody` to run PostgreSQL as")

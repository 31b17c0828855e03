"""Before anything runs: the port is ours, the data folder is ours, the database is up to date."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import resource
import socket
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

IN_USE = 2  # what `demo` exits with when the database holds something real


class StartError(Exception):
    """Why Concert does not start here, in one line for the person at the terminal."""


def bind(host: str, port: int) -> socket.socket:
    """Take the port now, before any child is started: a second start must not run a second worker."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # On TCP by name asyncio sends without delay: else each answer in two parts waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
        raise StartError(f"Port {port} on {host} {why}. Choose another one: PORT={port + 1}") from error
    return listener


def claim(home: Path) -> IO[str]:
    """Hold the data folder until this process ends, however it ends."""
    file = (home / "serve.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise StartError(f"Concert already runs on the data in {home}. Choose another folder: CONCERT_HOME") from None
    return file


def allow_many_connections() -> None:
    """Each open page holds one file: take as many as this process may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65536) if most > 0 else 65536, most))


def migrate_if_behind() -> None:
    """Apply what is not applied yet; looking costs a fraction of what an idle `migrate` does."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_if_missing() -> None:
    """Pages name static files by their fingerprint; `make run` collects them again when they change."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


def keep_demo() -> None:
    """Load the demonstration into an empty database, or open its votes again; leave any other database alone."""
    try:
        call_command("demo", stdout=io.StringIO())
    except CommandError as refused:
        if refused.returncode != IN_USE:
            raise

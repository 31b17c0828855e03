"""Before anything runs: the port is ours, the data folder is ours, the database is up to date."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import resource
import socket
from pathlib import Path
from typing import IO

from django.apps import apps
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class StartError(Exception):
    """Why Concert does not start here, in one line for the person at the terminal."""


def bind(host: str, port: int) -> socket.socket:
    """Take the port now, before any child is started: a second start must not run a second worker."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
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


def load_demo_if_empty() -> bool:
    """Load the demonstration into a database that holds no coalition yet; tell whether it did."""
    if "demo" not in get_commands() or apps.get_model("coalition", "Coalition").objects.exists():
        return False
    call_command("demo", verbosity=0)
    return True

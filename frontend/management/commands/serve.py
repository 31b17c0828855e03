"""Run all of Concert on this machine: pages, API and streams, the worker and beat. Ctrl-C stops it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import types
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from frontend.serving.starting import (
    StartError,
    allow_many_connections,
    bind,
    claim,
    collect_static_if_missing,
    keep_demo,
    migrate_if_behind,
)


class Command(BaseCommand):
    """The one command of a trial or a single machine."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PORT and HOST choose the address where the options do not."""
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="0: any free one")
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--demo", action="store_true", help="into an empty database, load the demonstration")
        parser.add_argument("--no-worker", action="store_true", help="a worker runs elsewhere")

    def handle(self, *, host: str, port: int, demo: bool, no_worker: bool, **options: Any) -> None:
        """Bind, prepare, run until stopped."""
        signal.signal(signal.SIGTERM, _leave)
        try:
            with bind(host, port) as listener, claim(settings.HOME):
                allow_many_connections()
                collect_static_if_missing()
                migrate_if_behind()
                if demo:
                    keep_demo()
                self.run(listener, no_worker=no_worker)
        except StartError as reason:
            self.stderr.write(str(reason))
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)

    def run(self, listener: socket.socket, *, no_worker: bool) -> None:
        """Serve until a signal; then let the worker finish."""
        from frontend.serving.web import Web
        from frontend.serving.worker import Worker

        worker = None if no_worker else Worker()
        try:
            Web(
                when_started=lambda: self.say_where(listener, no_worker=no_worker),
                when_stopping=worker.ask_to_stop if worker else lambda: None,
            ).run(sockets=[listener])
        finally:
            if worker:
                worker.stop()
        self.stdout.write("Stopped; nothing is lost.")

    def say_where(self, listener: socket.socket, *, no_worker: bool) -> None:
        """Say where it is, what runs, where the data are, how to stop."""
        host, port = listener.getsockname()[:2]
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104  compared, not bound
        self.stdout.write(
            f"\n  Concert is at  http://{shown}:{port}/\n\n"
            f"  running        pages, API and streams{'' if no_worker else '; worker and beat'}\n"
            f"  data           {settings.HOME} ({connection.vendor})\n"
            f"  stop           Ctrl-C\n"
        )
        self.stdout.flush()


def _leave(signum: int, frame: types.FrameType | None) -> None:
    """A SIGTERM while still preparing ends as Ctrl-C does."""
    raise KeyboardInterrupt

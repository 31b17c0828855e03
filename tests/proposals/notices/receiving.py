"""A real receiver of webhooks and pushes on this machine: it keeps what came, and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import override_settings


@dataclass
class Receiver:
    """What came in, and what is answered: a status, a place to be led to, or nothing for so long.

    `drip`: what the answer begins with; a byte at a time follows, for longer than anybody waits.
    """

    url: str = ""
    status: int = 204
    location: str = ""
    hang: threading.Event | None = None
    drip: bytes = b""
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def of_kind(self, kind: str) -> dict[str, Any]:
        """The message of a kind: those that are sent at once come in any order."""
        return next(said for _headers, body in self.received if (said := json.loads(body))["type"] == kind)


@contextmanager
def a_receiver(*, inside: bool = True) -> Iterator[Receiver]:
    """Run one; with `inside`, let our messages go to this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append((dict(self.headers), body))
            if receiver.hang:
                receiver.hang.wait(30)
            if receiver.drip:
                self.drip_on()
                return
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def drip_on(self) -> None:
            self.wfile.write(receiver.drip)
            with suppress(OSError):
                for _ in range(200):
                    time.sleep(0.1)
                    self.wfile.write(b"a")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook?from=concert"
    try:
        with override_settings(OUTBOUND_INSIDE=["127.0.0.0/8"] if inside else []):
            yield receiver
    finally:
        if receiver.hang:
            receiver.hang.set()
        server.shutdown()

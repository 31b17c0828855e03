"""The web server: uvicorn in this very process, with signal handling of ours."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn

from frontend.streams.hub import hub, inboxes


class Web(uvicorn.Server):
    """uvicorn raises a signal again once it has stopped, which would end the process before its worker is stopped."""

    def __init__(self, *, when_started: Callable[[], None], when_stopping: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                "coalition.config.asgi:application",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )
        self.when_started = when_started
        self.when_stopping = when_stopping
        self.loop: asyncio.AbstractEventLoop | None = None
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self.handle_exit)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the handlers as they are."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            self.when_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; asked a second time, at once."""
        self.force_exit = self.should_exit
        self.should_exit = True
        if self.loop:  # a signal handler takes no locks: it may have interrupted their holder
            self.loop.call_soon_threadsafe(self.wind_down)

    def wind_down(self) -> None:
        """End the open streams now, not at the end of the patience, and let the rest stop meanwhile."""
        hub.close()
        inboxes.close()
        self.when_stopping()

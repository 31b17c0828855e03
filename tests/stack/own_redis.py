"""A Redis of the test's own, that keeps nothing on disk: killed, it forgets."""

from __future__ import annotations

import subprocess
from contextlib import suppress

from redis import Redis, RedisError

from tests.stack.processes import free_port, wait_until


class OwnRedis:
    """Starts at once, on a port of its own that it keeps when it is started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, empty."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, 30)

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def is_used(self) -> bool:
        """Whether somebody keeps anything in it."""
        return int(Redis.from_url(self.url).dbsize()) > 0  # type: ignore[arg-type]  # its stubs know the async one too

    def _answers(self) -> bool:
        with suppress(RedisError):
            return bool(Redis.from_url(self.url, socket_connect_timeout=1).ping())
        return False

"""One process of a stack, with its output in a file."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Process:
    """Starts at once; in a session of its own, so that killing it kills its children."""

    def __init__(self, arguments: Sequence[str], *, env: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "tests.stack.leash", *arguments],
                cwd=ROOT,
                env={**env, "LEASH": str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.popen.pid

    def is_running(self) -> bool:
        return self.popen.poll() is None

    def stop(self, patience: float = 30.0) -> int:
        """Ask it to stop and wait; kill it after that."""
        if self.is_running():
            self.popen.terminate()
        try:
            return self.popen.wait(patience)
        finally:
            self.kill()

    def kill(self) -> None:
        """`kill -9`, children included."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_answer(url: str, process: Process, seconds: float = 60.0) -> None:
    """Wait until the address answers, whatever it says."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.is_running():
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{url} does not answer; the log ends:\n{process.tail()}")


def wait_until(condition, seconds: float = 20.0, every: float = 0.05):
    """Wait for a condition; return what it gave."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(every)
    return value

"""The worker beside the pages: one child process that runs Celery's worker and, inside it, beat."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import structlog
from django.conf import settings

from coalition.config.lifeline import PARENT

log = structlog.get_logger(__name__)
QUIET = "ignore:::celery.platforms"  # in a container, root is usual


def command() -> list[str]:
    """Start a worker with beat; without the chatter between workers, which one machine does not need."""
    return [
        *(sys.executable, "-W", QUIET, "-m", "celery", "--quiet", "--app", "coalition.config.celery", "worker"),
        *("--beat", "--pool", "threads", "--concurrency", "5", "--hostname", f"concert-{os.getpid()}@localhost"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


class Worker:
    """Keeps one worker running until it is told to stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.spawning = threading.Lock()
        self.process = self._spawn()
        self.keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)
        self.keeper.start()

    def stop(self, patience: float = 8.0) -> None:
        """Let it finish what it does, then end its whole process group."""
        self.ask_to_stop()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            log.warning("worker did not stop in time", seconds=patience)
        _signal_group(self.process, signal.SIGKILL)
        self.process.wait()

    def ask_to_stop(self) -> None:
        """Tell it, without waiting; telling it twice would cut its work short."""
        with self.spawning:
            if not self.stopping.is_set():
                self.stopping.set()
                self.process.terminate()

    def _spawn(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C at the terminal reaches the server alone, which then stops the worker in order.
        return subprocess.Popen(  # noqa: S603  the arguments are ours
            command(),
            cwd=settings.BASE_DIR,
            env={**os.environ, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _keep(self) -> None:
        pause = 1.0
        while True:
            code = self.process.wait()
            _signal_group(self.process, signal.SIGKILL)  # a worker killed outright may leave its beat behind
            if self.stopping.wait(pause):
                return
            log.error("worker ended and is started again", exit_code=code)
            pause = min(pause * 2, 30.0)
            with self.spawning:
                if self.stopping.is_set():
                    return
                self.process = self._spawn()


def _signal_group(process: subprocess.Popen[bytes], signum: int) -> None:
    try:
        os.killpg(process.pid, signum)
    except (ProcessLookupError, PermissionError):
        return

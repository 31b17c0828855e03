"""`manage.py serve`: one command that starts everything, stops everything, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frontend.serving.starting import bind
from tests.stack import ready
from tests.stack.processes import ROOT, Process, free_port, wait_for_answer, wait_until


class Server:
    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CONCERT_"))}
        self.env |= {
            "CONCERT_HOME": str(home),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        self.start()

    def start(self) -> None:
        self.process = Process(["manage.py", "serve"], env=self.env, log=self.home / "serve.log")
        wait_for_answer(f"http://127.0.0.1:{self.port}/", self.process)
        wait_until(lambda: len(self.family()) == 2, 30)

    def family(self) -> list[int]:
        """The worker and its beat, wherever their parent is."""
        listed = subprocess.run(
            ["pgrep", "-f", f"hostname concert-{self.process.pid}@"], capture_output=True, text=True
        )
        return [int(pid) for pid in listed.stdout.split()]

    def second_start(self, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT, env=self.env | env, capture_output=True, text=True, timeout=60,
        )  # fmt: skip


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    server = Server(home)
    yield server
    for pid in server.family():
        os.kill(pid, signal.SIGKILL)
    server.process.kill()


@pytest.fixture
def server(tmp_path):
    ready.lay_out(tmp_path)
    with serving(tmp_path) as server:
        yield server


def test_an_empty_home_is_made_ready(tmp_path):
    """The first start migrates and collects by itself: it answers with pages whose styles are there."""
    with serving(tmp_path):
        assert (tmp_path / "concert.sqlite3").exists()
        assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_in_order(server, signum):
    before = server.process.log.read_text()
    assert f"http://localhost:{server.port}/" in before
    os.kill(server.process.pid, signum)
    assert server.process.popen.wait(30) == 0
    assert server.family() == []
    said = server.process.log.read_text().removeprefix(before)
    assert "Stopped; nothing is lost." in said
    assert "Traceback" not in said


def test_a_killed_server_leaves_no_orphans_and_starts_again(server):
    os.kill(server.process.pid, signal.SIGKILL)
    wait_until(lambda: server.family() == [], 30)
    server.start()


def test_a_killed_worker_is_started_again(server):
    before = set(server.family())
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: len(server.family()) == 2 and not before & set(server.family()), 20)


def test_a_second_start_says_in_one_line_why_not(server):
    taken = server.second_start()
    assert (taken.returncode, taken.stdout) == (2, "")
    assert re.fullmatch(rf"Port {server.port} .* is taken\..*\n", taken.stderr)
    same_data = server.second_start(PORT="0")
    assert same_data.returncode == 2
    assert re.fullmatch(r"Concert already runs on the data in .*\n", same_data.stderr)


def test_answers_are_sent_without_delay():
    """An answer in two parts would wait 40 ms for an acknowledgement: asyncio sees to it where TCP is named."""
    listener = bind("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname()):
        accepted, _address = listener.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP

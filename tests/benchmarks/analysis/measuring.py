"""Processor time and memory of one job, in a child forked from this process: all jobs of a run start alike."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

SECONDS = 60.0
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Figure:
    """What a job took (`seconds` is None: stopped at the limit), and what it found or the name of its error."""

    seconds: float | None
    megabytes: float
    answer: Any

    def __str__(self) -> str:
        if self.seconds is None:
            return f"> {SECONDS:.0f} s"
        shown = f"{1000 * self.seconds:.1f} ms" if self.seconds < 1 else f"{self.seconds:.2f} s"
        return f"{shown}, {self.megabytes:.0f} MB"

    def times(self, ours: Figure) -> str:
        """How many times ours this took."""
        assert ours.seconds
        least = SECONDS if self.seconds is None else self.seconds
        return f"{'> ' if self.seconds is None else ''}{least / ours.seconds:.1f}x"


def measured(job: Callable[[], Any]) -> Figure:
    """The best of the runs that fit into a second, at most five; more than one warms up what is read once."""
    mine, theirs = FORK.Pipe()
    child = FORK.Process(target=_run, args=(job, theirs))
    child.start()
    if mine.poll(SECONDS + 1):
        figure = Figure(*mine.recv())
    else:
        figure = Figure(None, 0, None)
        child.kill()
    child.join()
    return figure


def _run(job: Callable[[], Any], answers: Connection) -> None:
    before = _memory("VmRSS")
    seconds: list[float] = []
    while len(seconds) < 5 and sum(seconds) < 1:
        start = time.process_time()
        try:
            answer = job()
        except Exception as error:
            answer = type(error).__name__
        seconds.append(time.process_time() - start)
    answers.send((min(seconds), (_memory("VmHWM") - before) / 1024, answer))


def _memory(name: str) -> int:
    """In KB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


def table(title: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print as Markdown, so that the page on the analysis can be made from it."""
    print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")

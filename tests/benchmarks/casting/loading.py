"""A light load: ready-made requests over plain sockets, so that the generator takes little of the cores it shares."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answers:
    """What came back: seconds of each request, how often each status, over how many seconds in all."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    span: float = 0.0

    def per_second(self) -> float:
        """Accepted casts a second."""
        return self.statuses[201] / self.span

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def __str__(self) -> str:
        times = ", ".join(f"p{percent} {self.percentile(percent):.0f} ms" for percent in (50, 95, 99))
        return f"{self.per_second():.0f}/s over {self.span:.1f} s, {times}, answers {dict(self.statuses)}"


def request_of(*, division: int, member: str, token: str, position: str) -> bytes:
    """One cast with a key of its own, as it goes over the wire."""
    body = json.dumps({"member": member, "position": position})
    lines = [
        f"POST /api/v1/divisions/{division}/ballots/ HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid.uuid4().hex}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def requests_of(vote: dict[str, Any]) -> Iterator[bytes]:
    """Casts without end, each member in its turn."""
    while True:
        for position in ("yes", "no", "abstain"):
            for member, token in vote["tokens"].items():
                yield request_of(division=vote["division"], member=member, token=token, position=position)


class Connection:
    """One kept-alive connection; opened again when the server ended it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> int:
        """Send and read the whole answer; return its status."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:"))
        await reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        return int(head.split(" ", 2)[1])

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


async def saturated(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Answers:
    """Keep that many connections busy for so long."""
    answers, start = Answers(), time.perf_counter()

    async def one() -> None:
        connection = Connection(port)
        while (sent := time.perf_counter()) < start + seconds:
            answers.statuses[await connection.send(next(requests))] += 1
            answers.seconds.append(time.perf_counter() - sent)
        connection.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    answers.span = time.perf_counter() - start
    return answers


async def arriving(port: int, requests: Sequence[bytes], *, over: float) -> Answers:
    """Send each at its own time, evenly spread, on a connection of its own; timed from when it was due."""
    answers, start = Answers(), time.perf_counter() + 0.1

    async def one(number: int, request: bytes) -> None:
        due = start + over * number / len(requests)
        await asyncio.sleep(due - time.perf_counter())
        connection = Connection(port)
        answers.statuses[await connection.send(request)] += 1
        answers.seconds.append(time.perf_counter() - due)
        connection.close()

    await asyncio.gather(*(one(number, request) for number, request in enumerate(requests)))
    answers.span = time.perf_counter() - start
    return answers

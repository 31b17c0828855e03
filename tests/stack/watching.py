"""A stream read over a real socket."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode, urlsplit

from tests.stack.stacks import Stack


def address_on(stack: Stack, vote: dict[str, int], *, after: int | None = None) -> str:
    """Where to listen to a vote; the ticket is signed with the stack's own key."""
    ticket = stack.ticket(vote["person"], vote["coalition"], vote["division"])
    return f"{stack.url}/streams/division?{urlencode({'ticket': ticket} | ({} if after is None else {'after': after}))}"


class EventStream:
    """`async with EventStream(address) as stream: await stream.next_id()`."""

    def __init__(self, address: str) -> None:
        self.parts = urlsplit(address)

    async def __aenter__(self) -> EventStream:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.parts.port)
        request = f"GET {self.parts.path}?{self.parts.query} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        self.writer.write(request.encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        await self.reader.readuntil(b": listening\n\n")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def next_id(self) -> int:
        """Wait for the next event."""
        while True:
            line = await self.reader.readline()
            assert line, "the stream ended"
            if line.startswith(b"id: "):
                return int(line[4:])

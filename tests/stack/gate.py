"""`python -m tests.stack.gate PORT PAGES STREAMS`: the reverse proxy of a test stack, one request per connection."""

from __future__ import annotations

import asyncio
import contextlib
import sys


async def gate(port: int, pages: int, streams: int) -> None:
    """Send /streams/ to one server and everything else to the other."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            head = await reader.readuntil(b"\r\n\r\n")
            target = streams if head.split(b" ", 2)[1].startswith(b"/streams/") else pages
            answer, request = await asyncio.open_connection("127.0.0.1", target)
            with contextlib.closing(request):
                lines = [line for line in head.split(b"\r\n")[:-2] if not line.lower().startswith(b"connection:")]
                request.write(b"\r\n".join([*lines, b"Connection: close", b"", b""]))
                up = asyncio.create_task(_pump(reader, request))
                down = asyncio.create_task(_pump(answer, writer))
                await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
                if not down.done() and not reader.at_eof():
                    await down
                up.cancel()
                down.cancel()

    server = await asyncio.start_server(pass_on, "127.0.0.1", port)
    await server.serve_forever()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(gate(*map(int, sys.argv[1:4])))

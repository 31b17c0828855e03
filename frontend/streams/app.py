"""`GET /streams/division?ticket=...`: server-sent events that say that a division changed, never how.

`GET /streams/inbox?ticket=...` says so of a person's inbox; the id is then the number of the last notice in it.

    event: changed
    id: 1042

The id is the ledger index of the last entry about that division, of those that the ticket lets hear of. A browser that
reconnects sends it back (`Last-Event-ID`), a page passes the one it was rendered at (`after`), and hears at once when
there is something newer.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from frontend.streams.hub import CLOSED, Hub, Listener, hub, inboxes
from frontend.streams.tickets import Ticket, TicketError, read_ticket

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

DIVISION, INBOX = "/streams/division", "/streams/inbox"
HEARTBEAT = 15.0  # seconds: keeps proxies from closing an idle stream, and finds the dead ones
STUCK = 60.0  # a client that takes nothing for so long is dropped
MOST_LISTENERS = 4000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Streams:
    """The ASGI application over one hub."""

    def __init__(self, over: Hub, inboxes: Hub = inboxes) -> None:
        self.hub = over
        self.inboxes = inboxes

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await _live(receive, send, self.hub, self.inboxes)
        elif scope["type"] == "http":
            at = self.inboxes if scope["path"] == INBOX else self.hub
            await _answer(scope, receive, send, at)


streams = Streams(hub, inboxes)


async def _answer(scope: Any, receive: Receive, send: Send, at: Hub) -> None:
    if scope["path"] not in (DIVISION, INBOX):
        return await _refuse(send, 404, b"No such stream.")
    if scope["method"] != "GET":
        return await _refuse(send, 405, b"Streams are read with GET.")
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        ticket = read_ticket(query.get("ticket", [""])[0])
    except TicketError:
        return await _refuse(send, 403, b"This page is too old to be kept up to date. Load it again.")
    if ticket.is_inbox != (scope["path"] == INBOX):
        return await _refuse(send, 403, b"This ticket is for another stream.")
    if ticket.session in at.ended:
        return await _refuse(send, 403, b"This session has ended.")
    if len(at) >= MOST_LISTENERS:
        return await _refuse(send, 503, b"Too many pages are open.")
    return await _stream(ticket, _known(scope, query), receive, send, at)


def _known(scope: Any, query: dict[str, list[str]]) -> int | None:
    """The index that the client has already heard of."""
    said = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1") or query.get("after", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


async def _stream(ticket: Ticket, known: int | None, receive: Receive, send: Send, at: Hub) -> None:
    listener = at.join(ticket.coalition, ticket.division, ticket.session, quiet=ticket.quiet)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        telling = asyncio.create_task(_tell(listener, known, ticket.expires_at, send))
        leaving = asyncio.create_task(_gone(receive))
        done, pending = await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if telling in done:
            telling.result()
            await _write(send, b"", more=False)
    except (OSError, TimeoutError):
        return
    finally:
        at.leave(listener)


async def _tell(listener: Listener, known: int | None, expires_at: float, send: Send) -> None:
    await _write(send, b": listening\n\n")
    last = -1 if known is None else known
    first = known is None
    while (left := expires_at - time.time()) > 0:
        try:
            index = await asyncio.wait_for(listener.news.get(), min(HEARTBEAT, left))
        except TimeoutError:
            await _write(send, b": still here\n\n")
            continue
        if index is CLOSED:
            return
        if index > last or first:
            await _write(send, f"event: changed\nid: {max(index, 0)}\ndata: {max(index, 0)}\n\n".encode())
        last, first = max(last, index), False


async def _write(send: Send, body: bytes, *, more: bool = True) -> None:
    await asyncio.wait_for(send({"type": "http.response.body", "body": body, "more_body": more}), STUCK)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int, why: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(why)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why})


async def _live(receive: Receive, send: Send, *hubs: Hub) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            for each in hubs:
                each.close()
        with contextlib.suppress(OSError):
            await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

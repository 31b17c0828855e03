"""Everything on one port: streams are native ASGI; pages, API and ballots are the WSGI application in a thread pool.

Native Django under ASGI cast 123 ballots a second on SQLite where this casts 262; a stream, on the other hand, would
hold a thread for hours.
"""

from __future__ import annotations

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from coalition.config.wsgi import application as pages
from frontend.streams.app import streams

in_threads = WSGIMiddleware(cast(Any, pages), workers=10)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Route one request."""
    native = scope["type"] == "lifespan" or scope.get("path", "").startswith("/streams/")
    await (streams if native else in_threads)(scope, receive, send)


__all__ = ["application", "streams"]

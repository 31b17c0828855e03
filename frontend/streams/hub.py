"""The hub: one thread per process asks the database what was appended, and tells every listener whom it concerns.

Each listener holds a queue of one: whoever reads slowly gets the latest index and never a backlog. The thread sleeps
while nobody listens, has a database connection of its own, and outlives database errors by backing off.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

import structlog
from django.db import Error as DatabaseError

from frontend.streams.watching import QUIETLY, DatabaseInboxes, DatabaseLedgers, Ledgers

log = structlog.get_logger(__name__)
CLOSED = None
SESSIONS_EVERY = 2.0  # seconds between two looks at the sessions of those who listen
MOST_ENDED = 10_000  # sessions remembered as ended, so that their browsers are told no when they come back


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream: what it listens to, and the loop that it lives in."""

    coalition: str
    subject: str
    session: str
    loop: asyncio.AbstractEventLoop
    news: asyncio.Queue[int | None] = field(default_factory=lambda: asyncio.Queue(1))
    greeted: bool = False  # has been told where its division stands

    def tell(self, index: int | None) -> None:
        """Put the latest in the queue's one place; from any thread."""
        with contextlib.suppress(RuntimeError):  # its loop is closed
            self.loop.call_soon_threadsafe(self._replace, index)

    def _replace(self, index: int | None) -> None:
        if self.news.full() and self.news.get_nowait() is CLOSED:
            index = CLOSED
        self.news.put_nowait(index)


class Hub:
    """Who listens to what."""

    def __init__(
        self,
        ledgers: Ledgers | None = None,
        interval: float = 0.3,
        longest_pause: float = 5.0,
        about: str = "division",
    ) -> None:
        self.ledgers = ledgers or DatabaseLedgers()
        self.about = about
        self.interval = interval
        self.longest_pause = longest_pause
        self.listeners: dict[str, set[Listener]] = defaultdict(set)
        self.seen: dict[str, int] = {}
        self.lock = threading.Lock()
        self.wanted = threading.Event()
        self.closed = False
        self.ended: set[str] = set()
        self.looked_at_sessions = 0.0
        self.known: set[str] = set()  # the sessions of those who listen, as they were found last
        self.thread: threading.Thread | None = None

    def __len__(self) -> int:
        return sum(map(len, self.listeners.values()))

    def join(self, coalition: str, division: str, session: str, *, quiet: bool = False) -> Listener:
        """Listen to a division, from inside the event loop that will read the news; starts the thread when needed.

        Who listens quietly hears nothing of ballots and proxies.
        """
        subject = f"{self.about}:{division}{QUIETLY if quiet else ''}"
        listener = Listener(coalition, subject, session, asyncio.get_running_loop())
        with self.lock:
            if self.closed:
                listener.tell(CLOSED)
                return listener
            self.listeners[coalition].add(listener)
            if self.thread is None or not self.thread.is_alive():  # also after a fork
                self.thread = threading.Thread(target=self._watch, name="streams-hub", daemon=True)
                self.thread.start()
            self.wanted.set()
        return listener

    def leave(self, listener: Listener) -> None:
        """Listen no more."""
        with self.lock:
            self.listeners[listener.coalition].discard(listener)
            if not self.listeners[listener.coalition]:
                del self.listeners[listener.coalition]
                self.seen.pop(listener.coalition, None)
            if not self.listeners:
                self.wanted.clear()

    def close(self) -> None:
        """End every stream, for good. Not from a signal handler: locks are taken."""
        with self.lock:
            self.closed = True
            for listener in [each for listeners in self.listeners.values() for each in listeners]:
                listener.tell(CLOSED)
        self.wanted.set()

    def _watch(self) -> None:
        pause = self.interval
        pacing = threading.Event()
        while not self.closed:
            if not self.wanted.is_set():
                self.ledgers.reset()  # nobody listens: no connection is held
                self.wanted.wait()
            try:
                self.look()
                pause = self.interval
            except DatabaseError as error:
                log.warning("streams cannot read the ledger", error=str(error))
                pause = min(pause * 2, self.longest_pause)
                with contextlib.suppress(DatabaseError):
                    self.ledgers.reset()
            pacing.wait(pause)
        self.ledgers.reset()

    def look(self) -> None:
        """Read once; tell newcomers where their division stands and the others what was appended."""
        with self.lock:
            listening = {coalition: list(listeners) for coalition, listeners in self.listeners.items()}
        heads = self.ledgers.heads()
        for coalition, listeners in listening.items():
            head = heads.get(coalition, 0)
            start = self.seen.get(coalition, head)
            appended = self.ledgers.appended(coalition, start, head) if head > start else {}
            self._greet(coalition, [each for each in listeners if not each.greeted])
            for listener in listeners:
                if listener.subject in appended:
                    listener.tell(appended[listener.subject])
            self.seen[coalition] = head
        self._end_streams([each for listeners in listening.values() for each in listeners])

    def _end_streams(self, listeners: list[Listener]) -> None:
        """End the streams of sessions that were ended: at the latest `SESSIONS_EVERY` seconds and a look later."""
        listening = {each.session for each in listeners}
        asked = listening - self.known
        if not asked and time.monotonic() - self.looked_at_sessions >= SESSIONS_EVERY:
            asked, self.looked_at_sessions = listening, time.monotonic()
        ended = self.ledgers.ended(asked) if asked else set()
        self.known = listening - ended
        if len(self.ended) > MOST_ENDED:
            self.ended.clear()
        self.ended |= ended
        for listener in listeners:
            if listener.session in ended:
                listener.tell(CLOSED)

    def _greet(self, coalition: str, newcomers: list[Listener]) -> None:
        """The division's last entry, read once for all who have just joined."""
        for subject in {each.subject for each in newcomers}:
            latest = self.ledgers.latest(coalition, subject)
            for listener in newcomers:
                if listener.subject == subject:
                    listener.greeted = True
                    listener.tell(latest)


hub = Hub()
inboxes = Hub(DatabaseInboxes(), about="person")

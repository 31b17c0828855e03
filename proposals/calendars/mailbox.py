"""The mailbox that invitations are answered to, read over IMAP a few mails at a time.

A mail is marked as seen after what it says was set: a worker that dies in between sets the same once more, which
changes nothing.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from coalition.errors import Busy
from proposals.calendars.replies import heed, reply_of

log = structlog.get_logger()
AT_A_TIME = 50
LARGEST = 1024 * 1024  # bytes of a mail; larger ones are left unread, and marked as seen
PATIENCE = 10  # seconds


def read_replies(url: str) -> int:
    """Read what is new in the mailbox of `imaps://user:password@host/INBOX`; return how many answers were set."""
    with _opened(url) as box:
        answer = box.uid("SEARCH", None, "UNSEEN")  # type: ignore[arg-type]  # no charset
        numbers = answer[1][0].split()[:AT_A_TIME]
        return sum(_heeded(box, number.decode()) for number in numbers)


def _heeded(box: imaplib.IMAP4, number: str) -> int:
    raw = _fetched(box, number)
    reply = reply_of(raw) if raw else None
    try:
        done = heed(reply) if reply else False
    except Busy:
        return 0  # it stays unseen, and is read again
    box.uid("STORE", number, "+FLAGS", r"(\Seen)")
    log.info("mail read", answer=done)
    return int(done)


def _fetched(box: imaplib.IMAP4, number: str) -> bytes:
    """The mail, or nothing where it is too large to be read."""
    size = re.search(rb"RFC822\.SIZE (\d+)", _first(box.uid("FETCH", number, "(RFC822.SIZE)")))
    if size is None or int(size[1]) > LARGEST:
        return b""
    told = box.uid("FETCH", number, "(BODY.PEEK[])")[1]
    return next((part[1] for part in told if isinstance(part, tuple)), b"")


def _first(answer: tuple[str, list[Any]]) -> bytes:
    part = answer[1][0]
    return part if isinstance(part, bytes) else part[0] if isinstance(part, tuple) else b""


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    box: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        box = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=PATIENCE)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
    with box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(unquote(parts.path.lstrip("/")) or "INBOX")
        yield box

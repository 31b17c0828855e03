"""Requests to addresses that somebody gave us: resolved once, checked, and connected to exactly what was checked.

An address may name the inside of our own house (server-side request forgery): by its number, through a name that
points inward, through a name that points elsewhere the second time it is asked (rebinding), or through a redirect. So
every number that a name has must be public, the connection goes to one of these numbers, and no redirect is followed.
Networks of `OUTBOUND_INSIDE` are lawful as well, for receivers of the house's own; only there without TLS.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

TIMEOUT = 10.0  # seconds for everything, from the look-up to the last byte of the answer's head
MAX_URL = 500
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # holds IPv4 numbers, inward ones too
Number = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """It may not be, or cannot be, reached: `str` of it says why in a few words for a delivery log."""


class Forbidden(Unreachable):
    """The address leads where nothing of ours may go. Trying again is no use."""


@dataclass(frozen=True)
class Target:
    """An address that was checked, with the number that a connection goes to."""

    url: SplitResult
    number: Number

    @property
    def port(self) -> int:
        """The port."""
        return self.url.port or (443 if self.url.scheme == "https" else 80)


def check_url(url: str) -> SplitResult:
    """Return the parts of an address that may be one at all. Raises `Forbidden`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("not an address") from error
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Forbidden("not an address")
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise Forbidden("not an https:// address")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("names a user")
    return parts


def resolve(url: str) -> Target:
    """Look the address up, once, and check every number that it has. Raises `Forbidden` or `Unreachable`."""
    parts = check_url(url)
    assert parts.hostname is not None, "checked"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("name not found") from error
    numbers = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not all(is_lawful(number, secure=parts.scheme == "https") for number in numbers):
        raise Forbidden("leads inside" if parts.scheme == "https" else "not an https:// address")
    return Target(parts, numbers[0])


def is_lawful(number: Number, *, secure: bool) -> bool:
    """Tell whether a connection may go there: to public numbers over TLS, to networks named in the settings."""
    number = _unwrapped(number)
    if any(number in ipaddress.ip_network(network) for network in settings.OUTBOUND_INSIDE):
        return True
    return secure and number.is_global and not number.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send it, and return the status that came back; the answer's body is not read. Raises `Unreachable`."""
    until = time.monotonic() + TIMEOUT
    target = resolve(url)
    connection = _Pinned(target, until)
    end = threading.Timer(until - time.monotonic(), connection.cut)
    end.daemon = True
    end.start()
    try:
        path = (target.url.path or "/") + (f"?{target.url.query}" if target.url.query else "")
        connection.request("POST", path, body, {**headers, "User-Agent": "Concert", "Connection": "close"})
        status = connection.getresponse().status
        connection.check_in_time()  # a head that was cut reads as one that ended
        return status
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_why(error, late=time.monotonic() >= until)) from error
    finally:
        end.cancel()
        connection.close()


def _why(error: Exception, *, late: bool) -> str:
    if late or isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or 'failed'}"
    return type(error).__name__


class _Pinned(http.client.HTTPConnection):
    """A connection to the number that was checked, under the name that was asked for, within one span of time."""

    def __init__(self, target: Target, until: float) -> None:
        assert target.url.hostname is not None, "checked"
        super().__init__(target.url.hostname, target.port)
        self.target, self.until = target, until

    def connect(self) -> None:
        """Connect; a name is never looked up a second time."""
        plain = socket.create_connection((str(self.target.number), self.target.port), self._left())
        plain.settimeout(self._left())
        if self.target.url.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.target.url.hostname)
        else:
            self.sock = plain
        self.sock.settimeout(self._left())

    def cut(self) -> None:
        """End it in mid-sentence: a socket's own timeout begins anew with every byte that drips in."""
        if self.sock:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # beneath TLS, which would wait to say goodbye

    def check_in_time(self) -> None:
        """Raise `TimeoutError` when the time is up."""
        self._left()

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _unwrapped(number: Number) -> Number:
    """The IPv4 number that an IPv6 number stands for, where it does."""
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped:
            return number.ipv4_mapped
        if number.sixtofour:
            return number.sixtofour
        if number in NAT64:
            return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number

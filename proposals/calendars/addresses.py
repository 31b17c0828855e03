"""Where calendar programs read."""

from __future__ import annotations

from django.urls import reverse


def written_address(base: str, secret: str) -> str:
    """Return the address of a feed; `base` is where this server is reached."""
    return base.rstrip("/") + reverse("calendars:feed", args=[secret])


def subscribing_address(address: str) -> str:
    """Return the same for programs that subscribe when they are handed an address (Apple's, Thunderbird)."""
    return "webcal://" + address.partition("://")[2]


def server_of(base: str) -> str:
    """Return the address that CalDAV programs ask for."""
    return base.rstrip("/") + "/dav/"

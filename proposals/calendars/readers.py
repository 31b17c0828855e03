"""Which calendar program reads, as it says of itself: a short name of ours, so that nothing of its own is kept."""

from __future__ import annotations

KNOWN = (
    ("google", "Google Calendar"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("thunderbird", "Thunderbird"),
    ("vdirsyncer", "vdirsyncer"),
    ("davx5", "DAVx⁵"),
    ("ios/", "iPhone or iPad"),
    ("dataaccessd", "iPhone or iPad"),
    ("macos", "Calendar on a Mac"),
    ("calendaragent", "Calendar on a Mac"),
    ("mozilla", "a browser"),
)


def reader_of(agent: str) -> str:
    """Return the name of the program that sends this `User-Agent`; empty where it is none that we know."""
    return next((name for part, name in KNOWN if part in agent.lower()), "")

"""An event in words, as it leaves the house: number and time; the title only where it may be named there."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import get_language, gettext

from coalition.models import Coalition
from proposals.calendars.events import Ended, Event, Kind


def coalition_name(coalition: Coalition) -> str:
    """Return the coalition's name in the language that is active."""
    return coalition.name_fr if (get_language() or "en").startswith("fr") else coalition.name_en


def summary(event: Event) -> str:
    """Return the event's line: in an exercise that word comes first, and what is cancelled says so."""
    line = _line(event) % {"number": event.number, "coalition": coalition_name(event.coalition)}
    parts = [exercise(event.coalition), _gone(event), line, event.title if event.leaves else ""]
    return " · ".join(part for part in parts if part)


def _line(event: Event) -> str:
    if event.kind == Kind.MEETING:
        return gettext("Meeting %(number)s, %(coalition)s")
    if event.kind == Kind.COMMITMENT:
        return gettext("Commitment towards decision %(number)s due")
    return gettext("Silence on %(number)s expires") if event.silence else gettext("Vote on %(number)s closes")


def _gone(event: Event) -> str:
    words = {
        Ended.ANNULLED: gettext("Annulled"),
        Ended.EARLY: gettext("Ended early"),
        Ended.CANCELLED: gettext("Cancelled"),
        Ended.FULFILLED: gettext("Fulfilled"),
        Ended.WITHDRAWN: gettext("Withdrawn"),
    }
    return words[Ended(event.ended)] if event.ended else ""


def exercise(coalition: Coalition) -> str:
    """Return the word that stands before everything of an exercise; nothing otherwise."""
    return gettext("EXERCISE") if coalition.exercise else ""


def description(event: Event, address: str) -> str:
    """Return what is said below the line: the deadline in UTC, where to go, and that no answer casts a vote."""
    said = {"when": in_utc(event.starts_at), "coalition": coalition_name(event.coalition)}
    lines = _OF[event.kind](event, said)
    if event.coalition.exercise:
        lines.insert(0, gettext("This is an exercise: positions and people are invented."))
    return "\n".join([*lines, address])


def in_utc(instant: datetime) -> str:
    """Return an instant to the minute, the same for every reader."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _of_vote(event: Event, said: dict[str, str]) -> list[str]:
    if event.ended == Ended.ANNULLED:
        return [gettext("This vote was annulled: no decision is taken on it.")]
    if event.ended:
        return [gettext("This vote ended before its deadline. What came of it stands here:")]
    if event.silence:
        expires = gettext("A silence of %(coalition)s expires at %(when)s. No action means consent.")
        return [expires % said, gettext("Answering this entry of your calendar objects to nothing. One objects here:")]
    closes = gettext("A vote of %(coalition)s closes at %(when)s. What is received then or later does not count.")
    return [closes % said, gettext("Answering this entry of your calendar casts no vote. The vote is cast here:")]


def _of_meeting(event: Event, said: dict[str, str]) -> list[str]:
    if event.cancelled:
        return [gettext("This meeting is not held. Why is said here:")]
    begins = gettext("A meeting of %(coalition)s begins at %(when)s.") % said
    return [begins, gettext("Agenda, place and how to join stand here:")]


def _of_commitment(event: Event, said: dict[str, str]) -> list[str]:
    """What was pledged stays in the house."""
    if event.ended == Ended.FULFILLED:
        return [gettext("This commitment is reported fulfilled. What was said stands here:")]
    if event.ended:
        return [gettext("This commitment was withdrawn. Why is said here:")]
    due = gettext("A commitment of your delegation in %(coalition)s is due at %(when)s.") % said
    return [due, gettext("It is reported fulfilled, moved or withdrawn here:")]


_OF = {Kind.VOTE: _of_vote, Kind.MEETING: _of_meeting, Kind.COMMITMENT: _of_commitment}

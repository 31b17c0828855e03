"""What happened, as sentences of minutes, in the language of whoever draws them up. Markdown comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from coalition.models import Member
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.rule import Manner
from proposals.meetings.models import Meeting, Purpose, Turn
from proposals.minutes.happenings import Happening, Sitting
from proposals.statements.models import Statement
from proposals.voting.models import Division

Names = dict[str, str]
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def names_of(meeting: Meeting) -> Names:
    """Return the members' names by code, in the language that is active."""
    return {member.code: member.name for member in Member.objects.filter(coalition=meeting.coalition_id)}


def opening(sitting: Sitting, names: Names) -> str:
    """Say when, where, and who was there."""
    meeting = sitting.meeting
    assert meeting.opened_at is not None
    where = ", ".join(filter(None, [meeting.place, _("online") if meeting.online else ""]))
    said = {"time": hour(meeting.opened_at, meeting), "where": plain(where)}
    lines = [_("The meeting was opened at %(time)s (%(where)s).") % said]
    present = _listed({each.member.code for each in sitting.presences}, names)
    if present:
        lines.append(_("Present: %(members)s.") % {"members": present})
    absent = _listed(sitting.members - {each.member.code for each in sitting.presences}, names)
    if absent:
        lines.append(_("Not present: %(members)s.") % {"members": absent})
    return "\n\n".join([*lines, *_spoken(sitting.before, meeting)])


def closing(sitting: Sitting) -> str:
    """Say when it ended."""
    assert sitting.meeting.closed_at is not None
    said = {"time": hour(sitting.meeting.closed_at, sitting.meeting)}
    return _("The meeting was closed at %(time)s.") % said


def item_words(happening: Happening, meeting: Meeting, names: Names) -> str:
    """Say what happened under an item."""
    item = happening.place.item
    if item.withdrawn_at is not None and item.begun_at is None:
        return _("Taken off the agenda.")
    if item.begun_at is None and not happening.divisions:
        return "" if happening.has_items else _("Not taken up.")
    return "\n\n".join(
        [
            *_spoken(happening.turns, meeting),
            *(_vote(division, names, meeting) for division in happening.divisions),
            *(_statement(statement) for statement in happening.statements),
        ]
    )


def _spoken(turns: list[Turn], meeting: Meeting) -> list[str]:
    speakers = [_speaker(turn) for turn in turns if turn.purpose != Purpose.POINT_OF_ORDER]
    lines = [_("Took the floor: %(speakers)s.") % {"speakers": ", ".join(speakers)}] if speakers else []
    return [*lines, *(_order(turn) for turn in turns if turn.purpose == Purpose.POINT_OF_ORDER)]


def _speaker(turn: Turn) -> str:
    if turn.group is not None:
        return _("%(member)s (for %(group)s)") % {"member": turn.member.name, "group": turn.group.code}
    return turn.member.name


def _order(turn: Turn) -> str:
    said = [_("Point of order of %(member)s.") % {"member": turn.member.name}]
    if turn.ruling:
        said.append(_("The chair ruled: “%(ruling)s”.") % {"ruling": plain(turn.ruling.rstrip("."))})
    if turn.appealed_by is not None:
        said.append(_("Appeal of %(member)s.") % {"member": turn.appealed_by.name})
    if turn.upheld is not None:
        said.append(_("The ruling stood.") if turn.upheld else _("The ruling was overruled."))
    return " ".join(said)


def _vote(division: Division, names: Names, meeting: Meeting) -> str:
    said = {"proposal": division.proposal.symbol, "revision": division.revision.number}
    on = _("%(proposal)s, revision %(revision)s") % said + f", {plain(division.proposal.title)}"
    decision = getattr(division, "decision", None)
    if decision is None:
        return f"**{on}.** " + _without_decision(division, meeting)
    outcome = Outcome.from_json(decision.outcome)
    result = wording.headline(outcome, _language())
    lines = [f"**{on}.** " + _("Decision %(symbol)s: %(result)s.") % {"symbol": decision.symbol, "result": result}]
    called = _roll_call(outcome, names)
    return "\n\n".join([*lines, "\n".join(f"- {line}" for line in called)] if called else lines)


def _without_decision(division: Division, meeting: Meeting) -> str:
    if division.annulled_at is not None:
        return _("The vote was annulled.")
    if division.stopped_at is not None:
        return _("The vote was stopped: %(why)s.") % {"why": division.get_stopped_because_display()}
    return _("The vote is not decided yet: it closes at %(time)s.") % {"time": _day_hour(division.closes_at, meeting)}


def _roll_call(outcome: Outcome, names: Names) -> list[str]:
    """Each position with its members. Consensus and silence name who objected, and nobody else: there is no tally."""
    counted = outcome.manner in (Manner.VOTE, Manner.OPT_IN, Manner.ANSWERS)
    words = {
        Position.YES: _("For") if outcome.manner is Manner.VOTE else _("Taking part"),
        Position.NO: _("Against") if counted else _("Objected"),
        Position.ABSTAIN: _("Abstained"),
        Position.DECLARED: _("Abstained, with a declaration"),
        Position.NOT_PARTICIPATING: _("Not taking part"),
        Position.ABSENT: pgettext("roll call", "Absent"),
    }
    shown = words if counted else [Position.NO]
    colon = "\N{NO-BREAK SPACE}:" if _language() == "fr" else ":"
    members = {position: outcome.tally.members[position] for position in shown}
    return [
        f"{words[position]} ({len(codes)}){colon} {_listed(codes, names)}"
        for position, codes in members.items()
        if codes
    ]


def _statement(statement: Statement) -> str:
    said = {
        "kind": str(statement.get_kind_display()).capitalize(),
        "member": statement.member.name,
        "proposal": statement.proposal.symbol,
    }
    quoted = "\n".join(f"> {line}".rstrip() for line in statement.text.splitlines())
    return _("%(kind)s, %(member)s, on %(proposal)s:") % said + f"\n\n{quoted}"


def _listed(codes: Iterable[str], names: Names) -> str:
    return ", ".join(sorted((names.get(code, code) for code in codes), key=str.casefold))


def plain(text: str) -> str:
    """Return a line as Markdown that shows just as it was typed."""
    return _MARKUP.sub(r"\\\1", text)


def hour(instant: datetime, meeting: Meeting) -> str:
    """Return the hour and minute where the meeting was held."""
    local = instant.astimezone(ZoneInfo(meeting.time_zone))
    return local.strftime("%-H h %M" if _language() == "fr" else "%H:%M")


def _day_hour(instant: datetime, meeting: Meeting) -> str:
    local = instant.astimezone(ZoneInfo(meeting.time_zone))
    return f"{local:%Y-%m-%d} {hour(instant, meeting)}"


def _language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"

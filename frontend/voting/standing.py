"""Where a vote stands, as one reader may see it: the answer first, then the conditions, then the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.rule import Manner, Rule
from frontend.pictures.conditions import Conditions, draw
from frontend.pictures.hemicycles import Hemicycle, hemicycle
from frontend.words.conditions import Speaker
from frontend.words.members import Name, Roster
from frontend.words.positions import ORDER, Shown, shown
from proposals.voting.models import Division
from proposals.voting.states import State
from proposals.voting.visibility import Sight

SHAPES = {
    Position.YES: "circle",
    Position.NO: "square",
    Position.ABSTAIN: "diamond",
    Position.DECLARED: "declared",
    Position.NOT_PARTICIPATING: "barred",
    Position.ABSENT: "ring",
}
SEATING = (
    Position.YES,
    Position.ABSENT,
    Position.NOT_PARTICIPATING,
    Position.ABSTAIN,
    Position.DECLARED,
    Position.NO,
)


@dataclass(frozen=True)
class Line:
    """One member in a list: `group` is the smallest group that it is in."""

    name: Name
    group: str
    own: bool


@dataclass(frozen=True)
class Listed:
    """The members in one position."""

    shown: Shown
    members: list[Line]


@dataclass(frozen=True)
class Standing:
    """What the page shows and the stream refreshes."""

    state: State
    visible: bool
    replies_hidden: bool
    carried: bool
    summary: str
    missing: list[str]
    conditions: Conditions | None
    hemicycle: Hemicycle | None
    listed: list[Listed]
    suspended: list[Name]
    replied: int
    total: int
    as_of: datetime


def standing_of(
    division: Division, rule: Rule, sight: Sight, names: Roster, own: set[str], state: State, now: datetime
) -> Standing:
    """Gather what `sight` lets a reader see."""
    closed = state is not State.OPEN
    voters = [code for code in division.roll["members"] if code not in division.roll["suspended"]]
    board = Board(division, names, own, closed, rule.manner)
    drawn = draw(sight.outcome, board.speaker) if sight.outcome else None
    listed, picture = board.positions(sight.outcome) if sight.outcome else board.replies(voters, sight.replied)
    return Standing(
        state=state,
        visible=sight.outcome is not None,
        replies_hidden=sight.replied is None,
        carried=sight.outcome is not None and sight.outcome.adopted,
        summary=_summary(sight, state, len(voters)),
        missing=board.missing(sight.outcome) if sight.outcome else [],
        conditions=drawn,
        hemicycle=picture,
        listed=listed,
        suspended=names.sorted(division.roll["suspended"]),
        replied=len(sight.replied or ()),
        total=len(voters),
        as_of=now,
    )


@dataclass(frozen=True)
class Board:
    """The members of one division, ready to be listed and seated."""

    division: Division
    names: Roster
    own: set[str]
    closed: bool
    manner: Manner

    @property
    def speaker(self) -> Speaker:
        """The words of its conditions."""
        return Speaker(self.names, self.closed, self.manner)

    def positions(self, outcome: Outcome) -> tuple[list[Listed], Hemicycle]:
        """Members by position."""
        by_position = outcome.tally.members
        listed = [
            Listed(shown(position, closed=self.closed, manner=self.manner), self.lines(by_position[position]))
            for position in ORDER
            if by_position[position]
        ]
        seats = [(code, SHAPES[position]) for position in SEATING for code in by_position[position]]
        yes = len(by_position[Position.YES])
        alt = ", ".join(f"{len(each.members)} {each.shown.word.lower()}" for each in listed)
        return listed, self.seated(seats, yes, self.caption(yes, outcome.tally.total), alt)

    def replies(self, voters: list[str], replied: frozenset[str] | None) -> tuple[list[Listed], Hemicycle | None]:
        """Who has replied, where how is not shown; nothing where not even that is."""
        if replied is None:
            return [], None
        waiting = shown(Position.ABSENT, closed=self.closed)
        done = Shown(Position.ABSENT, _("Has replied"), "mk-replied")
        groups = [
            Listed(done, self.lines(code for code in voters if code in replied)),
            Listed(waiting, self.lines(code for code in voters if code not in replied)),
        ]
        seats = sorted(((code, "dot" if code in replied else "ring") for code in voters), key=lambda seat: seat[1])
        caption = _("of %(total)d have replied") % {"total": len(voters)}
        listed = [each for each in groups if each.members]
        alt = ", ".join(f"{len(each.members)} {each.shown.word.lower()}" for each in listed)
        return listed, self.seated(seats, len(replied), caption, alt)

    def lines(self, codes: object) -> list[Line]:
        """Members in the alphabet of the reader's language."""
        return [Line(name, self.group_of(name.code), name.code in self.own) for name in self.names.sorted(codes)]  # type: ignore[arg-type]

    def group_of(self, code: str) -> str:
        """The smallest group that the member is in."""
        held = [(len(members), group) for group, members in self.division.roll["groups"].items() if code in members]
        return min(held)[1] if held else ""

    def seated(self, seats: list[tuple[str, str]], number: int, caption: str, alt: str) -> Hemicycle:
        """The hemicycle, with its picture in words."""
        words = _("%(seats)d seats: %(parts)s.") % {"seats": len(seats), "parts": alt}
        crossed = [(code, "crossed" if shape == "ring" and self.closed else shape) for code, shape in seats]
        return hemicycle(crossed, number=str(number), caption=caption, alt=words)

    def caption(self, yes: int, total: int) -> str:
        """What the number in the middle counts."""
        if self.manner is Manner.OPT_IN:
            return ngettext("of %(total)d takes part", "of %(total)d take part", yes) % {"total": total}
        if self.closed:
            return _("of %(total)d voted yes") % {"total": total}
        return ngettext("of %(total)d votes yes", "of %(total)d vote yes", yes) % {"total": total}

    def missing(self, outcome: Outcome) -> list[str]:
        """What keeps it from being carried, condition by condition."""
        return [
            _("%(heading)s: %(what)s")
            % {"heading": self.speaker.heading(condition), "what": _lower(self.speaker.say(condition))}
            for condition in outcome.conditions
            if not condition.holds and condition.role != "reject"
        ]


def _summary(sight: Sight, state: State, total: int) -> str:
    if state is State.COUNTING:
        return _("Voting has closed. The result is being recorded; it takes a few seconds.")
    if sight.outcome is not None:
        return _("Carried as it stands.") if sight.outcome.adopted else _("Not yet carried.")
    if sight.replied is None:
        return _("Who has replied is shown to the chair only until the vote is decided.")
    return _("%(count)d of %(total)d have replied. How they voted is shown once the vote is decided.") % {
        "count": len(sight.replied),
        "total": total,
    }


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

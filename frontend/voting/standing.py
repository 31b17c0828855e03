"""Where a vote stands, as one reader may see it: the answer first, then the conditions, then the members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.models.procedure import Procedure
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.rule import Manner, Rule
from frontend.pictures.conditions import Conditions, draw
from frontend.pictures.hemicycles import Hemicycle, hemicycle
from frontend.voting.remarks import Remarks
from frontend.words.conditions import Speaker
from frontend.words.members import Name, Roster
from frontend.words.positions import BY_OBJECTION, ORDER, Shown, shown
from frontend.words.times import when
from proposals.voting.models import Ballot, Division
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
    """One member in a list: `group` is the smallest group that it is in, `holder` who cast its vote by proxy.

    `remarks`: for which group it speaks, which reservation it has made.
    `note` says what the member has said of its vote by signed note, where it is one.
    """

    name: Name
    group: str
    own: bool
    holder: Name | None = None
    remarks: list[str] = field(default_factory=list)
    note: str = ""


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
    speakers: Sequence[tuple[Name, str]] = ()
    called_next: Name | None = None


def standing_of(
    division: Division,
    rule: Rule,
    sight: Sight,
    names: Roster,
    own: set[str],
    state: State,
    now: datetime,
    remarks: Remarks,
) -> Standing:
    """Gather what `sight` lets a reader see."""
    closed = state is not State.OPEN
    voters = [code for code in division.roll["members"] if code not in division.roll["suspended"]]
    notes = settlements_of(sight.counted)
    board = Board(division, names, own, closed, rule.manner, sight.holders or {}, remarks.by_code, notes)
    drawn = draw(sight.outcome, board.speaker) if sight.outcome and not division.by_objection else None
    listed, picture = board.positions(sight.outcome) if sight.outcome else board.replies(voters, sight.replied)
    return Standing(
        state=state,
        visible=sight.outcome is not None,
        replies_hidden=sight.replied is None,
        carried=sight.outcome is not None and sight.outcome.adopted,
        summary=_summary(division, sight, state, len(voters), now),
        missing=board.missing(sight.outcome) if drawn and sight.outcome else [],
        conditions=drawn,
        hemicycle=picture,
        listed=listed,
        suspended=names.sorted(division.roll["suspended"]),
        replied=len(sight.replied or ()),
        total=len(voters),
        as_of=now,
        speakers=remarks.speakers,
        called_next=_called_next(division, sight, names, voters, state),
    )


def _called_next(division: Division, sight: Sight, names: Roster, voters: Iterable[str], state: State) -> Name | None:
    """Who is called next in a meeting's roll call: by the order of the names, the first that has not answered."""
    if state is not State.OPEN or division.procedure != Procedure.MEETING or sight.replied is None:
        return None
    return next(iter(names.sorted(code for code in voters if code not in sight.replied)), None)


@dataclass(frozen=True)
class Board:
    """The members of one division, ready to be listed and seated."""

    division: Division
    names: Roster
    own: set[str]
    closed: bool
    manner: Manner
    holders: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, list[str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def speaker(self) -> Speaker:
        """The words of its conditions."""
        return Speaker(self.names, self.closed, self.manner)

    def positions(self, outcome: Outcome) -> tuple[list[Listed], Hemicycle]:
        """Members by position."""
        by_position = self.by_position(outcome)
        listed = [
            Listed(shown(position, closed=self.closed, manner=self.manner), self.lines(by_position[position]))
            for position in ORDER
            if by_position.get(position)
        ]
        seats = [(code, SHAPES[position]) for position in SEATING for code in by_position.get(position, ())]
        counted = Position.NO if self.manner in BY_OBJECTION else Position.YES
        yes = len(by_position[counted])
        alt = ", ".join(f"{len(each.members)} {each.shown.word.lower()}" for each in listed)
        return listed, self.seated(seats, yes, self.caption(yes, outcome.tally.total), alt)

    def by_position(self, outcome: Outcome) -> Mapping[Position, tuple[str, ...]]:
        """Members by position; of a joint statement, who endorses it and who has not: nobody is shown against it."""
        given = outcome.tally.members
        if self.manner is not Manner.ENDORSEMENT:
            return given
        others = given[Position.NOT_PARTICIPATING] + given[Position.ABSENT]
        return {Position.YES: given[Position.YES], Position.ABSENT: others}

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

    def lines(self, codes: Iterable[str]) -> list[Line]:
        """Members in the alphabet of the reader's language."""
        return [
            Line(
                name,
                self.group_of(name.code),
                name.code in self.own,
                self.holder_of(name.code),
                self.remarks.get(name.code, []),
                self.notes.get(name.code, ""),
            )
            for name in self.names.sorted(codes)
        ]

    def holder_of(self, code: str) -> Name | None:
        """Who cast the member's vote by proxy."""
        return self.names[self.holders[code]] if code in self.holders else None

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
        if self.manner is Manner.ENDORSEMENT:
            return ngettext("of %(total)d endorses it", "of %(total)d endorse it", yes) % {"total": total}
        if self.manner in BY_OBJECTION:
            return ngettext("of %(total)d objects", "of %(total)d object", yes) % {"total": total}
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


def settlements_of(ballots: Iterable[Ballot]) -> dict[str, str]:
    """What members have said of their votes by signed note, in words, by code."""
    return {ballot.member.code: ballot.note.get_settlement_display() for ballot in ballots if ballot.note}


def _counting(division: Division, now: datetime) -> str:
    until = division.closes_at + division.note_wait
    if now < until:
        said = _("Voting has closed. Signed notes that came in time may still be recorded, until %(time)s.")
        return said % {"time": when(until, now)}
    return _("Voting has closed. The result is being recorded; it takes a few seconds.")


def _summary(division: Division, sight: Sight, state: State, total: int, now: datetime) -> str:
    if state is State.STOPPED:
        return _("This vote was stopped before it was held. No decision is taken on it.")
    if division.by_objection and state in (State.OPEN, State.COUNTING):
        return _without_vote(division, state)
    if state is State.COUNTING:
        return _counting(division, now)
    if state is State.ANNULLED:
        return _("This vote was annulled. No decision is taken on it; a vote can be opened anew.")
    if sight.outcome is not None and sight.outcome.manner in (Manner.OPT_IN, Manner.ENDORSEMENT):
        return _so_far(sight.outcome)
    if sight.outcome is not None:
        return _("Carried as it stands.") if sight.outcome.adopted else _("Not yet carried.")
    if sight.replied is None:
        return _("Who has replied is shown to the chair only until the vote is decided.")
    return _("%(count)d of %(total)d have replied. How they voted is shown once the vote is decided.") % {
        "count": len(sight.replied),
        "total": total,
    }


def _so_far(outcome: Outcome) -> str:
    """Where nobody votes: how many are in, and whether that is enough."""
    there = outcome.supported_by
    if outcome.manner is Manner.ENDORSEMENT:
        words = ngettext("%(count)d of %(of)d endorses it.", "%(count)d of %(of)d endorse it.", there.yes)
        enough = _("It can be published as it stands.") if outcome.adopted else _("Not enough to publish it yet.")
    else:
        words = ngettext("%(count)d of %(of)d takes part.", "%(count)d of %(of)d take part.", there.yes)
        enough = _("It comes about as it stands.") if outcome.adopted else _("Not enough for it to come about yet.")
    return f"{words % {'count': there.yes, 'of': there.of}} {enough}"


def _without_vote(division: Division, state: State) -> str:
    """Where nobody votes, what stands is whether somebody has objected."""
    if state is State.OPEN:
        return _("No objection has been received. Who says nothing consents.")
    if division.broken_at is not None:
        return _("An objection has ended it. The result is being recorded; it takes a few seconds.")
    return _("The deadline passed without an objection. The result is being recorded; it takes a few seconds.")


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

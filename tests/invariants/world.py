"""A coalition under a clock that we hold, and our own record of what was done to it: what the app must agree with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from coalition import founding, membership
from coalition.models import Accreditation, Person
from coalition.models.procedure import Procedure, Visibility
from coalition.rules import catalogue
from coalition.rules.positions import Position
from proposals.drafting.models import Proposal
from proposals.voting.models import Division, Proxy, SignedNote
from tests.factories import Body, a_coalition, keep_rule, put_in_force

TICK = timedelta(microseconds=1)
DAWN = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # the night in which Europe sets its clocks back
GROUPS = {"E3": "DE FR GB"}
VOTE = {Position.YES, Position.NO, Position.ABSTAIN}
OFFERED: Mapping[str, set[Position]] = {
    "simple-majority": VOTE,
    "two-thirds": VOTE,
    "unanimity": VOTE,
    "consensus": VOTE,
    "coalition-core-e3": VOTE | {Position.DECLARED},
    "coalition-opt-in": {Position.YES, Position.NOT_PARTICIPATING},
    "silence": {Position.NO},  # nobody votes: one objection ends it
}
PROXIES = {"two-thirds": 2, "unanimity": 1, "consensus": 3, "coalition-core-e3": 1}  # how many each member may hold
WAITS = {"unanimity": timedelta(minutes=1), "coalition-core-e3": timedelta(hours=2)}  # for signed notes
SILENCE = "silence"
SUBJECTS = [(rule, visibility) for rule in OFFERED for visibility in Visibility if rule != SILENCE]
SUBJECTS += [(SILENCE, Visibility.OPEN)]


@dataclass(frozen=True)
class Right:
    """One accreditation as we know it: whose, for whom, on which instants."""

    code: str
    person: Person
    starts_at: datetime
    row: Accreditation
    ends_at: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Tell whether its holder may cast at the instant."""
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)


@dataclass(frozen=True)
class Given:
    """One ballot that was accepted."""

    code: str
    position: Position
    by: Person
    key: str
    received_at: datetime
    index: int
    leaf: str
    holder: str = ""
    note: SignedNote | None = None


@dataclass
class Held:
    """One division as we know it."""

    row: Division
    rule: str
    visibility: Visibility
    closes_at: datetime
    members: frozenset[str]
    suspended: frozenset[str]
    frozen: dict[str, Any]
    given: list[Given] = field(default_factory=list)
    proxies: dict[str, tuple[str, Proxy]] = field(default_factory=dict)  # who holds whose, until it is revoked
    once_held: set[tuple[str, str]] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)  # entries of notes contested before the sealing
    answered: set[int] = field(default_factory=set)  # entries of notes that the member answered for
    waits: timedelta = timedelta(0)
    refused: int = 0
    notes_refused: int = 0
    broken_at: datetime | None = None  # when an objection ended it
    sealed: bool = False
    annulled: bool = False
    outcome: dict[str, Any] | None = None

    @property
    def can_be_sealed_at(self) -> datetime:
        """Return from when nothing more can come in, before the grace."""
        return self.broken_at or self.closes_at + self.waits

    def has_objected(self, code: str) -> bool:
        """Tell whether it is a silence that this member has broken."""
        return self.rule == SILENCE and any(given.code == code for given in self.given)

    def effective(self) -> dict[str, Given]:
        """Return the ballot of each member that counts: the last one received in time."""
        in_time = [g for g in self.given if g.received_at < self.closes_at and g.index not in self.struck]
        ordered = sorted(in_time, key=lambda given: (not given.holder, given.received_at, given.index))
        return {given.code: given for given in ordered}  # one's own comes last: it prevails over what a proxy cast


class World:
    """Everything that a history is made in."""

    def __init__(self) -> None:
        self.held = ExitStack()
        self.at = DAWN
        self.held.enter_context(mock.patch("coalition.clock.now", side_effect=self.tick))
        self.body: Body = a_coalition("DE FR GB IT PL", groups=GROUPS)
        self._put_rules_in_force()
        self.codes: dict[str, Any] = dict(self.body.members)
        self.out: dict[str, datetime] = {}
        self.rights = [
            Right(row.member.code, row.person, row.starts_at, row)
            for row in Accreditation.objects.filter(member__coalition=self.coalition).select_related("member", "person")
        ]
        self.proposals: list[Proposal] = []
        self.divisions: list[Held] = []
        self.used: dict[tuple[int, str], tuple[int, str, Position, int]] = {}

    def close(self) -> None:
        """Give the clock back."""
        self.held.close()

    @property
    def coalition(self) -> Any:
        return self.body.coalition

    def tick(self) -> datetime:
        """Each reading of the clock is a microsecond later than the last."""
        self.at += TICK
        return self.at

    @property
    def next_reading(self) -> datetime:
        """What the clock says to whoever asks next."""
        return self.at + TICK

    def stand_before(self, instant: datetime) -> None:
        """Let the next reading be `instant`, unless that has passed."""
        self.at = max(self.at, instant - TICK)

    def keep_clear_of(self, instant: datetime) -> None:
        """Let an instant that is upon us pass: what reads the clock several times would stand on both sides of it."""
        if timedelta(0) < instant - self.at < timedelta(milliseconds=1):
            self.at = instant

    def people_of(self, code: str) -> list[Person]:
        """Return who might try to vote for a member: its delegation, and people who never may."""
        own = [people[code] for people in (self.body.heads, self.body.alternates, self.body.advisers) if code in people]
        own += [right.person for right in self.rights if right.code == code and right.ends_at is not None]
        others = [self.body.heads["PL" if code != "PL" else "FR"], self.body.chair, self.body.secretariat[0]]
        return [*own, *others]

    def may_cast(self, code: str, person: Person, instant: datetime) -> bool:
        """Tell whether the person held a right to vote for the member at the instant."""
        return any(right.code == code and right.person == person and right.holds_at(instant) for right in self.rights)

    def once_could(self, code: str, person: Person) -> bool:
        """Tell whether the person ever held that right: then a refusal is worth an entry."""
        return any(right.code == code and right.person == person for right in self.rights)

    def is_suspended(self, code: str, instant: datetime) -> bool:
        """Tell whether the member's vote is suspended."""
        return code in self.out and instant < self.out[code]

    def _put_rules_in_force(self) -> None:
        kept = {name: self._keep(name) for name in OFFERED}
        subjects = [
            founding.Subject(
                code=f"{rule}-{visibility.value}",
                title_en=rule,
                title_fr=rule,
                rule=kept[rule],
                procedure=Procedure.SILENCE if rule == SILENCE else Procedure.WRITTEN,
                visibility=visibility,
                note_wait=WAITS.get(rule, timedelta(0)),
            )
            for rule, visibility in SUBJECTS
        ]
        rules = put_in_force(self.body, *subjects)
        for member in list(self.body.members.values())[:-1]:  # the last one does not accept them
            membership.accept_rules(rules_of_procedure=rules, member=member, recorded_by=self.body.secretariat[0])

    def _keep(self, name: str) -> Any:
        if name == "simple-majority":  # the body's first rule
            return self.body.coalition.rules.get(identifier=name)
        document = dict(catalogue.document(name))
        if name in PROXIES:
            document["procedures"] = [{"kind": "proxy", "limit": PROXIES[name], "en": "Proxy", "fr": "Procuration"}]
        return keep_rule(self.body, document)

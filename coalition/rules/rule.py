"""A rule as read: how a body decides, and what its decision does."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coalition.rules.conditions import Condition, Fact, Threshold, walk
from coalition.rules.positions import Position


class Binds(StrEnum):
    """Whom an adopted text binds."""

    NOBODY = "nobody"
    IN_FAVOUR = "in_favour"
    PARTICIPANTS = "participants"
    ALL_BUT_DECLARED = "all_but_declared"
    ALL = "all"


class Manner(StrEnum):
    """How a result is recorded: consensus and silence are never recorded as so many "yes"."""

    VOTE = "vote"
    CONSENSUS = "consensus"
    SILENCE = "silence"
    OPT_IN = "opt_in"
    ENDORSEMENT = "endorsement"  # of a joint statement: a member endorses it, or does nothing
    ANSWERS = "answers"  # no vote: each member's own answer is recorded


class Tie(StrEnum):
    """What an equal division of those voting means."""

    REJECTED = "rejected"
    SECOND_VOTE = "second_vote"
    CASTING = "casting"


@dataclass(frozen=True)
class Effect:
    """Whom the text binds; `political` when no treaty stands behind it."""

    binds: Binds = Binds.ALL
    political: bool = False


@dataclass(frozen=True)
class TieBreak:
    """The tie rule; a casting vote belongs to a named member or to the members of a group ("chair")."""

    kind: Tie = Tie.REJECTED
    member: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Admissible:
    """What the rule may be used for. Empty sets ask nothing."""

    only_subjects: frozenset[str] = frozenset()
    not_subjects: frozenset[str] = frozenset()
    only_members: frozenset[str] = frozenset()
    needs_members: frozenset[str] = frozenset()
    least_members: int = 0


@dataclass(frozen=True)
class Rule:
    """One version of a rule. `adopt` is None only where nothing is decided and answers are recorded.

    `reject`, where given, separates a negative opinion from no opinion. `read` says which position another is
    read as (under silence, absent is yes); a quorum counts positions as received, since reading silence as consent
    makes nobody present. `groups` are the usual members of the groups it names; a roll's own override them.
    """

    source: Mapping[str, object] = field(compare=False, repr=False)
    id: str
    version: str
    title: Mapping[str, str]
    adopt: Condition | None
    quorum: Condition | None = None
    reject: Condition | None = None
    read: Mapping[Position, Position] = field(default_factory=dict)
    disregard: tuple[str, ...] = ()
    participants_only: bool = False
    effect: Effect = Effect()
    tie: TieBreak = TieBreak()
    manner: Manner = Manner.VOTE
    admissible: Admissible = Admissible()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The source document, as it was read."""
        return copy.deepcopy(dict(self.source))

    def conditions(self) -> Iterator[Condition]:
        """Every condition of the rule, outermost first."""
        for condition in (self.quorum, self.adopt, self.reject):
            if condition is not None:
                yield from walk(condition)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the rule asks for."""
        return frozenset(c.name for c in self.conditions() if isinstance(c, Fact))

    @property
    def weights(self) -> frozenset[str]:
        """The weights that the rule may need of a roll."""
        return frozenset().union(*(c.weights for c in self.conditions() if isinstance(c, Threshold)))

    @property
    def group_names(self) -> frozenset[str]:
        """The groups that the rule names."""
        tests = [c for c in self.conditions() if isinstance(c, Threshold)]
        names = {test.group for test in tests} | {seat.group for test in tests for seat in test.seats}
        names |= {*self.disregard, self.tie.group}
        return frozenset(name for name in names if name is not None)

    @property
    def joined_later(self) -> bool:
        """Whether a member can join after the decision: always a statement, an opt-in by the procedure `join_later`."""
        listed = self.source.get("procedures")
        procedures = listed if isinstance(listed, list) else []
        allows = any(p.get("kind") == "join_later" for p in procedures)
        return self.manner is Manner.ENDORSEMENT or (self.manner is Manner.OPT_IN and allows)

    @property
    def proxies(self) -> int:
        """For how many others a member may vote by proxy: the limit of the procedure `proxy`; none without it."""
        listed = self.source.get("procedures")
        procedures = listed if isinstance(listed, list) else []
        limits = [p.get("limit") for p in procedures if p.get("kind") == "proxy"]
        return max((limit for limit in limits if isinstance(limit, int) and limit > 0), default=0)

    @property
    def monotone(self) -> bool:
        """Whether a further yes can never turn adopted into not adopted (see `monotony`)."""
        from coalition.rules.monotony import is_monotone  # imported late: monotony reads rules

        return is_monotone(self)

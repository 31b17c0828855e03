"""Whether a rule may be used for a subject and by these members; a comparison asks before it decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from coalition.rules.rule import Rule


@dataclass(frozen=True)
class Obstacle:
    """Why a rule is not admissible: `kind` is subject, members, missing or too_few; `detail` names what it is about."""

    kind: str
    detail: tuple[str, ...]


def obstacles(rule: Rule, subjects: Iterable[str] = (), members: Iterable[str] = ()) -> tuple[Obstacle, ...]:
    """What stands against using the rule for these subjects and by these members; empty when it is admissible.

    A decision may touch several subjects ("military", "sanctions"): one excluded subject is enough (TEU 31(4)).
    """
    about, by, asked = frozenset(subjects), frozenset(members), rule.admissible
    excluded = about & asked.not_subjects
    if asked.only_subjects:
        excluded |= about - asked.only_subjects
    outside = by - asked.only_members if asked.only_members else frozenset()
    found = []
    if excluded:
        found.append(Obstacle("subject", tuple(sorted(excluded))))
    if outside:
        found.append(Obstacle("members", tuple(sorted(outside))))
    if by and not asked.needs_members <= by:
        found.append(Obstacle("missing", tuple(sorted(asked.needs_members - by))))
    if by and len(by) < asked.least_members:
        found.append(Obstacle("too_few", (str(asked.least_members),)))
    return tuple(found)

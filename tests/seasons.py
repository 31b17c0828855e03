"""A season of votes: one coalition that decides by every rule of the catalogue, through the verbs.

Members change their minds, keep silent, vote too late, are suspended for a while; some rules need facts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

from coalition import clock, founding, membership
from coalition.errors import ActRefused
from coalition.models.procedure import Procedure, Visibility
from coalition.procedure import CHAIR_GROUP
from coalition.rules import catalogue
from coalition.rules.reading import read_rule
from proposals.drafting.proposing import create_proposal
from proposals.ledger.checkpointing import checkpoint
from proposals.tasks import tick
from proposals.voting.allowed import positions_under
from proposals.voting.models import Division
from proposals.voting.opening import open_division
from tests.clocks import clock_at
from tests.factories import SIMPLE, Body, a_coalition, after_grace, cast, keep_rule, put_in_force, settled, suspend

CODES = "CZ DE ES FR GB IT NL PL SE"
OPEN_FOR = timedelta(days=7)  # longer than any rule of the catalogue asks that members be consulted


def a_body(rng: random.Random) -> Body:
    """Make a coalition with every group and every weight that a rule of the catalogue names."""
    codes = CODES.split()
    rules = [catalogue.rule(rule_id) for rule_id in catalogue.rule_ids()]
    groups = {name: " ".join(_some(rng, codes)) for name in sorted({g for rule in rules for g in rule.group_names})}
    groups[CHAIR_GROUP] = rng.choice(codes)
    weights = {
        name: {code: rng.randrange(1, 90) for code in codes}
        for name in sorted({w for rule in rules for w in rule.weights})
    }
    accepted = " ".join(_some(rng, codes))
    return a_coalition(CODES, rule={**SIMPLE, "id": "of-the-body"}, groups=groups, weights=weights, accepted=accepted)


def a_season(*, seed: int, rule_ids: Sequence[str] | None = None) -> tuple[Body, list[Division]]:
    """Hold one vote under each rule, to its decision, and sign the record."""
    rng = random.Random(seed)
    body = a_body(rng)
    chosen = list(rule_ids or catalogue.rule_ids())
    subjects = [_subject(body, rule_id, rng) for rule_id in chosen]
    rules = put_in_force(body, *subjects)
    for code in _some(rng, list(body.members)):
        membership.accept_rules(rules_of_procedure=rules, member=body.members[code], recorded_by=body.secretariat[0])
    divisions = [_vote(body, subject, rng) for subject in subjects]
    checkpoint(coalition_id=body.coalition.pk)
    return body, divisions


def _subject(body: Body, rule_id: str, rng: random.Random) -> founding.Subject:
    kept = keep_rule(body, catalogue.document(rule_id))
    return founding.Subject(
        code=rule_id,
        title_en=rule_id,
        title_fr=rule_id,
        rule=kept,
        procedure=rng.choice([Procedure.WRITTEN, Procedure.WRITTEN, Procedure.INDICATIVE]),
        visibility=rng.choice(list(Visibility)),
    )


def _vote(body: Body, subject: founding.Subject, rng: random.Random) -> Division:
    rule = read_rule(subject.rule.document)
    suspended = rng.choice(CODES.split()) if rng.random() < 0.2 else None
    if suspended:
        suspend(body, suspended)
    proposal = create_proposal(
        coalition=body.coalition,
        title=f"On {subject.code}",
        text=f"1. {rng.random()}",
        subject=subject.code,
        sponsors=[body.members["FR"]],
        by=body.secretariat[0],
    )
    with_facts = [fact for fact in sorted(rule.facts) if rng.random() < 0.5]
    division = open_division(
        proposal=proposal, closes_at=clock.now() + OPEN_FOR, by=body.secretariat[0], facts=with_facts
    )
    for code, position in _ballots(division, rng):
        cast(division, body, code, position, by=rng.choice([body.heads[code], body.alternates[code]]))
    with clock_at(after_grace(division)):
        for code in _some(rng, _voters(division))[: rng.randrange(3)]:
            _too_late(division, body, code)
        tick()
    if suspended:
        lifted = membership.lift_suspension(member=body.members[suspended], by=body.secretariat[0])
        settled(body, lifted)
    return division


def _ballots(division: Division, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Most members reply, some of them again and again; the season leans to yes, so that it has both results."""
    offered = [position.value for position in positions_under(read_rule(division.rule))]
    leaning = rng.choice([0.5, 0.8, 1.0])
    for _ in range(rng.choice([1, 1, 2])):
        for code in _some(rng, _voters(division)):
            yield code, offered[0] if rng.random() < leaning else rng.choice(offered)


def _voters(division: Division) -> list[str]:
    return [code for code in division.roll["members"] if code not in division.roll["suspended"]]


def _too_late(division: Division, body: Body, code: str) -> None:
    try:
        cast(division, body, code, "yes")
    except ActRefused as refused:
        assert refused.code == "closed"
    else:
        raise AssertionError("a ballot after the closing was taken")


def _some(rng: random.Random, codes: list[str]) -> list[str]:
    """Return most of them, at least one, in any order."""
    return rng.sample(codes, rng.randint((len(codes) + 1) // 2, len(codes)))

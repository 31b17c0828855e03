"""What a rule makes of the positions on a roll."""

from collections.abc import Iterable, Mapping

from coalition.rules.compiling import CompiledRule, compile_rule
from coalition.rules.electorate import Electorate, electorate_of, participants
from coalition.rules.judging import Judge
from coalition.rules.outcomes import ConditionResult, Outcome, Support
from coalition.rules.positions import Position
from coalition.rules.reading import is_half_of_voting, tests_of
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from coalition.rules.rule import Binds, Manner, Rule, Tie
from coalition.rules.tallies import Tally, check_positions, tally_of

__all__ = ["Outcome", "Result", "Tally", "decide"]


def decide(
    rule: Rule,
    roll: Roll,
    positions: Mapping[str, Position],
    facts: Iterable[str] = frozenset(),
    accepted: frozenset[str] | None = None,
) -> Outcome:
    """Decide: a member without a position is absent; `facts` are those that are true.

    `accepted` are the members that accepted the rules of procedure; without a treaty the text binds nobody else, but
    those who vote for it themselves. None asks for no acceptance. It changes who is bound, never the result.

    Where only participants vote, those recorded as not participating leave the roll first. Raises `RollError` for
    an unknown member, or a weight or group that the roll lacks.
    """
    given = check_positions(roll, positions)
    counted = participants(rule, roll, given)
    compiled = compile_rule(rule, counted, facts)
    everyone = {member: given.get(member, Position.ABSENT) for member in roll.members}
    electorate = electorate_of(rule, counted)
    result = compiled.result(everyone)
    judge = Judge(compiled, everyone, frozenset(facts))
    conditions = _conditions(judge, electorate)
    reached = _reached(compiled, result, everyone)
    bound = tuple(m for m in reached if _consents(m, everyone, accepted))
    return Outcome(
        rule=rule.id,
        version=rule.version,
        result=result,
        manner=rule.manner,
        tally=tally_of(roll, electorate, everyone),
        conditions=conditions,
        bound=bound,
        effect=rule.effect,
        supported_by=_support(electorate, everyone),
        tie=_tie(rule, conditions),
        facts=tuple(sorted(frozenset(facts) & rule.facts)),
        unaccepted=tuple(m for m in reached if m not in bound),
    )


def _conditions(judge: Judge, electorate: Electorate) -> tuple[ConditionResult, ...]:
    rule = judge.compiled.rule
    parts = (
        ("quorum", rule.quorum, electorate.as_received()),
        ("adopt", rule.adopt, electorate),
        ("reject", rule.reject, electorate),
    )
    return tuple(
        result
        for role, condition, counted in parts
        if condition is not None
        for result in judge.conditions(condition, counted, role)
    )


def _consents(member: str, positions: Mapping[str, Position], accepted: frozenset[str] | None) -> bool:
    """Whether the rule's effect can reach the member: it accepted the rules, or said yes to this very text.

    A silence that the rules read as yes is no yes of a member that has not accepted those rules.
    """
    return accepted is None or member in accepted or positions[member] is Position.YES


def _reached(compiled: CompiledRule, result: Result, positions: Mapping[str, Position]) -> tuple[str, ...]:
    """Whom the text would bind under the rule alone.

    The suspended stay bound (TEU 7(3)); those outside the vote of participants do not.
    """
    rule, members = compiled.rule, compiled.roll.members
    if result not in (Result.ADOPTED, Result.RECORDED):
        return ()
    if rule.effect.binds is Binds.NOBODY:
        return ()
    if rule.effect.binds is Binds.ALL_BUT_DECLARED:
        return tuple(m for m in members if positions[m] is not Position.DECLARED)
    if rule.effect.binds is Binds.IN_FAVOUR or rule.manner is Manner.ANSWERS:
        return tuple(m for m in compiled.roll.voters if rule.read.get(positions[m], positions[m]) is Position.YES)
    return members


def _support(electorate: Electorate, positions: Mapping[str, Position]) -> Support:
    taken = [electorate.taken_as(positions[member]) for member in electorate.voters]
    return Support(yes=taken.count(Position.YES), of=len(taken))


def _tie(rule: Rule, conditions: tuple[ConditionResult, ...]) -> Tie | None:
    """The tie rule, where yes and no are equal under a test of more than half of those voting."""
    places = {test.place for test in tests_of(rule) if is_half_of_voting(test)}
    if any(_is_equal(c) for condition in conditions for c in _all(condition) if c.place in places):
        return rule.tie.kind
    return None


def _is_equal(condition: ConditionResult) -> bool:
    return condition.of_amount > 0 and condition.have * 2 == condition.of_amount


def _all(condition: ConditionResult) -> Iterable[ConditionResult]:
    yield condition
    for child in condition.children:
        yield from _all(child)

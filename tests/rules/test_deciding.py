"""What a decision says beyond its result: whom it binds, who stands apart, ties, silence, seats."""

from __future__ import annotations

from typing import Any

import pytest

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.interpreting import interpret
from coalition.rules.outcomes import ConditionResult
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rolls import Roll, RollError
from coalition.rules.rule import Tie

YES, NO, DECLARED = Position.YES, Position.NO, Position.DECLARED
FIVE = Roll(("DE", "ES", "FR", "GB", "PL"))
MAJORITY = {"in": ["yes"], "more_than": "50%", "of": "voting"}


def test_a_tally_is_the_whole_roll_and_the_suspended_stand_apart() -> None:
    roll = Roll(FIVE.members, {"votes": dict.fromkeys(FIVE.members, 7)}, suspended=frozenset({"PL"}))
    tally = decide(catalogue.rule("absolute-majority"), roll, {"DE": YES, "FR": NO, "PL": NO}).tally
    assert tally.members[YES] == ("DE",)
    assert tally.members[NO] == ("FR",)
    assert tally.members[Position.ABSENT] == ("ES", "GB")
    assert (tally.total, tally.suspended) == (4, ("PL",))
    assert tally.weights["votes"][Position.ABSENT] == 14


def test_the_suspended_leave_base_and_blocking_number() -> None:
    """Of five, three is a majority; with one suspended it is still three, with two suspended it is two."""
    positions = {"DE": YES, "FR": YES}
    rule = catalogue.rule("absolute-majority")
    one, two = (Roll(FIVE.members, suspended=frozenset(s)) for s in ({"PL"}, {"PL", "ES"}))
    assert decide(rule, one, positions).result is Result.REJECTED
    assert decide(rule, two, positions).result is Result.ADOPTED


@pytest.mark.parametrize(
    ("binds", "bound"),
    [
        ("nobody", ()),
        ("in_favour", ("DE", "FR", "GB")),
        ("all_but_declared", ("DE", "ES", "FR", "GB")),
        ("participants", FIVE.members),
        ("all", FIVE.members),
    ],
)
def test_whom_a_decision_binds(binds: str, bound: tuple[str, ...]) -> None:
    positions = {"DE": YES, "FR": YES, "GB": YES, "ES": NO, "PL": DECLARED}
    rule = read_rule({"adopt": MAJORITY, "effect": binds})
    assert decide(rule, FIVE, positions).bound == bound
    assert decide(rule, FIVE, {"DE": NO}).bound == ()


def test_those_outside_a_vote_of_participants_are_not_bound() -> None:
    rule = read_rule({"adopt": MAJORITY, "participants_only": True, "effect": "participants"})
    outcome = decide(rule, FIVE, {"DE": YES, "FR": YES, "GB": Position.NOT_PARTICIPATING})
    assert outcome.bound == ("DE", "ES", "FR", "PL")
    assert outcome.tally.members[Position.NOT_PARTICIPATING] == ("GB",)


@pytest.mark.parametrize(
    ("tie", "casting_vote", "result"),
    [
        ("rejected", YES, Result.REJECTED),
        ("second_vote", YES, Result.REJECTED),
        ({"casting": "GB"}, YES, Result.ADOPTED),
        ({"casting": "GB"}, NO, Result.REJECTED),
        ({"casting_group": "chair"}, YES, Result.ADOPTED),
    ],
)
def test_ties(tie: Any, casting_vote: Position, result: Result) -> None:
    roll = Roll(FIVE.members, groups={"chair": frozenset({"GB"})})
    other = NO if casting_vote is YES else YES
    rule = read_rule({"adopt": MAJORITY, "tie": tie})
    outcome = decide(rule, roll, {"GB": casting_vote, "FR": other})
    assert outcome.result is result
    assert outcome.tie is (Tie.CASTING if isinstance(tie, dict) else Tie(tie))


def test_a_tie_of_nobody_is_no_tie() -> None:
    rule = read_rule({"adopt": MAJORITY, "tie": {"casting": "GB"}})
    outcome = decide(rule, FIVE, {"GB": Position.ABSTAIN})
    assert (outcome.result, outcome.tie) == (Result.REJECTED, None)


def test_silence_is_consent_and_never_so_many_yes() -> None:
    outcome = decide(catalogue.rule("nato-silence"), catalogue.roll("nato-32"), {})
    assert outcome.result is Result.ADOPTED
    assert outcome.tally.count(YES) == 0
    assert (outcome.supported_by.yes, outcome.supported_by.of) == (32, 32)


def test_reading_silence_as_yes_makes_nobody_present() -> None:
    quorum = {"in": "PRESENT", "at_least": 1}
    rule = read_rule({"adopt": {"in": ["no"], "at_most": 0}, "read": {"absent": "yes"}, "quorum": quorum})
    assert decide(rule, FIVE, {}).result is Result.NO_QUORUM


def test_supported_by_25_of_27_not_adopted() -> None:
    eu = catalogue.roll("eu-27")
    positions = {m: NO if m in ("HU", "SK") else YES for m in eu.members}
    outcome = decide(catalogue.rule("eu-unanimity"), eu, positions)
    assert not outcome.adopted
    assert (outcome.supported_by.yes, outcome.supported_by.of) == (25, 27)


def test_a_group_counts_as_one_seat() -> None:
    roll = catalogue.roll("coalition-35")
    outcome = decide(catalogue.rule("coalition-nb8-seat"), roll, {"DK": YES, "FI": YES})
    (condition,) = outcome.conditions
    assert (condition.of_amount, condition.seats) == (28, {"NB8": Position.ABSTAIN})
    eight = dict.fromkeys(roll.groups["NB8"], YES)
    (condition,) = decide(catalogue.rule("coalition-nb8-seat"), roll, eight).conditions
    assert (condition.have, condition.seats) == (1, {"NB8": YES})


def test_a_condition_has_what_its_picture_needs() -> None:
    roll = catalogue.roll("coalition-35")
    outcome = decide(
        catalogue.rule("coalition-core-e3"), roll, {"FR": YES, "GB": YES, "DE": Position.ABSTAIN, "PL": NO}
    )
    members, core = outcome.conditions
    assert (members.kind, members.have, members.need, members.missing, members.of_amount) == (
        "threshold",
        2,
        20,
        18,
        35,
    )
    assert (members.share, members.of, members.counted) == ("55%", "roll", (YES,))
    assert members.segments == {**dict.fromkeys(Position, 0), YES: 2, NO: 1, Position.ABSTAIN: 1, Position.ABSENT: 31}
    assert (core.kind, core.group, core.have, core.need) == ("concurrence", "E3", 2, 3)
    assert core.members == {"DE": Position.ABSTAIN, "FR": YES, "GB": YES}


def test_a_veto_is_a_vote_against_and_nothing_else() -> None:
    """That nobody of a group may fail to vote yes is a limit: an absence there is no "votes no"."""
    for counted, kind in ((["no"], "no_veto"), ("NOT_YES", "limit")):
        rule = read_rule({"adopt": {"group": "E3", "in": counted, "at_most": 0}, "groups": {"E3": ["FR", "DE"]}})
        (condition,) = decide(rule, FIVE, {}).conditions
        assert condition.kind == kind


def test_a_roll_s_own_group_overrides_the_usual_members() -> None:
    roll = Roll(FIVE.members, groups={"E3": frozenset({"PL"})})
    assert decide(catalogue.rule("e3"), roll, {"PL": YES}).adopted
    assert not decide(catalogue.rule("e3"), FIVE, {"PL": YES}).adopted


def test_a_group_that_nobody_lists_is_named() -> None:
    rule = read_rule({"adopt": {"group": "core", "in": ["yes"], "at_least": 1}})
    with pytest.raises(RollError, match="'core'"):
        decide(rule, FIVE, {})


def test_permanent_members_by_their_historic_codes() -> None:
    roll = Roll(("AR", "BE", "CA", "CO", "FR", "GB", "SU", "SY", "TW", "UA", "US"))
    positions = {member: NO if member == "SU" else YES for member in roll.members}
    outcome = decide(catalogue.rule("unsc-1946"), roll, positions)
    assert (outcome.result, outcome.vetoed_by) == (Result.REJECTED, ("SU",))


def test_answers_are_recorded_and_decide_nothing() -> None:
    outcome = decide(catalogue.rule("eu-42-7"), catalogue.roll("eu-27"), {"DE": YES, "AT": NO})
    assert (outcome.result, outcome.bound, outcome.conditions) == (Result.RECORDED, ("DE",), ())


def test_a_weight_that_only_an_unasked_check_needs_may_be_missing() -> None:
    roll = catalogue.roll("eu-28-2013")
    positions = dict.fromkeys(roll.members, YES)
    outcome = decide(catalogue.rule("eu-nice-28"), roll, positions)
    assert outcome.adopted
    assert [child.kind for child in outcome.conditions[2].children] == ["not"]
    with pytest.raises(RollError, match="'population'"):
        decide(catalogue.rule("eu-nice-28"), roll, positions, {"population_check"})


def test_not_monotone_rules_are_flagged() -> None:
    assert not read_rule({"adopt": {"in": ["no"], "at_least": 1}}).monotone
    assert not read_rule({"adopt": {"in": ["yes"], "at_most": 3}}).monotone
    assert not read_rule({"adopt": {"in": ["abstain"], "at_least": "50%", "of": "present"}}).monotone
    assert all(catalogue.rule(rule_id).monotone for rule_id in catalogue.rule_ids())


def test_the_second_opinion_is_an_opinion_of_its_own() -> None:
    """The naive reading must be able to disagree: it follows the document, not the reader."""
    document = catalogue.document("unsc")
    positions = dict.fromkeys(FIVE.members, "yes")
    assert interpret(document, FIVE.to_json(), positions, []) == "rejected"
    assert interpret({**document, "adopt": {"in": ["yes"], "at_least": 5}}, FIVE.to_json(), positions, []) == "adopted"


def test_a_condition_survives_json_with_a_negative_need() -> None:
    rule = read_rule({"adopt": {"in": ["no"], "fewer_than": 0}})
    (condition,) = decide(rule, FIVE, {}).conditions
    assert (condition.need, condition.holds) == (-1, False)
    assert ConditionResult.from_json(condition.to_json()) == condition


def test_the_work_grows_with_the_rule_not_with_its_depth() -> None:
    """A fact settles each "any"; to compile what stands beside it once to look and once to count is 2**39 times."""
    condition: Any = {"in": ["yes"], "at_least": 1}
    for _ in range(39):
        condition = {"any": [{"fact": "urgent"}, condition]}
    rule = read_rule({"adopt": condition})
    assert decide(rule, Roll(("FR", "DE")), {}, ["urgent"]).adopted
    assert not decide(rule, Roll(("FR", "DE")), {}).adopted

"""Which framework: admissible first, then counted on the members that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from coalition.analysis import analyse
from coalition.errors import Invalid
from coalition.rules import catalogue
from coalition.rules.electorate import deciding_groups
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule
from proposals.room.altering import altered, dials
from proposals.room.answering import translated
from proposals.room.bodies import body_of
from proposals.room.changes import Changes, changed_roll, spoken_for
from proposals.room.frameworks import framework
from proposals.room.laboratory import measured
from proposals.room.scenes import Scene, Supposed, frameworks_of, stand_of
from proposals.room.seeing import known_positions
from proposals.room.speed import speed_of

HERE = catalogue.roll("coalition-35")
OPPOSED = {**dict.fromkeys(HERE.members, "yes"), "BG": "no", "ES": "no"}


def under(rule: str, subjects: tuple[str, ...] = ("military",), **positions: str):
    scene = Scene(catalogue.rule(rule), HERE, subjects=subjects)
    return frameworks_of(scene, [scene.rule], Supposed(expected=OPPOSED | positions))[0]


def test_military_decisions_are_never_taken_by_qualified_majority_of_the_union():
    for rule in ("eu-qmv", "eu-qmv-72", "eu-qmv-participants", "eu-cfsp-qmv"):
        row = under(rule)
        assert (row.status, row.outcome, row.vote, row.bound) == ("not_admissible", None, None, ())
        assert row.obstacles[0].kind == "subject"
        assert under(rule, ()).status == "carried"


def test_a_body_s_own_rule_is_counted_on_its_own_members():
    nato = under("nato-consensus")
    assert nato.roll.members == catalogue.roll("nato-32").members
    assert {"HU", "MK", "SK", "US"} == set(nato.unknown)
    assert "UA" in nato.left_out
    assert (nato.status, nato.blocked_by) == ("blocked", ("BG", "ES"))
    assert nato.unblock is not None and (nato.unblock["members"], nato.unblock["first"]) == (2, [["BG", "ES"]])
    assert (
        body_of(catalogue.rule("eu-qmv"), HERE).weights["population"] == catalogue.roll("eu-27").weights["population"]
    )


def test_two_who_oppose_block_unanimity_and_no_majority():
    assert under("coalition-qmv").status == under("e6-with-e3").status == under("coalition-opt-in").status == "carried"
    assert under("eu-unanimity").blocked_by == under("eu-cfsp").blocked_by == ("BG", "ES")
    assert len(under("coalition-opt-in").bound) == 33


def test_a_rule_of_groups_counts_these_groups_alone():
    row = under("e6-with-e3")
    assert row.roll.members == ("DE", "ES", "FR", "GB", "IT", "PL")
    assert row.bound == ("DE", "FR", "GB", "IT", "PL")  # Spain says no, and who is not of the six has no vote in it
    assert len(row.left_out) == 29 and "UA" in row.left_out
    assert body_of(catalogue.rule("defence-core-of-four"), HERE).members == ("DE", "FR", "GB", "PL")
    own = replace(HERE, groups={**HERE.groups, "E6": frozenset({"DE", "FR", "GB", "NL"})})
    assert body_of(catalogue.rule("e6-with-e3"), own).members == (
        "DE",
        "FR",
        "GB",
        "NL",
    )  # a roll's own groups go first


@pytest.mark.parametrize(
    "name", ["coalition-core-e3", "coalition-opt-in", "coalition-nb8-seat", "force-generation", "unanimity"]
)
def test_a_rule_that_counts_the_roll_keeps_all_of_it(name: str):
    assert deciding_groups(catalogue.rule(name)) == frozenset()
    assert body_of(catalogue.rule(name), HERE) is HERE


def test_a_group_that_decides_for_all_has_all_on_its_roll():
    binding = {**catalogue.rule("e3").to_json(), "effect": {"binds": "all"}}
    assert body_of(read_rule(binding), HERE) is HERE


def test_the_vote_s_own_rule_counts_the_roll_that_is_frozen():
    rule = catalogue.rule("e6-with-e3")
    for frozen, members in ((True, 35), (False, 6)):
        row = frameworks_of(Scene(rule, HERE, frozen=frozen), [rule], Supposed(expected=OPPOSED))[0]
        assert len(row.roll.members) == members


def test_members_of_another_body_that_are_unknown_may_block_it():
    """The Alliance counts four that are not here: each can object, whoever else does."""
    blocked = under("nato-consensus")
    assert blocked.elsewhere == blocked.may_block == ("HU", "MK", "SK", "US")
    assert not set(blocked.may_block) & set(blocked.blocked_by)
    assert under("nato-consensus", BG="yes", ES="yes").may_block == ("HU", "MK", "SK", "US")
    union = under("eu-qmv", ())
    assert set(union.elsewhere) == {"HU", "MT", "SK"}
    assert (union.status, union.may_block) == ("carried", ())  # neither alone matters
    assert set(under("eu-unanimity").may_block) == {"HU", "MT", "SK"}
    assert under("coalition-qmv").may_block == under("coalition-qmv").elsewhere == ()


def test_in_how_many_ways_each_carries_it():
    """Of those left each votes yes or no; of the whole body the same with nothing known."""
    asked = {"positions": {"DE": "yes", "FR": "yes", "GB": "yes", "IT": "no"}, "final": True, "listed": 5}
    row = framework(catalogue.rule("e6-with-e3"), HERE, asked, ())
    assert row.ways == {"carrying": 3, "of": 4, "undecided": 2}  # with Poland, with Spain, with both
    assert row.winning_coalitions == 7  # the E3, and at least one of three
    unknown = framework(catalogue.rule("coalition-qmv"), HERE, {**asked, "positions": {}}, ())
    assert unknown.ways is not None
    assert (unknown.ways["carrying"], unknown.ways["of"]) == (unknown.winning_coalitions, 2**35)
    assert under("coalition-qmv").ways == {"carrying": 1, "of": 1, "undecided": 0}
    assert under("eu-unanimity").ways == {"carrying": 0, "of": 8, "undecided": 3}


def test_those_without_whom_it_falls_the_strongest_first():
    """The E3 must agree and four of six: of four that say yes each is needed, and each of the E3 has more power."""
    asked: dict[str, Any] = {"positions": dict.fromkeys(["IT", "FR", "GB", "DE"], "yes"), "final": True, "listed": 5}
    rule = catalogue.rule("e6-with-e3")
    assert framework(rule, HERE, {**asked, "cast": frozenset(["FR", "DE", "GB", "IT"])}, ()).keep == (
        "DE", "FR", "GB", "IT",
    )  # fmt: skip
    assert framework(rule, HERE, {**asked, "cast": frozenset(["FR", "DE", "GB"])}, ()).keep[0] == "IT"  # only expected
    swings = catalogue_swings(rule)
    assert swings["DE"] == swings["FR"] > swings["IT"]
    assert under("coalition-qmv").keep == ()


def catalogue_swings(rule: Rule) -> Mapping[str, int]:
    return analyse(rule, catalogue.roll("e6")).power.swings


def test_an_open_one_says_how_many_ways_there_are():
    scene = Scene(catalogue.rule("e6-with-e3"), catalogue.roll("e6"))
    row = frameworks_of(scene, [scene.rule], Supposed(expected={"FR": "yes", "GB": "yes", "IT": "no"}))[0]
    assert (row.status, row.blocked_by) == ("open", ())
    assert row.vote is not None and (row.vote["carry"]["members"], row.vote["carry"]["sets"]) == (2, 2)


@pytest.mark.parametrize(
    ("rule", "english", "french"),
    [
        (
            "imf-85",
            "The roll has no weight “votes”.",
            "La liste n’a pas de poids «\N{NO-BREAK SPACE}votes\N{NO-BREAK SPACE}».",
        ),
        (
            "eu-42-7",
            "This rule records each member’s own answer: nothing is decided by it.",
            "Cette règle consigne la réponse de chaque membre\N{NO-BREAK SPACE}: elle ne décide rien.",
        ),
    ],
)
def test_what_cannot_be_counted_says_why_in_the_reader_s_language_and_stops_no_other(rule, english, french):
    asked = {"positions": {}, "final": True, "listed": 1}
    for language, said in (("en", english), ("fr", french)):
        with translation.override(language):
            row = framework(catalogue.rule(rule), catalogue.roll("e6"), asked, ())
        assert (row.status, row.trouble) == ("no_answer", said)


def test_votes_cast_go_before_what_is_expected():
    assert known_positions({"FR": "no"}, {"FR": "yes", "DE": "yes"}, HERE) == {"FR": "no", "DE": "yes"}
    spoken = known_positions({"SE": "no"}, {"DK": "yes"}, HERE, {"SE": "DK", "NO": "DK"})
    assert spoken == {"DK": "yes", "SE": "no", "NO": "yes"}


def test_the_roll_as_supposed():
    roll = changed_roll(HERE, Changes(leave=("CA",), join=("HU",), weights={"population": {"DE": 1}}))
    assert ("CA" in roll.members, "HU" in roll.members, roll.weights["population"]["DE"]) == (False, True, 1)
    hungary = next(state for state in catalogue.states() if state.iso2 == "HU")
    assert roll.weights["population"]["HU"] == hungary.population
    for changes, field in (
        (Changes(leave=("XX",)), "leave"),
        (Changes(join=("FR",)), "join"),
        (Changes(join=("XX",)), "join"),
        (Changes(weights={"votes": {"FR": 1}}), "weights.votes"),
    ):
        with pytest.raises(Invalid) as refused:
            changed_roll(HERE, changes)
        assert refused.value.field == field
    with pytest.raises(Invalid) as refused:
        spoken_for({}, HERE, {"SE": "DK", "DK": "FR"})
    assert refused.value.code == "chained"


def test_nothing_supposed_of_the_roll_is_kept_compiled():
    from coalition.analysis import keeping

    keeping._kept.clear()
    scene = Scene(catalogue.rule("e3"), catalogue.roll("e6"))
    stand_of(scene, Supposed(changes=Changes(leave=("ES",))))
    assert keeping._kept == {}
    stand_of(scene, Supposed(expected={"FR": "no"}))
    assert len(keeping._kept) == 1


def test_the_laboratory_before_and_after():
    rule, roll = catalogue.rule("e6"), catalogue.roll("e6")
    before = measured(rule, roll)
    assert sum(each.banzhaf for each in before.members) == sum(each.shapley for each in before.members) == 1
    assert sum(each.share or 0 for each in before.members) == 1
    assert abs(sum(each.root or 0 for each in before.members) - 1) < 1e-12
    qmv = catalogue.rule("coalition-qmv")
    assert [dial.value for dial in dials(qmv)] == ["55%", "65%", 4]
    loose, vetoed = altered(qmv, {0: "10%"}), altered(qmv, {}, ["PL"])
    assert measured(loose, roll, supposed=True).decisiveness >= measured(qmv, roll).decisiveness
    after = measured(vetoed, roll, supposed=True)
    assert list(after.power["vetoers"]) == ["PL"]
    assert after.minimal is not None and after.minimal["blocking"]["coalitions"] >= 1
    assert after.decisiveness < Fraction(1, 2)
    with pytest.raises(Invalid):
        altered(qmv, {9: "10%"})
    for value, code in (
        ("half", "bad_threshold"),
        ("0.75", "bad_threshold"),
        (65, "out_of_reach"),
        (7, "out_of_reach"),
    ):
        with pytest.raises(Invalid) as refused:
            altered(qmv, {0: value}, (), roll)
        assert (refused.value.code, refused.value.field) == (code, "thresholds.0")
    altered(qmv, {0: 6, 2: 40}, (), roll)  # all six; and fewer than forty, which is always so


def test_a_core_is_asked_after_the_others_were_consulted():
    assert speed_of(catalogue.rule("defence-core-of-four"), ()).consultation == timedelta(hours=48)
    with translated("rule"):
        assert speed_of(catalogue.rule("eu-qmv"), ()).least is None

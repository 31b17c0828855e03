"""A rule says for which subjects and members it may be used."""

from __future__ import annotations

from coalition.rules import catalogue
from coalition.rules.admissibility import Obstacle, obstacles

QMV = catalogue.rule("eu-qmv")
EU = catalogue.roll("eu-27").members


def test_a_qualified_majority_of_the_union_is_not_for_military_matters() -> None:
    assert obstacles(QMV, ["military", "sanctions"], EU) == (Obstacle("subject", ("military",)),)
    assert obstacles(QMV, ["sanctions"], EU) == ()


def test_a_rule_of_the_union_is_not_for_the_coalition() -> None:
    (found,) = obstacles(QMV, [], catalogue.roll("coalition-35").members)
    assert found.kind == "members"
    assert {"GB", "UA", "JP"} <= set(found.detail)


def test_a_rule_of_the_e3_is_not_for_a_body_without_the_united_kingdom() -> None:
    """Else "all of the E3" would quietly mean the two of them that sit there."""
    assert obstacles(catalogue.rule("e3"), [], EU) == (Obstacle("missing", ("GB",)),)
    assert obstacles(catalogue.rule("coalition-core-e3"), [], catalogue.roll("coalition-35").members) == ()


def test_enhanced_cooperation_takes_nine() -> None:
    rule = catalogue.rule("enhanced-cooperation-qmv")
    assert obstacles(rule, [], EU[:8]) == (Obstacle("too_few", ("9",)),)
    assert obstacles(rule, [], EU[:9]) == ()


def test_a_rule_for_procedural_questions_is_for_nothing_else() -> None:
    rule = catalogue.rule("unsc-procedural")
    assert obstacles(rule, ["procedural"]) == ()
    assert obstacles(rule, ["membership"]) == (Obstacle("subject", ("membership",)),)

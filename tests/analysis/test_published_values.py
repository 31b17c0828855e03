"""Values that books print."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.analysis.bodies import NICE_27, in_catalogue, weighted


def test_the_security_council() -> None:
    council = in_catalogue("unsc", "unsc-2026")
    power = council.power
    five, ten = {"CN", "FR", "GB", "RU", "US"}, set(council.voters) - {"CN", "FR", "GB", "RU", "US"}
    assert {power.shapley[m] for m in five} == {Fraction(421, 2145)}
    assert {power.shapley[m] for m in ten} == {Fraction(4, 2145)}
    assert power.winning_coalitions == 848
    assert {power.swings[m] for m in five} == {848}
    assert {power.swings[m] for m in ten} == {84}
    assert power.banzhaf["FR"] == Fraction(848, 5 * 848 + 10 * 84)
    assert power.absolute_banzhaf["FR"] == Fraction(848, 2**14)
    assert set(power.vetoers) == five
    assert power.power_to_act == Fraction(848, 2**15)
    assert power.power_to_prevent["FR"] == 1
    assert power.power_to_initiate["FR"] == Fraction(848, 2**15 - 848)
    assert council.minimal_winning.count == 210  # five and four of ten
    assert council.minimal_blocking.count == 125  # one of five, or seven of ten
    assert (council.minimal_winning.sizes, council.minimal_blocking.sizes) == ({9: 210}, {1: 5, 7: 120})
    assert [set(members) for members in power.same_power] == [five, ten]


def test_the_council_of_1958_and_luxembourg() -> None:
    power = in_catalogue("eec-1958", "eec-6").power
    assert power.swings == {"DE": 10, "FR": 10, "IT": 10, "BE": 6, "NL": 6, "LU": 0}
    assert power.shapley["FR"] == Fraction(14, 60)
    assert power.shapley["BE"] == Fraction(9, 60)
    assert power.dummies == ("LU",)
    assert power.winning_coalitions == 14


@pytest.mark.parametrize(
    ("quota", "weights", "swings", "shapley", "winning"),
    [
        (6, (4, 3, 2, 1), (5, 3, 3, 1), ("5/12", "1/4", "1/4", "1/12"), 7),
        (8, (4, 4, 3, 2, 1, 1), (16, 16, 12, 4, 4, 4), ("3/10", "3/10", "1/5", "1/15", "1/15", "1/15"), 32),
        (51, (35, 20, 15, 15, 15), (11, 5, 3, 3, 3), ("9/20", "1/5", "7/60", "7/60", "7/60"), 13),
        (51, (50, 49, 1), (3, 1, 1), ("2/3", "1/6", "1/6"), 3),
    ],
)
def test_textbook_games(
    quota: int, weights: tuple[int, ...], swings: tuple[int, ...], shapley: tuple[str, ...], winning: int
) -> None:
    power = weighted(quota, weights).power
    assert tuple(power.swings[m] for m in sorted(power.swings)) == swings
    assert tuple(power.shapley[m] for m in sorted(power.shapley)) == tuple(map(Fraction, shapley))
    assert power.winning_coalitions == winning


# Germany, Spain, Romania, the Netherlands, Greece, Sweden, Denmark, Latvia, Malta: normalised Banzhaf in percent.
NICE_255 = {0: 7.78, 4: 7.42, 6: 4.26, 7: 3.97, 8: 3.68, 13: 3.09, 16: 2.18, 21: 1.25, 26: 0.94}
NICE_256 = {0: 7.76, 4: 7.40, 6: 4.27, 7: 3.98, 8: 3.69, 13: 3.10, 16: 2.19, 21: 1.26, 26: 0.94}


@pytest.mark.parametrize(
    ("quota", "winning", "percent"), [(255, 2718774, NICE_255), (256, 2545543, NICE_256)], ids=["255", "256"]
)
def test_nice_of_27(quota: int, winning: int, percent: dict[int, float]) -> None:
    power = weighted(quota, NICE_27).power
    assert power.winning_coalitions == winning
    assert {seat: round(100 * float(power.banzhaf[f"M{seat:02}"]), 2) for seat in percent} == percent


def test_other_indices_of_a_small_game() -> None:
    small = weighted(51, (35, 20, 15, 15, 15)).small_body
    assert list(small.deegan_packel.values()) == [Fraction(n, 60) for n in (18, 9, 11, 11, 11)]
    assert list(small.holler.values()) == [Fraction(n, 15) for n in (4, 2, 3, 3, 3)]
    assert list(small.johnston.values()) == [Fraction(n, 144) for n in (84, 27, 11, 11, 11)]


@pytest.mark.parametrize(
    ("quota", "weights", "share_of_swings"),
    [
        (12, (4, 4, 4, 2, 2, 1), ("5/21", "5/21", "5/21", "1/7", "1/7", "0")),
        (51, (50, 49, 1), ("3/5", "1/5", "1/5")),
    ],
)
def test_games_of_the_britannica_guide(quota: int, weights: tuple[int, ...], share_of_swings: tuple[str, ...]) -> None:
    """The Britannica Guide to Statistics and Probability: the Council of 1958, and a 50-vote member."""
    power = weighted(quota, weights).power
    assert tuple(power.banzhaf[m] for m in sorted(power.banzhaf)) == tuple(map(Fraction, share_of_swings))


@pytest.mark.parametrize(
    ("quota", "weights", "absolute"),
    [
        (12, (8, 6, 4, 2), ("5/8", "3/8", "3/8", "1/8")),
        (3, (1, 1, 2, 1), ("1/4", "1/4", "3/4", "1/4")),  # an apex game: the third with any other, or all others
        (51, (50, 49, 1), ("3/4", "1/4", "1/4")),
        (67, (50, 30, 20), ("3/4", "1/4", "1/4")),
    ],
)
def test_games_of_the_coopgame_manual(quota: int, weights: tuple[int, ...], absolute: tuple[str, ...]) -> None:
    """The examples of `nonNormalizedBanzhafIndex` in the manual of the R package CoopGame."""
    power = weighted(quota, weights).power
    found = power.absolute_banzhaf
    assert tuple(found[m] for m in sorted(found)) == tuple(map(Fraction, absolute))


def test_a_game_of_stach() -> None:
    """Stach (2011), the example of `shapleyShubikIndex` in the same manual."""
    shapley = weighted(50, (10, 10, 20, 30)).power.shapley
    assert [shapley[m] for m in sorted(shapley)] == [Fraction(n, 12) for n in (1, 1, 3, 7)]


def test_the_security_council_of_eleven() -> None:
    """No table, only counting: five and two of six, before 1966."""
    council = weighted(27, (5,) * 5 + (1,) * 6).power
    assert council.winning_coalitions == sum((15, 20, 15, 6, 1))
    assert council.swings["M00"] == 57
    assert council.swings["M10"] == 5  # with one other of the five
    assert 5 * council.shapley["M00"] + 6 * council.shapley["M10"] == 1

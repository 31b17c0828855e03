"""The packages of the index that compute power indices, each asked in its own way for what it can answer.

None is needed to run Concert or its tests: whichever is importable is measured.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

# A body as peers see it: a weighted game (quota, weights), or games joined by "and" / "or".
Game = tuple[Any, ...]
Indices = tuple[list[float], list[float]]


@dataclass(frozen=True)
class Body:
    """A named body, as our rule and roll make it and as the peers want it."""

    name: str
    ours: Callable[[], Any]
    order: tuple[str, ...]
    game: Game


def is_weighted(game: Game) -> bool:
    return isinstance(game[0], int)


def powerindex(game: Game) -> Indices:
    """One weight vector, by generating functions."""
    module = importlib.import_module("powerindex")
    made = module.Game(game[0], list(game[1]))
    made.calc_banzhaf()
    made.calc_shapley_shubik()
    return list(made.banzhaf), list(made.shapley_shubik)


def power_bdd(game: Game) -> Indices:
    """Weighted games joined by AND and OR, in a diagram (Bolus)."""
    module = importlib.import_module("power_bdd.bdd")

    def made(game: Game) -> Any:
        if is_weighted(game):
            return module.BDD(module.WeightedGame(game[0], list(game[1])))
        join = (lambda a, b: a & b) if game[0] == "and" else (lambda a, b: a | b)
        return reduce(join, map(made, game[1:]))

    diagram = made(game)
    banzhaf = diagram.calc_banzhaf()
    return [value / sum(banzhaf) for value in banzhaf], diagram.calc_shapley()


def coopgame(game: Game) -> Indices:
    """All coalitions one by one, compiled (Rust)."""
    module = importlib.import_module("coopgame")
    made = module.Game.weighted_voting([float(w) for w in game[1]], float(game[0]))
    return list(module.normalize(module.banzhaf(made))), list(module.shapley(made))


PEERS: Mapping[str, tuple[str, Callable[[Game], Indices], Callable[[Game], bool]]] = {
    "powerindex": ("powerindex", powerindex, is_weighted),
    "power_bdd": ("power_bdd", power_bdd, lambda game: True),
    "coopgame-py": ("coopgame", coopgame, lambda game: is_weighted(game) and len(game[1]) <= 27),
}


def is_there(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def agree(ours: tuple[list[Fraction], list[Fraction]], theirs: Indices) -> bool:
    """Whether a peer finds the same, to the digits that its floats keep."""
    pairs = zip((*ours[0], *ours[1]), (*theirs[0], *theirs[1]), strict=True)
    return all(abs(float(one) - float(other)) < 1e-6 for one, other in pairs)

"""Rules on rolls that were asked about lately, compiled: a page asks after each ballot and compiles once.

What is kept follows from rule, roll and facts alone. Positions and odds are never a key, nor kept with one.
"""

import json
from collections.abc import Iterable

from coalition.analysis.analysing import Analysis, analyse
from coalition.analysis.building import NODES
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule

MOST_KEPT = 16
# Nodes of all diagrams kept: some 120 MB. The one asked last stays, however large it is.
MOST_NODES = 500_000

_kept: dict[str, Analysis] = {}


def kept_analysis(rule: Rule, roll: Roll, facts: Iterable[str] = (), budget: int = NODES) -> Analysis:
    """`analyse`, unless the same was asked lately: then the analysis made for it, with its diagrams.

    Several threads may ask: at worst each of them compiles the same. Raises as `analyse` does.
    """
    asked = [rule.to_json(), roll.to_json(), sorted(facts), budget]
    key = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    analysis = _kept.pop(key, None) or analyse(rule, roll, facts, budget)
    _kept[key] = analysis
    _forget()
    return analysis


def _forget() -> None:
    """Drop those asked longest ago while there are too many, or too large ones."""
    kept = list(_kept.items())
    nodes = sum(analysis.nodes_built for _, analysis in kept)
    for key, analysis in kept[:-1]:
        if len(_kept) <= MOST_KEPT and nodes <= MOST_NODES:
            return
        nodes -= analysis.nodes_built
        _kept.pop(key, None)

"""The catalogue: the rules and rolls that Concert knows, as data files, one per system.

Read through `importlib.resources` only. What a file marks `unverified` was not read in a source: it must not be
shown as law. Rules whose basis is "configuration" are nobody's law.
"""

from coalition.rules.catalogue.entries import (
    UnknownEntryError,
    document,
    roll,
    roll_document,
    roll_ids,
    rule,
    rule_ids,
    vectors,
)
from coalition.rules.catalogue.places import State, states
from coalition.rules.catalogue.weights import WeightsOf, population_on, votes_on, weights_on

__all__ = [
    "State",
    "UnknownEntryError",
    "WeightsOf",
    "document",
    "population_on",
    "roll",
    "roll_document",
    "roll_ids",
    "rule",
    "rule_ids",
    "states",
    "vectors",
    "votes_on",
    "weights_on",
]

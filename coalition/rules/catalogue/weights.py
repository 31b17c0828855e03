"""The weights the catalogue knows, and which of them applies to a vote of a given day.

Used where a roll call names no roll. The choice, in full:
- `votes`: the weighted votes of the Council in force that day, if every member listed had them.
- `population`: among members of the European Union (of 28), the population table nearest to that day, and the table
  of states for a member the table lacks; otherwise the table of states. These are today's or that table's figures,
  never the Council's official table of the year: bring a roll where that could matter.
- `gdp`: US dollars of 2023.
Any other weight, and a member without a figure, is not known here.
"""

from collections.abc import Callable, Iterable, Mapping

from coalition.rules.catalogue.files import rows
from coalition.rules.catalogue.places import by_code
from coalition.rules.errors import RollError

Weights = Mapping[str, int]
WeightsOf = Callable[[str, Iterable[str]], Weights]

# Each table of populations with the day it stands for.
POPULATION_TABLES = {"eu-population-2008": "2008-01-01", "eu-population-2026": "2026-01-01"}


def weights_on(day: str, name: str, members: Iterable[str]) -> Weights:
    """The weight `name` of these members on a day (ISO 8601). Raises `RollError` naming weight and member."""
    listed = tuple(members)
    if name == "votes":
        return votes_on(day, listed)
    if name == "population":
        return population_on(day, listed)
    if name == "gdp":
        return _every(name, listed, {code: state.gdp_usd_2023 for code, state in by_code().items()})
    raise RollError(f"the rule needs the weight '{name}', which the catalogue does not hold: give a roll with it")


def votes_on(day: str, members: Iterable[str]) -> Weights:
    """The weighted votes in the Council in force on a day."""
    table = rows("weights", "eu-council-votes.csv")
    began = [column for column in table[0] if column != "member" and column <= day]
    if not began:
        raise RollError(f"the rule needs the weight 'votes', and the catalogue holds none for {day}")
    return _every("votes", members, votes_of(max(began)))


def votes_of(column: str) -> Weights:
    """The weighted votes that began on a day."""
    return {row["member"]: int(row[column]) for row in rows("weights", "eu-council-votes.csv") if row[column]}


def population_on(day: str, members: Iterable[str]) -> Weights:
    """Populations for a day."""
    listed = tuple(members)
    world = {code: state.population for code, state in by_code().items()}
    tables = {name: table_of(name) for name in POPULATION_TABLES}
    union = set().union(*tables.values())
    if not set(listed) <= union:
        return _every("population", listed, world)
    nearest = min(tables, key=lambda name: abs(int(POPULATION_TABLES[name][:4]) - int(day[:4])))
    return _every("population", listed, {**world, **tables[nearest]})


def table_of(name: str) -> Weights:
    """A table of populations."""
    return {row["member"]: int(row["population"]) for row in rows("weights", f"{name}.csv")}


def _every(name: str, members: Iterable[str], known: Weights) -> Weights:
    listed = tuple(members)
    unknown = [member for member in listed if member not in known]
    if unknown:
        raise RollError(f"the rule needs the weight '{name}', and the catalogue holds none for {unknown[0]}")
    return {member: known[member] for member in listed}

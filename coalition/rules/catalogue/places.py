"""The states that the catalogue has figures for. Sources: the catalogue's README."""

from dataclasses import dataclass
from functools import cache

from coalition.rules.catalogue.files import rows

# The name of a group, and the column of members.csv that lists it.
GROUPS = {
    "COW": "cow_2025_09_04",
    "E3": "e3",
    "E5": "e5_defence",
    "E6": "e6",
    "EU27": "eu27",
    "euro_area": "euro_area_2026",
    "NATO32": "nato32",
    "JEF": "jef10",
    "NB8": "nb8",
    "WEU10": "weu10_full",
    "P5": "unsc_p5",
    "UNSC2026": "unsc_2026",
}


@dataclass(frozen=True)
class State:
    """One state: population in persons, GDP in US dollars of 2023, and the groups it is in."""

    iso2: str
    iso3: str
    name_en: str
    name_fr: str
    population: int
    gdp_usd_2023: int
    groups: frozenset[str]

    def name(self, language: str) -> str:
        """The name in a language, without an article."""
        return self.name_fr if language == "fr" else self.name_en


@cache
def states() -> tuple[State, ...]:
    """All 49 states, by code."""
    return tuple(
        State(
            iso2=row["iso2"],
            iso3=row["iso3"],
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            population=int(row["population"]),
            gdp_usd_2023=int(row["gdp_usd_2023"]),
            groups=frozenset(group for group, column in GROUPS.items() if row[column] == "1"),
        )
        for row in rows("members.csv")
    )


@cache
def by_code() -> dict[str, State]:
    """The states by ISO code."""
    return {state.iso2: state for state in states()}

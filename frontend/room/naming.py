"""Names for the room: a rule may count members that the coalition has not, and a supposition may let one join."""

from __future__ import annotations

from coalition.rules import catalogue
from frontend.access import Here
from frontend.words.members import Name, Roster


def everybody() -> Roster:
    """The names of all states of the catalogue."""
    return Roster((state.iso2, Name(state.iso2, state.name_en, state.name_fr)) for state in catalogue.states())


def names_for(here: Here) -> Roster:
    """The same, with the coalition's own names before the catalogue's."""
    names = everybody()
    names.update(here.names)
    return names

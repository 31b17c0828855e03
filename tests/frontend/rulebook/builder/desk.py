"""A desk to write rules at, without a database: a roll, names, and the choices of a coalition that has them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from coalition.rules import catalogue
from coalition.rules.rolls import Roll
from frontend.rulebook.builder.composing import Built, compose
from frontend.rulebook.builder.drafts import TREES, Draft, begun_from, read_draft
from frontend.rulebook.builder.nodes import KEYS, Node
from frontend.rulebook.builder.views import _choices
from frontend.words.members import Name, Roster

STATES = {state.iso2: state for state in catalogue.states()}


class Groups(list[Any]):
    """The groups of a coalition, as its manager gives them."""

    def all(self) -> list[Any]:
        return self


def a_desk(roll: Roll | None = None) -> Any:
    """What the builder needs of `Here`: by default the coalition of 35 with its E3 and NB8."""
    whole = catalogue.roll("coalition-35") if roll is None else roll
    groups = Groups(SimpleNamespace(code=name, name_en=name, name_fr=name) for name in whole.groups)
    named = {code: Name(code, STATES[code].name_en, STATES[code].name_fr) for code in whole.members}
    return SimpleNamespace(roll=whole, names=Roster(named), coalition=SimpleNamespace(groups=groups))


def composed(draft: Draft, here: Any = None) -> Built:
    """What a draft makes at a desk."""
    here = here or a_desk()
    return compose(here, draft, _choices(here, draft))


def begun(rule: Any, here: Any = None) -> Draft:
    """A draft begun from a rule, as the page begins it."""
    from frontend.rulebook.builder.choices import choices_of

    here = here or a_desk()
    draft = begun_from(rule, frozenset(name for name, _title in choices_of(here).groups))
    draft.texts |= {"id": rule.id, "version": rule.version}
    return draft


def sent(draft: Draft) -> Draft:
    """The draft after it went through the form and back."""
    given: dict[str, str] = dict(draft.texts) | {"rest": draft.carried}
    given |= {"political": "on"} if draft.political else {}
    given |= {"participants_only": "on"} if draft.participants_only else {}
    for name in TREES:
        _fields(draft.tree(name), name, given)
    return read_draft(given)


def _fields(node: Node, path: str, given: dict[str, str]) -> None:
    given[f"{path}.kind"] = node.kind
    given |= {f"{path}.{key}": node.values[key] for key in KEYS if key in node.values}
    for index, child in enumerate(node.children):
        _fields(child, f"{path}.{index}", given)

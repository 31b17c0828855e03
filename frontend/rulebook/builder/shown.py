"""The form as the page draws it: each field with its choices, what stands in it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frontend.rulebook.builder import choices as offered
from frontend.rulebook.builder.choices import NAMED, Choice, Choices
from frontend.rulebook.builder.composing import Built
from frontend.rulebook.builder.nodes import DEEPEST, Node
from frontend.rulebook.builder.problems import anchor


@dataclass(frozen=True)
class Field:
    """One field. `hint` is said beside it though nothing is wrong."""

    name: str
    id: str
    value: str
    options: list[Choice]
    error: str
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """One condition of the form with its fields by key."""

    path: str
    slug: str
    kind: str
    number: str
    fields: dict[str, Field]
    says: str
    focus: bool
    deeper: bool
    first: bool
    last: bool
    children: list[Row]

    def all(self) -> Iterator[Row]:
        """This one and all inside it."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True)
class Drawer:
    """Draws the conditions of one form."""

    choices: Choices
    built: Built
    focus: str
    asked: bool  # whether the rule was asked for, to keep or to export: what is not there is wrong only then

    def row(self, node: Node, path: str, number: str = "", among: tuple[int, int] = (0, 1)) -> Row:
        """A condition with those inside it; `among` is its place among how many."""
        count = len(node.children)
        children = [
            self.row(child, f"{path}.{index}", f"{number}.{index + 1}".lstrip("."), (index, count))
            for index, child in enumerate(node.children)
        ]
        return Row(
            path=path,
            slug=path.replace(".", "-"),
            kind=node.kind,
            number=number,
            fields={key: self.field(path, key, node.value(key), options) for key, options in self.keys(node)},
            says=self.built.says.get(path, ""),
            focus=path == self.focus,
            deeper=path.count(".") < DEEPEST - 3,
            first=among[0] == 0,
            last=among[0] == among[1] - 1,
            children=children,
        )

    def keys(self, node: Node) -> list[tuple[str, list[Choice]]]:
        """The fields of a kind of condition."""
        if node.kind == "test":
            return [*self.test(node), *(self.computed(node) if node.value("computed") else [])]
        if node.kind == "group":
            return [("mode", offered.modes()), ("least", [])]
        if node.kind == "seat":
            return [("seat", self.seats(node.value("seat"))), ("else", offered.otherwise()), ("counts", [])]
        return [(node.kind if node.kind == "fact" else "json", [])]

    def test(self, node: Node) -> list[tuple[str, list[Choice]]]:
        """The fields of a test."""
        much = offered.much()
        if node.value("computed"):
            much = [choice for choice in much if choice[0] not in ("all", "none")]
        return [
            ("much", much),
            ("number", []),
            ("of", offered.bases()),
            ("group", self.choices.groups),
            ("names", []),
            ("called", []),
            ("weight", self.weights(node.value("weight"))),
            ("who", offered.who(node.value("who"))),
        ]

    def computed(self, node: Node) -> list[tuple[str, list[Choice]]]:
        """The fields of a number that is computed from the roll."""
        strict = [each for each in offered.much() if each[0] in ("more_than", "at_least")]
        return [("strict", strict), ("share", []), ("by", self.weights(node.value("by"))), ("plus", [])]

    def weights(self, chosen: str) -> list[Choice]:
        """The weights on the roll, and the one that the rule asks for though the roll lacks it."""
        known = self.choices.weights
        return known if chosen in dict(known) else [*known, (chosen, chosen)]

    def seats(self, chosen: str) -> list[Choice]:
        """The groups that can count as one."""
        known = [choice for choice in self.choices.groups if choice[0] not in ("", NAMED)]
        return known if chosen in dict(known) else [*known, (chosen, chosen)]

    def field(self, path: str, key: str, value: str, options: list[Choice]) -> Field:
        """One field."""
        hint = next((p.message for p in self.built.hints if (p.path, p.key) == (path, key)), "")
        return Field(f"{path}.{key}", anchor(path, key), value, options, self.error(path, key), hint)

    def error(self, path: str, key: str) -> str:
        """What is wrong with a field; a condition that was added just now has had no time to be wrong."""
        if path and (path == self.focus or (key == "mode" and not self.asked)):
            return ""
        return next((p.message for p in self.built.problems if (p.path, p.key) == (path, key)), "")

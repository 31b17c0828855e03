"""From the form to the rule: the document, the rule it says, each condition in words, and the problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from coalition.errors import Invalid
from coalition.founding import read_document
from coalition.rules.conditions import walk as inside
from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from coalition.rules.reading_conditions import read_condition
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import say_condition
from frontend.access import Here
from frontend.rulebook.builder import typed
from frontend.rulebook.builder.choices import Choices
from frontend.rulebook.builder.drafts import TREES, Draft
from frontend.rulebook.builder.nodes import MOST, walk
from frontend.rulebook.builder.problems import Problem, located
from frontend.rulebook.builder.surroundings import admissible, disregard, effect, identity, names_in, read_as, tie
from frontend.rulebook.builder.writing import Writer
from frontend.words.members import language


@dataclass
class Built:
    """What the form makes: a document, the rule where it can be read, and the problems."""

    document: dict[str, Any] = field(default_factory=dict)
    rule: Rule | None = None
    problems: list[Problem] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    hints: list[Problem] = field(default_factory=list)

    @property
    def left_out(self) -> bool:
        """Whether the sentence lacks a condition that cannot be read yet."""
        return any(problem.path and problem.key != "mode" for problem in self.problems)


def compose(here: Here, draft: Draft, choices: Choices) -> Built:
    """The document that a draft makes, and everything about it."""
    writer = Writer(here.roll, here.names, choices, draft.groups)
    document = identity(draft) | {"effect": effect(draft), "tie": tie(draft)}
    if draft.text("manner") not in ("", "vote"):
        document["manner"] = draft.text("manner")
    document |= _trees(writer, draft) | _around(writer, draft)
    document |= {key: value for key, value in draft.rest.items() if key in ("procedures",)}
    groups = _usual_groups(document, writer, draft)
    if groups:
        document["groups"] = groups
    built = Built(document, problems=writer.problems, hints=writer.hints)
    _read(here, built, writer)
    return built


def _trees(writer: Writer, draft: Draft) -> dict[str, Any]:
    """The conditions of adoption, quorum and negative opinion."""
    written = {}
    for name in TREES:
        top = draft.tree(name)
        is_asked = name == "adopt" and draft.text("manner") != "answers"
        if not top.children and not is_asked:
            continue
        if sum(1 for _each in walk(top, name)) > MOST:
            writer.problem(
                name, "mode", _("These are more conditions than the form can hold. Import the rule as JSON.")
            )
        condition = writer.condition(top, name)
        if condition is not None:
            written[name] = condition
    return written


def _around(writer: Writer, draft: Draft) -> dict[str, Any]:
    """What positions mean, who is not counted, and what the rule may be used for."""
    written: dict[str, Any] = {}
    if read_as(draft):
        written["read"] = read_as(draft)
    if disregard(draft):
        written["disregard"] = disregard(draft)
    if draft.participants_only:
        written["participants_only"] = True
    asked = admissible(draft, writer)
    return written | ({"admissible": asked} if asked else {})


def _usual_groups(document: Mapping[str, Any], writer: Writer, draft: Draft) -> dict[str, list[str]]:
    """The usual members of every group that the rule names."""
    named = {str(name) for name in names_in(document)}
    for name in named - writer.groups.keys():
        writer.name_group(name)
    known = {**draft.groups, **writer.groups}
    return {name: codes for name, codes in known.items() if name in named}


def _read(here: Here, built: Built, writer: Writer) -> None:
    """Read the document as any other: what the form itself did not find is said beside its field all the same."""
    if any(problem.path == "adopt" and problem.key == "mode" for problem in built.problems):
        return
    if "adopt" not in built.document and built.document.get("manner") != "answers":
        return
    try:
        built.rule = read_rule(built.document)
    except RuleError as error:
        message = _plain(error)
        built.problems.append(located(error.place, message, built.document, writer.nodes))
        built.rule = _without_tie(built.document) if error.place.startswith("tie") else None
    if built.rule is not None:
        built.says = _said(here, built.rule, writer)


def _plain(error: RuleError) -> str:
    """What is wrong, in the reader's words where the form knows it."""
    if error.place.startswith("tie"):
        return _("A casting vote needs a condition of yes: more than half of those voting.")
    if error.place == "manner":
        return _("Where only answers are recorded there is nothing to adopt: take the conditions away.")
    return str(error)


def _without_tie(document: dict[str, Any]) -> Rule:
    """The rule all the same, so that its sentence stays."""
    document["tie"] = "rejected"
    return read_rule(document)


def _said(here: Here, rule: Rule, writer: Writer) -> dict[str, str]:
    """Each single condition in words, by its path."""
    said = {}
    for path, (kind, written) in writer.nodes.items():
        if kind == "seat":
            continue
        condition = read_condition(written, "")
        if kind != "raw" and sum(1 for _each in inside(condition)) > 1:
            continue
        text = say_condition(rule, condition, _roll_at(here.roll, writer, path), language(), here.names.plain())
        said[path] = f"{text[:1].upper()}{text[1:]}"
    return said


def _roll_at(roll: Roll, writer: Writer, path: str) -> Roll:
    """The roll that a condition counts: inside a group that counts as one, that group is everybody."""
    steps = path.split(".")
    for length in range(len(steps) - 1, 0, -1):
        group = writer.seated.get(".".join(steps[:length]))
        if group is not None:
            return roll.only(roll.groups[group]) if group in roll.groups else roll
    return roll


def check_identity(draft: Draft, built: Built) -> None:
    """What only saving asks for: titles in both languages, an id that can be cited."""
    for code, message in (
        ("en", _("Give the rule a title in English.")),
        ("fr", _("Give the rule a title in French.")),
    ):
        if not draft.text(f"title_{code}"):
            built.problems.append(Problem("", f"title_{code}", message))
    if built.problems:
        return
    try:
        built.rule = read_document(built.document)
    except Invalid as refusal:
        key = {"document.id": "id", "document.version": "version"}.get(refusal.field or "", "rule")
        built.problems.append(Problem("", key, str(refusal)))


def suggested_id(draft: Draft) -> str:
    """The id that the rule gets when none is given: made of its title."""
    return typed.slug(draft.text("title_en") or draft.text("title_fr"))

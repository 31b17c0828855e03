"""What the laboratory is asked, as its form has it: the rule, the members, the change."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from coalition.errors import ActRefused, Invalid
from coalition.kept_rules import kept_rule
from coalition.rules import catalogue
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.standing import is_of_catalogue
from frontend.access import Here
from frontend.room.supposing import supposed_in
from frontend.rulebook.reads import system_titles
from frontend.rulebook.words import title_of
from frontend.words.members import language
from proposals.room.altering import Dial, dials
from proposals.room.answering import translated
from proposals.room.bodies import body_of
from proposals.room.laboratory import WEIGHT
from proposals.room.trying import Change, Tried, named, tried

FIRST, UNWEIGHTED = "coalition-core-e3-population", "simple-majority"  # the second where no population is kept
OWN_BODY, OURS = "", "ours"
KEPT = "kept:"  # before the name of a rule that the coalition keeps, in its latest version
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """A rule, and whose members it is counted on."""

    rule: Rule
    roll: Roll
    body: str


def question_in(here: Here, form: QueryDict) -> Question:
    """Return what is asked. Raises `Invalid` for a rule or a roll that is not known."""
    rule, name = _rule(here, chosen(here, form)), form.get("roll", OWN_BODY)
    if name in (OWN_BODY, OURS):
        roll = here.roll if name == OURS else body_of(rule, here.roll)
        return Question(rule, roll, "" if roll is here.roll else _body(roll))
    if name not in catalogue.roll_ids():
        raise Invalid("unknown_roll", _("The catalogue has no roll “%(name)s”.") % {"name": name[:60]}, field="roll")
    return Question(rule, catalogue.roll(name), _title(name))


def answered(question: Question, form: QueryDict) -> Tried:
    """Return what comes of it. Raises `ActRefused`, in the reader's words."""
    rule, roll = question.rule, question.roll
    thresholds = {d.number: _value(v) for d in dials(rule) if (v := form.get(f"t-{d.number}", "").strip())}
    change = Change(thresholds, named(form.getlist("veto")), supposed_in(form, roll).changes)
    for code in change.veto:
        if code not in roll.members:
            message = _("%(member)s is not on the roll.") % {"member": code[:10]}
            raise Invalid("unknown_member", message, field="veto")
    try:
        with translated("rule"):
            return tried(rule, roll, change)
    except ActRefused as refusal:
        if refusal.code in _PLAIN:
            refusal.message = _PLAIN[refusal.code]()
        raise


def chosen(here: Here, form: QueryDict) -> str:
    """The name of the rule in the list."""
    return form.get("rule", FIRST if WEIGHT in here.roll.weights else UNWEIGHTED)


def rules(here: Here) -> list[tuple[str, Choices]]:
    """The rules to choose from, under their headings: those that only the coalition has, then the catalogue's."""
    latest = {row.identifier: row for row in here.coalition.rules.order_by("created_at", "pk")}
    own = [(f"{KEPT}{name}", rule) for name, row in latest.items() if not is_of_catalogue(rule := row.read())]
    groups = {_("Kept by this coalition"): [(name, title_of(rule)) for name, rule in own]}
    titles = dict(system_titles())
    groups |= {title: [] for title in titles.values()}
    for name in catalogue.rule_ids():
        system = catalogue.document(name)["system"]
        assert isinstance(system, dict)
        groups[titles[str(system["kind"])]].append((name, title_of(catalogue.rule(name))))
    return [(title, sorted(found, key=lambda each: each[1].casefold())) for title, found in groups.items() if found]


def rolls() -> Choices:
    """The rolls of the catalogue."""
    return sorted(((name, _title(name)) for name in catalogue.roll_ids()), key=lambda each: each[1].casefold())


def dial_said(dial: Dial) -> str:
    """A threshold in words: who is counted, and how it is compared now."""
    counted = {"population": _("population"), None: _("members")}.get(dial.weight, dial.weight or "")
    within = _(" of %(group)s") % {"group": dial.group} if dial.group else ""
    how = {"NOT_YES": _(" not voting yes"), ("no",): _(" voting no")}.get(dial.positions, "")
    compared = {
        "at_least": _("at least"),
        "more_than": _("more than"),
        "at_most": _("at most"),
        "fewer_than": _("fewer than"),
    }[dial.comparison]
    return f"{counted}{within}{how}, {compared} {dial.value}"


def _rule(here: Here, name: str) -> Rule:
    if name.startswith(KEPT):
        rule = kept_rule(here.coalition, name.removeprefix(KEPT))
        if rule is None:
            raise Invalid("unknown_rule", _("The coalition keeps no such rule."), field="rule")
        return rule
    if name not in catalogue.rule_ids():
        raise Invalid("unknown_rule", _("The catalogue has no rule “%(name)s”.") % {"name": name[:60]}, field="rule")
    return catalogue.rule(name)


def _title(roll: str) -> str:
    title = catalogue.roll_document(roll)["title"]
    assert isinstance(title, dict)
    return str(title[language()])


def _body(roll: Roll) -> str:
    return next((_title(name) for name in catalogue.roll_ids() if catalogue.roll(name) == roll), "")


def _value(text: str) -> str | int:
    """A whole number, or a share as it is written, with a comma too."""
    if text.isascii() and text.isdigit():
        return int(text[:12])
    return text.replace(",", ".").replace(" ", "").replace("\u00a0", "").replace("\u202f", "")


def _too_large() -> str:
    return _(
        "This takes longer to count than anybody should wait. Choose fewer members, or a rule with fewer weights or "
        "thresholds."
    )


def _no_power() -> str:
    return _("This rule decides nothing by itself, it records answers: nobody has power under it.")


_PLAIN = {"too_large_to_analyse": _too_large, "no_answer": _no_power}

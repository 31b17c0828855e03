"""The changes of the roll that the secretariat registers: for each its words, its fields, and the verb it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition import grouping, membership
from coalition.four_eyes import Step
from coalition.models import Group, Member
from coalition.rolls import members_at
from frontend.access import Here
from frontend.secretariat.forms import Choice, Field, Text
from frontend.words.conditions import weight_word
from frontend.words.members import name_of, titled


@dataclass(frozen=True)
class Change:
    """One kind of change: `fields` gives its inputs, `act` calls the verb with what was read from them."""

    title: Text
    words: Text
    fields: Callable[[Here], list[Field]]
    act: Callable[[Here, dict[str, Any]], Step[Any]]


def members(here: Here) -> list[Choice]:
    """The members of now, by name."""
    found = sorted((name_of(member) for member in members_at(here.coalition, here.now)), key=str)
    return [Choice(name.code, str(name)) for name in found]


def _groups(here: Here) -> list[Choice]:
    return [Choice(group.code, _called(group)) for group in here.coalition.groups.all()]


def _called(group: Group) -> str:
    name = titled(group)
    return group.code if name == group.code else f"{group.code}, {name}"


def _member(here: Here) -> Field:
    return Field("member", _("Member"), "choice", choices=members(here))


def _group(here: Here) -> Field:
    return Field("group", _("Group"), "choice", choices=_groups(here))


def _from() -> Field:
    hint = _("In your own time zone. Left empty: as soon as a second person confirms. Nothing is backdated.")
    return Field("at", _("From"), "instant", hint, required=False)


def _found_member(here: Here, code: str) -> Member:
    return Member.objects.select_related("coalition").get(coalition=here.coalition, code=code)


def _found_group(here: Here, code: str) -> Group:
    return Group.objects.select_related("coalition").get(coalition=here.coalition, code=code)


def _admission(here: Here) -> list[Field]:
    return [
        Field("code", _("Code"), hint=_("For a state that of ISO 3166: FI, GB, UA."), most=8),
        Field("name_en", _("Name in English")),
        Field("name_fr", _("Name in French")),
        _from(),
    ]


def _naming(_here: Here) -> list[Field]:
    hint = _("Letters, digits and hyphens. “chair”: the member that presides, which some rules give the casting vote.")
    return [
        Field("code", _("Code"), hint=hint, most=24),
        Field("name_en", _("Name in English"), most=120),
        Field("name_fr", _("Name in French"), most=120),
    ]


def _suspension(here: Here) -> list[Field]:
    until = Field("until", _("Until"), "instant", _("Left empty: until it is lifted."), required=False)
    return [_member(here), _from(), until]


def _weight(here: Here) -> list[Field]:
    names = [Choice(name, weight_word(name)) for name in sorted(here.roll.weights)]
    hint = _("Where it comes from: it stands beside the figure.")
    return [
        _member(here),
        Field("name", _("Weight"), "choice", choices=names),
        Field("value", _("Value"), "number", _("A whole number.")),
        Field("source", _("Source"), hint=hint, most=200),
        _from(),
    ]


def _speaker(here: Here) -> list[Field]:
    nobody = Choice("", str(_("No member")))
    hint = _("A member of the group. Speaking for a group is not voting for it.")
    return [_group(here), Field("member", _("Speaker"), "choice", hint, False, [nobody, *members(here)])]


def _with_member(verb: Callable[..., Step[Any]]) -> Callable[[Here, dict[str, Any]], Step[Any]]:
    def act(here: Here, given: dict[str, Any]) -> Step[Any]:
        return verb(member=_found_member(here, given.pop("member")), by=here.person, **given)

    return act


def _with_group(verb: Callable[..., Step[Any]]) -> Callable[[Here, dict[str, Any]], Step[Any]]:
    def act(here: Here, given: dict[str, Any]) -> Step[Any]:
        code = given.pop("member")
        member = _found_member(here, code) if code else None
        return verb(group=_found_group(here, given.pop("group")), member=member, by=here.person, **given)

    return act


CHANGES: dict[str, Change] = {
    "admission": Change(
        _("Admit a member"),
        _("It is on the roll of every vote that opens from then on. A former member is admitted under its own name."),
        _admission,
        lambda here, given: membership.admit(coalition=here.coalition, by=here.person, **given),
    ),
    "withdrawal": Change(
        _("End a membership"),
        _("Votes already open keep their roll: the member votes in them to the end."),
        lambda here: [_member(here), _from()],
        _with_member(membership.withdraw),
    ),
    "suspension": Change(
        _("Suspend a vote"),
        _("While suspended the member does not vote, and is counted in no base. It stays bound."),
        _suspension,
        _with_member(membership.suspend),
    ),
    "lifting": Change(
        _("Lift a suspension"),
        _("The member votes again in every vote that opens from then on."),
        lambda here: [_member(here)],
        _with_member(membership.lift_suspension),
    ),
    "weight": Change(
        _("Set a weight"),
        _("What it was before stays on record, and counts in the votes already open."),
        _weight,
        _with_member(membership.set_weight),
    ),
    "group": Change(
        _("Name a group"),
        _("It is empty at first. A rule can name it, once it has members."),
        _naming,
        lambda here, given: grouping.name_group(coalition=here.coalition, by=here.person, **given),
    ),
    "place": Change(
        _("Put a member in a group"),
        _("Groups may overlap. A rule can ask for what a group decides inside."),
        lambda here: [_group(here), _member(here), _from()],
        _with_group(grouping.put_in_group),
    ),
    "leaving": Change(
        _("Take a member out of a group"),
        _("If it speaks for the group, nobody does from then on."),
        lambda here: [_group(here), _member(here), _from()],
        _with_group(grouping.take_out_of_group),
    ),
    "speaker": Change(
        _("Name a group’s speaker"),
        _("It takes effect as soon as a second person confirms."),
        _speaker,
        _with_group(grouping.name_speaker),
    ),
}

"""Writes: groups, the members' places in them, and who speaks for them. They change the roll: see `membership`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import four_eyes
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind, Step
from coalition.known import Known
from coalition.membership import check_text, member_of, must_belong
from coalition.models import Coalition, Group, GroupPlace, Member, Person
from coalition.permissions import Act
from coalition.recording import record, written

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}\Z", re.ASCII)


def name_group(*, coalition: Coalition, code: str, name_en: str, name_fr: str, by: Person) -> Step[Group]:
    """Name a group of a coalition. Raises `Invalid` for a code or name that is none, `Conflict` for one taken."""
    asked = {"group": code.strip(), "name_en": name_en.strip(), "name_fr": name_fr.strip()}
    return four_eyes.do(coalition=coalition, kind="group_named", arguments=asked, by=by)


def put_in_group(*, group: Group, member: Member, by: Person, at: datetime | None = None) -> Step[GroupPlace]:
    """Give a member a place in a group."""
    return _do("group_place_given", group, member, by, at=written(at))


def take_out_of_group(*, group: Group, member: Member, by: Person, at: datetime | None = None) -> Step[None]:
    """End a member's place in a group; if it spoke for the group, nobody does from then on."""
    return _do("group_place_ended", group, member, by, at=written(at))


def name_speaker(*, group: Group, member: Member | None, by: Person) -> Step[Group]:
    """Say which member speaks for a group, at once; None: nobody does. Speaking for a group is not voting for it."""
    return _do("speaker_named", group, member, by)


def _do(kind: str, group: Group, member: Member | None, by: Person, **arguments: Any) -> Step[Any]:
    if member and member.coalition_id != group.coalition_id:
        raise Invalid("other_coalition", _("The group and the member are of different coalitions."), field="member")
    asked = {"group": group.code, "member": member.code if member else None, **arguments}
    return four_eyes.do(coalition=group.coalition, kind=kind, arguments=asked, by=by)


def _group_of(asked: Asked) -> Group:
    group = Group.objects.filter(coalition=asked.coalition, code=asked.arguments["group"]).first()
    if group is None:
        raise Invalid(
            "unknown_group",
            _("There is no group “%(code)s” in this coalition.") % {"code": asked.arguments["group"]},
            field="group",
        )
    return group


def _record(asked: Asked, kind: str, group: Group, **body: object) -> None:
    record(
        coalition_id=asked.coalition.pk,
        kind=kind,
        subject=f"group:{group.pk}",
        at=asked.at,
        body={"group": group.code, **body, **asked.by},
    )


def _check_naming(asked: Asked) -> None:
    given = asked.arguments
    if not _CODE.match(given["group"]):
        raise Invalid("bad_code", _("A group's code has 1 to 24 letters, digits, hyphens, underscores."), field="code")
    for field in ("name_en", "name_fr"):
        check_text(given[field], field, 120)
    if asked.coalition.groups.filter(code=given["group"]).exists():
        raise Conflict("group_named", _("There is a group of this code already."), field="code")


def _name(asked: Asked) -> Group:
    given = asked.arguments
    names = {"name_en": given["name_en"], "name_fr": given["name_fr"]}
    group = Group.objects.create(coalition=asked.coalition, code=given["group"], **names)
    _record(asked, "group_named", group, **names)
    return group


def _check_place(asked: Asked) -> None:
    asked.check_begins()
    group, member = _group_of(asked), member_of(asked)
    must_belong(member, asked.begins)
    if group.places.filter(member=member).during(asked.begins).exists():
        said = {"member": member.name, "group": group.code}
        raise Conflict("in_group_already", _("%(member)s is in %(group)s already.") % said, field="member")


def _give_place(asked: Asked) -> GroupPlace:
    group, member = _group_of(asked), member_of(asked)
    place = GroupPlace.objects.create(group=group, member=member, starts_at=asked.begins)
    _record(asked, "group_place_given", group, member=member.code, starts_at=written(place.starts_at))
    return place


def _check_ending(asked: Asked) -> None:
    asked.check_begins()
    group, member = _group_of(asked), member_of(asked)
    if not group.places.filter(member=member).during(asked.begins).exists():
        said = {"member": member.name, "group": group.code}
        raise Conflict("not_in_group", _("%(member)s is not in %(group)s.") % said, field="member")
    if group.speaker_id == member.pk and asked.begins > asked.at:
        message = _("%(member)s speaks for the group: name another speaker first, or end its place at once.")
        raise Conflict("speaks_for_group", message % {"member": member.name}, field="member")


def _end_place(asked: Asked) -> None:
    group, member = _group_of(asked), member_of(asked)
    group.places.filter(member=member).end(asked.begins)
    if group.speaker_id == member.pk:
        group.speaker = None
        group.save(update_fields=["speaker"])
    _record(asked, "group_place_ended", group, member=member.code, ends_at=written(asked.begins))


def _check_speaker(asked: Asked) -> None:
    group = _group_of(asked)
    if asked.arguments["member"] is None:
        return
    member = member_of(asked)
    if not group.places.filter(member=member).at(asked.at).exists():
        said = {"member": member.name, "group": group.code}
        raise Conflict("not_in_group", _("%(member)s is not in %(group)s.") % said, field="member")


def _name_speaker(asked: Asked) -> Group:
    group = _group_of(asked)
    group.speaker = member_of(asked) if asked.arguments["member"] else None
    group.save(update_fields=["speaker"])
    _record(asked, "speaker_named", group, member=asked.arguments["member"])
    return group


def _naming(given: Arguments, known: Known) -> str:
    names = {"code": given["group"], "name": known.pick(given["name_en"], given["name_fr"])}
    return gettext("Name a group: %(code)s (%(name)s).") % names


def _placing(given: Arguments, known: Known) -> str:
    said = {"member": known.name(given["member"]), "group": given["group"], "starting": known.starting(given["at"])}
    return gettext("Put %(member)s in the group %(group)s, %(starting)s.") % said


def _removing(given: Arguments, known: Known) -> str:
    said = {"member": known.name(given["member"]), "group": given["group"], "starting": known.starting(given["at"])}
    return gettext("Take %(member)s out of the group %(group)s, %(starting)s.") % said


def _speaking(given: Arguments, known: Known) -> str:
    if given["member"] is None:
        return gettext("Let no member speak for the group %(group)s.") % {"group": given["group"]}
    said = {"member": known.the(given["member"]), "group": given["group"]}
    return gettext("Let %(member)s speak for the group %(group)s, at once.") % said


for kind in (
    Kind("group_named", Act.CHANGE_ROLL, _("New group"), _naming, _name, _check_naming),
    Kind("group_place_given", Act.CHANGE_ROLL, _("Place in a group"), _placing, _give_place, _check_place),
    Kind("group_place_ended", Act.CHANGE_ROLL, _("End of a place in a group"), _removing, _end_place, _check_ending),
    Kind("speaker_named", Act.CHANGE_ROLL, _("Speaker of a group"), _speaking, _name_speaker, _check_speaker),
):
    four_eyes.register(kind)

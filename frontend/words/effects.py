"""What a member's position does, before it is taken: whom the text would bind, and who sees the vote."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.models.procedure import Visibility
from coalition.rules.positions import Position
from coalition.rules.rule import Binds, Manner, Rule
from frontend.words.members import Name


def is_bound(rule: Rule, position: Position, *, accepted: bool = True) -> bool:
    """Whether the text, once adopted, binds a member in this position; `accepted`: it accepted the rules."""
    if not accepted and position is not Position.YES:
        return False
    return {
        Binds.NOBODY: False,
        Binds.IN_FAVOUR: position is Position.YES,
        Binds.PARTICIPANTS: position is not Position.NOT_PARTICIPATING,
        Binds.ALL_BUT_DECLARED: position is not Position.DECLARED,
        Binds.ALL: True,
    }[rule.effect.binds]


def stance(rule: Rule, position: Position, member: Name, *, accepted: bool = True) -> str:
    """What the position says and does, under the choice on a ballot."""
    said = _stance(rule, position, member.number) % {"member": member.first}
    return f"{said} {if_adopted(rule, position, member, accepted=accepted)}"


def if_adopted(rule: Rule, position: Position, member: Name, *, accepted: bool = True) -> str:
    """What adoption means for the member."""
    if rule.manner is Manner.ENDORSEMENT:
        text = _("Published, it names %(member)s.") if position is Position.YES else _("It does not name %(member)s.")
        return text % {"member": member.the}
    if rule.effect.binds is Binds.NOBODY:
        return _("If adopted, it is a recommendation and binds nobody.")
    if is_bound(rule, position, accepted=accepted):
        return _("If adopted, it binds %(member)s.") % {"member": member.the}
    return _("If adopted, it does not bind %(member)s.") % {"member": member.the}


def binds(rule: Rule, position: Position, member: Name, *, accepted: bool = True) -> str:
    """The same, where "if adopted" stands beside it already."""
    if rule.manner is Manner.ENDORSEMENT:
        return if_adopted(rule, position, member)
    if rule.effect.binds is Binds.NOBODY:
        return _("It is a recommendation and binds nobody")
    text = _("It binds %(member)s") if is_bound(rule, position, accepted=accepted) else _("It does not bind %(member)s")
    return text % {"member": member.the}


def who_sees(visibility: str, *, released: bool) -> str:
    """Who sees the position, and when; observers see what members do, where the proposal is released to them."""
    if released and visibility == Visibility.OPEN:
        return _("Every member and the observers, at once, by name")
    return {
        Visibility.OPEN: _("Every member, at once, by name"),
        Visibility.ON_CLOSING: _("Every member sees that a reply is in; how, once the vote is decided"),
        Visibility.CHAIR: _("Only the chair until the vote is decided; then every member"),
    }[Visibility(visibility)]


def _stance(rule: Rule, position: Position, number: int) -> str:
    if rule.manner is Manner.ENDORSEMENT:
        if position is Position.YES:
            return ngettext("%(member)s endorses the text.", "%(member)s endorse the text.", number)
        return ngettext("%(member)s takes its endorsement back.", "%(member)s take their endorsement back.", number)
    if rule.manner is Manner.OPT_IN and position is Position.YES:
        return ngettext("%(member)s takes part.", "%(member)s take part.", number)
    return {
        Position.YES: ngettext("%(member)s agrees.", "%(member)s agree.", number),
        Position.NO: ngettext("%(member)s opposes it.", "%(member)s oppose it.", number),
        Position.ABSTAIN: ngettext(
            "%(member)s is neither for nor against.", "%(member)s are neither for nor against.", number
        ),
        Position.DECLARED: ngettext(
            "%(member)s is neither for nor against, and declares it formally.",
            "%(member)s are neither for nor against, and declare it formally.",
            number,
        ),
        Position.NOT_PARTICIPATING: ngettext("%(member)s does not take part.", "%(member)s do not take part.", number),
        Position.ABSENT: "",
    }[position]


def may_not_open() -> str:
    """That the rules of procedure name somebody else."""
    return _("The rules of procedure do not let you open this vote.")


def not_released() -> str:
    """That an observer asked for what is the members' own."""
    return _("The rules of procedure are shown to members. Observers read what is released to them.")

"""What the form offers: the choices of each field, in the words of the rule's own sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.rules.catalogue import states
from coalition.rules.catalogue.places import GROUPS
from coalition.rules.positions import NAMED_SETS, Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Binds
from frontend.access import Here
from frontend.rulebook.words import weight_phrase
from frontend.words.members import titled

Choice = tuple[str, str]
NAMED = "named"
FEW = 6
WHO: dict[str, object] = {
    "yes": ["yes"],
    "no": ["no"],
    "NOT_YES": "NOT_YES",
    "not_no": ["yes", "abstain", "declared", "not_participating", "absent"],
    "abstain": ["abstain"],
    "declared": ["declared"],
    "PRESENT": "PRESENT",
    "VOTING": "VOTING",
    "absent": ["absent"],
    "not_participating": ["not_participating"],
}


@dataclass(frozen=True)
class Choices:
    """The choices that depend on the coalition: its groups and others that are known, and the weights on its roll."""

    groups: list[Choice]
    weights: list[Choice]
    members: dict[str, tuple[str, ...]]

    @property
    def first_group(self) -> str:
        """The group that a new condition starts with: the coalition's smallest, else named members."""
        small = sorted((len(members), name) for name, members in self.members.items() if name in dict(self.groups))
        return small[0][1] if small else NAMED


def choices_of(here: Here, also: frozenset[str] = frozenset()) -> Choices:
    """The choices in a coalition; `also` are groups that a rule names: whom nobody lists is given with the vote."""
    roll = here.roll
    own = {group.code: titled(group) for group in here.coalition.groups.all()}
    members = {name: tuple(sorted(roll.groups.get(name, ()))) for name in own}
    known = {name: tuple(s.iso2 for s in states() if name in s.groups) for name in GROUPS if name not in own}
    groups = [("", _("all members"))]
    groups += [(name, _group(here, name, title, members[name])) for name, title in own.items()]
    groups.append((NAMED, _("members that I name")))
    groups += [(name, _known(name, codes, roll)) for name, codes in known.items() if set(codes) & set(roll.members)]
    groups += [
        (name, _("%(group)s, named with each vote") % {"group": name}) for name in sorted(also - dict(groups).keys())
    ]
    weights = [("", weight_phrase(None)), *((name, weight_phrase(name)) for name in roll.weights)]
    return Choices(groups, weights, {**known, **members})


def _group(here: Here, name: str, title: str, codes: tuple[str, ...]) -> str:
    called = title if title == name else f"{title} ({name})"
    if 0 < len(codes) <= FEW:
        return f"{called}: {here.names.listed(codes, most=FEW)}"
    return f"{called}: " + ngettext("%(n)d member", "%(n)d members", len(codes)) % {"n": len(codes)}


def _known(name: str, codes: tuple[str, ...], roll: Roll) -> str:
    here = len(set(codes) & set(roll.members))
    numbers = {"group": _called(name), "of": len(codes), "n": here}
    return _("%(group)s: %(n)d of its %(of)d are members here") % numbers


def _called(name: str) -> str:
    return {
        "P5": _("P5 (permanent members of the Security Council)"),
        "COW": _("Coalition of the willing, September 2025"),
        "NB8": _("Nordic-Baltic Eight (NB8)"),
        "euro_area": _("Euro area"),
        "UNSC2026": _("Security Council in 2026"),
    }.get(name, name)


def much() -> list[Choice]:
    """How many of them."""
    return [
        ("at_least", _("at least")),
        ("more_than", _("more than")),
        ("all", _("all")),
        ("none", _("none")),
        ("at_most", _("at most")),
        ("fewer_than", _("fewer than")),
    ]


def bases() -> list[Choice]:
    """What a share is of."""
    return [
        ("roll", _("of all, present or not")),
        ("present", _("of those present")),
        ("voting", _("of those voting yes or no")),
    ]


def who(key: str = "") -> list[Choice]:
    """What they do; a set that has no word of its own is offered where a rule has it."""
    known = [
        ("yes", _("vote yes")),
        ("no", _("vote no")),
        ("NOT_YES", _("do not vote yes")),
        ("not_no", _("do not vote no")),
        ("PRESENT", _("are present (yes, no or abstaining)")),
        ("VOTING", _("vote yes or no")),
        ("abstain", _("abstain")),
        ("declared", _("declare an abstention")),
        ("absent", _("are absent")),
        ("not_participating", _("do not take part")),
    ]
    return known if not key or key in dict(known) else [*known, (key, key.replace("+", ", "))]


def counted(key: str) -> object:
    """The positions that a choice stands for, as a rule writes them."""
    parts = [part for part in key.split("+") if part in (*Position, *NAMED_SETS)]
    return WHO.get(key, parts or ["yes"])


def choice_of(counted: object) -> str:
    """The choice that stands for the positions as a rule writes them."""
    for key, written in WHO.items():
        if written == counted:
            return key
    return "+".join(map(str, counted)) if isinstance(counted, list) else str(counted)


def modes() -> list[Choice]:
    """How the conditions of a group combine."""
    return [
        ("all", _("all of these")),
        ("any", _("at least one of these")),
        ("some", _("at least so many of these:")),
        ("none", _("none of these")),
        ("not_all", _("not all of these")),
    ]


def binds() -> list[tuple[str, str, str]]:
    """Whom an adopted text binds, each with what that means."""
    return [
        (Binds.ALL, _("All members"), _("Also those that voted no or were absent.")),
        (Binds.ALL_BUT_DECLARED, _("All but formal abstainers"), _("Whoever declares its abstention is not bound.")),
        (Binds.IN_FAVOUR, _("Those in favour"), _("Those that vote yes, or opt in: each binds only itself.")),
        (
            Binds.PARTICIPANTS,
            _("Those that take part"),
            _("All but members that declare that they do not participate."),
        ),
        (Binds.NOBODY, _("Nobody"), _("A recommendation.")),
    ]


def ties(here: Here, chosen: str = "") -> list[Choice]:
    """What an equal vote means; a casting vote that is nobody's here is offered where a rule has it."""
    casting = _("the casting vote of %(member)s decides")
    known = [
        ("rejected", _("it is rejected")),
        ("second_vote", _("a second vote is held")),
        ("group:chair", _("the member in the chair has the casting vote")),
        *((f"member:{name.code}", casting % {"member": name.the}) for name in here.names.sorted(here.roll.members)),
    ]
    return _with(known, chosen, casting % {"member": chosen.partition(":")[2]})


def manners() -> list[Choice]:
    """How the result is recorded."""
    return [
        ("vote", _("by vote: “by vote 24-3”")),
        ("consensus", _("by consensus: nobody objected")),
        ("silence", _("under silence: it was not broken")),
        ("opt_in", _("as taking part: “12 taking part”")),
        ("endorsement", _("as a joint statement: “endorsed by 26 of 35”")),
        ("answers", _("no vote: each member’s own answer")),
    ]


def readings() -> list[tuple[str, str, list[Choice]]]:
    """For each position other than yes and no: its key, what it is called, and what it can be counted as."""
    called = [
        ("absent", _("Silence: nothing received")),
        ("abstain", _("An abstention")),
        ("declared", _("A declared abstention")),
        ("not_participating", _("Not participating")),
    ]
    taken = [
        ("yes", _("counts as a yes")),
        ("no", _("counts as a no")),
        ("abstain", _("counts as an abstention")),
        ("declared", _("counts as a declared abstention")),
        ("not_participating", _("counts as not participating")),
        ("absent", _("counts as silence")),
    ]
    itself = ("", _("counts as what it is: neither yes nor no"))
    return [(key, text, [itself, *(each for each in taken if each[0] != key)]) for key, text in called]


def left_out(known: Choices, chosen: str = "") -> list[Choice]:
    """Whom the rule does not count."""
    given = [
        ("", _("nobody")),
        ("concerned", _("the member concerned, named with each vote")),
        ("party", _("a party to the dispute, named with each vote")),
    ]
    own = [(name, text) for name, text in known.groups if name not in ("", NAMED, "concerned", "party")]
    return _with([*given, *own], chosen, chosen.replace("+", ", "))


def otherwise() -> list[Choice]:
    """What a group that counts as one does when it says neither yes nor no."""
    return [
        ("abstain", _("it abstains")),
        ("no", _("it votes no")),
        ("yes", _("it votes yes")),
        ("declared", _("it declares an abstention")),
        ("not_participating", _("it does not take part")),
        ("absent", _("it is absent")),
    ]


def _with(known: list[Choice], chosen: str, text: str) -> list[Choice]:
    return known if not chosen or chosen in dict(known) else [*known, (chosen, text)]

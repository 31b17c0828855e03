"""What a decision touches, in words: rules exclude subjects by these names."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from frontend.words.members import listing


def implication_word(name: str) -> str:
    """One of them; a name that is not known is its own word."""
    known = {
        "military": _("military implications"),
        "defence": _("defence implications"),
        "procedural": _("procedure only"),
    }
    return known.get(name, name)


def implications_said(names: Iterable[str]) -> str:
    """All of them: "military and defence implications"."""
    told = sorted(names)
    return _("military and defence implications") if told == BOTH else listing([implication_word(n) for n in told])


def any_implication_said(names: Iterable[str]) -> str:
    """Any of them, after "not for decisions with": "military or defence implications"."""
    told = sorted(names)
    return _("military or defence implications") if told == BOTH else listing([implication_word(n) for n in told])


BOTH = ["defence", "military"]

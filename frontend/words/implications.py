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
    """All of them: "defence implications and military implications"."""
    return listing([implication_word(name) for name in names])

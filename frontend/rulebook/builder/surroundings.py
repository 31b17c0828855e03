"""What a rule says beside its conditions: what it is called, whom it binds, what positions mean, what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from coalition.rules.positions import Position
from coalition.rules.rule import Binds
from frontend.rulebook.builder import typed
from frontend.rulebook.builder.drafts import READ, Draft

if TYPE_CHECKING:
    from frontend.rulebook.builder.writing import Writer


def identity(draft: Draft) -> dict[str, Any]:
    """What the rule is called. Whatever it was begun from, it is a configuration now."""
    text = draft.text
    title = {code: text(f"title_{code}") for code in ("en", "fr") if text(f"title_{code}")}
    notes = {code: text(f"notes_{code}") for code in ("en", "fr") if text(f"notes_{code}")}
    document: dict[str, Any] = {
        "$schema": "urn:concert:schema:rule:1",
        "id": text("id") or typed.slug(text("title_en") or text("title_fr")) or "draft",
        "version": text("version") or "1",
        "basis": {
            "kind": "configuration",
            "en": "The coalition’s own configuration",
            "fr": "Configuration propre à la coalition",
        },
    }
    return document | ({"title": title} if title else {}) | ({"notes": notes} if notes else {})


def effect(draft: Draft) -> dict[str, Any]:
    """Whom it binds."""
    binds = draft.text("binds")
    return {"binds": binds if binds in set(Binds) else "all_but_declared", "political": draft.political}


def tie(draft: Draft) -> object:
    """What an equal vote means."""
    kind, _colon, name = draft.text("tie").partition(":")
    if name and kind in ("member", "group"):
        return {"casting" if kind == "member" else "casting_group": name}
    return "second_vote" if kind == "second_vote" else "rejected"


def read_as(draft: Draft) -> dict[str, str]:
    """Which position is read as another."""
    kept: dict[str, str] = draft.rest.get("read", {})
    chosen = {given: draft.text(f"read_{given}") for given in READ}
    return kept | {given: taken for given, taken in chosen.items() if taken in set(Position) and taken != given}


def disregard(draft: Draft) -> str | list[str]:
    """The groups whose members are not counted."""
    names = [name for name in draft.text("disregard").split("+") if name]
    return names[0] if len(names) == 1 else names


def admissible(draft: Draft, writer: Writer) -> dict[str, Any]:
    """What the rule may be used for."""
    asked: dict[str, Any] = {}
    for key in ("only_subjects", "not_subjects"):
        names = [name.strip() for name in draft.text(key).split(",") if name.strip()]
        if names:
            asked[key] = list(dict.fromkeys(names))
    for key in ("only_members", "needs_members"):
        if draft.text(key):
            try:
                asked[key] = typed.members(draft.text(key), writer.names, writer.codes)
            except typed.Unclear as unclear:
                writer.problem("", key, str(unclear))
    least = draft.text("least_members")
    if least.isascii() and least.isdigit() and len(least) < 6 and int(least):
        asked["least_members"] = int(least)
    elif least:
        writer.problem("", "least_members", _("Give a whole number of members, such as 9."))
    return asked | ({"notes": draft.rest["admissible_notes"]} if draft.rest.get("admissible_notes") else {})


def names_in(value: object) -> list[object]:
    """Every group that the document names, wherever."""
    if isinstance(value, Mapping):
        own = [value[key] for key in ("group", "disregard", "casting_group") if key in value]
        seats = value.get("seats")
        names = [*own, *(seats if isinstance(seats, Mapping) else ())]
        flat = [name for each in names for name in (each if isinstance(each, list) else [each])]
        return flat + [name for inner in value.values() for name in names_in(inner)]
    return [name for inner in value for name in names_in(inner)] if isinstance(value, list) else []

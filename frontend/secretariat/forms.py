"""Forms as data: the fields of an act, what was given in them, and how it is read. What is wrong is for the verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coalition.errors import Invalid
from frontend.local_times import read_local

Text = str | Promise


@dataclass(frozen=True)
class Choice:
    """One option of a list; `group` is the heading that it stands under."""

    value: str
    text: str
    group: str = ""


@dataclass(frozen=True)
class Field:
    """One input. `kind` is text, number, instant or choice."""

    name: str
    label: Text
    kind: str = "text"
    hint: Text = ""
    required: bool = True
    choices: list[Choice] = field(default_factory=list)
    most: int = 120
    value: str = ""

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The options under their headings, in their order."""
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.group, []).append(choice)
        return list(found.items())

    def read(self, given: Mapping[str, str]) -> Any:
        """What was given. Raises `Invalid` beside the field."""
        text = given.get(self.name, "").strip()
        if not text and self.required:
            raise Invalid("empty", _("Fill this in."), field=self.name)
        return _READERS.get(self.kind, _text)(text, self)


def filled(fields: list[Field], given: Mapping[str, str]) -> list[Field]:
    """The fields with what was given in them."""
    return [Field(**{**vars(each), "value": given.get(each.name, each.value)}) for each in fields]


def _text(text: str, field: Field) -> str:
    return text


def _number(text: str, field: Field) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        raise Invalid("bad_number", _("Give a whole number, in digits alone."), field=field.name)
    return int(text)


def _instant(text: str, field: Field) -> datetime | None:
    if not text:
        return None
    zone = timezone.get_current_timezone()
    return read_local(text, zone, field=field.name, unreadable=_("Give a date and a time."))


def _choice(text: str, field: Field) -> str | None:
    if text and text not in {choice.value for choice in field.choices}:
        raise Invalid("bad_choice", _("Choose one of the list."), field=field.name)
    return text or None


_READERS: dict[str, Callable[[str, Field], Any]] = {"number": _number, "instant": _instant, "choice": _choice}

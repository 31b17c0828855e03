"""Words that people give: what cannot be shown, kept or trusted is refused beside its field."""

from __future__ import annotations

import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coalition.errors import Invalid

MAX_TEXT = 200_000  # characters
_OVERRIDES = "\u202d\u202e"  # they turn a line round: what is read would not be what is hashed


def checked_line(text: str, field: str, when_empty: str | Promise = "", *, limit: int = 200) -> str:
    """Return one line as it is kept. Raises `Invalid` on `field`; an empty line is refused with `when_empty`."""
    line = text.strip()
    if not line and when_empty:
        raise Invalid(f"empty_{field}", when_empty, field=field)
    if len(line) > limit:
        message = ngettext_lazy("At most %(limit)d character.", "At most %(limit)d characters.", limit)
        raise Invalid(f"{field}_too_long", message % {"limit": limit}, field=field)
    _check_characters(line, field)
    return line


def checked_text(text: str, field: str, when_empty: str | Promise = "") -> str:
    """Return a text of several lines as it is kept: one kind of line end, nothing around. Raises `Invalid`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text and when_empty:
        raise Invalid(f"empty_{field}", when_empty, field=field)
    if len(text) > MAX_TEXT:
        raise Invalid(f"{field}_too_long", _("The text is longer than 200,000 characters."), field=field)
    _check_characters(text.replace("\n", "").replace("\t", ""), field)
    return text


def _check_characters(text: str, field: str) -> None:
    """Refuse what shows as nothing, or as something else, and what a database cannot keep."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") or character in _OVERRIDES:
            code = f"U+{ord(character):04X}"
            raise Invalid("bad_character", _("Take out the control character %(code)s.") % {"code": code}, field=field)

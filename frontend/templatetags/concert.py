"""Tags and filters of the templates: icons, marks, times, names, texts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coalition.errors import ActRefused
from coalition.models import Member
from frontend.prose import rendered
from frontend.words import figures, times
from frontend.words.members import Name, is_french, name_of, titled
from frontend.words.passages import passage_said, question_said

register = template.Library()
SPRITE = "frontend/sprite.svg"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon, hidden from readers that do not see it: a word always stands beside it."""
    return format_html('<svg class="ic" aria-hidden="true"><use href="{}#{}"/></svg>', static(SPRITE), name)


@register.simple_tag
def colon() -> str:
    """A colon, with the no-break space that French puts before it."""
    return "\N{NO-BREAK SPACE}:" if is_french() else ":"


@register.simple_tag
def mark(name: str, label: str = "", css: str = "mk") -> SafeString:
    """The mark of a position; with a label where no word stands beside it."""
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', css, label, static(SPRITE), name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static(SPRITE), name)


@register.inclusion_tag("frontend/parts/due.html", takes_context=True)
def due(context: dict[str, Any], until: datetime, soon: bool = False, utc: bool = False) -> dict[str, Any]:
    """A deadline: what is left, large; when it is, with the city beside it; with `utc` also the hour elsewhere."""
    now = context["now"]
    home = context["coalition"].time_zone if "coalition" in context else ""
    said = times.when_and_utc(until, now, home) if utc else times.when(until, now)
    return {"until": until, "left": times.left(until, now), "when": said, "soon": soon, "past": until <= now}


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], instant: datetime) -> str:
    """An instant in the reader's zone: "24 Nov, 20:00 in Helsinki"."""
    return times.when(instant, context["now"])


@register.simple_tag(takes_context=True)
def span_left(context: dict[str, Any], instant: datetime) -> str:
    """How long is left."""
    return times.left(instant, context["now"])


register.filter("to_the_second", times.to_the_second)
register.filter("to_the_minute", times.to_the_minute)
register.filter("in_utc", times.in_utc)
register.filter("place", times.place)
register.filter("hour", times.hour)
register.filter("day", times.date)
register.filter("span", times.span)
register.filter("as_clock", times.as_clock)
register.filter("as_minutes", times.as_minutes)
register.filter("clock_of", times.clock_of)
register.filter("whole", figures.whole)
register.filter("question_said", question_said)
register.filter("passage_said", passage_said)
register.filter("prose", rendered)


@register.filter
def name(member: Member) -> Name:
    """A member's name, for sentences: `member|name` alone, `.the` inside, `.first` at the start, `.of` after "of"."""
    return name_of(member)


@register.filter
def of_key(found: dict[Any, Any], key: Any) -> Any:
    """What a dictionary holds under a key."""
    return found.get(key)


@register.filter
def title(thing: object) -> str:
    """A stored title in the reader's language."""
    return titled(thing, "title")


@register.filter
def in_language(thing: object) -> str:
    """A stored name in the reader's language."""
    return titled(thing, "name")


@register.filter
def said_of(refusal: ActRefused | None, field: str) -> str:
    """What a refusal says of one input; nothing when it is not to blame."""
    faults = refusal.faults if refusal else ()
    return next((str(fault) for fault in faults if fault.field == field), "")


@register.filter
def unbroken(text: str) -> str:
    """A count such as 28-3, kept on one line by word joiners."""
    return re.sub(r"(?<=\d)-(?=\d)", "\N{WORD JOINER}-\N{WORD JOINER}", text)

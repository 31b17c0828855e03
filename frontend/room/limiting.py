"""How often somebody may ask the board: often enough to tap, not often enough to keep a processor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coalition.errors import Busy
from coalition.models import Person
from proposals.counting import Counter


def check_rate(person: Person) -> None:
    """Count one question. Raises `Busy` past the rate."""
    if Counter("room").add(str(person.pk)) is not None:
        raise Busy("too_often", _("You asked very often just now. Wait a minute, then go on."))

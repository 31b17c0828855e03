"""Where minutes stand, and who may read them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coalition.errors import Conflict
from coalition.models import Coalition, Delegate, Office, Person
from coalition.models.delegations import Role
from proposals.ledger.canonical import fingerprint
from proposals.minutes.models import Minutes


class State(models.TextChoices):
    """Where minutes stand."""

    DRAFT = "draft", _("in preparation")
    CIRCULATED = "circulated", _("circulated")
    ADOPTED = "adopted", pgettext_lazy("minutes", "adopted")


def state_of(minutes: Minutes) -> State:
    """Return where the minutes stand."""
    if minutes.adopted_at is not None:
        return State.ADOPTED
    return State.DRAFT if minutes.circulated_at is None else State.CIRCULATED


def require(minutes: Minutes, *states: State) -> None:
    """Raise `Conflict` unless the minutes are in one of the states."""
    state = state_of(minutes)
    if state not in states:
        raise Conflict("minutes_" + state.value, _("These minutes are %(state)s.") % {"state": state.label})


def minutes_for(person: Person, instant: datetime) -> QuerySet[Minutes]:
    """Return the minutes that the person may read: in preparation for those who run meetings, then for all members.

    Observers read none: a roll call in them may be of a text that was not released.
    """
    offices = Office.objects.at(instant).filter(person=person, role__in=[Role.SECRETARIAT, Role.CHAIR])
    sits = Coalition.objects.filter(members__in=Delegate.objects.at(instant).filter(person=person).values("member"))
    circulated = Q(circulated_at__isnull=False, meeting__coalition__in=sits.values("pk"))
    return Minutes.objects.filter(Q(meeting__coalition__in=offices.values("coalition")) | circulated)


def hash_of(minutes: Minutes) -> str:
    """Return SHA-256 of the canonical JSON of the minutes as they stand: the meeting's number, headings and texts."""
    sections = [[section.heading, section.text] for section in minutes.sections.all()]
    return fingerprint({"meeting": minutes.meeting.number, "sections": sections})


def is_intact(minutes: Minutes) -> bool:
    """Tell whether the text is the one whose hash was put on record; true of what was never circulated."""
    return not minutes.text_hash or minutes.text_hash == hash_of(minutes)

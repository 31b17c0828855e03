"""What a person's calendar programs read with: secret addresses of feeds, and passwords of CalDAV."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models import Coalition, Member, Person
from proposals.meetings.models import Meeting


class Shows(models.TextChoices):
    """What a key opens. `CALDAV` is a password; each other one is the address of a feed."""

    MINE = "mine", _("everything of mine")
    DELEGATION = "delegation", _("my delegation’s")
    COALITION = "coalition", _("a coalition’s")
    MEETING = "meeting", _("one meeting")
    CALDAV = "caldav", _("all calendars, by CalDAV")


class CalendarKey(models.Model):
    """A program's right to read a person's calendar. Only the SHA-256 of the secret is kept; it is shown once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_keys")
    name = models.CharField(max_length=80)
    shows = models.CharField(max_length=12, choices=Shows.choices)
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True, help_text="To five minutes.")
    last_reader = models.CharField(max_length=40, blank=True, help_text="Which program read it last, as it said.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

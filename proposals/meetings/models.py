"""Meetings: when and where, what is on, who is there, who has the floor."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalition.models import Coalition, Group, Member, Person
from coalition.models.dated import Dated
from proposals.drafting.models import Proposal


class Meeting(models.Model):
    """A meeting of a coalition, numbered one after the other. Its state follows from the instants on it."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, help_text="Where it is held: an IANA name such as Europe/Paris.")
    place = models.CharField(max_length=200, blank=True)
    online = models.URLField(max_length=500, blank=True)
    open_to_observers = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0, help_text="Rises with each change told to those concerned.")
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was cancelled, or last changed.")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "number"], name="one_meeting_per_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"meeting {self.number}"


class Item(models.Model):
    """An item of an agenda. Once published its number stays, wherever it is moved."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(help_text="Among the items of the same parent, from 1.")
    number = models.CharField(max_length=20, blank=True, help_text="Such as 2.1; empty until the agenda is published.")
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True, help_text="Markdown.")
    discussed = models.BooleanField(default=True, help_text="B: with discussion. A: without.")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Its time box.")
    proposals = models.ManyToManyField(Proposal, blank=True, related_name="items")
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    list_closed_at = models.DateTimeField(
        null=True, blank=True, help_text="From when nobody more makes a statement on it."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class How(models.TextChoices):
    """How a member is present."""

    ROOM = "room", _("in the room")
    ONLINE = "online", _("online")


class Presence(Dated):
    """From when until when a member was present at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="presences")
    how = models.CharField(max_length=8, choices=How.choices)

    class Meta(Dated.Meta):
        pass


class Coming(models.TextChoices):
    """What somebody answers to the call of a meeting. The values are those of calendars (RFC 5545, PARTSTAT)."""

    ACCEPTED = "accepted", _("comes")
    TENTATIVE = "tentative", _("may come")
    DECLINED = "declined", _("does not come")


class Answer(models.Model):
    """One person's answer to the call of a meeting, as it stands. It is no presence, and no vote."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    coming = models.CharField(max_length=12, choices=Coming.choices)
    said_at = models.DateTimeField(help_text="When the person said so: by mail, as the mail's calendar part says.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_answer_per_person")]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.get_coming_display()}"


class Purpose(models.TextChoices):
    """What a member asks for the floor for. A point of order goes before all."""

    STATEMENT = "statement", _("statement")
    REPLY = "reply", _("reply")
    POINT_OF_ORDER = "point_of_order", _("point of order")


class Turn(models.Model):
    """A member's place on the list of speakers: asked for, had, or given up."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="turns")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="turns")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="turns")
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For whom it speaks as well.",
    )
    purpose = models.CharField(max_length=16, choices=Purpose.choices, default=Purpose.STATEMENT)
    limit = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Seconds; none when empty.")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    ruling = models.CharField(max_length=500, blank=True, help_text="What the chair ruled on a point of order.")
    ruled_at = models.DateTimeField(null=True, blank=True)
    appealed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(null=True, help_text="After an appeal: whether the ruling stands.")

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.member.code}, {self.get_purpose_display()}"

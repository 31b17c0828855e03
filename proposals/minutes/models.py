"""Minutes: the record of a meeting that everybody accepts, in sections that follow the agenda."""

from __future__ import annotations

from django.db import models

from coalition.models import Person
from proposals.meetings.models import Item, Meeting


class Minutes(models.Model):
    """A meeting's minutes: drawn up, circulated, adopted by a later meeting. Their state follows from the instants."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveIntegerField(default=0, help_text="Rises with each text that was circulated; 0 before.")
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    circulated_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="minutes_adopted"
    )
    text_hash = models.CharField(max_length=64, blank=True, help_text="Of the text as it was circulated last.")

    class Meta:
        ordering = ["-meeting__number"]

    def __str__(self) -> str:
        return f"minutes of {self.meeting}"


class Section(models.Model):
    """One section, in Markdown. It is edited until the minutes are adopted, and never after."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=240)
    text = models.TextField(blank=True, help_text="Markdown.")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changes = models.PositiveIntegerField(default=0, help_text="How often it was edited: what an editor has seen.")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["minutes", "position"], name="one_section_per_position")]

    def __str__(self) -> str:
        return self.heading

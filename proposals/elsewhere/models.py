"""Votes of other bodies, as they were recorded there: for analysis and replay, never decisions of the coalition."""

from __future__ import annotations

from typing import Any

from django.db import models

from coalition.models import Coalition, Person


class RecordedVote(models.Model):
    """One vote recorded elsewhere: who took which position, and the official outcome. Bound to nothing here."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="recorded_votes")
    body = models.CharField(max_length=200)
    date = models.CharField(max_length=40, help_text="As the source writes it, the year first.")
    resolution = models.CharField(max_length=300)
    adopted = models.BooleanField()
    positions: Any = models.JSONField(help_text="By member's code.")
    source = models.CharField(max_length=200)
    imported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-date", "body", "resolution"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "body", "date", "resolution"], name="one_recorded_vote"),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.date}, {self.resolution}"

"""Sessions: who is signed in, on which device, since when. A row is a right to act; without it there is none."""

from __future__ import annotations

from django.db import models

from coalition.models.persons import Person


class Session(models.Model):
    """One browser. Only the SHA-256 of its key is kept: who reads the database, or a backup, is signed in as nobody."""

    digest = models.CharField(max_length=64, primary_key=True)
    data = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=80, blank=True, help_text="In words: which browser on which system.")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="To the minute.")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.device or self.digest[:8]

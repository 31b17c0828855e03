"""Proposals and their revisions."""

from __future__ import annotations

from django.db import models

from coalition.models import Coalition, Member, Person


class Proposal(models.Model):
    """A text put to a coalition, numbered per year: P-2026/14."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="proposals")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    subject = models.SlugField(max_length=60, help_text="A subject of the coalition's rules of procedure.")
    sponsors = models.ManyToManyField(Member, related_name="sponsored")
    released_to_observers = models.BooleanField(default=False)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "year", "number"], name="one_proposal_per_number"),
        ]

    def __str__(self) -> str:
        return self.symbol

    @property
    def symbol(self) -> str:
        """How it is cited."""
        return f"P-{self.year}/{self.number}"


class Revision(models.Model):
    """One version of a proposal's text. Never edited: a change is the next revision."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="Markdown.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of the text in UTF-8, in hexadecimal.")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.proposal}, revision {self.number}"

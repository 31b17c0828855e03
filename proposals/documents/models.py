"""Documents attached to a proposal or to an item of an agenda."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models import Coalition, Group, Member, Person
from proposals.drafting.models import Proposal
from proposals.meetings.models import Item


class Release(models.TextChoices):
    """To whom a document is released among those who may read what it is attached to."""

    ALL = "all", _("all members")
    NAMED = "named", _("named members and groups")


class Document(models.Model):
    """A file, or a reference to a document that is held elsewhere. Withdrawn, never deleted or replaced."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="documents")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    title = models.CharField(max_length=200)
    addendum = models.PositiveIntegerField(null=True, blank=True, help_text="Its number as an ADD of the proposal.")
    marking = models.CharField(max_length=40, help_text="One of the deployment's list.")
    release = models.CharField(max_length=8, choices=Release.choices)
    members = models.ManyToManyField(Member, blank=True, related_name="+")
    groups = models.ManyToManyField(Group, blank=True, related_name="+")
    released_to_observers = models.BooleanField(default=False)
    reference = models.CharField(max_length=300, blank=True, help_text="Where it is held, where it is not held here.")
    media_type = models.CharField(max_length=100, blank=True)
    extension = models.CharField(max_length=5, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="In bytes.")
    stored = models.CharField(max_length=64, blank=True, help_text="A random name under the data folder.")
    content_hash = models.CharField(max_length=64, help_text="Of the salt, then the content or the reference.")
    salt = models.CharField(max_length=32)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposal__isnull=True) ^ models.Q(item__isnull=True), name="document_of_one_thing"
            ),
            models.UniqueConstraint(fields=["proposal", "addendum"], name="one_addendum_per_number"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def symbol(self) -> str:
        """How it is cited, where it is an addendum: "P-2026/14 ADD 1"."""
        return f"{self.proposal.symbol} ADD {self.addendum}" if self.addendum and self.proposal else ""

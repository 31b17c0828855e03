"""What members pledge towards a decision, until when, and what became of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.models import Accreditation, Member, Person
from proposals.numbers import unguessable
from proposals.voting.models import Decision


class State(models.TextChoices):
    """Where a commitment stands. That its day has passed is derived from the clock, and is no state of its own."""

    STANDING = "standing", _("standing")
    FULFILLED = "fulfilled", _("fulfilled")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Commitment(models.Model):
    """What a member pledges towards a decision. Its words stay; its date is moved, and it ends, by acts of their own.

    Its number tells nothing: it is in calendars and addresses.
    """

    id = models.BigIntegerField(primary_key=True, default=unguessable, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="commitments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="commitments")
    text = models.TextField(help_text="What is pledged, in plain words.")
    condition = models.CharField(max_length=300, blank=True, help_text="Such as: if the parliament agrees.")
    salt = models.CharField(max_length=32, help_text="For the hash of both, which stands in the ledger.")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=80, blank=True, help_text="The actor's idempotency key, where one was given.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of what was asked for under that key.")
    moves = models.PositiveIntegerField(default=0, help_text="How often its date was moved.")
    changed_at = models.DateTimeField(help_text="When it was made, its date last moved, or it ended.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="How it was fulfilled, or why it was withdrawn.")
    note_salt = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["due_at", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["made_by", "key"], condition=~Q(key=""), name="one_commitment_per_key"),
            models.CheckConstraint(
                condition=Q(state="standing", ended_at__isnull=True) | ~Q(state="standing") & Q(ended_at__isnull=False),
                name="commitment_ended_or_standing",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="standing"), name="commitment_standing")]

    def __str__(self) -> str:
        return f"{self.member.code}, {self.get_state_display()}"

    @property
    def stands(self) -> bool:
        """Whether it is neither fulfilled nor withdrawn."""
        return self.state == State.STANDING

    def is_overdue_at(self, instant: datetime) -> bool:
        """Tell whether its day has passed and nobody has said that it is fulfilled."""
        return self.stands and self.due_at <= instant

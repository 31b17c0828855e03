"""Divisions, ballots and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from coalition.models import Accreditation, Coalition, Member, Person
from coalition.models.procedure import Procedure, Visibility
from coalition.rules.positions import Position
from proposals.drafting.models import Proposal, Revision

POSITIONS = [(position.value, position.value) for position in Position]


class Division(models.Model):
    """One formal vote on one revision, under one rule, on one roll, from `opens_at` up to but not at `closes_at`.

    Roll, rule and text are frozen here at opening; nothing but `sealed_at` changes afterwards.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="divisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="divisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="divisions")
    subject = models.SlugField(max_length=60)
    procedure = models.CharField(max_length=12, choices=Procedure.choices)
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    rule: Any = models.JSONField(help_text="The rule's document, with the subject's quorum and tie-break in it.")
    roll: Any = models.JSONField(help_text="The roll at opening.")
    facts: Any = models.JSONField(default=list, help_text="Given facts that the rule asks for.")
    text_hash = models.CharField(max_length=64)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-closes_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="division_closes_after_opening"),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(sealed_at__isnull=True), name="division_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal.symbol}, vote {self.pk}"

    def is_open_at(self, instant: datetime) -> bool:
        """Tell whether a ballot received at `instant` counts. State is derived from the clock, never stored."""
        return self.opens_at <= instant < self.closes_at


class Ballot(models.Model):
    """One member's position in one division, cast by one delegate. Appended, never overwritten."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="ballots")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="ballots")
    position = models.CharField(max_length=20, choices=POSITIONS)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ballots")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="ballots")
    received_at = models.DateTimeField(help_text="The database clock, read before the transaction.")
    entry_index = models.PositiveBigIntegerField()
    key = models.CharField(max_length=80, help_text="The actor's idempotency key.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked under the key.")

    class Meta:
        ordering = ["received_at", "entry_index"]
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_ballot_per_key")]
        indexes = [models.Index(fields=["division", "member"])]


class Decision(models.Model):
    """The recorded outcome, numbered per coalition and year, with everything that it follows from."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="decisions")
    division = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="decision")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    result = models.CharField(max_length=20)
    outcome: Any = models.JSONField(help_text="Tally, conditions, effect and who is bound: `rules.deciding.Outcome`.")
    ballots: Any = models.JSONField(help_text="Each member's position that counted, in canonical order.")
    rule: Any = models.JSONField()
    roll: Any = models.JSONField()
    text_hash = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "year", "number"], name="one_decision_per_number"),
        ]

    def __str__(self) -> str:
        return self.symbol

    @property
    def symbol(self) -> str:
        """How it is cited."""
        return f"{self.year}/{self.number}"

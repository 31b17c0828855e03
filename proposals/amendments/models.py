"""Changes to a text that are themselves decided, and the order in which they are put to the vote."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models import Member, Person
from proposals.drafting.models import Proposal, Revision


class Change(models.TextChoices):
    """What is asked for a passage. A separate vote keeps the passage, or takes it out."""

    REPLACE = "replace", _("replace the passage")
    DELETE = "delete", _("delete the passage")
    INSERT = "insert", _("add after the passage")
    SEPARATE = "separate", _("vote on the passage separately")


class Standing(models.TextChoices):
    """Where an amendment stands. Only what is pending may still be voted on."""

    PENDING = "pending", _("to be voted on")
    ACCEPTED = "accepted", _("accepted by the sponsor")
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("rejected")
    FALLEN = "fallen", _("fallen")
    WITHDRAWN = "withdrawn", _("withdrawn")


CHANGES_THE_PASSAGE = frozenset({Change.REPLACE, Change.DELETE})


class Amendment(models.Model):
    """A member's change to a named passage of one revision, or its request to vote on the passage separately.

    Never edited: it is accepted, adopted, rejected, withdrawn, or falls with a contrary one.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField(help_text="Of the proposal's amendments.")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="amendments")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="amendments", help_text="The text it was written on."
    )
    change = models.CharField(max_length=10, choices=Change.choices)
    anchor = models.CharField(max_length=120, blank=True, help_text="Of the passage; empty: before the first.")
    passage = models.TextField(blank=True, help_text="The passage as it read.")
    place = models.PositiveIntegerField(help_text="Where the passage stands in the text, counted from 0.")
    text = models.TextField(blank=True, help_text="The words put in. Markdown.")
    distance = models.PositiveIntegerField(help_text="Words taken out plus words put in.")
    text_hash = models.CharField(max_length=64)
    contrary_to = models.ManyToManyField("self", blank=True, help_text="Declared so; others are found by passage.")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.PENDING)
    fell_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="felled")
    carried_in = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="carries", help_text="Which has it in."
    )
    conflict = models.BooleanField(default=False, help_text="Its passage had changed: somebody writes it in by hand.")
    tabled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tabled_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_amendment_per_number")]

    def __str__(self) -> str:
        return f"{self.proposal.symbol} AM {self.number}"

    @property
    def symbol(self) -> str:
        """How it is cited beside its proposal."""
        return f"AM {self.number}"

    @property
    def question(self) -> str:
        """How a vote on it names what it is on."""
        return f"amendment:{self.number}"

    @property
    def is_part(self) -> bool:
        """Whether it only asks that a passage be voted on separately."""
        return self.change == Change.SEPARATE


class OrderRuling(models.Model):
    """The chair's ruling on the order of the votes, and the appeal against it, which is voted on."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="order_rulings")
    number = models.PositiveIntegerField()
    order: Any = models.JSONField(help_text="Numbers of amendments, the first to be voted on first.")
    reason = models.CharField(max_length=500)
    reason_salt = models.CharField(max_length=32)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()
    appealed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    overruled = models.BooleanField(null=True, help_text="What the vote on the appeal made of it; null: no vote.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_order_ruling_per_number")]

    @property
    def question(self) -> str:
        """How a vote on the appeal names what it is on."""
        return f"ruling:{self.number}"

    @property
    def under_appeal(self) -> bool:
        """Whether an appeal awaits its vote."""
        return self.appealed_at is not None and self.overruled is None

"""What members put on record about a text or a vote."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models import Member, Person
from proposals.drafting.models import Proposal
from proposals.voting.models import Division


class StatementKind(models.TextChoices):
    """What a member puts on record about a text or a vote."""

    SCRUTINY = "scrutiny", _("scrutiny reservation")
    PARLIAMENTARY = "parliamentary", _("parliamentary reservation")
    AD_REFERENDUM = "ad_referendum", _("agreement ad referendum")
    DECLARATION = "declaration", _("declaration")
    INTERPRETATION = "interpretation", _("interpretative statement")
    EXPLANATION = "explanation", _("explanation of vote")
    INTENDED = "intended", _("intended to vote otherwise")


RESERVATIONS = frozenset({StatementKind.SCRUTINY, StatementKind.PARLIAMENTARY, StatementKind.AD_REFERENDUM})


class Statement(models.Model):
    """What a member put on record on a proposal. Never edited; a reservation is lifted, or lapses at its expiry."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="statements")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=16, choices=StatementKind.choices)
    text = models.TextField(help_text="Markdown.")
    position = models.CharField(max_length=20, blank=True, help_text="How it meant to vote; without effect.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When a reservation lapses.")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When a reservation was lifted, or lapsed.")
    lifted = models.BooleanField(default=False, help_text="Whether the member itself ended it.")

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.member.code}, {self.get_kind_display()}"

    @property
    def reserves(self) -> bool:
        """Whether it is a reservation, and as such has an expiry."""
        return self.kind in RESERVATIONS

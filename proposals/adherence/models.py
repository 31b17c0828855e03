"""Who joined, aligned or left beside the vote on a joint statement or an opt-in, and when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.models import Accreditation, Member, Partner, Person
from proposals.voting.models import Division


class Kind(models.TextChoices):
    """What a state did beside the vote."""

    JOINED = "joined", _("joined after the decision")
    ALIGNED = "aligned", _("aligned with it")
    LEFT = "left", _("left it")


class Adherence(models.Model):
    """One state's dated act: a member joins after the decision, a partner aligns, either leaves. Never edited."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="adherences")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="Which note said so; empty: the state acted itself.")
    note_salt = models.CharField(max_length=32, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["made_at", "entry_index"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=True, partner__isnull=False) | Q(member__isnull=False, partner__isnull=True),
                name="adherence_of_one_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.get_kind_display()}"

    @property
    def state(self) -> Member | Partner:
        """The state that did it."""
        state = self.member or self.partner
        assert state is not None, "held by a constraint"
        return state

    @property
    def code(self) -> str:
        """Its code."""
        return self.state.code

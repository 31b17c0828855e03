"""What the register of decisions is searched by, and what became of a decision later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models import Coalition
from proposals.drafting.models import Proposal
from proposals.statements.models import Statement
from proposals.voting.models import Decision


class SearchText(models.Model):
    """The words of one text of the register: of a decision, or of a statement on its proposal. Derived, never shown."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, null=True, related_name="search_text")
    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, null=True, related_name="search_text")
    text = models.TextField(help_text="Words alone, without accents or capitals.")

    def __str__(self) -> str:
        return f"words of {self.decision or self.statement}"


class Stand(models.Model):
    """Where a member, or a group as one, stood in a decision. Derived from the decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="stands")
    who = models.CharField(max_length=80, help_text="A member's code, or group:NAME.")
    position = models.CharField(max_length=20, help_text="A position; of a group that was not of one mind: split.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "who"], name="one_stand_per_decision")]
        indexes = [models.Index(fields=["who", "position"])]

    def __str__(self) -> str:
        return f"{self.who}, {self.position}"


class Mark(models.TextChoices):
    """What becomes of a decision."""

    AMENDED = "amended", _("amended by a later decision")
    SUPERSEDED = "superseded", _("superseded by a later decision")
    EXPIRES = "expires", _("expires on a day")


class DecisionMark(models.Model):
    """What became of a decision, recorded by two people. A wrong one is struck, never deleted."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="decision_marks")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=12, choices=Mark.choices)
    later = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="marks_made")
    expires_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.decision}, {self.mark}"

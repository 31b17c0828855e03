"""Rules of procedure: the coalition's own act. A division takes its rule from here, never from a menu."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.coalitions import Coalition
from coalition.models.members import Member
from coalition.models.persons import Person
from coalition.models.rules import Rule


class Procedure(models.TextChoices):
    """How a division is held."""

    MEETING = "meeting", _("vote in a meeting")
    WRITTEN = "written", _("written procedure")
    INDICATIVE = "indicative", _("indicative vote")


class Visibility(models.TextChoices):
    """What is shown of positions before closing, and to whom."""

    OPEN = "open", _("open: every position is shown at once")
    ON_CLOSING = "on_closing", _("on closing: who has replied is shown, not how")
    CHAIR = "chair", _("chair: only the chair sees the replies before closing")


class TieBreak(models.TextChoices):
    """What a tie means."""

    AS_RULE = "as_rule", _("as the rule says")
    REJECTED = "rejected", _("a tie is a rejection")
    CHAIR = "chair", _("the member in the chair has the casting vote")
    SECOND_VOTE = "second_vote", _("a second vote is held")


class Opener(models.TextChoices):
    """Who may open a division."""

    SECRETARIAT = "secretariat", _("the secretariat")
    CHAIR = "chair", _("the chair")
    EITHER = "either", _("the secretariat or the chair")


class RulesOfProcedure(models.Model):
    """One version of a coalition's rules of procedure, in force from an instant until the next version's."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="rules_of_procedure")
    version = models.PositiveIntegerField()
    in_force_from = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["coalition", "version"], name="one_procedure_per_version")]

    def __str__(self) -> str:
        return f"version {self.version}"


class SubjectRules(models.Model):
    """How the coalition decides on one subject."""

    rules_of_procedure = models.ForeignKey(RulesOfProcedure, on_delete=models.PROTECT, related_name="subjects")
    code = models.SlugField(max_length=60)
    title_en = models.CharField(max_length=120)
    title_fr = models.CharField(max_length=120)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="used_for")
    procedure = models.CharField(max_length=12, choices=Procedure.choices)
    notice = models.DurationField(help_text="The least time between opening and closing.")
    quorum: Any = models.JSONField(
        null=True, blank=True, help_text="A condition of the rule language; null: the rule's own."
    )
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    tie_break = models.CharField(max_length=12, choices=TieBreak.choices, default=TieBreak.AS_RULE)
    opener = models.CharField(max_length=12, choices=Opener.choices, default=Opener.SECRETARIAT)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["rules_of_procedure", "code"], name="one_entry_per_subject")]

    def __str__(self) -> str:
        return self.title_en


class Acceptance(models.Model):
    """A member's recorded acceptance: without a treaty, a majority binds nobody who has not accepted it."""

    rules_of_procedure = models.ForeignKey(RulesOfProcedure, on_delete=models.PROTECT, related_name="acceptances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rules_of_procedure", "member"], name="one_acceptance_per_member")
        ]

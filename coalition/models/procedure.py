"""Rules of procedure: the coalition's own act. A division takes its rule from here, never from a menu."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.coalitions import Coalition
from coalition.models.members import Member
from coalition.models.persons import Person
from coalition.models.rules import Rule


class Procedure(models.TextChoices):
    """How a division is held. Silence is a procedure over a consensus rule, not a rule."""

    MEETING = "meeting", _("vote in a meeting")
    WRITTEN = "written", _("written procedure")
    SILENCE = "silence", _("silence procedure")
    CONSENSUS = "consensus", _("consensus in the room")
    ENDORSEMENT = "endorsement", _("endorsement of a joint statement")
    INDICATIVE = "indicative", _("indicative vote")


# Nobody votes: whoever says nothing consents, and one objection ends it.
BY_OBJECTION = frozenset({Procedure.SILENCE, Procedure.CONSENSUS})


class Consent(models.TextChoices):
    """Whether the members must agree that a vote is held in this way at all, before it counts."""

    NONE = "none", _("the procedure needs no consent")
    NO_OBJECTION = "no_objection", _("held unless a member opposes the procedure")
    ALL = "all", _("held only if every member agrees to the procedure; replying is agreeing")


class Visibility(models.TextChoices):
    """What is shown of positions before closing, and to whom."""

    OPEN = "open", _("open: every position is shown at once")
    ON_CLOSING = "on_closing", _("on closing: who has replied is shown, not how")
    CHAIR = "chair", _("chair: only the chair sees the replies before closing")


class Signing(models.TextChoices):
    """Whether delegates sign their ballots with a key of their own, which the server does not hold."""

    OFF = "off", _("ballots are not signed by delegates")
    OPTIONAL = "optional", _("delegates may sign their ballots")
    REQUIRED = "required", _("delegates sign their ballots")


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
    adopted_by = models.CharField(
        max_length=20, blank=True, help_text="The number of the decision that adopted it; empty: two people did."
    )

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
    emergency_notice = models.DurationField(
        null=True, blank=True, help_text="The least time in an emergency, with a reason on record; null: none is known."
    )
    outage_extension = models.DurationField(
        null=True, blank=True, help_text="By how much an outage moves a deadline; null: as the two people say."
    )
    consent = models.CharField(max_length=16, choices=Consent.choices, default=Consent.NONE)
    body = models.CharField(
        max_length=60, blank=True, help_text="The group whose members alone are the roll; empty: all members."
    )
    quorum: Any = models.JSONField(
        null=True, blank=True, help_text="A condition of the rule language; null: the rule's own."
    )
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    tie_break = models.CharField(max_length=12, choices=TieBreak.choices, default=TieBreak.AS_RULE)
    opener = models.CharField(max_length=12, choices=Opener.choices, default=Opener.SECRETARIAT)
    four_eyes_opening = models.BooleanField(default=False, help_text="Opening a division takes two people.")
    implications: Any = models.JSONField(
        default=list, blank=True, help_text="What its decisions touch, as rules exclude it: military, defence."
    )
    signing = models.CharField(max_length=10, choices=Signing.choices, default=Signing.OFF)
    note_wait = models.DurationField(
        default=timedelta(0), help_text="How long after closing the count waits for signed notes received in time."
    )

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

"""Accreditations: the dated right of one person to vote for one member."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from coalition.models.dated import Dated
from coalition.models.members import Member
from coalition.models.persons import Person


class Accreditation(Dated):
    """Given by a government and registered by two people; revoked by one, at once (`ends_at`)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="accreditations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accreditations")
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True, help_text="The government's note, as it is filed.")
    note_salt = models.CharField(max_length=32, blank=True, help_text="Of the note's hash in the ledger.")
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        help_text="The accreditation that ended when this one began.",
    )
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(registered_by=F("confirmed_by")), name="accreditation_needs_two_people"
            ),
        ]

    @property
    def reference(self) -> str:
        """The number it is known by on paper, such as `A-FI-12`."""
        return f"A-{self.member.code}-{self.pk}"

"""Members: the states and organisations that vote. The member is the voter, not the person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from coalition.models.coalitions import Coalition
from coalition.models.dated import Dated


class Member(models.Model):
    """A state or organisation, in one coalition."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="members")
    code = models.CharField(max_length=8, help_text="ISO 3166 alpha-2 for a state.")
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)

    class Meta:
        ordering = ["name_en"]
        constraints = [models.UniqueConstraint(fields=["coalition", "code"], name="one_member_per_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of whoever reads."""
        return self.name_fr if (get_language() or "en").startswith("fr") else self.name_en


class Membership(Dated):
    """From when until when a member belongs to its coalition."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")

    class Meta(Dated.Meta):
        pass


class Suspension(Dated):
    """From when until when a member is on the roll but may not vote, and is counted in no base."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="suspensions")

    class Meta(Dated.Meta):
        pass

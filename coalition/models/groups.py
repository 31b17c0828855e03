"""Groups: named members, such as E3 or NB8. They may overlap, and may have a member that speaks for them."""

from __future__ import annotations

from django.db import models

from coalition.models.coalitions import Coalition
from coalition.models.dated import Dated
from coalition.models.members import Member


class Group(models.Model):
    """A named set of members. Speaking for a group is not voting for it."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=24)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    speaker = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="speaks_for")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["coalition", "code"], name="one_group_per_code")]

    def __str__(self) -> str:
        return self.code


class GroupPlace(Dated):
    """From when until when a member is in a group."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="group_places")

    class Meta(Dated.Meta):
        pass

"""Weights: what a member counts for under a rule that weighs."""

from __future__ import annotations

from django.db import models

from coalition.models.dated import Dated
from coalition.models.members import Member


class Weight(Dated):
    """An exact whole number by name, such as `population` (inhabitants) or `gdp` (US dollars), with its source."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="weights")
    name = models.SlugField()
    value = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)
    source_salt = models.CharField(max_length=32, blank=True, help_text="Of the source's hash in the ledger.")

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.member_id} {self.name} {self.value}"

"""Rules as stored: versioned, never edited."""

from __future__ import annotations

from typing import Any

from django.db import models

from coalition.models.coalitions import Coalition
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule as ReadRule


class Rule(models.Model):
    """One version of one rule of a coalition: the rule's JSON document, read by `coalition.rules`."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="rules")
    identifier = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    document: Any = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["identifier", "version"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "identifier", "version"], name="one_rule_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.identifier}, version {self.version}"

    def read(self) -> ReadRule:
        """Return the rule that the document says."""
        return read_rule(self.document)

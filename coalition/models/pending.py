"""Acts that take two people: what one has asked for, until another has confirmed it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalition.models.coalitions import Coalition
from coalition.models.persons import Person


class Settlement(models.TextChoices):
    """How what was asked came to its end."""

    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class PendingAct(models.Model):
    """An act that one person asked for. It is done when a second person confirms it, or never."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="pending_acts")
    kind = models.CharField(max_length=40, help_text="The entry that it leaves in the ledger once done.")
    arguments: Any = models.JSONField(help_text="What was asked, as its kind reads it.")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="From then on it can no longer be confirmed.")
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settlement = models.CharField(max_length=12, choices=Settlement.choices, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="pending_act_expires_later"),
            models.CheckConstraint(
                condition=Q(settlement="", settled_at__isnull=True) | (~Q(settlement="") & Q(settled_at__isnull=False)),
                name="pending_act_settled_whole",
            ),
            models.CheckConstraint(
                condition=~Q(settlement="confirmed") | (Q(settled_by__isnull=False) & ~Q(settled_by=F("asked_by"))),
                name="pending_act_confirmed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["coalition", "expires_at"], condition=Q(settlement=""), name="pending_act_unsettled")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

"""Partners: states that stand beside the members. They have no vote; they align with texts, and consent as hosts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from coalition.models.coalitions import Coalition
from coalition.models.dated import Dated
from coalition.models.persons import Person


class Partner(Dated):
    """A state beside the members, for as long as it stands there. A host may be a member as well."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="partners")
    code = models.CharField(max_length=8, help_text="ISO 3166 alpha-2 for a state.")
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    hosts = models.BooleanField(default=False, help_text="Whether it is a host, that consents to what is done on it.")
    contact = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_of",
        help_text="Who acts for it: one of the coalition's observers.",
    )

    class Meta(Dated.Meta):
        ordering = ["name_en", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["coalition", "code"], condition=Q(ends_at__isnull=True), name="one_partner_per_code"
            ),
        ]

    def __str__(self) -> str:
        return self.code

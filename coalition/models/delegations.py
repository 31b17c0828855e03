"""Delegations and offices: who sits for a member, and who serves the coalition itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.coalitions import Coalition
from coalition.models.dated import Dated
from coalition.models.members import Member
from coalition.models.persons import Person


class Rank(models.TextChoices):
    """A delegate's place in the delegation. An adviser never votes."""

    HEAD = "head", _("head of delegation")
    ALTERNATE = "alternate", _("alternate")
    ADVISER = "adviser", _("adviser")


class Role(models.TextChoices):
    """What somebody does for the coalition as a whole."""

    SECRETARIAT = "secretariat", _("secretariat")
    CHAIR = "chair", _("chair")
    OBSERVER = "observer", _("observer")


class Delegate(Dated):
    """One person's place in a member's delegation. It lets them read; an accreditation lets them vote."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="delegates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegate_places")
    rank = models.CharField(max_length=12, choices=Rank.choices)

    class Meta(Dated.Meta):
        pass


class Office(Dated):
    """One person's office in a coalition."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="offices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta(Dated.Meta):
        pass

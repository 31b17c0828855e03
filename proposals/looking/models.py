"""When somebody last looked: a mark per person, theirs alone, and on no record."""

from __future__ import annotations

from django.db import models

from coalition.models import Coalition, Person


class Look(models.Model):
    """How far into a coalition's ledger a person had come when they last looked, and before that.

    What changed since is told from `since`: it moves up to `seen` once they have been away for a while, so that going
    back to the page within the same visit does not empty it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    since = models.PositiveBigIntegerField(help_text="The first entry that is new to them.")
    seen = models.PositiveBigIntegerField(help_text="Where the ledger ended when they looked last.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "coalition"], name="one_look_per_person")]

    def __str__(self) -> str:
        return f"{self.person} in {self.coalition}"

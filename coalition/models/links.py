"""Links that let a person in once, to choose a password: an invitation, or a reset."""

from __future__ import annotations

from django.db import models

from coalition.models.persons import Person


class SignInLink(models.Model):
    """A link handed to one person. Only the SHA-256 of its token is kept; it works once, and for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="Null: on the machine itself."
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link {self.pk}"

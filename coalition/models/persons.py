"""Persons and the tokens their programs sign in with."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token may be used for, within what its person may do."""

    READ = "read", _("read")
    VOTE = "vote", _("vote")
    ACT = "act", _("act for the secretariat or the chair")


def every_scope() -> list[str]:
    """What a token could do before scopes were chosen, and can by default."""
    return [scope.value for scope in Scope]


class PersonManager(BaseUserManager["Person"]):
    """Makes persons."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        """Create a person; without a password, one who cannot sign in with a password."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person of this address, however its capitals are written."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from delegations, accreditations and offices, never from here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="en", choices=[("en", "English"), ("fr", "Français")])
    time_zone = models.CharField(max_length=64, default="UTC", help_text=_("An IANA name, such as Europe/Helsinki."))
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_in_any_case")]

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A program's right to act as a person, as far as its scopes go.

    Only the SHA-256 of the token is kept; the token is shown once.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")
    scopes = models.JSONField(default=every_scope)

    def __str__(self) -> str:
        return self.name

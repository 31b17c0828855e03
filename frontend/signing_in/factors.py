"""Second factors and passkeys: what a person has, and each change to it. The rows are allauth's (`Authenticator`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models import Person
from coalition.writing import write_transaction

Type = Authenticator.Type
MAX_NAME = 60
MOST_PASSKEYS = 10


@dataclass(frozen=True)
class Factors:
    """What a person can show beside a password."""

    totp: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes alone are none."""
        return self.totp is not None or bool(self.passkeys)


def factors_of(person: Person) -> Factors:
    """Read what a person has."""
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at", "pk"))
    codes = next((row for row in rows if row.type == Type.RECOVERY_CODES), None)
    return Factors(
        totp=next((row for row in rows if row.type == Type.TOTP), None),
        passkeys=[row for row in rows if row.type == Type.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def has_factor(person: Person) -> bool:
    """Whether a person has a second factor."""
    return bool(Authenticator.objects.filter(user=person, type__in=[Type.TOTP, Type.WEBAUTHN]).exists())


def passes(person: Person, code: str) -> bool:
    """Whether a code of the authenticator app, or a recovery code, is right; either works once."""
    for row in Authenticator.objects.filter(user=person).exclude(type=Type.WEBAUTHN).order_by("-type"):
        if row.wrap().validate_code(code):
            row.record_usage()
            return True
    return False


def add_totp(*, person: Person, secret: str) -> None:
    """Keep the secret that the person's authenticator app shares, in place of an earlier one."""
    with write_transaction():
        Authenticator.objects.filter(user=person, type=Type.TOTP).delete()
        TOTP.activate(person, secret)
        RecoveryCodes.activate(person)


def add_passkey(*, person: Person, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey that was just made, under a name."""
    if Authenticator.objects.filter(user=person, type=Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise Invalid("too_many", _("You have ten passkeys. Remove one first."), field="name")
    with write_transaction():
        added = WebAuthn.add(person, name.strip()[:MAX_NAME] or str(_("Passkey")), credential).instance
        RecoveryCodes.activate(person)
    return added


def rename_passkey(*, passkey: Authenticator, name: str) -> None:
    """Name a passkey anew."""
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid("bad_name", _("Give the passkey a name of at most 60 characters."), field="name")
    passkey.data["name"] = name
    with write_transaction():
        passkey.save(update_fields=["data"])


def remove_factor(*, factor: Authenticator) -> None:
    """Remove a factor; recovery codes go with the last one."""
    with write_transaction():
        factor.delete()
        if not has_factor(factor.user):
            Authenticator.objects.filter(user=factor.user).delete()


def renew_codes(*, person: Person) -> list[str]:
    """Make new recovery codes in place of the old, and return them."""
    with write_transaction():
        Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).delete()
        return list(RecoveryCodes.activate(person).get_unused_codes())

"""Unsubscribing with one click (RFC 8058): the address in a mail says who, and from what, under our signature.

It opens nothing else, needs no signing in, and ends mail alone: the inbox keeps everything.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from coalition.models import Person
from proposals.notices.places import outside

SALT = "concert.unsubscribe"
EVERYTHING = "*"


def address_to_unsubscribe(person: Person, kind: str) -> str:
    """Return the address that ends this person's mail of this kind, or all of it."""
    return outside(reverse("unsubscribe", args=[token_for(person, kind)]))


def token_for(person: Person, kind: str) -> str:
    """Return the signed word for it. It does not expire: a mail of last year must still be answered."""
    return signing.dumps([person.pk, kind], salt=SALT)


def read_token(token: str) -> tuple[Person, str] | None:
    """Return who asks, and of what they had enough; None for what we never signed."""
    try:
        number, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.filter(pk=number).first()
    return (person, kind) if person else None

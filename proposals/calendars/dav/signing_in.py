"""Signing in a CalDAV program: the person's address and an app password, which reads calendars and nothing else."""

from __future__ import annotations

import base64
import binascii
import math

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from coalition import clock
from proposals.calendars.dav.asking import Refused
from proposals.calendars.keys import note_reading, valid_key
from proposals.calendars.models import CalendarKey
from proposals.calendars.readers import reader_of
from proposals.counting import Counter

REALM = 'Basic realm="Concert", charset="UTF-8"'


def key_of(request: HttpRequest) -> CalendarKey:
    """Return the key that the request brings.

    Raises `Refused`, the same for an unknown address and a wrong password: 401, or 429 after too many.
    """
    address, password = _given(request.headers.get("Authorization", ""))
    key = valid_key(password, password=True) if password else None
    if key is None or key.person.email.casefold() != address.strip().casefold():
        raise _unknown(request)
    note_reading(key, reader_of(request.headers.get("User-Agent", "")), clock.now())
    return key


def _given(header: str) -> tuple[str, str]:
    scheme, _space, written = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        address, _colon, password = base64.b64decode(written.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return address, password


def _unknown(request: HttpRequest) -> Refused:
    caller = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads META alone
    wait = Counter("failed_sign_in").add(str(caller)) if request.headers.get("Authorization") else None
    if wait:
        return Refused(429, **{"Retry-After": str(math.ceil(wait))})
    return Refused(401, **{"WWW-Authenticate": REALM})

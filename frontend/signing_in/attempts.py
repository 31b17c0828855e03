"""Failed sign-ins: how many, from where, and when to try again.

django-axes keeps the failures, by account and address together: whoever fails in somebody's name somewhere else does
not lock them out here. What it checks before comparing it counts only after, so that of requests sent at once many
would slip past; therefore each attempt is also counted first, in one step, in the cache that all processes share.
An account that exists and one that does not are counted alike.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

FROM_ONE_ADDRESS = 20  # times the limit of one account: a delegation's network is one address
CODES_FROM_ANYWHERE = 4  # times that limit: whoever comes to the code has given the password


def address_of(request: HttpRequest) -> str | None:
    """The address that asks: the proxy's word where there is a proxy, and nobody else's; None where it is none."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        said = request.headers.get("X-Forwarded-For", said).rsplit(",", 1)[-1].strip()
    try:
        return str(ip_address(said))
    except ValueError:
        return None


def account_of(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The account that is tried, however it is written."""
    return spelled(str((credentials or {}).get("username") or ""))


def spelled(email: str) -> str:
    """An address as it is compared: without capitals."""
    return email.strip().casefold()[:254]


def unnamed(*_who: object) -> str:
    """What the logs say of who failed: nothing."""
    return "somebody"


def as_answered(request: HttpRequest, response: HttpResponse | None, credentials: object = None) -> HttpResponse | None:
    """Leave the answer to the page, which says when to try again."""
    return response


def begin(request: HttpRequest, account: str, kind: str = "password") -> datetime | None:
    """Count an attempt before anything is compared; return when to try again where there were too many.

    `kind` is `password` or `code`. A code is asked only of whoever gave the password: it is counted from anywhere too.
    """
    address, limit = address_of(request), settings.AXES_FAILURE_LIMIT
    counts = [
        _count(_key(kind, account, address)) > limit,
        _count(_key("address", "", address)) > FROM_ONE_ADDRESS * limit,
    ]
    if kind == "code":
        counts.append(_count(_key("anywhere", account, None)) > CODES_FROM_ANYWHERE * limit)
    if any(counts) or _failures(account, address) >= limit:
        return again_at(request, account)
    return None


def too_many_from(request: HttpRequest) -> bool:
    """Count what can be asked without an account, and cannot be guessed: it holds off load alone."""
    return _count(_key("asked", "", address_of(request))) > FROM_ONE_ADDRESS * settings.AXES_FAILURE_LIMIT


def is_over(request: HttpRequest, account: str) -> bool:
    """Whether no attempt is left."""
    return _failures(account, address_of(request)) >= settings.AXES_FAILURE_LIMIT


def failed(request: HttpRequest, account: str) -> None:
    """Keep a failure of a second factor; those of a password are kept by themselves."""
    user_login_failed.send(sender=__name__, credentials={"username": account}, request=request)


def succeeded(request: HttpRequest, account: str) -> None:
    """Forget the attempts: they were a slip."""
    address = address_of(request)
    for key in (_key("password", account, address), _key("code", account, address), _key("anywhere", account, None)):
        cache.delete(key)
    AccessAttempt.objects.filter(username=spelled(account), ip_address=address).delete()


def _count(key: str) -> int:
    cache.add(key, 0, timeout=int(settings.AXES_COOLOFF_TIME.total_seconds()))
    try:
        return cache.incr(key)
    except ValueError:  # it ended in between
        return 1


def _key(kind: str, account: str, address: str | None) -> str:
    return f"attempts:{kind}:{sha256(f'{spelled(account)}|{address}'.encode()).hexdigest()}"


def _failures(account: str, address: str | None) -> int:
    rows = AccessAttempt.objects.filter(
        username=spelled(account),
        ip_address=address,
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
    )
    return sum(rows.values_list("failures_since_start", flat=True))


def again_at(request: HttpRequest, account: str) -> datetime:
    """When the account can be tried again from here."""
    rows = AccessAttempt.objects.filter(username=spelled(account), ip_address=address_of(request))
    last = rows.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    now = timezone.now()
    until = (last or now) + settings.AXES_COOLOFF_TIME
    return until if until > now else now + settings.AXES_COOLOFF_TIME

"""How you hear: which channels for what, quiet hours, the daily digest, and the browsers that are told."""

from __future__ import annotations

from datetime import time
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition import clock
from coalition.errors import Invalid
from coalition.models import Person
from frontend.refusals import status_of
from proposals.notices.channels import channels, chosen
from proposals.notices.kinds import CHOSEN
from proposals.notices.models import Preference
from proposals.notices.preferring import Wish, prefer
from proposals.notices.push.keys import public_key
from proposals.notices.push.subscribing import browsers_of


@login_required
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Read it, or keep it as a whole."""
    person = cast(Person, request.user)
    if request.method != "POST":
        return _page(request, Preference.objects.filter(person=person).first())
    try:
        prefer(person=person, wish=_wish(person, request.POST))
    except Invalid as refusal:
        return _page(request, None, refusal)
    messages.success(request, _("Kept. Your inbox has everything all the same."))
    return HttpResponseRedirect(reverse("hearing"))


def _wish(person: Person, given: QueryDict) -> Wish:
    """What the form says; of channels that it did not show, what was kept."""
    kept = Preference.objects.filter(person=person).first()
    shown = {channel.name for channel in _columns()}
    silenced = {
        kind.value: [
            *(name for name in shown if f"{kind.value}.{name}" not in given),
            *(name for name in (kept.silenced.get(kind, []) if kept else []) if name not in shown),
        ]
        for kind in CHOSEN
    }
    return Wish(
        silenced,
        _hour(given, "quiet_from"),
        _hour(given, "quiet_until"),
        "last_call" in given,
        _hour(given, "digest_at"),
        "receipts" in given,
    )


def _hour(given: QueryDict, name: str) -> time | None:
    typed = given.get(name, "").strip()
    try:
        return time.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Invalid("bad_hour", _("Give a time of day, such as 22:00."), field=name) from error


def _columns() -> list[Any]:
    """The channels that are offered: those that are set up, or all where none is, so that the choice can be kept."""
    return chosen() or [channel for channel in channels().values() if channel.chosen]


def _page(request: HttpRequest, kept: Preference | None, refusal: Invalid | None = None) -> HttpResponse:
    columns = _columns()
    given = request.POST if refusal else None
    context = {
        "now": clock.now(),
        "refusal": refusal,
        "columns": columns,
        "browsers": browsers_of(cast(Person, request.user), clock.now()),
        "push_key": public_key(),
        "unavailable": [each for each in channels().values() if each.chosen and not each.ready()],
        "lines": [(kind, [(each, _is_on(kind, each.name, kept, given)) for each in columns]) for kind in CHOSEN],
        "hours": {name: _typed(name, kept, given) for name in ("quiet_from", "quiet_until", "digest_at")},
        "receipts": "receipts" in given if given is not None else kept is not None and kept.receipts,
        "last_call": "last_call" in given if given is not None else kept is None or kept.last_call,
    }
    return render(request, "frontend/notices/hearing.html", context, status=status_of(refusal) if refusal else 200)


def _is_on(kind: str, channel: str, kept: Preference | None, given: QueryDict | None) -> bool:
    if given is not None:
        return f"{kind}.{channel}" in given
    return kept is None or channel not in kept.silenced.get(kind, [])


def _typed(name: str, kept: Preference | None, given: QueryDict | None) -> str:
    if given is not None:
        return str(given.get(name, ""))
    hour: time | None = getattr(kept, name) if kept else None
    return hour.strftime("%H:%M") if hour else ""

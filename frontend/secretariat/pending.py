"""What awaits a second person: each act in a sentence, to confirm, to decline, or to take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coalition import four_eyes
from coalition.awaiting import Awaited, told, unsettled
from coalition.errors import ActRefused, NotAllowed
from coalition.models import PendingAct
from coalition.permissions import Act, refuse, table_allows
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.words.times import when

ACTS = {"confirm": four_eyes.confirm, "decline": four_eyes.decline, "withdraw": four_eyes.withdraw}


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """Everything of this person's table that awaits a second person."""
    _require(here)
    context = {"awaited": awaited(here, unsettled(here.coalition, here.now))}
    return render(request, "frontend/secretariat/pending.html", context)


@require_http_methods(["GET", "POST"])
@in_coalition
def settle(request: Request, here: Here, act_id: int) -> HttpResponse:
    """One act: what it will do, and the buttons that settle it."""
    _require(here)
    pending = PendingAct.objects.filter(coalition=here.coalition, pk=act_id).select_related("coalition").first()
    found = awaited(here, [pending] if pending else [])
    if not found:
        raise Http404
    if request.method != "POST":
        return _show(request, found[0])
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _show(request, found[0], NotAllowed("no_act", _("Choose what to do.")))
    try:
        act(pending=found[0].pending, by=here.person)
    except ActRefused as refusal:
        return _show(request, found[0], refusal)
    messages.success(request, _settled(request.POST["act"], found[0].sentence))
    return HttpResponseRedirect(reverse("pending-acts", args=[here.coalition.slug]))


def awaited(here: Here, rows: list[PendingAct]) -> list[Awaited]:
    """The acts as this reader sees them."""
    return told(rows, here.coalition, here.person, here.standings, say=lambda instant: when(instant, here.now))


def _settled(how: str, sentence: str) -> str:
    said = {
        "confirm": _("Confirmed and done: %(sentence)s"),
        "decline": _("Declined, and not done: %(sentence)s"),
        "withdraw": _("Withdrawn, and not done: %(sentence)s"),
    }
    return said[how] % {"sentence": sentence}


def _show(request: Request, found: Awaited, refusal: ActRefused | None = None) -> HttpResponse:
    context = {"found": found, "refusal": refusal}
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/secretariat/settle.html", context, status=status)


def _require(here: Here) -> None:
    if not table_allows(here.standings, Act.SETTLE):
        raise refuse(Act.SETTLE)

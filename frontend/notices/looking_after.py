"""What the secretariat looks after: when members are reminded, and what did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused, Invalid
from coalition.permissions import Act, refuse, table_allows
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from proposals.notices.channels import channels
from proposals.notices.dead_letters import dead_letters, send_again
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import ReminderTimes
from proposals.notices.preferring import set_reminders
from proposals.notices.reminding import plan_of

PER_PAGE = 50
UNITS = {"min": 1, "h": 60, "d": 24 * 60}


@require_GET
@in_coalition
def undelivered(request: Request, here: Here) -> HttpResponse:
    """What was given up, with why, and a button that tries it again."""
    _require(here, Act.SEND_AGAIN)
    rows = dead_letters(here.coalition, here.now).select_related("notice", "person").prefetch_related("attempts")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (row, NoticeKind(row.notice.kind).label, channels()[row.channel].title, list(row.attempts.all())[-1:])
        for row in page.object_list
    ]
    return render(request, "frontend/notices/undelivered.html", {"page": page, "lines": lines})


@require_POST
@in_coalition
def again(request: Request, here: Here, delivery_id: int) -> HttpResponse:
    """Try one again."""
    _require(here, Act.SEND_AGAIN)
    row = dead_letters(here.coalition, here.now).select_related("notice", "person").filter(pk=delivery_id).first()
    if row is None:
        raise Http404
    send_again(delivery=row, by=here.person)
    messages.success(request, _("On its way again to %(person)s.") % {"person": row.person.name})
    return HttpResponseRedirect(reverse("undelivered", args=[here.coalition.slug]))


@require_http_methods(["GET", "POST"])
@in_coalition
def reminders(request: Request, here: Here) -> HttpResponse:
    """When those are reminded whose member has not voted."""
    _require(here, Act.SET_REMINDERS)
    if request.method != "POST":
        plan = plan_of(ReminderTimes.objects.filter(coalition=here.coalition).first())
        given = {"minutes": ", ".join(map(_written, plan.minutes)), "escalate": _written(plan.escalate)}
        return render(request, "frontend/notices/reminders.html", {"given": given})
    try:
        times = [part for part in request.POST.get("minutes", "").split(",") if part.strip()]
        minutes = [_read(part, "minutes") for part in times]
        escalate = _read(request.POST.get("escalate", ""), "escalate")
        set_reminders(coalition=here.coalition, minutes=minutes, escalate=escalate, by=here.person)
    except ActRefused as refusal:
        context = {"given": request.POST, "refusal": refusal}
        return render(request, "frontend/notices/reminders.html", context, status=status_of(refusal))
    messages.success(request, _("Set, for every vote that is open or to come."))
    return HttpResponseRedirect(reverse("reminders", args=[here.coalition.slug]))


def _written(minutes: int) -> str:
    """A length of time as it is typed: "24 h", "15 min"."""
    return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"


def _read(typed: str, field: str) -> int:
    number, _space, unit = typed.strip().partition(" ")
    if not (number.isascii() and number.isdigit() and len(number) < 6 and unit.strip() in UNITS):
        message = _("Write it as 24 h or 15 min: “%(typed)s” is neither.") % {"typed": typed.strip()[:20]}
        raise Invalid("bad_time", message, field=field)
    return int(number) * UNITS[unit.strip()]


def _require(here: Here, act: Act) -> None:
    if not table_allows(here.standings, act):
        raise refuse(act)

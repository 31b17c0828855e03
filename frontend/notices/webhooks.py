"""Your webhooks in a coalition: made here, tested, their secret rotated, ended; and what came of each delivery."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from proposals.notices.kinds import CHOSEN
from proposals.notices.models import Address
from proposals.notices.webhook.keeping import end_webhook, make_webhook, rotate_secret, send_test, webhooks_of

SHOWN = 30  # deliveries on the page; the API lists all


@require_http_methods(["GET", "POST"])
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """List them, and make one. Its secret is shown this once."""
    if request.method != "POST":
        return _list(request, here)
    given = request.POST
    try:
        made = make_webhook(
            coalition=here.coalition,
            name=given.get("name", ""),
            url=given.get("url", "").strip(),
            kinds=given.getlist("kinds"),
            by=here.person,
        )
    except ActRefused as refusal:
        return _list(request, here, refusal)
    return render(request, "frontend/notices/secret.html", {"webhook": made.webhook, "secret": made.secret})


@require_http_methods(["GET", "POST"])
@in_coalition
def one(request: Request, here: Here, webhook_id: int) -> HttpResponse:
    """One of them: its log, a test, its secret, its end."""
    webhook = webhooks_of(here.person, here.coalition, here.now).filter(pk=webhook_id).first()
    if webhook is None:
        raise Http404
    act = request.POST.get("act", "")
    try:
        if act == "rotate":
            made = rotate_secret(webhook=webhook)
            context = {"webhook": made.webhook, "secret": made.secret, "rotated": True}
            return render(request, "frontend/notices/secret.html", context)
        if act == "end":
            end_webhook(webhook=webhook)
            messages.success(request, _("Ended. Nothing is sent there any more."))
            return HttpResponseRedirect(reverse("webhooks", args=[here.coalition.slug]))
        if act == "test":
            send_test(webhook=webhook)
            messages.success(request, _("A test is on its way. What comes of it stands below within seconds."))
            return HttpResponseRedirect(reverse("webhook", args=[here.coalition.slug, webhook.pk]))
    except ActRefused as refusal:
        return _one(request, webhook, refusal)
    return _one(request, webhook)


def _list(request: Request, here: Here, refusal: ActRefused | None = None) -> HttpResponse:
    context = {
        "webhooks": webhooks_of(here.person, here.coalition, here.now),
        "kinds": CHOSEN,
        "chosen": request.POST.getlist("kinds"),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "frontend/notices/webhooks.html", context, status=status_of(refusal) if refusal else 200)


def _one(request: Request, webhook: Address, refusal: ActRefused | None = None) -> HttpResponse:
    rows = webhook.deliveries.select_related("notice").prefetch_related("attempts").order_by("-notice_id")[:SHOWN]
    context = {"webhook": webhook, "deliveries": rows, "refusal": refusal}
    return render(request, "frontend/notices/webhook.html", context, status=status_of(refusal) if refusal else 200)

"""The browsers that are told by push, and the service worker that shows it in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coalition import clock
from coalition.errors import ActRefused
from coalition.models import Person
from frontend.refusals import refused
from frontend.signing_in.devices import device_of
from proposals.notices.push.subscribing import browsers_of, subscribe, unsubscribe

WORKER = Path(__file__).parent.parent / "static" / "frontend" / "js" / "sw.js"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root: it may speak for no page above the path that it came from."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@login_required
@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Tell the browser that sends this."""
    person = cast(Person, request.user)
    try:
        subscription = json.loads(request.POST.get("subscription", ""))
    except ValueError:
        subscription = None
    try:
        subscribe(person=person, subscription=subscription, name=device_of(request.headers.get("User-Agent", "")))
    except ActRefused as refusal:
        return refused(request, refusal)
    messages.success(request, _("This browser is told from now on."))
    return HttpResponseRedirect(reverse("hearing"))


@login_required
@require_POST
def end(request: HttpRequest, address: int) -> HttpResponse:
    """Tell a browser no more."""
    found = browsers_of(cast(Person, request.user), clock.now()).filter(pk=address).first()
    if found is None:
        raise Http404
    unsubscribe(address=found)
    messages.success(request, _("%(browser)s is told no more.") % {"browser": found.name})
    return HttpResponseRedirect(reverse("hearing"))

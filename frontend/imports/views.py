"""Imports: a file is read and said first, each bad line named; nothing is written before the second button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition import importing
from coalition.checking_tables import MOST
from coalition.errors import ActRefused, Invalid
from coalition.permissions import Act
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changing import asked_for, require
from proposals.elsewhere import keeping

SHOWN = 50  # of what the file would do; the rest is counted


@require_http_methods(["GET", "POST"])
@in_coalition
def roll(request: Request, here: Here) -> HttpResponse:
    """Members and weights: the second button asks for them, and a second person confirms."""
    require(here, Act.CHANGE_ROLL)
    template = "frontend/imports/roll.html"
    if request.method != "POST":
        return render(request, template, {"text": ""})
    context: dict[str, Any] = {"source": request.POST.get("source", ""), "text": request.POST.get("text", "")}
    try:
        context["text"] = _uploaded(request.FILES.get("file")) or context["text"]
        made = importing.preview(coalition=here.coalition, text=context["text"], instant=here.now)
        context |= {"preview": made, "admitted": made.admitted[:SHOWN], "weights": made.weights[:SHOWN]}
        if request.POST.get("do") == "ask":
            words = {"text": context["text"], "source": context["source"]}
            step = importing.import_roll(coalition=here.coalition, by=here.person, instant=here.now, **words)
            return asked_for(request, here, step)
    except ActRefused as refusal:
        return render(request, template, context | {"refusal": refusal}, status=status_of(refusal))
    return render(request, template, context, status=400 if made.faults else 200)


@require_http_methods(["GET", "POST"])
@in_coalition
def votes(request: Request, here: Here) -> HttpResponse:
    """Past roll calls of other bodies."""
    require(here, Act.IMPORT_VOTES)
    template = "frontend/imports/votes.html"
    if request.method != "POST":
        return render(request, template, {"text": ""})
    context: dict[str, Any] = {"source": request.POST.get("source", ""), "text": request.POST.get("text", "")}
    try:
        context["text"] = _uploaded(request.FILES.get("file")) or context["text"]
        made = keeping.preview(coalition=here.coalition, text=context["text"])
        context |= {"preview": made, "calls": made.calls[:SHOWN]}
        if request.POST.get("do") == "keep":
            words = {"text": context["text"], "source": context["source"]}
            kept = keeping.keep_roll_calls(coalition=here.coalition, by=here.person, **words)
            messages.success(request, _("%(count)s votes are kept.") % {"count": len(kept)})
            return HttpResponseRedirect(reverse("recorded-elsewhere", args=[here.coalition.slug]))
    except ActRefused as refusal:
        return render(request, template, context | {"refusal": refusal}, status=status_of(refusal))
    return render(request, template, context, status=400 if made.faults else 200)


def _uploaded(file: Any) -> str:
    """What an uploaded file says. Raises `Invalid`."""
    if file is None:
        return ""
    if (file.size or 0) > MOST:
        raise Invalid("too_long", _("The file is longer than 2 MB."), field="text")
    try:
        return str(file.read(MOST + 1), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("bad_file", _("The file is not text in UTF-8."), field="text") from error

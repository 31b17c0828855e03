"""A rule that comes as JSON: read and said first, kept only when asked, whole or not at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, Invalid
from coalition.founding import adopt_rule, read_document
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.rulebook.builder.trying import cautions
from frontend.rulebook.builder.views import address_of, require_secretariat
from frontend.rulebook.parsing import LONGEST, parsed, too_long
from frontend.rulebook.views import said


@require_http_methods(["GET", "POST"])
@in_coalition
def import_rule(request: Request, here: Here) -> HttpResponse:
    """Read a rule from a file or from what was pasted; keep it on the second button."""
    require_secretariat(here)
    if request.method != "POST":
        return render(request, "frontend/rulebook/import.html", {"text": ""})
    text = request.POST.get("text", "")
    try:
        text = _uploaded(request.FILES.get("file")) or text
        document = parsed(text)
        rule = read_document(document)
        if request.POST.get("do") == "keep":
            kept = adopt_rule(coalition=here.coalition, document=document, by=here.person)
            return HttpResponseRedirect(address_of(here, kept.identifier, kept.version))
    except ActRefused as refusal:
        context = {"text": text[:LONGEST], "refusal": refusal, "place": _place(refusal)}
        return render(request, "frontend/rulebook/import.html", context, status=status_of(refusal))
    context = {"text": text, "rule": rule, "cautions": cautions(here, rule), **said(here, rule, None)}
    return render(request, "frontend/rulebook/import.html", context)


def _uploaded(file: Any) -> str:
    """What an uploaded file says."""
    if file is None:
        return ""
    if (file.size or 0) > LONGEST:
        raise too_long()
    try:
        return str(file.read(LONGEST + 1), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("bad_rule", _("The file is not text in UTF-8."), field="text") from error


def _place(refusal: ActRefused) -> str:
    """Where in the rule, set apart; empty where it is the text itself that cannot be read."""
    place = (refusal.field or "").removeprefix("document").removeprefix(".")
    return "" if place == "text" else place

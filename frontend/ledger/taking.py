"""Taking the record away: exports, the verifier, and what to keep beside them."""

from __future__ import annotations

import json
from pathlib import Path

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.permissions import Act, require
from frontend.access import Here, Request, in_coalition
from proposals.export import verifier
from proposals.export.bundling import MEDIA_TYPE, Export, export_coalition, export_division
from proposals.ledger.checkpointing import latest_checkpoint
from proposals.ledger.receipts import checkpoint_document
from proposals.scope import decisions_for, divisions_for

VERIFIER = Path(verifier.__file__)


@require_GET
@in_coalition
def take(request: Request, here: Here) -> HttpResponse:
    """What a delegation takes with it, and how it checks that, step by step."""
    _require_reader(here)
    decision = decisions_for(here.person, here.now).filter(coalition=here.coalition).first()
    context = {"signed": latest_checkpoint(here.coalition.pk), "verifier": VERIFIER.name, "decision": decision}
    return render(request, "frontend/ledger/take.html", context)


@require_GET
@in_coalition
def whole(request: Request, here: Here) -> HttpResponseBase:
    """The whole record."""
    _require_reader(here)
    return _exported(export_coalition(here.coalition))


@require_GET
@in_coalition
def one_vote(request: Request, here: Here, division_id: int) -> HttpResponseBase:
    """One vote."""
    found = divisions_for(here.person, here.now).filter(coalition=here.coalition, pk=division_id)
    division = found.select_related("coalition").first()
    if division is None:
        raise Http404
    _require_reader(here)
    return _exported(export_division(division))


@require_GET
@in_coalition
def checkpoint(request: Request, here: Here) -> HttpResponse:
    """The last checkpoint, to be kept."""
    _require_reader(here)
    signed = latest_checkpoint(here.coalition.pk)
    if signed is None:
        raise Http404
    text = json.dumps(checkpoint_document(signed), indent=1) + "\n"
    return _file(text, "application/json", f"{here.coalition.slug}-checkpoint-{signed.size}.json")


@require_GET
@in_coalition
def program(request: Request, here: Here) -> HttpResponse:
    """The verifier itself: one file, to be read before it is run."""
    return _file(VERIFIER.read_text(), "text/x-python; charset=utf-8", VERIFIER.name)


def _require_reader(here: Here) -> None:
    require(here.person, here.coalition, Act.READ, here.now)


def _exported(export: Export) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{export.name}"'}
    return StreamingHttpResponse(export.lines, content_type=MEDIA_TYPE, headers=headers)


def _file(content: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)

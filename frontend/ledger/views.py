"""The record: the ledger as a story, searched and taken away; and where a receipt stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from coalition.errors import ActRefused, Invalid
from coalition.permissions import reads_everything
from coalition.rules.positions import Position
from frontend.access import Here, Request, in_coalition
from frontend.ledger.downloads import MOST, as_csv, as_json
from frontend.ledger.reads import Asked, found, hidden_among, proposal_of
from frontend.ledger.words import Teller, Told
from frontend.refusals import status_of
from frontend.words.positions import shown
from proposals.ledger.checkpointing import latest_checkpoint
from proposals.ledger.key_history import known_keys
from proposals.ledger.kinds import KINDS
from proposals.ledger.models import Entry
from proposals.voting.receipts import Checked, Standing, check_receipt, read_pasted

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of the story: an entry in words, or the numbers of entries that are not read yet."""

    told: Told | None = None
    first: int = 0
    last: int = 0


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The ledger, the latest entry first."""
    asked = Asked.of(request.GET.dict())
    rows = found(here, asked) if not asked.faults else Entry.objects.none()
    wanted = request.GET.get("format")
    if wanted in ("csv", "json"):
        return _download(here, asked, wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    everything = reads_everything(here.person, here.coalition, here.now)
    context = {
        "asked": asked,
        "filtered": asked != Asked(),
        "page": page,
        "lines": _lines(here, list(page.object_list)),
        "story": proposal_of(here, asked) if asked.proposal else None,
        "kinds": sorted(((kind, words.title) for kind, words in KINDS.items()), key=lambda pair: str(pair[1]).lower()),
        "members": here.names.sorted(here.names),
        "query": _query(request),
        "signed": latest_checkpoint(here.coalition.pk) if everything else None,
        "signing": _active_key(here) if everything else None,
    }
    template = "frontend/ledger/found.html" if request.htmx else "frontend/ledger/index.html"
    return render(request, template, context, status=400 if asked.faults else 200)


@require_http_methods(["GET", "POST"])
@in_coalition
def check(request: Request, here: Here) -> HttpResponse:
    """Paste a receipt, see where it stands. Nothing is kept of it."""
    text = request.POST.get("receipt", "")
    if request.method != "POST":
        return render(request, "frontend/ledger/check.html", {})
    try:
        given = read_pasted(text)
        checked = check_receipt(coalition=here.coalition, given=given, person=here.person, instant=here.now)
    except ActRefused as refusal:
        context = {"refusal": refusal, "text": text[:20_000]}
        return render(request, "frontend/ledger/check.html", context, status=status_of(refusal))
    return render(request, "frontend/ledger/check.html", _standing(here, checked) | {"text": text[:20_000]})


def _standing(here: Here, checked: Checked) -> dict[str, Any]:
    ballot = checked.ballot
    return {
        "checked": checked,
        "good": checked.standing in (Standing.PROVEN, Standing.RECORDED),
        "position": shown(Position(ballot.position)) if ballot else None,
        "name": here.names[ballot.member.code] if ballot else None,
    }


def _lines(here: Here, entries: list[Entry]) -> list[Line]:
    """The story; entries that are not read yet are one line for each run of them."""
    unread = hidden_among(here, entries)
    told = {each.index: each for each in Teller(here, [e for e in entries if e.index not in unread]).told()}
    lines: list[Line] = []
    for entry in entries:
        if entry.index in told:
            lines.append(Line(told[entry.index]))
        elif lines and lines[-1].told is None:
            lines[-1] = Line(first=entry.index, last=lines[-1].last)
        else:
            lines.append(Line(first=entry.index, last=entry.index))
    return lines


def _download(here: Here, asked: Asked, wanted: str) -> HttpResponse:
    if asked.faults:
        name, said = next(iter(asked.faults.items()))
        raise Invalid("bad_date", said, field=name)
    rows = found(here, asked)
    entries = list(rows[: MOST + 1])
    if len(entries) > MOST:
        raise Invalid("too_many", _("More than 10,000 entries: choose fewer days at a time."))
    unread = hidden_among(here, entries)
    entries = [entry for entry in entries if entry.index not in unread]
    told = Teller(here, entries).told()
    name = f"{here.coalition.slug}-ledger"
    return as_csv(told, name) if wanted == "csv" else as_json(entries, told, name)


def _active_key(here: Here) -> str:
    active = [key.id for key in known_keys(here.coalition.pk).values() if key.retired is None]
    return active[-1] if active else ""


def _query(request: Request) -> str:
    """The search as it stands in the address, for pages and downloads."""
    given = request.GET.copy()
    for name in ("page", "format"):
        given.pop(name, None)
    return given.urlencode()

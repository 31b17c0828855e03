"""Asking to extend or to annul a vote: the secretariat or the chair asks, a second person of them confirms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from coalition.models import PendingAct
from coalition.permissions import Act, table_allows
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changing import read, require
from frontend.secretariat.forms import Choice, Field, Text, filled
from frontend.voting.reading import Read, find
from frontend.words.times import span
from proposals.voting.annulling import ask_annulment
from proposals.voting.asked_about import MAX_NOTE
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.models import Division
from proposals.voting.states import State


@dataclass(frozen=True)
class _Form:
    """One of the two forms: its words, its fields, and the verb that they are for."""

    act: Act
    title: Text
    words: Text
    fields: Callable[[Division], list[Field]]
    ask: Callable[..., PendingAct]


def may_extend(here: Here, read: Read) -> bool:
    """Whether the reader is offered to extend it."""
    return read.state is State.OPEN and table_allows(here.standings, Act.EXTEND)


def may_annul(here: Here, read: Read) -> bool:
    """Whether the reader is offered to annul it."""
    return read.state in (State.OPEN, State.COUNTING) and table_allows(here.standings, Act.ANNUL)


@require_http_methods(["GET", "POST"])
@in_coalition
def extend(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Ask to move the deadline."""
    return _asking(request, here, division_id, EXTEND)


@require_http_methods(["GET", "POST"])
@in_coalition
def annul(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Ask to annul the vote."""
    return _asking(request, here, division_id, ANNUL)


def _asking(request: Request, here: Here, division_id: int, form: _Form) -> HttpResponse:
    division = find(here, division_id).division
    require(here, form.act)
    fields = form.fields(division)
    if request.method != "POST":
        return _show(request, division, form, fields)
    given = request.POST.dict()
    try:
        pending = form.ask(division=division, by=here.person, **read(fields, given))
    except ActRefused as refusal:
        return _show(request, division, form, filled(fields, given), refusal)
    messages.success(request, _("Asked for. It is done as soon as a second person confirms it."))
    return HttpResponseRedirect(reverse("pending-act", args=[here.coalition.slug, pending.pk]))


def _show(
    request: Request, division: Division, form: _Form, fields: list[Field], refusal: ActRefused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "division": division,
        "proposal": division.proposal,
        "title": form.title,
        "words": form.words,
        "fields": fields,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/voting/oversee.html", context, status=status)


def _extension_fields(division: Division) -> list[Field]:
    hint = _("In your own time zone; later than the present.")
    if division.outage_extension is not None:
        by_rule = _(
            "An outage moves this deadline by %(length)s, as the rules of procedure say: leave this empty then."
        )
        hint = f"{hint} {by_rule % {'length': span(division.outage_extension)}}"
    reasons = [Choice(reason.value, str(reason.label).capitalize()) for reason in Reason]
    return [
        Field(
            "closes_at",
            gettext_lazy("New deadline"),
            "instant",
            hint,
            required=division.outage_extension is None,
        ),
        Field(
            "reason",
            gettext_lazy("Reason"),
            "choice",
            _("An outage is declared by this, and on record."),
            choices=reasons,
        ),
        _note(),
    ]


def _annulment_fields(_division: Division) -> list[Field]:
    return [_note()]


def _note() -> Field:
    hint = _("Members read it on the page of the vote. The ledger holds its salted hash, not its words.")
    return Field("note", gettext_lazy("Why, in words"), hint=hint, most=MAX_NOTE)


EXTEND = _Form(
    Act.EXTEND,
    gettext_lazy("Extend the vote"),
    gettext_lazy("The deadline moves forward, for all. A vote that has closed is no longer extended."),
    _extension_fields,
    ask_extension,
)
ANNUL = _Form(
    Act.ANNUL,
    gettext_lazy("Annul the vote"),
    gettext_lazy(
        "The vote ends and no decision is taken on it. What was cast stays on record and counts for nothing; "
        "the text is free again, and a vote on it can be opened anew."
    ),
    _annulment_fields,
    ask_annulment,
)

"""Documents: listed and searched, attached to a proposal or an item of an agenda, saved, withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused
from coalition.models import Group, Member
from coalition.permissions import Act, refuse
from coalition.rolls import members_at
from frontend.access import Here, Request, in_coalition
from frontend.drafting.reads import find
from frontend.refusals import status_of
from proposals.documents.attaching import Label, attach, may_attach, withdraw_document
from proposals.documents.models import Document, Release
from proposals.documents.reading import documents_for
from proposals.documents.serving import served
from proposals.drafting.marking import kept_here, markings
from proposals.drafting.models import Proposal
from proposals.meetings.models import Item
from proposals.scope import meetings_for
from proposals.words.members import name_of

PAGE = 25


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The documents that are released to the reader, the latest first; searched by their titles."""
    words = request.GET.get("q", "")[:100]
    rows = documents_for(here.person, here.now).filter(coalition=here.coalition)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(reference__icontains=words))
    rows = rows.select_related("proposal", "item__meeting").order_by("-added_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"documents": lines_of(page.object_list), "page": page, "words": words}
    return render(request, "frontend/drafting/documents.html", context)


@require_GET
@in_coalition
def save(request: Request, here: Here, document_id: int) -> FileResponse:
    """The file, to be saved."""
    found = _find(here, document_id)
    if not found.stored:
        raise Http404
    return served(found)


@require_POST
@in_coalition
def withdraw(request: Request, here: Here, document_id: int) -> HttpResponse:
    """Withdraw a document."""
    withdraw_document(document=_find(here, document_id), by=here.person)
    return HttpResponseRedirect(reverse("documents", args=[here.coalition.slug]))


@require_http_methods(["GET", "POST"])
@in_coalition
def to_proposal(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Attach a document to a proposal."""
    proposal = find(here, year, number)
    back = reverse("proposal", args=[here.coalition.slug, year, number])
    return _attach(request, here, proposal, back)


@require_http_methods(["GET", "POST"])
@in_coalition
def to_item(request: Request, here: Here, number: int, item_id: int) -> HttpResponse:
    """Attach a document to an item of an agenda."""
    meeting = meetings_for(here.person, here.now).filter(coalition=here.coalition, number=number).first()
    item = Item.objects.filter(meeting=meeting, pk=item_id).select_related("meeting__coalition").first()
    if meeting is None or item is None:
        raise Http404
    return _attach(request, here, item, reverse("meeting", args=[here.coalition.slug, number]))


def lines_of(documents: Any) -> list[tuple[Document, str]]:
    """Each document with its marking in words."""
    names = {each.code: each.name for each in markings()}
    return [(document, names.get(document.marking, document.marking)) for document in documents]


def _find(here: Here, pk: int) -> Document:
    found = documents_for(here.person, here.now).filter(coalition=here.coalition, pk=pk)
    document = found.select_related("proposal__coalition", "item__meeting__coalition").first()
    if document is None:
        raise Http404
    return document


def _attach(request: Request, here: Here, to: Proposal | Item, back: str) -> HttpResponse:
    """What was typed stays when something is wrong; a file must be chosen again, as browsers have it."""
    if not may_attach(here.person, to, here.now):
        raise refuse(Act.ATTACH)
    given = request.POST
    refusal: ActRefused | None = None
    if request.method == "POST":
        try:
            file: Any = request.FILES.get("file")
            label = _label(here, given)
            attach(to=to, label=label, by=here.person, file=file, reference=given.get("reference", ""))
            return HttpResponseRedirect(back)
        except ActRefused as refused:
            refusal = refused
    named = {*given.getlist("members"), *(f"group:{code}" for code in given.getlist("groups"))}
    names = sorted((name_of(member) for member in members_at(here.coalition, here.now)), key=str)
    context = {
        "back": back,
        "about": to.title,
        "of_proposal": isinstance(to, Proposal),
        "given": given,
        "refusal": refusal,
        "markings": [(each.code, each.name, kept_here(each)) for each in markings()],
        "members": [(name, name.code in named) for name in names],
        "groups": [(group, f"group:{group.code}" in named) for group in here.coalition.groups.all()],
    }
    return render(request, "frontend/drafting/attach.html", context, status=status_of(refusal) if refusal else 200)


def _label(here: Here, given: Any) -> Label:
    members = list(Member.objects.filter(coalition=here.coalition, code__in=given.getlist("members")))
    groups = list(Group.objects.filter(coalition=here.coalition, code__in=given.getlist("groups")))
    return Label(
        title=given.get("title", ""),
        marking=given.get("marking", ""),
        release=Release.NAMED if given.get("release") == Release.NAMED else Release.ALL,
        members=members if given.get("release") == Release.NAMED else (),
        groups=groups if given.get("release") == Release.NAMED else (),
        released_to_observers=given.get("observers") == "on",
        addendum=given.get("addendum") == "on",
    )

"""The inbox of a coalition: what you were told, what is new, and where it leads."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from frontend.access import Here, Request, in_coalition
from frontend.notices.reads import lines_of
from frontend.streams.tickets import inbox_address_for
from proposals.notices.inbox.reading import in_full, inbox_of, mark_read
from proposals.notices.places import path_of

PER_PAGE = 30


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The newest first; what was not read stands out."""
    rows = inbox_of(here.person, here.now).filter(notice__coalition=here.coalition)
    if request.GET.get("only") == "unread":
        rows = rows.filter(read_at__isnull=True)
    page = Paginator(in_full(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(here, page.object_list),
        "only_unread": request.GET.get("only") == "unread",
        "unread": here.unread,
        "stream": inbox_address_for(here.person.pk, session=here.session),
    }
    template = "frontend/notices/inbox.html#list" if request.htmx else "frontend/notices/inbox.html"
    return render(request, template, context)


@require_POST
@in_coalition
def read_all(request: Request, here: Here) -> HttpResponse:
    """Mark everything as read."""
    mark_read(person=here.person, coalition=here.coalition)
    return HttpResponseRedirect(reverse("inbox", args=[here.coalition.slug]))


@require_POST
@in_coalition
def open_one(request: Request, here: Here, told_id: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    rows = inbox_of(here.person, here.now).filter(notice__coalition=here.coalition)
    told = in_full(rows).filter(pk=told_id).first()
    if told is None:
        raise Http404
    mark_read(person=here.person, told=told)
    return HttpResponseRedirect(path_of(told.notice))

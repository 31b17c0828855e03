"""Drafts of one's own member: listed, written, shown to others, put to the coalition; sponsors joining and leaving."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused, Invalid
from coalition.models import Member
from coalition.permissions import Act, refuse
from coalition.rolls import members_at
from frontend.access import Here, Request, in_coalition
from frontend.drafting.reads import change_of_rules, find, markings_here, subjects
from frontend.own_members import own_member
from frontend.refusals import status_of
from proposals.drafting import drafts as verbs
from proposals.drafting import marking
from proposals.drafting.models import Draft
from proposals.drafting.proposing import Words
from proposals.drafting.sponsoring import join, leave
from proposals.scope import drafts_for
from proposals.words.members import name_of


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """One's own drafts, and those that were shown."""
    rows = drafts_for(here.person, here.now).filter(coalition=here.coalition)
    own = {place.member_id for place in here.places}
    listed = [
        (draft, name_of(draft.sponsor), draft.sponsor_id in own)
        for draft in rows.select_related("sponsor").prefetch_related("shares")
    ]
    return render(request, "frontend/drafting/drafts.html", {"drafts": listed, "may_begin": bool(own)})


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here) -> HttpResponse:
    """Begin a draft of one's member."""
    if not here.places:
        raise refuse(Act.WRITE_DRAFT)
    given = request.POST
    if request.method != "POST":
        begun = {"sponsor": here.places[0].member.code, **change_of_rules(here, request.GET.get("change", ""))}
        return _form(request, here, None, begun)
    try:
        draft = verbs.begin_draft(sponsor=_seat(here, given.get("sponsor", "")), words=_words(given), by=here.person)
    except ActRefused as refusal:
        return _form(request, here, None, given, refusal)
    return HttpResponseRedirect(_address(here, draft))


@require_http_methods(["GET", "POST"])
@in_coalition
def show(request: Request, here: Here, draft_id: int) -> HttpResponse:
    """One draft: its text, whom it was shown to, what can be done with it."""
    draft = _find(here, draft_id)
    shares = list(draft.shares.select_related("member"))
    seen = {share.member_id for share in shares} | {draft.sponsor_id}
    joining = [share.member for share in shares if share.member in here.votes_for and not share.joined_at]
    context = {
        "draft": draft,
        "sponsor": name_of(draft.sponsor),
        "shares": [(name_of(share.member), share.joined_at) for share in shares],
        "marking": marking.name_of(draft.marking),
        "writes": _writes(here, draft),
        "puts": draft.sponsor in here.votes_for,
        "joining": [name_of(member) for member in joining],
        "others": sorted(
            (name_of(each) for each in members_at(here.coalition, here.now) if each.pk not in seen), key=str
        ),
    }
    return render(request, "frontend/drafting/draft.html", context)


@require_http_methods(["GET", "POST"])
@in_coalition
def edit(request: Request, here: Here, draft_id: int) -> HttpResponse:
    """Write the draft anew. What was typed stays when something is wrong."""
    draft = _find(here, draft_id)
    if not _writes(here, draft):
        raise refuse(Act.WRITE_DRAFT)
    given = request.POST
    if request.method != "POST":
        kept = {name: getattr(draft, name) for name in ("title", "subject", "text", "marking")}
        return _form(request, here, draft, kept)
    try:
        verbs.edit_draft(draft=draft, words=_words(given), by=here.person, version=_number(given.get("version", "")))
    except ActRefused as refusal:
        return _form(request, here, _find(here, draft_id), given, refusal)
    return HttpResponseRedirect(_address(here, draft))


@require_POST
@in_coalition
def act(request: Request, here: Here, draft_id: int) -> HttpResponse:
    """Show it, join it, put it, put it away."""
    draft, given = _find(here, draft_id), request.POST
    do = given.get("do", "")
    if do == "share":
        member = Member.objects.filter(coalition=here.coalition, code=given.get("member", "")).first()
        verbs.share_draft(draft=draft, member=member or draft.sponsor, by=here.person)
    elif do == "join":
        member = own_member(here, given.get("member", ""), Act.AMEND)
        verbs.join_draft(draft=draft, member=member, by=here.person, version=_number(given.get("version", "")))
    elif do == "put":
        proposal = verbs.put_draft(draft=draft, by=here.person)
        return HttpResponseRedirect(reverse("proposal", args=[here.coalition.slug, proposal.year, proposal.number]))
    elif do == "drop":
        verbs.drop_draft(draft=draft, by=here.person)
        return HttpResponseRedirect(reverse("drafts", args=[here.coalition.slug]))
    else:
        raise Http404
    return HttpResponseRedirect(_address(here, draft))


@require_POST
@in_coalition
def sponsor(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Join a proposal as a co-sponsor, or leave it."""
    proposal = find(here, year, number)
    verb = {"join": join, "leave": leave}.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    verb(proposal=proposal, member=own_member(here, request.POST.get("member", ""), Act.AMEND), by=here.person)
    return HttpResponseRedirect(reverse("proposal", args=[here.coalition.slug, year, number]))


def _find(here: Here, pk: int) -> Draft:
    rows = drafts_for(here.person, here.now).filter(coalition=here.coalition, pk=pk)
    draft = rows.select_related("sponsor__coalition", "coalition").first()
    if draft is None:
        raise Http404
    return draft


def _writes(here: Here, draft: Draft) -> bool:
    return draft.sponsor_id in {place.member_id for place in here.places}


def _seat(here: Here, code: str) -> Member:
    found = next((place.member for place in here.places if place.member.code == code), None)
    if found is None:
        raise Invalid("no_sponsor", _("Choose the member that puts it forward."), field="sponsor")
    return found


def _words(given: Any) -> Words:
    return Words(given.get("title", ""), given.get("subject", ""), given.get("text", ""), given.get("marking", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _address(here: Here, draft: Draft) -> str:
    return reverse("draft", args=[here.coalition.slug, draft.pk])


def _form(
    request: Request, here: Here, draft: Draft | None, given: Any, refusal: ActRefused | None = None
) -> HttpResponse:
    members = {place.member_id: place.member for place in here.places}
    context = {
        "draft": draft,
        "given": given,
        "refusal": refusal,
        "subjects": subjects(here),
        "members": [name_of(member) for member in members.values()],
        "markings": markings_here(),
    }
    return render(request, "frontend/drafting/draft_form.html", context, status=status_of(refusal) if refusal else 200)

"""Proxies on the page of a vote: what a member has given, and the form that gives or takes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.errors import ActRefused, Invalid
from coalition.models import Member
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.voting.reading import Read, find
from frontend.words.members import Name, name_of
from proposals.voting.models import Proxy
from proposals.voting.proxies import give_proxy, revoke_proxy


@dataclass(frozen=True)
class Line:
    """A member that the reader votes for, and the proxy that it has given, if any."""

    name: Name
    proxy: Proxy | None
    holder: Name | None


def proxy_lines(here: Here, read: Read) -> list[Line]:
    """For each of the reader's members with a vote here: its proxy. Nothing where the rule knows none."""
    if not read.rule.proxies:
        return []
    given = {proxy.principal_id: proxy for proxy in read.sight.proxies if proxy.revoked_at is None}
    lines = []
    for member in here.votes_for:
        if member.code in read.division.roll["members"] and member.code not in read.division.roll["suspended"]:
            proxy = given.get(member.pk)
            lines.append(Line(name_of(member), proxy, name_of(proxy.holder) if proxy else None))
    return lines


@require_http_methods(["GET", "POST"])
@in_coalition
def give(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Ask which member is to vote, then record the proxy."""
    read = find(here, division_id)
    principal = _own(here, (request.POST if request.method == "POST" else request.GET).get("member", ""))
    if request.method != "POST":
        return _form(request, here, read, principal)
    try:
        give_proxy(division=read.division, principal=principal, holder=_holder(here, request), by=here.person)
    except ActRefused as refusal:
        return _form(request, here, read, principal, refusal)
    return HttpResponseRedirect(reverse("vote", args=read.address))


@require_POST
@in_coalition
def revoke(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Take a proxy back."""
    read = find(here, division_id)
    number = request.POST.get("proxy", "")
    proxy = next((each for each in read.sight.proxies if str(each.pk) == number), None)
    if proxy is None:
        raise Http404
    revoke_proxy(proxy=proxy, by=here.person)
    return HttpResponseRedirect(reverse("vote", args=read.address))


def _form(
    request: Request, here: Here, read: Read, principal: Member, refusal: ActRefused | None = None
) -> HttpResponse:
    voters = set(read.division.roll["members"]) - set(read.division.roll["suspended"]) - {principal.code}
    context: dict[str, Any] = {
        "division": read.division,
        "proposal": read.division.proposal,
        "member": principal,
        "name": name_of(principal),
        "holders": here.names.sorted(voters),
        "chosen": request.POST.get("holder", ""),
        "most": read.rule.proxies,
        "refusal": refusal,
    }
    return render(request, "frontend/voting/proxy.html", context, status=status_of(refusal) if refusal else 200)


def _own(here: Here, code: str) -> Member:
    """A member of the coalition; whether this person may act for it is the verb's to say."""
    member = Member.objects.filter(coalition=here.coalition, code=code).first()
    if member is None:
        raise Http404
    return member


def _holder(here: Here, request: Request) -> Member:
    member = Member.objects.filter(coalition=here.coalition, code=request.POST.get("holder", "")).first()
    if member is None:
        raise Invalid("no_holder", _("Choose the member that is to vote."), field="holder")
    return member

"""Unsubscribing from mail by its link: a page for people, one click for mail programs (RFC 8058)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from proposals.notices.kinds import CHOSEN, NoticeKind
from proposals.notices.mail.channel import CHANNEL
from proposals.notices.mail.unsubscribing import EVERYTHING, read_token
from proposals.notices.preferring import hear_again, silence


@csrf_exempt  # the mail program that sends it has no page of ours; the signed address is what lets it
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, as a scanner of mail opens every link; end it when it is sent. Nobody needs to sign in."""
    found = read_token(token)
    if found is None:
        raise Http404
    person, kind = found
    kinds = CHOSEN if kind == EVERYTHING else (NoticeKind(kind),)
    done = ""
    if request.method == "POST":
        again = request.POST.get("again") == "1"
        (hear_again if again else silence)(person=person, channel=CHANNEL.name, kinds=kinds)
        done = "again" if again else "ended"
    what = "" if kind == EVERYTHING else NoticeKind(kind).label
    with translation.override(person.language):
        return render(request, "frontend/notices/unsubscribe.html", {"what": what, "done": done})

"""States beside the members: the secretariat registers them, and names who acts for each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from coalition.models import Person
from coalition.models.delegations import Role
from coalition.partnering import name_contact, register_partner
from coalition.permissions import Act
from frontend.access import Here, Request, in_coalition
from frontend.adherence.reads import name_of_partner, partners_now
from frontend.refusals import status_of
from frontend.secretariat.changing import read, require
from frontend.secretariat.forms import Choice, Field, filled


@require_http_methods(["GET", "POST"])
@in_coalition
def register(request: Request, here: Here) -> HttpResponse:
    """Register a state that stands beside the members."""
    require(here, Act.REGISTER_PARTNER)

    def act(given: dict[str, Any]) -> None:
        hosts = given.pop("stands") == "host"
        register_partner(coalition=here.coalition, by=here.person, hosts=hosts, **given)

    words = _("It has no vote. It aligns with joint statements and with what members take part in; a host consents.")
    return _answer(request, here, _("Register a state beside the members"), words, _state_fields(), act)


@require_http_methods(["GET", "POST"])
@in_coalition
def contact(request: Request, here: Here, partner: str) -> HttpResponse:
    """Say who acts for the state."""
    require(here, Act.REGISTER_PARTNER)
    found = next((each for each in partners_now(here) if each.code == partner), None)
    if found is None:
        raise Http404
    observers = Person.objects.filter(
        pk__in=here.coalition.offices.at(here.now).filter(role=Role.OBSERVER).values("person")
    )
    people = {str(person.pk): person for person in observers}

    def act(given: dict[str, Any]) -> None:
        name_contact(partner=found, person=people.get(given["contact"] or ""), by=here.person)

    choices = [Choice("", _("Nobody: its notes are recorded")), *(Choice(pk, p.name) for pk, p in people.items())]
    fields = [
        Field("contact", _("Contact"), "choice", required=False, choices=choices, value=str(found.contact_id or ""))
    ]
    title = _("Who acts for %(state)s") % {"state": name_of_partner(found).the}
    return _answer(request, here, title, _("One of the coalition's observers, who then aligns it."), fields, act)


def _answer(request: Request, here: Here, title: str, words: str, fields: list[Field], act: Any) -> HttpResponse:
    refusal: ActRefused | None = None
    if request.method == "POST":
        given = request.POST.dict()
        try:
            act(read(fields, given))
        except ActRefused as refused:
            fields, refusal = filled(fields, given), refused
        else:
            return HttpResponseRedirect(reverse("members", args=[here.coalition.slug]) + "#beside")
    context = {"title": title, "words": words, "fields": fields, "refusal": refusal}
    return render(request, "frontend/membership/partner.html", context, status=status_of(refusal) if refusal else 200)


def _state_fields() -> list[Field]:
    stands = [Choice("aligns", _("Aligns with texts")), Choice("host", _("Host: it consents as well"))]
    return [
        Field("code", _("Code"), hint=_("ISO 3166, such as MD."), most=8),
        Field("name_en", _("Name in English")),
        Field("name_fr", _("Name in French")),
        Field("stands", _("How it stands beside the members"), "choice", choices=stands),
    ]

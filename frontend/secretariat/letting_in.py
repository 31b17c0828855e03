"""Letting people in: an invitation, a new link, the subject that somebody is at their ministry's provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from coalition.errors import ActRefused
from coalition.models import Delegate, Office, Person
from coalition.models.delegations import Rank, Role
from coalition.permissions import Act
from coalition.persons import Invited, invite, make_link
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changing import read, require
from frontend.secretariat.forms import Choice, Field, Text, filled
from frontend.signing_in.identities import providers, register_subject


@dataclass(frozen=True)
class Way:
    """One way of letting somebody in: its form, and what it does."""

    title: Text
    words: Text
    button: Text
    fields: Callable[[Here], list[Field]]
    act: Callable[[Here, dict[str, Any]], Invited]


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The ways there are."""
    require(here, Act.LET_IN)
    return render(request, "frontend/secretariat/letting_in.html", {"ways": ways().items()})


@require_http_methods(["GET", "POST"])
@in_coalition
def let_in(request: Request, here: Here, way: str) -> HttpResponse:
    """Let one person in; a link that was made is shown this once."""
    require(here, Act.LET_IN)
    chosen = ways().get(way)
    if chosen is None:
        raise Http404
    fields = chosen.fields(here)
    if request.method != "POST":
        return _form(request, chosen, filled(fields, {}))
    given = request.POST.dict()
    try:
        done = chosen.act(here, read(fields, given))
    except ActRefused as refusal:
        return _form(request, chosen, filled(fields, given), refusal)
    return _link(request, done) if done.token else _told(request, here, done)


def ways() -> dict[str, Way]:
    """The ways, by what they are called in addresses; the last one where a provider is configured."""
    return {name: way for name, way in WAYS.items() if name != "provider" or providers()}


def _link(request: Request, done: Invited) -> HttpResponse:
    address = request.build_absolute_uri(reverse("sign-in-link", args=[done.token]))
    return render(request, "frontend/secretariat/link.html", {"person": done.person, "address": address})


def _told(request: Request, here: Here, done: Invited) -> HttpResponse:
    messages.success(request, _("Done. %(person)s can sign in.") % {"person": done.person.name})
    return HttpResponseRedirect(reverse("letting-in", args=[here.coalition.slug]))


def _form(request: Request, way: Way, fields: list[Field], refusal: ActRefused | None = None) -> HttpResponse:
    context = {"way": way, "fields": fields, "refusal": refusal}
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/secretariat/let_in.html", context, status=status)


# The forms ------------------------------------------------------------------------------------------------------------


def _invitation(here: Here) -> list[Field]:
    members = [Choice(code, str(here.names[code])) for code in here.roll.members]
    ranks = [Choice(rank.value, str(rank.label).capitalize()) for rank in Rank]
    languages = [Choice("en", "English"), Choice("fr", "Français")]
    once = _("They can change it later.")
    return [
        Field("member", gettext_lazy("Member"), "choice", choices=sorted(members, key=lambda each: each.text)),
        Field("rank", gettext_lazy("Rank"), "choice", choices=ranks),
        Field("name", gettext_lazy("Name"), hint=_("As they are called here.")),
        Field("email", gettext_lazy("E-mail address"), most=254),
        Field("language", gettext_lazy("Language"), "choice", once, choices=languages),
    ]


def _invite(here: Here, given: dict[str, Any]) -> Invited:
    member = here.coalition.members.get(code=given.pop("member"))
    return invite(member=member, rank=Rank(given.pop("rank")), by=here.person, **given)


def _of_person(here: Here) -> list[Field]:
    return [Field("person", gettext_lazy("Person"), "choice", choices=_people(here))]


def _people(here: Here) -> list[Choice]:
    """Delegates and observers. Who holds another office is let in on the machine itself."""
    officers = Office.objects.at(here.now).filter(role__in=[Role.SECRETARIAT, Role.CHAIR]).values("person")
    seats = Delegate.objects.at(here.now).filter(member__coalition=here.coalition).exclude(person__in=officers)
    found = [
        Choice(str(seat.person_id), f"{seat.person.name}, {seat.person.email}", str(here.names[seat.member.code]))
        for seat in seats.select_related("member", "person").order_by("person__name", "pk")
    ]
    offices = Office.objects.at(here.now).filter(coalition=here.coalition, role=Role.OBSERVER)
    watching = offices.exclude(person__in=officers).select_related("person").order_by("person__name", "pk")
    observers = [
        Choice(str(held.person_id), f"{held.person.name}, {held.person.email}", _("Observers")) for held in watching
    ]
    return sorted(found, key=lambda each: each.group) + observers


def _new_link(here: Here, given: dict[str, Any]) -> Invited:
    person = get_object_or_404(Person, pk=given["person"])
    return Invited(person, make_link(person=person, by=here.person))


def _subject(here: Here) -> list[Field]:
    named = [Choice(identity, name) for identity, name in providers().items()]
    hint = _("Who they are there, as the provider’s administrators say it (“sub”).")
    return [
        *_of_person(here),
        Field("provider", gettext_lazy("Provider"), "choice", choices=named),
        Field("subject", gettext_lazy("Subject"), hint=hint, most=191),
    ]


def _register(here: Here, given: dict[str, Any]) -> Invited:
    person = get_object_or_404(Person, pk=given.pop("person"))
    register_subject(person=person, by=here.person, **given)
    return Invited(person, None)


WAYS = {
    "invitation": Way(
        gettext_lazy("Invite somebody"),
        gettext_lazy("Seat a person in a delegation, and get a link with which they choose a password."),
        gettext_lazy("Seat and make the link"),
        _invitation,
        _invite,
    ),
    "link": Way(
        gettext_lazy("Make a new link"),
        gettext_lazy(
            "For somebody who has lost their password. Earlier links end; once used, so do all their sessions."
        ),
        gettext_lazy("Make the link"),
        _of_person,
        _new_link,
    ),
    "provider": Way(
        gettext_lazy("Register with a ministry’s sign-in"),
        gettext_lazy("Let somebody sign in with their ministry’s provider."),
        gettext_lazy("Register"),
        _subject,
        _register,
    ),
}

"""Signing in with one click, in a demo on one's own machine and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from coalition.models import Delegate, DemoMarker, Member, Office, Person
from coalition.models.delegations import Rank, Role
from frontend.signing_in.devices import device_of
from frontend.words.members import name_of

# What a proxy, a tunnel or a content network adds: whoever is behind one is not at this machine.
FORWARDING_HEADERS = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Forwarded-Port",
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "CF-Ray",
    "Fastly-Client-IP",
)
BACKEND = "django.contrib.auth.backends.ModelBackend"
RANKS = list(Rank)
ROLES = [Role.SECRETARIAT, Role.CHAIR, Role.OBSERVER]


def is_demo(request: HttpRequest) -> bool:
    """Whether one click may sign in: a demo database, asked by this machine itself, through nothing in between."""
    return _is_direct(request) and DemoMarker.objects.exists()


def _is_direct(request: HttpRequest) -> bool:
    forwarded = any(header in request.headers for header in FORWARDING_HEADERS)
    return not forwarded and _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_local_name(request.get_host())


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_local_name(host: str) -> bool:
    """`localhost`, 127.0.0.1 or [::1], with or without a port."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name == "localhost" or _is_loopback(name.strip("[]"))


def let_in(request: HttpRequest, person: Person) -> None:
    """Sign in as somebody of the demo, of whom no second factor is ever asked."""
    login(request, person, backend=BACKEND)
    request.session["device"] = device_of(request.headers.get("User-Agent", ""))
    request.session["factor_shown"] = True


def entrants_at_the_door(now: datetime) -> list[Entrant]:
    """One of each kind, for the sign-in page itself: a delegate, the secretariat, the chair, an observer."""
    entrants = []
    for role in ROLES:
        held = Office.objects.at(now).filter(role=role, person__is_active=True).select_related("person").order_by("pk")
        entrants += [Entrant(office.person, office.person.name) for office in held[:1]]
    head = Delegate.objects.at(now).filter(rank=Rank.HEAD, person__is_active=True, member__accreditations__isnull=False)
    for seat in head.select_related("member", "person").order_by("member__code")[:1]:
        entrants.insert(0, Entrant(seat.person, f"{name_of(seat.member)}, {Rank(seat.rank).label}"))
    return entrants


@dataclass(frozen=True)
class Entrant:
    """Somebody to sign in as: a function, not a name."""

    person: Person
    function: str


@dataclass
class Delegation:
    """The people of one member, or of an office."""

    title: str
    code: str
    people: list[Entrant] = field(default_factory=list)


def delegations(now: datetime, search: str = "") -> list[Delegation]:
    """Everybody in the demo, by office and by member, as far as they answer to `search`."""
    wanted = search.strip().casefold()
    found = [*_offices(now), *_members(now)]
    return [each for each in found if not wanted or _answers(each, wanted)]


def _answers(delegation: Delegation, wanted: str) -> bool:
    said = [delegation.title, delegation.code, *(entrant.person.name for entrant in delegation.people)]
    return any(wanted in text.casefold() for text in said)


def _offices(now: datetime) -> Iterator[Delegation]:
    held = Office.objects.at(now).filter(person__is_active=True).select_related("person").order_by("pk")
    for role in ROLES:
        people = [Entrant(office.person, office.person.name) for office in held if office.role == role]
        if people:
            yield Delegation(
                {"secretariat": _("Secretariat"), "chair": _("Chair")}.get(role, _("Observers")), "", people
            )


def _members(now: datetime) -> list[Delegation]:
    seats = Delegate.objects.at(now).filter(person__is_active=True).select_related("member", "person")
    by_member: dict[int, Delegation] = {}
    for seat in sorted(seats, key=lambda seat: RANKS.index(Rank(seat.rank))):
        delegation = by_member.setdefault(seat.member_id, _of(seat.member))
        delegation.people.append(Entrant(seat.person, str(Rank(seat.rank).label)))
    return sorted(by_member.values(), key=lambda delegation: delegation.title)


def _of(member: Member) -> Delegation:
    return Delegation(str(name_of(member)), member.code)

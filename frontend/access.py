"""Who stands where: the person, the coalition they look at, and what they are in it. Outside it, nothing exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from coalition import clock
from coalition.errors import ActRefused
from coalition.models import Accreditation, Coalition, Delegate, Member, Office, Person
from coalition.models.delegations import Rank, Role
from coalition.permissions import Standing, coalitions_of
from coalition.rolls import roll_at
from coalition.rules.rolls import Roll
from coalition.sessions import SessionStore
from frontend.refusals import refused
from frontend.words.members import Roster, name_of, roster_of
from proposals.notices.inbox.reading import unread_in
from proposals.voting.awaiting import Awaiting, open_votes


@dataclass
class Here:
    """A person in a coalition at one instant; everything is read once."""

    person: Person
    coalition: Coalition
    now: datetime
    session: str = ""  # the digest of the session that asks: streams end with it
    unread: int = 0  # notices in the inbox

    @cached_property
    def places(self) -> list[Delegate]:
        """Where the person sits."""
        held = Delegate.objects.at(self.now).filter(person=self.person, member__coalition=self.coalition)
        return list(held.select_related("member", "person").order_by("member__code"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The offices that the person holds."""
        held = Office.objects.at(self.now).filter(person=self.person, coalition=self.coalition)
        return frozenset(held.values_list("role", flat=True))

    @cached_property
    def accreditations(self) -> list[Accreditation]:
        """The person's rights to vote, by member."""
        held = Accreditation.objects.at(self.now).filter(person=self.person, member__coalition=self.coalition)
        return list(held.select_related("member").order_by("member__code", "pk"))

    @cached_property
    def standings(self) -> frozenset[Standing]:
        """What the person is here, as the permission table has it."""
        held = {Standing(name) for name in (*self.roles, *(place.rank for place in self.places))}
        return frozenset(held | {Standing.ACCREDITED} if self.accreditations else held)

    @cached_property
    def votes_for(self) -> list[Member]:
        """The members that the person votes for."""
        return list({held.member_id: held.member for held in self.accreditations}.values())

    @cached_property
    def open_votes(self) -> list[Awaiting]:
        """The open votes of those members."""
        return open_votes(self.person, self.coalition, self.now)

    @cached_property
    def names(self) -> Roster:
        """The names of the coalition's members."""
        return roster_of(self.coalition)

    @cached_property
    def roll(self) -> Roll:
        """The roll as it stands now."""
        return roll_at(self.coalition, self.now)

    @property
    def awaiting(self) -> list[Awaiting]:
        """The votes that still await the person."""
        return [vote for vote in self.open_votes if not vote.voted]

    @property
    def is_secretariat(self) -> bool:
        """Whether the person serves in the secretariat."""
        return Role.SECRETARIAT in self.roles

    @property
    def is_chair(self) -> bool:
        """Whether the person is in the chair."""
        return Role.CHAIR in self.roles

    @property
    def is_observer(self) -> bool:
        """Whether the person reads only what is released."""
        return not self.places and self.roles == {Role.OBSERVER}

    @property
    def badge(self) -> str:
        """The code beside the person's name: of their member, or of their office."""
        if self.places:
            return self.places[0].member.code
        return {Role.SECRETARIAT: "SEC", Role.CHAIR: "CH"}.get(Role(min(self.roles)), "OBS") if self.roles else ""

    @property
    def called(self) -> str:
        """How the person is called: by function in an exercise, where nobody has a name."""
        return _called(self.coalition, self.places[0]) if self.places else self.person.name

    def calls(self, person: Person, member: Member) -> str:
        """How somebody who acted for a member is called."""
        place = Delegate.objects.filter(person=person, member=member).select_related("member", "person").last()
        return _called(self.coalition, place) if place else person.name

    def rank_in(self, member: Member) -> str:
        """The person's rank in a member's delegation, in words."""
        for place in self.places:
            if place.member_id == member.pk:
                return str(Rank(place.rank).label)
        return ""


def _called(coalition: Coalition, place: Delegate) -> str:
    if coalition.exercise:
        return f"{name_of(place.member)}, {Rank(place.rank).label}"
    return place.person.name


class Request(HttpRequest):
    """A request inside a coalition."""

    here: Here
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def in_coalition(view: View) -> View:
    """Sign in, find the coalition among the person's own, and say a refused act in plain words."""

    @wraps(view)
    def inner(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        person = cast(Person, request.user)
        now = clock.now()
        mine = coalitions_of(person, now).annotate(unread=unread_in(person, now))  # no query more
        coalition = mine.filter(slug=slug).first()
        if coalition is None:
            raise Http404
        inside = cast(Request, request)
        session = cast(SessionStore, request.session)
        inside.here = Here(person, coalition, now, session=session.digest, unread=coalition.unread)
        try:
            return view(inside, inside.here, **kwargs)
        except ActRefused as refusal:
            return refused(request, refusal)

    return login_required(inner)

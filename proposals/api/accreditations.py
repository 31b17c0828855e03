"""Accreditations: who votes for whom, since when; registering one takes two people, revoking one, at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.accrediting import ask_accreditation, revoke
from coalition.awaiting import told
from coalition.errors import Invalid
from coalition.models import Accreditation, Coalition, Delegate, PendingAct, Person
from coalition.permissions import Act, coalitions_of, refuse, require, standings, table_allows
from proposals.api.fields import Instant, RowId, Text
from proposals.api.me import DatedSerializer
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.pending import PendingActSerializer, said_in_both
from proposals.api.reaching import member_named, reach, reach_coalition
from proposals.api.view import ApiView


class AccreditationInFullSerializer(DatedSerializer):
    """The right of one person to vote for one member."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    member = serializers.CharField(source="member.code")
    person = serializers.CharField(source="person.name")
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True, help_text="Whose place it took.")
    revoked = serializers.SerializerMethodField(help_text="Whether somebody ended it.")

    def get_revoked(self, row: Accreditation) -> bool:
        """Return whether it was ended by an act of somebody."""
        return row.revoked_by_id is not None


class AccreditationBody(Body):
    """An accreditation as a government gave it."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")
    email = Text(max_length=254, help_text="The address of a head or alternate of its delegation.")
    at = Instant(required=False, help_text="As soon as it is confirmed, when not given; never backdated.")
    until = Instant(required=False, help_text="Until it is revoked, when not given.")
    note = Text(max_length=200, required=False, help_text="Where the government's note is filed.")
    replaces = RowId(required=False, help_text="The accreditation that ends when this one begins.")


class Accreditations(ApiView):
    """The accreditations of a coalition."""

    pagination_class = Pages

    @operation(
        "list_accreditations",
        "List accreditations",
        gives=AccreditationInFullSerializer(many=True),
        query=ListQuery,
        refuses=[403],
    )
    def get(self, request: Request, coalition: str) -> Response:
        """List who votes for whom, the latest first: the secretariat and the chair read all, a delegation its own."""
        self.query(ListQuery)
        body = reach_coalition(self.person, coalition, self.instant)
        return self.listed(self._seen(body), AccreditationInFullSerializer)

    def _seen(self, body: Coalition) -> Any:
        held = standings(self.person, body, self.instant)
        if not table_allows(held, Act.READ):
            raise refuse(Act.READ)
        rows = Accreditation.objects.filter(member__coalition=body).select_related("member", "person")
        if not table_allows(held, Act.SETTLE):
            seats = Delegate.objects.at(self.instant).filter(person=self.person)
            rows = rows.filter(member__in=seats.values("member"))
        return rows.order_by("-starts_at", "-pk")

    @operation(
        "ask_accreditation",
        "Register an accreditation",
        takes=AccreditationBody,
        gives=PendingActSerializer,
        status=202,
        refuses=[404, 409],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Ask for it; a second person of the secretariat confirms it among the pending acts."""
        body = reach_coalition(self.person, coalition, self.instant)
        asked = self.body(AccreditationBody)
        require(self.person, body, Act.ACCREDIT, self.instant)
        member = member_named(body.pk, asked["member"], "member")
        pending = ask_accreditation(
            member=member,
            person=self._delegate(asked["email"], member.pk),
            by=self.person,
            at=asked.get("at"),
            until=asked.get("until"),
            note=asked.get("note", ""),
            replaces=self._replaced(asked.get("replaces"), member.pk),
        )
        return Response(PendingActSerializer(self._said(pending, body)).data, status=202)

    def _delegate(self, email: str, member_id: int) -> Person:
        seats = Delegate.objects.at(self.instant).filter(member=member_id, person__email__iexact=email.strip())
        seat = seats.select_related("person").first()
        if seat is None:
            raise Invalid("unknown_delegate", _("This member's delegation has nobody of this address."), field="email")
        return seat.person

    def _replaced(self, number: int | None, member_id: int) -> Accreditation | None:
        row = Accreditation.objects.filter(pk=number, member=member_id).first() if number else None
        if number and row is None:
            raise Invalid("unknown_accreditation", _("This member has no such accreditation."), field="replaces")
        return row

    def _said(self, pending: PendingAct, body: Coalition) -> dict[str, Any]:
        held = standings(self.person, body, self.instant)
        return said_in_both([pending], lambda some: told(some, body, self.person, held))[0]


class Revocation(ApiView):
    """The revocation of an accreditation."""

    @operation(
        "revoke_accreditation",
        "Revoke an accreditation",
        takes=EmptyBody,
        gives=AccreditationInFullSerializer,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, accreditation: int) -> Response:
        """End it at once. One person of the secretariat is enough; a ballot received before it counts."""
        mine = coalitions_of(self.person, self.instant)
        rows = Accreditation.objects.filter(member__coalition__in=mine).select_related("member", "person")
        found = reach(rows, pk=accreditation)
        self.body(EmptyBody)
        revoke(accreditation=found, by=self.person)
        return Response(AccreditationInFullSerializer(reach(rows, pk=accreditation)).data)

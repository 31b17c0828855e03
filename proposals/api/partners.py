"""States beside the members: list them, register one, name its contact, end it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Invalid
from coalition.models import Coalition, Partner, Person
from coalition.models.delegations import Role
from coalition.partnering import end_partner, name_contact, register_partner
from proposals.api.fields import Flag, InBoth, Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView


class PartnerSerializer(serializers.Serializer[Any]):
    """A state that stands beside the members: it has no vote; it aligns with texts, and consents as a host."""

    code = serializers.CharField()
    name = InBoth("name")
    hosts = serializers.BooleanField(help_text="Whether it is a host. A host may be a member as well.")
    has_contact = serializers.SerializerMethodField(
        help_text="Whether somebody acts for it; else its notes are recorded."
    )
    starts_at = Instant()
    ends_at = Instant(allow_null=True)

    def get_has_contact(self, partner: Partner) -> bool:
        """Tell whether it has one."""
        return partner.contact_id is not None


class PartnerBody(Body):
    """Which state, and whether it is a host."""

    code = Text(max_length=8, help_text="ISO 3166 alpha-2, such as MD.")
    name_en = Text(max_length=120)
    name_fr = Text(max_length=120)
    hosts = Flag(required=False)


class ContactBody(Body):
    """Who acts for the state."""

    email = Text(max_length=254, allow_null=True, help_text="Of one of the coalition's observers; null: nobody.")


class Partners(ApiView):
    """The states that stand beside the members of one coalition."""

    pagination_class = Pages

    @operation("list_partners", "List states beside the members", gives=PartnerSerializer(many=True), query=ListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List the states that stand beside the members now."""
        self.query(ListQuery)
        body = reach_coalition(self.person, coalition, self.instant)
        return self.listed(Partner.objects.at(self.instant).filter(coalition=body), PartnerSerializer)

    @operation(
        "register_partner",
        "Register a state beside the members",
        takes=PartnerBody,
        gives=PartnerSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Register a state that stands beside the members. It has no vote."""
        body = reach_coalition(self.person, coalition, self.instant)
        made = register_partner(coalition=body, by=self.person, **self.body(PartnerBody))
        return Response(PartnerSerializer(made).data, status=201)


class PartnerContact(ApiView):
    """Who acts for one state."""

    @operation("name_contact", "Name a state's contact", takes=ContactBody, gives=PartnerSerializer, refuses=[404, 409])
    def post(self, request: Request, coalition: str, partner: str) -> Response:
        """Say who acts for the state: one of the coalition's observers, or nobody."""
        body = reach_coalition(self.person, coalition, self.instant)
        found = reach(Partner.objects.at(self.instant).filter(coalition=body), code=partner)
        email = self.body(ContactBody)["email"]
        person = None if email is None else _observer(body, email)
        return Response(PartnerSerializer(name_contact(partner=found, person=person, by=self.person)).data)


class PartnerEnd(ApiView):
    """The end of one state's place."""

    @operation("end_partner", "End a state's place", takes=EmptyBody, gives=None, status=204, refuses=[404, 409])
    def post(self, request: Request, coalition: str, partner: str) -> Response:
        """Say that the state stands beside the members no longer. What it aligned with stays as it is."""
        body = reach_coalition(self.person, coalition, self.instant)
        found = reach(Partner.objects.at(self.instant).filter(coalition=body), code=partner)
        self.body(EmptyBody)
        end_partner(partner=found, by=self.person)
        return Response(status=204)


def _observer(coalition: Coalition, email: str) -> Person:
    """Return the observer so named. Raises `Invalid`; somebody elsewhere is told apart from nobody by no answer."""
    observers = Person.objects.filter(offices__coalition=coalition, offices__role=Role.OBSERVER)
    person = observers.filter(email__iexact=email.strip()).distinct().first()
    if person is None:
        raise Invalid("no_observer", _("Name one of the coalition's observers."), field="email")
    return person

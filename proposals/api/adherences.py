"""Joint statements and opt-ins beside the vote: who joined, aligned or left, and the host's consent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Invalid
from coalition.models import Member, Partner
from proposals.adherence.adhering import MAX_NOTE, align, join, leave
from proposals.adherence.consenting import consent
from proposals.adherence.models import Adherence, Kind
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import member_named, reach
from proposals.api.view import ApiView
from proposals.scope import divisions_for
from proposals.voting.models import Division, HostConsent


class AdherenceSerializer(serializers.Serializer[Any]):
    """One dated act of a state. It is never edited: who left had stood there."""

    id = serializers.IntegerField()
    state = serializers.CharField(source="code")
    is_member = serializers.SerializerMethodField(help_text="Whether it acted as a member; else beside the members.")
    kind = serializers.ChoiceField(choices=Kind.choices)
    by_note = serializers.SerializerMethodField(help_text="Whether the secretariat recorded it by the state's note.")
    made_at = Instant()
    entry = serializers.IntegerField(source="entry_index", help_text="Its entry in the ledger.")

    def get_is_member(self, made: Adherence) -> bool:
        """Tell whether it did."""
        return made.member_id is not None

    def get_by_note(self, made: Adherence) -> bool:
        """Tell whether it was."""
        return bool(made.note_salt)


class AdherenceBody(Body):
    """What a state does: `join` is a member's, `align` a state's beside the members, `leave` either's."""

    act = serializers.ChoiceField(choices=["join", "align", "leave"])
    member = Text(max_length=8, required=False, help_text="Your member's code.")
    state = Text(max_length=8, required=False, help_text="The code of a state beside the members.")
    note = Text(max_length=MAX_NOTE, required=False, help_text="Which note says so: for the secretariat alone.")


class ConsentBody(Body):
    """Which host consents."""

    state = Text(max_length=8, help_text="The host's code.")
    note = Text(max_length=MAX_NOTE, required=False, help_text="Which note says so: for the secretariat alone.")


class ConsentSerializer(serializers.Serializer[Any]):
    """A host's consent, on record."""

    state = serializers.CharField(source="partner.code")
    by_note = serializers.SerializerMethodField(help_text="Whether the secretariat recorded it by the host's note.")
    given_at = Instant()
    entry = serializers.IntegerField(source="entry_index", help_text="Its entry in the ledger.")

    @extend_schema_field(serializers.BooleanField())
    def get_by_note(self, given: HostConsent) -> bool:
        """Tell whether it was."""
        return bool(given.note_salt)


class Adherences(ApiView):
    """What states did beside one vote."""

    pagination_class = Pages

    @operation(
        "list_adherences", "List who joined, aligned or left", gives=AdherenceSerializer(many=True), query=ListQuery
    )
    def get(self, request: Request, division: int) -> Response:
        """List the acts beside the vote, the first first: they change who stands behind the text, not its outcome."""
        self.query(ListQuery)
        found = reach(divisions_for(self.person, self.instant), pk=division)
        return self.listed(found.adherences.select_related("member", "partner"), AdherenceSerializer)

    @operation(
        "adhere", "Join, align or leave", takes=AdherenceBody, gives=AdherenceSerializer, status=201, refuses=[404, 409]
    )
    def post(self, request: Request, division: int) -> Response:
        """Join after the decision or leave a joint statement for your member; align a state beside the members."""
        found = reach(divisions_for(self.person, self.instant), pk=division)
        made = _act(found, self.body(AdherenceBody), self)
        return Response(AdherenceSerializer(made).data, status=201)


class HostConsents(ApiView):
    """The host's consent to what is voted on."""

    @operation(
        "consent_as_host",
        "Consent as the host",
        takes=ConsentBody,
        gives=ConsentSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request, division: int) -> Response:
        """Put the host's consent on record, while the vote is open and where its rule asks for it."""
        found = reach(divisions_for(self.person, self.instant), pk=division)
        asked = self.body(ConsentBody)
        host = _partner(found, asked["state"], self)
        given = consent(division=found, host=host, by=self.person, note=asked.get("note", ""))
        return Response(ConsentSerializer(given).data, status=201)


def _act(division: Division, asked: dict[str, Any], view: ApiView) -> Adherence:
    state, note = _state(division, asked, view), asked.get("note", "")
    if asked["act"] == "leave":
        return leave(division=division, state=state, by=view.person, note=note)
    if asked["act"] == "join":
        if not isinstance(state, Member):
            raise Invalid("no_member", _("A member joins: name it. Other states align."), field="member")
        return join(division=division, member=state, by=view.person)
    if not isinstance(state, Partner):
        raise Invalid("no_state", _("States beside the members align: name one."), field="state")
    return align(division=division, partner=state, by=view.person, note=note)


def _state(division: Division, asked: dict[str, Any], view: ApiView) -> Member | Partner:
    if ("member" in asked) is ("state" in asked):
        raise Invalid("one_state", _("Name either a member or a state beside the members."), field="member")
    if "member" in asked:
        return member_named(division.coalition_id, asked["member"], "member")
    return _partner(division, asked["state"], view)


def _partner(division: Division, code: str, view: ApiView) -> Partner:
    found = Partner.objects.at(view.instant).filter(coalition=division.coalition_id, code=code).first()
    if found is None:
        raise Invalid("unknown_state", _("No such state stands beside the members."), field="state")
    return found

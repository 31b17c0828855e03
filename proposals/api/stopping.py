"""Stopping a vote: a member opposes the procedure, brakes, or calls the matter to the full roll."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.models import Member
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.parsing import Body
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.scope import divisions_for
from proposals.voting.models import StopReason
from proposals.voting.stopping import MAX_REASON, Stopper, call_stop


class StopSerializer(serializers.Serializer[Any]):
    """A member's act against a vote being held."""

    member = serializers.CharField(source="member.code")
    kind = serializers.ChoiceField(choices=StopReason.choices)
    reason = serializers.CharField(allow_blank=True)
    received_at = Instant()
    entry = serializers.IntegerField(source="entry_index", help_text="Its entry in the ledger.")


class WayToStopSerializer(serializers.Serializer[Any]):
    """One way in which the vote can be stopped."""

    kind = serializers.ChoiceField(choices=StopReason.choices)
    members = serializers.SerializerMethodField(help_text="Who may, by code.")
    needed = serializers.IntegerField(help_text="How many of them it takes.")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_members(self, way: Stopper) -> list[str]:
        """Return them in order."""
        return sorted(way.members)


class OutsideSerializer(serializers.Serializer[Any]):
    """A capital in which the deadline falls outside 08:00 to 18:00 on a working day."""

    member = serializers.CharField(source="code")
    capital = serializers.CharField(source="capital.en")
    local = serializers.CharField(help_text="The local time there.")


class StopBody(Body):
    """Which member, how, and why."""

    member = Text(max_length=8, help_text="A member that you are accredited to vote for, by code.")
    kind = serializers.ChoiceField(choices=StopReason.choices)
    reason = Text(max_length=MAX_REASON, required=False, help_text="Why, in words; the emergency brake asks for it.")


class Stops(ApiView):
    """What keeps a vote from being held."""

    http_method_names = ["post"]

    @operation(
        "stop_division",
        "Stop a vote",
        takes=StopBody,
        gives=StopSerializer,
        status=201,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, division: int) -> Response:
        """Oppose the procedure, brake, or call the matter to the full roll. It takes effect on receipt."""
        found = reach(divisions_for(self.person, self.instant).select_related("coalition"), pk=division)
        asked = self.body(StopBody)
        member = reach(Member.objects.filter(coalition=found.coalition_id), code=asked["member"])
        kind, reason = StopReason(asked["kind"]), asked.get("reason", "")
        made = call_stop(division=found, member=member, kind=kind, reason=reason, by=self.person)
        return Response(StopSerializer(made).data, status=201)

"""Who am I: seats, accreditations and offices, as they hold now."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.models import Accreditation, Delegate, Office
from coalition.models.delegations import Rank, Role
from proposals.api.fields import Instant
from proposals.api.openapi import operation
from proposals.api.view import ApiView


class DatedSerializer(serializers.Serializer[Any]):
    """What holds from an instant up to, but not at, another: null while it is open."""

    starts_at = Instant()
    ends_at = Instant(allow_null=True)


class SeatSerializer(DatedSerializer):
    """A place in a delegation: it lets one read."""

    coalition = serializers.CharField(source="member.coalition.slug")
    member = serializers.CharField(source="member.code")
    rank = serializers.ChoiceField(choices=Rank.choices)


class AccreditationSerializer(DatedSerializer):
    """The right to vote for a member."""

    reference = serializers.CharField()
    coalition = serializers.CharField(source="member.coalition.slug")
    member = serializers.CharField(source="member.code")


class OfficeSerializer(DatedSerializer):
    """An office in a coalition."""

    coalition = serializers.CharField(source="coalition.slug")
    role = serializers.ChoiceField(choices=Role.choices)


class MeSerializer(serializers.Serializer[Any]):
    """The person who asks."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.EmailField()
    language = serializers.CharField()
    time_zone = serializers.CharField(help_text="An IANA name. Instants in answers are in UTC all the same.")
    delegations = SeatSerializer(many=True)
    accreditations = AccreditationSerializer(many=True)
    offices = OfficeSerializer(many=True)


class Me(ApiView):
    """The person who asks."""

    @operation("read_me", "Read who you are", gives=MeSerializer)
    def get(self, request: Request) -> Response:
        """Give your name, and the seats, accreditations and offices that you hold now."""
        mine = {"person": self.person}
        seats = Delegate.objects.at(self.instant).filter(**mine)
        held = Accreditation.objects.at(self.instant).filter(**mine)
        offices = Office.objects.at(self.instant).filter(**mine)
        row = {name: getattr(self.person, name) for name in ("id", "name", "email", "language", "time_zone")}
        row |= {
            "delegations": seats.select_related("member__coalition").order_by("pk"),
            "accreditations": held.select_related("member__coalition").order_by("pk"),
            "offices": offices.select_related("coalition").order_by("pk"),
        }
        return Response(MeSerializer(row).data)

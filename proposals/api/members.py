"""Members and groups of a coalition, as they stood at any instant, and the roll they make."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model, Prefetch, prefetch_related_objects
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.models import Group, GroupPlace, Member, Membership, Suspension, Weight
from coalition.models.dated import holding_at
from coalition.rolls import members_at, roll_at
from coalition.rules.errors import RollError
from proposals.api.fields import InBoth, Instant, WholeNumber
from proposals.api.me import DatedSerializer
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import ListQuery, Query
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView


class AtQuery(Query):
    """As of which instant."""

    at = Instant(required=False, help_text="Now, when not given.")


class AtListQuery(ListQuery):
    """As of which instant, for a list."""

    at = Instant(required=False, help_text="Now, when not given.")


class WeightSerializer(DatedSerializer):
    """What a member counts for, and who says so."""

    name = serializers.CharField()
    value = WholeNumber()
    source = serializers.CharField()  # type: ignore[assignment]  # hides the field's own `source`, never read


class GroupPlaceSerializer(DatedSerializer):
    """A member's place in a group."""

    group = serializers.CharField(source="group.code")


class MemberSerializer(serializers.Serializer[Any]):
    """A member, with what held of it at the instant asked for; read alone, with all that ever held."""

    code = serializers.CharField()
    name = InBoth("name")
    memberships = DatedSerializer(many=True, source="dated_memberships")
    suspensions = DatedSerializer(many=True, source="dated_suspensions", help_text="While suspended it does not vote.")
    weights = WeightSerializer(many=True, source="dated_weights")
    groups = GroupPlaceSerializer(many=True, source="dated_group_places")


class GroupSerializer(serializers.Serializer[Any]):
    """A group, and its members at the instant asked for."""

    code = serializers.CharField()
    name = InBoth("name")
    speaker = serializers.CharField(source="speaker.code", allow_null=True, default=None)
    members = serializers.SerializerMethodField()

    def get_members(self, group: Group) -> list[str]:
        """Return their codes."""
        places: list[GroupPlace] = group.dated_places  # type: ignore[attr-defined]  # prefetched by the view
        return sorted(place.member.code for place in places)


class RollSerializer(serializers.Serializer[Any]):
    """Who may vote at an instant, with what weights, in which groups."""

    at = Instant()
    members = serializers.ListField(child=serializers.CharField())
    weights = serializers.DictField(child=serializers.DictField(child=WholeNumber()))
    groups = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    suspended = serializers.ListField(child=serializers.CharField())


class Members(ApiView):
    """The members of a coalition."""

    pagination_class = Pages

    @operation("list_members", "List members", gives=MemberSerializer(many=True), query=AtListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List the members at an instant, with the weights, groups and suspensions that held then."""
        at = self.query(AtListQuery).get("at", self.instant)
        body = reach_coalition(self.person, coalition, self.instant)
        return self.listed(members_at(body, at), MemberSerializer, prepare=lambda page: _add_dated(page, at))


class OneMember(ApiView):
    """One member, past and present."""

    @operation("read_member", "Read a member", gives=MemberSerializer, refuses=[404])
    def get(self, request: Request, coalition: str, member: str) -> Response:
        """Give the member with all that ever held of it."""
        body = reach_coalition(self.person, coalition, self.instant)
        found = reach(body.members.all(), code=member)
        _add_dated([found], None)
        return Response(MemberSerializer(found).data)


class Groups(ApiView):
    """The groups of a coalition."""

    pagination_class = Pages

    @operation("list_groups", "List groups", gives=GroupSerializer(many=True), query=AtListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List the groups, with their members at an instant."""
        at = self.query(AtListQuery).get("at", self.instant)
        body = reach_coalition(self.person, coalition, self.instant)
        places = _dated("places", GroupPlace, at, "member")
        return self.listed(body.groups.select_related("speaker").prefetch_related(places), GroupSerializer)


class RollAt(ApiView):
    """The roll of a coalition."""

    @operation("read_roll", "Read the roll", gives=RollSerializer, query=AtQuery, refuses=[404])
    def get(self, request: Request, coalition: str) -> Response:
        """Give the electorate as it was at an instant: what a division opened then would have frozen."""
        at = self.query(AtQuery).get("at", self.instant)
        body = reach_coalition(self.person, coalition, self.instant)
        try:
            roll = roll_at(body, at)
        except RollError as error:  # nobody was a member yet
            raise Http404 from error
        return Response({"at": Instant().to_representation(at)} | roll.to_json())


def _add_dated(members: list[Member], at: datetime | None) -> None:
    """Add to each member what held of it at `at`, or ever, in four queries."""
    prefetch_related_objects(
        members,
        _dated("memberships", Membership, at),
        _dated("suspensions", Suspension, at),
        _dated("weights", Weight, at),
        _dated("group_places", GroupPlace, at, "group"),
    )


def _dated(name: str, model: type[Model], at: datetime | None, *related: str) -> Prefetch[Any]:
    rows = model._default_manager.order_by("starts_at", "pk").select_related(*related)
    return Prefetch(name, rows.filter(holding_at(at)) if at else rows, to_attr=f"dated_{name}")

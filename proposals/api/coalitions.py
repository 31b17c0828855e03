"""Coalitions: the bodies that decide."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.permissions import coalitions_of
from proposals.api.fields import Exercise, InBoth
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import ListQuery
from proposals.api.reaching import reach_coalition
from proposals.api.view import ApiView


class CoalitionSerializer(serializers.Serializer[Any]):
    """A coalition."""

    slug = serializers.CharField()
    name = InBoth("name")
    note = InBoth("note")
    time_zone = serializers.CharField()
    exercise = Exercise()


class Coalitions(ApiView):
    """The coalitions of the person who asks."""

    pagination_class = Pages

    @operation("list_coalitions", "List coalitions", gives=CoalitionSerializer(many=True), query=ListQuery)
    def get(self, request: Request) -> Response:
        """List the coalitions in which you sit or hold an office."""
        self.query(ListQuery)
        return self.listed(coalitions_of(self.person, self.instant).order_by("slug"), CoalitionSerializer)


class OneCoalition(ApiView):
    """One coalition."""

    @operation("read_coalition", "Read a coalition", gives=CoalitionSerializer, refuses=[404])
    def get(self, request: Request, coalition: str) -> Response:
        """Give the coalition."""
        return Response(CoalitionSerializer(reach_coalition(self.person, coalition, self.instant)).data)

"""Proxies: in one division a member gives another its vote, and takes it back while it is unused."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import member_named, reach
from proposals.api.view import ApiView
from proposals.scope import divisions_for
from proposals.voting.models import Proxy
from proposals.voting.proxies import give_proxy, revoke_proxy
from proposals.voting.visibility import sight_of


class ProxyBody(Body):
    """Who gives its vote to whom."""

    member = Text(max_length=8, help_text="The code of the member that gives it: yours.")
    holder = Text(max_length=8, help_text="The code of the member that receives it.")


class ProxySerializer(serializers.Serializer[Any]):
    """A proxy, in one division."""

    id = serializers.IntegerField()
    member = serializers.CharField(source="principal.code")
    holder = serializers.CharField(source="holder.code")
    given_at = Instant()
    revoked_at = Instant(allow_null=True)
    used = serializers.BooleanField(default=False, help_text="Whether the holder has cast a ballot by it.")


class Proxies(ApiView):
    """The proxies of one division."""

    pagination_class = Pages

    @operation("list_proxies", "List proxies", gives=ProxySerializer(many=True), query=ListQuery)
    def get(self, request: Request, division: int) -> Response:
        """List the proxies that your delegations gave or hold; everybody's once you may see positions."""
        self.query(ListQuery)
        found = reach(divisions_for(self.person, self.instant), pk=division)
        return self.listed(list(sight_of(found, self.person, self.instant).proxies), ProxySerializer)

    @operation("give_proxy", "Give a proxy", takes=ProxyBody, gives=ProxySerializer, status=201, refuses=[404, 409])
    def post(self, request: Request, division: int) -> Response:
        """Let another member vote for yours, in this division. Your own ballot prevails over it, whenever it comes."""
        found = reach(divisions_for(self.person, self.instant).select_related("coalition"), pk=division)
        asked = self.body(ProxyBody)
        principal = member_named(found.coalition_id, asked["member"], "member")
        holder = member_named(found.coalition_id, asked["holder"], "holder")
        given = give_proxy(division=found, principal=principal, holder=holder, by=self.person)
        place = reverse("api:proxy", args=[found.pk, given.pk], request=request)
        return Response(ProxySerializer(given).data, status=201, headers={"Location": place})


class OneProxy(ApiView):
    """One proxy."""

    @operation("revoke_proxy", "Revoke a proxy", gives=None, status=204, refuses=[403, 404, 409])
    def delete(self, request: Request, division: int, proxy: int) -> Response:
        """Take back a proxy of your member's that has not been used."""
        found = reach(divisions_for(self.person, self.instant), pk=division)
        revoke_proxy(proxy=_seen(found, self, proxy), by=self.person)
        return Response(status=204)


def _seen(division: Any, view: ApiView, proxy: int) -> Proxy:
    """Return the proxy, when the person may see it. Raises `Http404`."""
    for each in sight_of(division, view.person, view.instant).proxies:
        if each.pk == proxy:
            return each
    raise Http404

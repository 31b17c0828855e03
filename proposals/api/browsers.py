"""One's own browsers that are told by push."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from proposals.api.fields import Instant, RowId, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.notices.push.keys import public_key
from proposals.notices.push.subscribing import browsers_of, subscribe, unsubscribe


class BrowserSerializer(serializers.Serializer[Any]):
    """A browser that is told."""

    id = RowId(source="pk")
    name = serializers.CharField()
    created_at = Instant()
    server_key = serializers.SerializerMethodField(help_text="Of this deployment (VAPID): `applicationServerKey`.")

    def get_server_key(self, _address: Any) -> str:
        """Return the key that the browser subscribes for."""
        return public_key()


class KeysBody(Body):
    """A browser's keys, as its subscription names them."""

    p256dh = Text(max_length=100)
    auth = Text(max_length=40)


class SubscriptionBody(Body):
    """What `PushManager.subscribe` gave, and how the device is called."""

    endpoint = Text(max_length=500)
    keys = KeysBody()
    name = Text(max_length=80)


class Browsers(ApiView):
    """The browsers that are told."""

    pagination_class = Pages

    @operation("list_browsers", "List your browsers", gives=BrowserSerializer(many=True), query=ListQuery)
    def get(self, request: Request) -> Response:
        """List the browsers that you let be told."""
        self.query(ListQuery)
        return self.listed(browsers_of(self.person, self.instant), BrowserSerializer)

    @operation(
        "add_browser", "Tell a browser", takes=SubscriptionBody, gives=BrowserSerializer, status=201, refuses=[409]
    )
    def post(self, request: Request) -> Response:
        """Tell this browser as well."""
        asked = self.body(SubscriptionBody)
        name = asked.pop("name")
        made = subscribe(person=self.person, subscription=asked, name=name)
        return Response(BrowserSerializer(made).data, status=201)


class OneBrowser(ApiView):
    """One browser."""

    @operation("end_browser", "Tell a browser no more", gives=None, status=204, refuses=[404])
    def delete(self, request: Request, browser: int) -> Response:
        """Tell it no more."""
        unsubscribe(address=reach(browsers_of(self.person, self.instant), pk=browser))
        return Response(status=204)

"""One's own webhooks in a coalition: make, list, test, rotate the secret, end; and what came of each delivery."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from coalition.models import ApiToken, Coalition
from proposals.api.fields import Instant, RowId, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.notices.kinds import CHOSEN_NAMES, NoticeKind
from proposals.notices.models import Address, DeliveryState
from proposals.notices.webhook.keeping import end_webhook, make_webhook, rotate_secret, send_test, webhooks_of


class WebhookSerializer(serializers.Serializer[Any]):
    """A webhook, without its secret."""

    id = RowId(source="pk")
    name = serializers.CharField()
    url = serializers.CharField(source="data.url")
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=CHOSEN_NAMES), help_text="All when empty.")
    created_at = Instant()


class WebhookWithSecretSerializer(WebhookSerializer):
    """A webhook with its secret, shown this once."""

    secret = serializers.CharField(help_text="As Standard Webhooks writes it: `whsec_...`. Kept sealed.")


class WebhookBody(Body):
    """Where to send what you are told."""

    name = Text(max_length=80, help_text="What it is for.")
    url = Text(max_length=500, help_text="An https:// address that leads to no network inside.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=CHOSEN_NAMES), required=False, max_length=len(CHOSEN_NAMES)
    )


class AttemptSerializer(serializers.Serializer[Any]):
    """One try, and what came of it."""

    at = Instant()
    ok = serializers.BooleanField()
    detail = serializers.CharField(help_text="The status that came back, or why none did.")


class DeliverySerializer(serializers.Serializer[Any]):
    """One notice on its way to the webhook."""

    id = RowId(source="pk")
    kind = serializers.ChoiceField(source="notice.kind", choices=NoticeKind.choices)
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    due_at = Instant(help_text="When it is tried next, while it waits.")
    settled_at = Instant(allow_null=True)
    attempts = AttemptSerializer(many=True)


class WebhookView(ApiView):
    """What every endpoint of webhooks has in common: one's own, in use, in a coalition of one's own."""

    def of_coalition(self, slug: str) -> Coalition:
        """Return the coalition. Raises `Http404`."""
        return reach_coalition(self.person, slug, self.instant)

    def webhook(self, slug: str, number: int) -> Address:
        """Return one of the person's webhooks there. Raises `Http404`."""
        return reach(webhooks_of(self.person, self.of_coalition(slug), self.instant), pk=number)


class Webhooks(WebhookView):
    """All one's webhooks in a coalition."""

    pagination_class = Pages

    @operation("list_webhooks", "List your webhooks", gives=WebhookSerializer(many=True), query=ListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List your webhooks in this coalition, the newest first."""
        self.query(ListQuery)
        return self.listed(webhooks_of(self.person, self.of_coalition(coalition), self.instant), WebhookSerializer)

    @operation(
        "make_webhook",
        "Make a webhook",
        takes=WebhookBody,
        gives=WebhookWithSecretSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Send what you are told here to a program of yours too. One that a token makes ends with that token."""
        found, token = self.of_coalition(coalition), request.auth
        by_token = token if isinstance(token, ApiToken) else None
        made = make_webhook(coalition=found, by=self.person, token=by_token, **self.body(WebhookBody))
        place = reverse("api:webhook", args=[found.slug, made.webhook.pk], request=request)
        answer = WebhookSerializer(made.webhook).data | {"secret": made.secret}
        return Response(answer, status=201, headers={"Location": place})


class OneWebhook(WebhookView):
    """One webhook."""

    @operation("read_webhook", "Read a webhook", gives=WebhookSerializer, refuses=[404])
    def get(self, request: Request, coalition: str, webhook: int) -> Response:
        """Give the webhook, without its secret."""
        return Response(WebhookSerializer(self.webhook(coalition, webhook)).data)

    @operation("end_webhook", "End a webhook", gives=None, status=204, refuses=[404])
    def delete(self, request: Request, coalition: str, webhook: int) -> Response:
        """Send nothing there any more."""
        end_webhook(webhook=self.webhook(coalition, webhook))
        return Response(status=204)


class Rotation(WebhookView):
    """The secret of a webhook."""

    @operation(
        "rotate_webhook_secret",
        "Rotate a webhook’s secret",
        takes=EmptyBody,
        gives=WebhookWithSecretSerializer,
        refuses=[404, 409],
    )
    def post(self, request: Request, coalition: str, webhook: int) -> Response:
        """Give it a new secret. For a day both sign, so that your receiver can change over."""
        found = self.webhook(coalition, webhook)
        self.body(EmptyBody)
        made = rotate_secret(webhook=found)
        return Response(WebhookSerializer(made.webhook).data | {"secret": made.secret})


class Test(WebhookView):
    """A test of a webhook."""

    @operation(
        "test_webhook", "Test a webhook", takes=EmptyBody, gives=DeliverySerializer, status=202, refuses=[404, 409]
    )
    def post(self, request: Request, coalition: str, webhook: int) -> Response:
        """Send a test there. What comes of it stands among its deliveries within seconds."""
        found = self.webhook(coalition, webhook)
        self.body(EmptyBody)
        return Response(DeliverySerializer(send_test(webhook=found)).data, status=202)


class Deliveries(WebhookView):
    """What was sent to a webhook."""

    pagination_class = Pages

    @operation("list_webhook_deliveries", "List deliveries", gives=DeliverySerializer(many=True), query=ListQuery)
    def get(self, request: Request, coalition: str, webhook: int) -> Response:
        """List what was sent there, the newest first, with each try and what came of it."""
        self.query(ListQuery)
        rows = self.webhook(coalition, webhook).deliveries.select_related("notice").prefetch_related("attempts")
        return self.listed(rows.order_by("-notice_id"), DeliverySerializer)

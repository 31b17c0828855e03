"""The tokens of one's own programs. A person signed in makes and ends them; a token cannot make another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.models import ApiToken
from coalition.models.persons import Scope
from coalition.tokens import digest, issue_token, revoke_token
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import reach
from proposals.api.view import ApiView


class InPerson(BasePermission):
    """Lets in who signed in themselves: a stolen token must not outlive its own end by making another."""

    message = _("Tokens are managed by the person signed in, not by a token.")
    code = "not_by_token"

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether a session, and no token, brought the request."""
        return isinstance(request.successful_authenticator, SessionAuthentication)


class TokenSerializer(serializers.Serializer[Any]):
    """A token, without the token."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = Instant()
    expires_at = Instant()
    revoked_at = Instant(allow_null=True)
    last_used_at = Instant(allow_null=True, help_text="To the hour.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values))


class NewTokenSerializer(TokenSerializer):
    """A token just made."""

    token = serializers.CharField(help_text="Shown this once: only its hash is kept.")


class TokenBody(Body):
    """What a token is called, and until when it lasts."""

    name = Text(max_length=80)
    expires_at = Instant(required=False, help_text="At most a year from now, which it is when not given.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.values),
        required=False,
        min_length=1,
        max_length=len(Scope.values),
        help_text="`read`; `vote`: cast ballots; `act`: what the secretariat and the chair do. All when not given.",
    )


class Tokens(ApiView):
    """All one's own tokens."""

    permission_classes = [IsAuthenticated, InPerson]
    pagination_class = Pages

    @operation("list_tokens", "List your tokens", gives=TokenSerializer(many=True), query=ListQuery, refuses=[403])
    def get(self, request: Request) -> Response:
        """List your tokens, the newest first; those that ended are kept on the list."""
        self.query(ListQuery)
        return self.listed(self.person.tokens.order_by("-pk"), TokenSerializer)

    @operation("create_token", "Make a token", takes=TokenBody, gives=NewTokenSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Make a token that acts as you, and show it once."""
        asked = self.body(TokenBody)
        token = issue_token(
            person=self.person, name=asked["name"], expires_at=asked.get("expires_at"), scopes=asked.get("scopes")
        )
        row = ApiToken.objects.get(digest=digest(token))
        return Response(TokenSerializer(row).data | {"token": token}, status=201)


class OneToken(ApiView):
    """One of one's own tokens."""

    permission_classes = [IsAuthenticated, InPerson]

    @operation("revoke_token", "Revoke a token", gives=None, status=204, refuses=[403, 404])
    def delete(self, request: Request, token: int) -> Response:
        """End a token at once. Ending it again changes nothing."""
        revoke_token(token=reach(self.person.tokens.all(), pk=token))
        return Response(status=204)

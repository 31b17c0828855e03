"""Voting keys: with which a program signs the ballots of its person. The private half never leaves its holder."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from coalition.models.persons import Scope
from proposals.api.fields import Hexadecimal, Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.voting.models import VotingKey
from proposals.voting.signatures import MAX_PART, Signature
from proposals.voting.signing import MAX_NAME, PublicKey, register_key, withdraw_key


class VotingKeyBody(Body):
    """An Ed25519 key, and the proof that it is held. Passkeys are registered in the browser."""

    name = Text(max_length=MAX_NAME, help_text="Your own name for it. It stays outside the ledger.")
    public_key = Hexadecimal(max_length=MAX_PART, help_text="Its SubjectPublicKeyInfo in DER.")
    possession = Hexadecimal(max_length=MAX_PART, help_text="Its signature: docs/ledger.md says over what.")


class VotingKeySerializer(serializers.Serializer[Any]):
    """One of your own keys."""

    id = serializers.IntegerField()
    key = serializers.CharField(source="identity", help_text="SHA-256 of `public_key`: how signatures name it.")
    name = serializers.CharField()
    algorithm = serializers.CharField()
    public_key = serializers.CharField()
    is_passkey = serializers.SerializerMethodField()
    registered_at = Instant()
    withdrawn_at = Instant(allow_null=True)

    def get_is_passkey(self, key: VotingKey) -> bool:
        """Tell whether a browser holds it."""
        return bool(key.party)


class VotingKeys(ApiView):
    """One's own voting keys in one coalition."""

    pagination_class = Pages
    scopes = {"POST": Scope.VOTE}

    @operation("list_voting_keys", "List your voting keys", gives=VotingKeySerializer(many=True), query=ListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List the keys with which you sign ballots in this coalition, those withdrawn since included."""
        self.query(ListQuery)
        found = reach_coalition(self.person, coalition, self.instant)
        return self.listed(VotingKey.objects.filter(coalition=found, person=self.person), VotingKeySerializer)

    @operation(
        "register_voting_key",
        "Register a voting key",
        takes=VotingKeyBody,
        gives=VotingKeySerializer,
        status=201,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Register an Ed25519 key with which you will sign ballots. It goes on record for all to check."""
        found = reach_coalition(self.person, coalition, self.instant)
        asked = self.body(VotingKeyBody)
        offered = PublicKey("Ed25519", asked["public_key"])
        possession = Signature(offered.identity, asked["possession"])
        key = register_key(coalition=found, offered=offered, possession=possession, name=asked["name"], by=self.person)
        place = reverse("api:voting-key", args=[found.slug, key.pk], request=request)
        return Response(VotingKeySerializer(key).data, status=201, headers={"Location": place})


class OneVotingKey(ApiView):
    """One of one's own voting keys."""

    http_method_names = ["delete"]
    scopes = {"DELETE": Scope.VOTE}

    @operation("withdraw_voting_key", "Withdraw a voting key", gives=None, status=204, refuses=[404, 409])
    def delete(self, request: Request, coalition: str, key: int) -> Response:
        """Let it sign no more. What it signed before stays signed."""
        found = reach_coalition(self.person, coalition, self.instant)
        withdraw_key(key=reach(VotingKey.objects.filter(coalition=found, person=self.person), pk=key), by=self.person)
        return Response(status=204)

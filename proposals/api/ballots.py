"""Ballots: cast one for a member, see those that count, and one's own delegation's as they were received."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Invalid
from coalition.models import Delegate
from coalition.models.persons import Scope
from coalition.rules.positions import Position
from proposals.api.fields import Hexadecimal, QueryNumber, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import member_named, reach, reach_division
from proposals.api.receipts import ReceiptSerializer, entries_of
from proposals.api.view import ApiView
from proposals.ledger.receipts import places_of
from proposals.scope import divisions_for
from proposals.voting.casting import cast_ballot
from proposals.voting.idempotency import KEY_PATTERN, MAX_KEY
from proposals.voting.models import Ballot, NoteSettlement
from proposals.voting.signatures import MAX_PART, Signature
from proposals.voting.tallies import holders_of
from proposals.voting.visibility import Sight, sight_of

KEY = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
CASTABLE = [position.value for position in Position if position is not Position.ABSENT]

key_header = OpenApiParameter(
    KEY,
    {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": r"^[\x21-\x7e]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="Your own name for this act: sent again, it gives the same answer and has no second effect.",
)
replayed_header = OpenApiParameter(
    REPLAYED, str, OpenApiParameter.HEADER, response=[201], description="true when this answer was given before."
)


class SignatureBody(Body):
    """A delegate's own signature: docs/ledger.md says over what."""

    key = Text(max_length=64, help_text="The `key` of one of your voting keys.")
    signature = Hexadecimal(max_length=MAX_PART)
    authenticator_data = Hexadecimal(required=False, max_length=MAX_PART, help_text="Of a passkey.")
    client_data = Hexadecimal(required=False, max_length=MAX_PART, help_text="Of a passkey: clientDataJSON.")


class BallotBody(Body):
    """A member's position."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")
    position = serializers.ChoiceField(choices=CASTABLE, help_text="One of the division's `positions`.")
    holder = Text(required=False, max_length=8, help_text="To cast it by the proxy that `member` gave: your member.")
    signature = SignatureBody(required=False, help_text="Where the division's `signing` takes it, or asks for it.")


class BallotSerializer(serializers.Serializer[Any]):
    """One member's ballot that counts, as far as it is seen: `position` is null while it is hidden."""

    member = serializers.CharField()
    position = serializers.ChoiceField(choices=CASTABLE, allow_null=True)
    own = serializers.BooleanField(help_text="Whether it is your own delegation's.")
    holder = serializers.CharField(allow_null=True, help_text="Who cast it by proxy, where positions are seen.")
    signed_note = serializers.ChoiceField(
        choices=NoteSettlement.choices, allow_null=True, help_text="Of one by signed note: what the member said of it."
    )


class Ballots(ApiView):
    """The ballots of one division."""

    pagination_class = Pages
    scopes = {"POST": Scope.VOTE}

    @operation("list_ballots", "List the ballots that count", gives=BallotSerializer(many=True), query=ListQuery)
    def get(self, request: Request, division: int) -> Response:
        """List each member's ballot that counts. While positions are hidden: who has replied, or your own alone."""
        self.query(ListQuery)
        found = reach(divisions_for(self.person, self.instant), pk=division)
        return self.listed(_seen(sight_of(found, self.person, self.instant)), BallotSerializer)

    @operation(
        "cast_ballot",
        "Cast a ballot",
        takes=BallotBody,
        gives=ReceiptSerializer,
        status=201,
        headers=[key_header, replayed_header],
        refuses=[404, 409, 422],
    )
    def post(self, request: Request, division: int) -> Response:
        """Record your member's position. A later ballot takes the place of an earlier one; both stay on record."""
        found = reach_division(self.person, division, self.instant)
        asked = self.body(BallotBody)
        member, position = member_named(found.coalition_id, asked["member"], "member"), Position(asked["position"])
        holder = member_named(found.coalition_id, asked["holder"], "holder") if "holder" in asked else None
        signature = Signature(**asked["signature"]) if "signature" in asked else None
        cast = cast_ballot(
            division=found,
            member=member,
            position=position,
            by=self.person,
            key=key_of(request),
            holder=holder,
            signature=signature,
        )
        cast.ballot.division, cast.ballot.member = found, member  # known: they need not be fetched again
        written = {cast.ballot.pk: places_of([cast.entry])[0]} if cast.entry else entries_of([cast.ballot])
        receipt = ReceiptSerializer(cast.ballot, context={"entries": written})
        return Response(receipt.data, status=201, headers={REPLAYED: "true"} if cast.replayed else {})


class MyBallotsFilter(ListQuery):
    """Which of one's ballots to list."""

    division = QueryNumber(required=False)


class MyBallots(ApiView):
    """The ballots of one's own delegations, those replaced since included."""

    pagination_class = Pages

    @operation(
        "list_my_ballots",
        "List the ballots of your delegations",
        gives=ReceiptSerializer(many=True),
        query=MyBallotsFilter,
    )
    def get(self, request: Request) -> Response:
        """List every ballot that your delegations cast, the latest first, each with its receipt."""
        asked = self.query(MyBallotsFilter)
        seats = Delegate.objects.at(self.instant).filter(person=self.person)
        mine = Q(member__in=seats.values("member")) | Q(proxy__holder__in=seats.values("member"))
        rows = Ballot.objects.filter(mine).select_related(
            "member", "proxy__holder", "division__coalition", "signed_with"
        )
        if "division" in asked:
            rows = rows.filter(division=asked["division"])
        pages = Pages()
        page = pages.paginate_queryset(rows.order_by("-received_at", "-entry_index"), request, view=self)
        receipts = ReceiptSerializer(page, many=True, context={"entries": entries_of(page or [])})
        return pages.get_paginated_response(receipts.data)


def key_of(request: Request) -> str:
    """Return the key under which an act is asked for. Raises `Invalid` for none, or one that cannot be kept."""
    key = request.headers.get(KEY)
    if key is None:
        raise Invalid("key_missing", _("Send the header Idempotency-Key with your own name for this act."), field=KEY)
    if not KEY_PATTERN.match(key):
        raise Invalid("bad_key", _("An idempotency key has 1 to 80 visible ASCII characters."), field=KEY)
    return key


def _seen(sight: Sight) -> list[dict[str, Any]]:
    own = {code: ballot.position for code, ballot in sight.own.items()}
    holders = {**(sight.holders or {}), **holders_of(sight.own)}
    positions = {code: position.value for code, position in (sight.positions or {}).items()} | own
    notes = {ballot.member.code: ballot.note.settlement for ballot in sight.counted if ballot.note}
    return [
        {
            "member": code,
            "position": positions.get(code),
            "own": code in own,
            "holder": holders.get(code),
            "signed_note": notes.get(code),
        }
        for code in sorted({*(sight.replied or ()), *positions})
    ]

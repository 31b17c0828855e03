"""What a voter keeps: where in the ledger the ballot stands, and what its leaf hash is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from proposals.api.fields import Exercise, Instant
from proposals.ledger.models import Entry
from proposals.ledger.receipts import Place, places_of
from proposals.voting.models import Ballot


class LedgerPlaceSerializer(serializers.Serializer[Any]):
    """An entry: its leaf is SHA-256 of a zero byte and the content. The nonce keeps others from guessing it."""

    index = serializers.IntegerField(source="entry.index")
    leaf = serializers.CharField(source="entry.leaf")
    nonce = serializers.SerializerMethodField()
    content = serializers.CharField(source="entry.content", help_text="The entry itself: canonical JSON (RFC 8785).")
    key = serializers.CharField(allow_null=True, help_text="Which key signed that the leaf stands here.")
    signature = serializers.CharField(allow_null=True, help_text="Ed25519: docs/ledger.md says over what.")

    def get_nonce(self, place: Place) -> str:
        """Return the entry's nonce, in hexadecimal."""
        return str(json.loads(place.entry.content)["nonce"])


class ReceiptSerializer(serializers.Serializer[Any]):
    """A ballot on record. Shown to the voter's own delegation only, and to the one that cast it by proxy."""

    ballot = serializers.IntegerField(source="pk")
    division = serializers.IntegerField(source="division_id")
    exercise = Exercise("division.coalition.exercise")
    member = serializers.CharField(source="member.code")
    position = serializers.CharField()
    holder = serializers.CharField(source="proxy.holder.code", default=None, allow_null=True, help_text="By proxy.")
    received_at = Instant()
    signed_with = serializers.CharField(
        source="signed_with.identity",
        default=None,
        allow_null=True,
        help_text="The key it was signed with.",
    )
    signed_note = serializers.IntegerField(
        source="note_id", allow_null=True, help_text="The note by which the secretariat recorded it, if it did."
    )
    entry = serializers.SerializerMethodField()

    @extend_schema_field(LedgerPlaceSerializer)
    def get_entry(self, ballot: Ballot) -> Any:
        """Return where it stands in the ledger."""
        return LedgerPlaceSerializer(self.context["entries"][ballot.pk]).data


def entries_of(ballots: Iterable[Ballot]) -> dict[int, Place]:
    """Return where the entry of each ballot stands in its ledger, signed, by the ballot's id."""
    ballots = list(ballots)
    rows = Entry.objects.filter(
        coalition_id__in={ballot.division.coalition_id for ballot in ballots},
        index__in={ballot.entry_index for ballot in ballots},
    )
    by_place = {(place.entry.coalition_id, place.entry.index): place for place in places_of(rows)}
    return {ballot.pk: by_place[ballot.division.coalition_id, ballot.entry_index] for ballot in ballots}

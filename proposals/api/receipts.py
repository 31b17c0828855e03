"""What a voter keeps: where in the ledger the ballot stands, and what its leaf hash is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from proposals.api.fields import Exercise, Instant
from proposals.ledger.models import Entry
from proposals.voting.models import Ballot


class LedgerPlaceSerializer(serializers.Serializer[Any]):
    """An entry: its leaf is SHA-256 of a zero byte and the content. The nonce keeps others from guessing it."""

    index = serializers.IntegerField()
    leaf = serializers.CharField()
    nonce = serializers.SerializerMethodField()
    content = serializers.CharField(help_text="The entry itself: canonical JSON (RFC 8785).")

    def get_nonce(self, entry: Entry) -> str:
        """Return the entry's nonce, in hexadecimal."""
        return str(json.loads(entry.content)["nonce"])


class ReceiptSerializer(serializers.Serializer[Any]):
    """A ballot on record. Shown to the voter's own delegation only."""

    ballot = serializers.IntegerField(source="pk")
    division = serializers.IntegerField(source="division_id")
    exercise = Exercise("division.coalition.exercise")
    member = serializers.CharField(source="member.code")
    position = serializers.CharField()
    received_at = Instant()
    entry = serializers.SerializerMethodField()

    @extend_schema_field(LedgerPlaceSerializer)
    def get_entry(self, ballot: Ballot) -> Any:
        """Return where it stands in the ledger."""
        return LedgerPlaceSerializer(self.context["entries"][ballot.pk]).data


def entries_of(ballots: Iterable[Ballot]) -> dict[int, Entry]:
    """Return the ledger entry of each ballot, by the ballot's id, in one query."""
    ballots = list(ballots)
    rows = Entry.objects.filter(
        coalition_id__in={ballot.division.coalition_id for ballot in ballots},
        index__in={ballot.entry_index for ballot in ballots},
    )
    by_place = {(entry.coalition_id, entry.index): entry for entry in rows}
    return {ballot.pk: by_place[ballot.division.coalition_id, ballot.entry_index] for ballot in ballots}

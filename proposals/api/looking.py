"""What changed since one last looked: the mark is the person's own, and on no record."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from proposals.api.fields import Instant, QueryNumber
from proposals.api.openapi import operation
from proposals.api.parsing import EmptyBody, Query
from proposals.api.reaching import reach_coalition
from proposals.api.view import ApiView
from proposals.looking.changes import changes_since, note_look
from proposals.looking.models import Look


class ChangeSerializer(serializers.Serializer[Any]):
    """The last thing that happened about one subject."""

    kind = serializers.CharField(source="entry.kind", help_text="The kind of its entry in the ledger.")
    subject = serializers.CharField(source="entry.subject", help_text="What it is about, such as `division:12`.")
    at = Instant(source="entry.at")
    index = serializers.IntegerField(source="entry.index")
    count = serializers.IntegerField(help_text="How much happened about it.")


class ChangesSerializer(serializers.Serializer[Any]):
    """What changed, the latest first."""

    since = serializers.IntegerField(help_text="The first entry that was looked at.")
    changes = ChangeSerializer(many=True)


class ChangesQuery(Query):
    """From where on."""

    since = QueryNumber(required=False, help_text="A number of an entry; your mark, when it is not given.")


class Changes(ApiView):
    """What changed since the person last looked."""

    @operation("read_changes", "Read what changed", gives=ChangesSerializer, query=ChangesQuery, refuses=[404])
    def get(self, request: Request, coalition: str) -> Response:
        """Give what changed since you last looked, in your scope. Reading it does not move your mark."""
        found = reach_coalition(self.person, coalition, self.instant)
        mark = Look.objects.filter(person=self.person, coalition=found).values_list("since", flat=True).first()
        since = self.query(ChangesQuery).get("since", mark or 0)
        changes = changes_since(since, self.person, found, self.instant)
        return Response(ChangesSerializer({"since": since, "changes": changes}).data)

    @operation("note_look", "Say that you look", takes=EmptyBody, gives=ChangesSerializer, refuses=[404])
    def post(self, request: Request, coalition: str) -> Response:
        """Note that you look now, as opening the home page does, and give what changed since the time before."""
        found = reach_coalition(self.person, coalition, self.instant)
        self.body(EmptyBody)
        look = note_look(self.person, found, self.instant)
        changes = changes_since(look.since, self.person, found, self.instant)
        return Response(ChangesSerializer({"since": look.since, "changes": changes}).data)

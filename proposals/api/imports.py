"""Imports: what a table would do, each bad line named; then the same table taken over. Votes recorded elsewhere."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition import importing
from coalition.awaiting import told
from coalition.checking_tables import MOST
from coalition.permissions import Act, require, standings
from proposals.api.fields import Flag, Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.pending import PendingActSerializer, said_in_both
from proposals.api.reaching import reach_coalition
from proposals.api.view import ApiView
from proposals.elsewhere import keeping
from proposals.elsewhere.models import RecordedVote


class FaultSerializer(serializers.Serializer[Any]):
    """What is wrong with a table, and where."""

    line = serializers.IntegerField()
    column = serializers.IntegerField()
    name = serializers.CharField(help_text="The column's.")
    problem = serializers.CharField()


class AdmittedSerializer(serializers.Serializer[Any]):
    """A member that would be admitted."""

    code = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()


class WeightToSetSerializer(serializers.Serializer[Any]):
    """A weight that would be set."""

    member = serializers.CharField()
    name = serializers.CharField()
    value = serializers.CharField(help_text="A whole number in digits.")


class RollImportSerializer(serializers.Serializer[Any]):
    """What a table does to the roll."""

    faults = FaultSerializer(many=True)
    admitted = AdmittedSerializer(many=True)
    weights = WeightToSetSerializer(many=True)
    ignored = serializers.ListField(child=serializers.CharField(), help_text="Columns that are not imported.")
    pending = PendingActSerializer(allow_null=True, help_text="Where it now awaits a second person.")


class VotesImportSerializer(serializers.Serializer[Any]):
    """What a table adds to the votes recorded elsewhere."""

    faults = FaultSerializer(many=True)
    new = serializers.IntegerField(help_text="How many votes it holds that are not kept already.")
    known = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="How many were kept by this request; 0 for a preview.")


class RecordedVoteSerializer(serializers.Serializer[Any]):
    """A vote of another body, as it was recorded there. No decision of the coalition."""

    id = serializers.IntegerField()
    body = serializers.CharField()
    date = serializers.CharField()
    resolution = serializers.CharField()
    adopted = serializers.BooleanField(help_text="The official outcome there.")
    positions = serializers.DictField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]  # hides a field's own `source`, which none here has
    imported_at = Instant()


class TableBody(Body):
    """A table in CSV, to be read or taken over."""

    table = Text(max_length=MOST, help_text="CSV: a header, then a line each.")
    source = Text(  # type: ignore[assignment]  # hides a field's own `source`, as above
        max_length=200, required=False, allow_blank=True, help_text="Where it comes from."
    )
    preview = Flag(required=False, help_text="true, unless said otherwise: nothing is written.")


class RollImport(ApiView):
    """Members and weights from a table."""

    @operation(
        "import_roll",
        "Import members and weights",
        takes=TableBody,
        gives=RollImportSerializer,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Say what a table would do; without `preview`, ask for all of it as one act that a second person confirms."""
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.CHANGE_ROLL, self.instant)
        asked = self.body(TableBody)
        made = importing.preview(coalition=found, text=asked["table"], instant=self.instant)
        pending = None
        if not asked.get("preview", True):
            words = {"text": asked["table"], "source": asked.get("source", "")}
            step = importing.import_roll(coalition=found, by=self.person, instant=self.instant, **words)
            held = standings(self.person, found, self.instant)
            rows = [step.pending] if step.pending else []
            said: Any = said_in_both(rows, lambda some: told(some, found, self.person, held))
            pending = said[0] if said else None
        answer = {name: getattr(made, name) for name in ("faults", "admitted", "weights", "ignored")}
        return Response(RollImportSerializer({**answer, "pending": pending}).data)


class RecordedVoteFilter(ListQuery):
    """Which recorded votes to list."""

    body = serializers.CharField(required=False, max_length=200)


class RecordedVotes(ApiView):
    """Votes recorded elsewhere."""

    pagination_class = Pages

    @operation(
        "list_recorded_votes",
        "List votes recorded elsewhere",
        gives=RecordedVoteSerializer(many=True),
        query=RecordedVoteFilter,
        refuses=[403, 404],
    )
    def get(self, request: Request, coalition: str) -> Response:
        """List the votes of other bodies that are kept for analysis, the latest first."""
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.READ, self.instant)
        asked = self.query(RecordedVoteFilter)
        rows = RecordedVote.objects.filter(coalition=found, **({"body": asked["body"]} if "body" in asked else {}))
        return self.listed(rows, RecordedVoteSerializer)

    @operation(
        "import_recorded_votes",
        "Import past roll calls",
        takes=TableBody,
        gives=VotesImportSerializer,
        refuses=[403, 404],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Say what a table of roll calls holds; without `preview`, keep it. It makes no decision of the coalition."""
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.IMPORT_VOTES, self.instant)
        asked, kept = self.body(TableBody), 0
        made = keeping.preview(coalition=found, text=asked["table"])
        if not asked.get("preview", True):
            words = {"text": asked["table"], "source": asked.get("source", "")}
            kept = len(keeping.keep_roll_calls(coalition=found, by=self.person, **words))
        said = {"faults": made.faults, "new": len(made.calls), "known": len(made.known), "kept": kept}
        return Response(VotesImportSerializer(said).data)

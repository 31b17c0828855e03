"""Changes of the rules of procedure: proposals that the coalition decides on by its own rule."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.procedure import AMENDING
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import ListQuery
from proposals.api.reaching import reach_coalition
from proposals.api.view import ApiView
from proposals.drafting.models import Proposal
from proposals.scope import proposals_for
from proposals.voting.models import Decision


class ChangeOfRulesSerializer(serializers.Serializer[Any]):
    """A proposal to change the rules of procedure, and what became of it."""

    proposal = serializers.IntegerField(source="pk")
    symbol = serializers.CharField()
    title = serializers.CharField()
    decision = serializers.SerializerMethodField(help_text="The number of the decision on it; null: there is none yet.")
    version = serializers.SerializerMethodField(help_text="The version that it became; null: it is not in force.")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_decision(self, proposal: Proposal) -> str | None:
        """Return that of its latest vote."""
        decision = _decision_on(proposal)
        return decision.symbol if decision else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_version(self, proposal: Proposal) -> int | None:
        """Return the version whose decision it is."""
        decision = _decision_on(proposal)
        versions: dict[str, int] = self.context["versions"]
        return versions.get(decision.symbol) if decision else None


def _decision_on(proposal: Proposal) -> Decision | None:
    votes = [division for division in proposal.divisions.all() if not division.question]
    last = max(votes, key=lambda division: division.pk, default=None)
    return last.decision if last and hasattr(last, "decision") else None


class ChangesOfRules(ApiView):
    """What was put to the coalition to change its rules of procedure."""

    pagination_class = Pages

    @operation(
        "list_changes_of_rules",
        "List changes of the rules of procedure",
        gives=ChangeOfRulesSerializer(many=True),
        query=ListQuery,
    )
    def get(self, request: Request, coalition: str) -> Response:
        """List the proposals on the subject `rules-of-procedure` that you may read, the newest first."""
        self.query(ListQuery)
        body = reach_coalition(self.person, coalition, self.instant)
        found = proposals_for(self.person, self.instant).filter(coalition=body, subject=AMENDING)
        versions = body.rules_of_procedure.exclude(adopted_by="").values_list("adopted_by", "version")
        return self.listed(
            found.prefetch_related("divisions__decision"), ChangeOfRulesSerializer, versions=dict(versions)
        )

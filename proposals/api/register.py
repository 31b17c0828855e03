"""The register's marks: what becomes of a decision, asked for by one person and confirmed by another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.awaiting import told
from coalition.errors import Invalid
from coalition.models import PendingAct
from coalition.permissions import Act, require, standings
from proposals.api.fields import Instant, RowId
from proposals.api.openapi import operation
from proposals.api.parsing import Body, EmptyBody
from proposals.api.pending import PendingActSerializer, said_in_both
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.register.marking import ask_mark, ask_strike
from proposals.register.models import DecisionMark, Mark
from proposals.scope import decisions_for
from proposals.voting.models import Decision


class MarkSerializer(serializers.Serializer[Any]):
    """One thing that became of a decision."""

    id = serializers.IntegerField()
    mark = serializers.ChoiceField(choices=Mark.choices)
    later = serializers.SerializerMethodField(help_text="The symbol of the later decision.")
    expires_at = Instant(allow_null=True)
    made_at = Instant()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_later(self, mark: DecisionMark) -> str | None:
        """Return its symbol."""
        return mark.later.symbol if mark.later else None


class MarkBody(Body):
    """What becomes of a decision."""

    mark = serializers.ChoiceField(choices=Mark.choices)
    later = RowId(required=False, allow_null=True, help_text="The id of the later decision that amends or supersedes.")
    expires_at = Instant(required=False, allow_null=True, help_text="When it expires.")


class _Marking(ApiView):
    """What both acts have in common."""

    http_method_names = ["post"]

    def decision(self, number: int) -> Decision:
        """Return the decision, for somebody who may mark it. Raises `Http404`, `NotAllowed`."""
        rows = decisions_for(self.person, self.instant).select_related("coalition", "division")
        found = reach(rows, pk=number)
        require(self.person, found.coalition_id, Act.MARK_DECISION, self.instant)
        return found

    def answer(self, pending: PendingAct) -> Response:
        """Give the act as it now awaits a second person."""
        held = standings(self.person, pending.coalition, self.instant)
        said: Any = said_in_both([pending], lambda some: told(some, pending.coalition, self.person, held))
        return Response(PendingActSerializer(said[0]).data, status=202)


class Marks(_Marking):
    """What becomes of a decision."""

    @operation(
        "mark_decision",
        "Ask to mark a decision",
        takes=MarkBody,
        gives=PendingActSerializer,
        status=202,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, decision: int) -> Response:
        """Ask to record that a decision is amended, superseded or expires; a second person confirms."""
        found, asked = self.decision(decision), self.body(MarkBody)
        later = None
        if asked.get("later"):
            mine = decisions_for(self.person, self.instant).filter(coalition=found.coalition_id)
            later = mine.filter(pk=asked["later"]).first()
            if later is None:
                raise Invalid("unknown_decision", _("There is no such decision."), field="later")
        mark = Mark(asked["mark"])
        pending = ask_mark(decision=found, mark=mark, later=later, expires_at=asked.get("expires_at"), by=self.person)
        return self.answer(pending)


class Strike(_Marking):
    """The striking of a mark."""

    @operation(
        "strike_mark",
        "Ask to strike a mark",
        takes=EmptyBody,
        gives=PendingActSerializer,
        status=202,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, decision: int, mark: int) -> Response:
        """Ask to strike what was recorded of a decision by mistake; a second person confirms."""
        found = self.decision(decision)
        row = reach(found.marks.select_related("decision", "coalition"), pk=mark)
        self.body(EmptyBody)
        return self.answer(ask_strike(mark=row, by=self.person))

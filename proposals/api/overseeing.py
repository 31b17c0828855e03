"""What is asked of a vote under way, for a second person to confirm: extending it, annulling it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.awaiting import told
from coalition.models import PendingAct
from coalition.permissions import Act, require, standings
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.parsing import Body
from proposals.api.pending import PendingActSerializer, said_in_both
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.scope import divisions_for
from proposals.voting.annulling import ask_annulment
from proposals.voting.asked_about import MAX_NOTE
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.models import Division


class ExtensionBody(Body):
    """Until when, and why."""

    closes_at = Instant(
        required=False,
        help_text="The new deadline, later than the present one by at most 31 days. For an outage it may be left out "
        "where the rules of procedure say by how much one moves the deadline; another is refused then.",
    )
    reason = serializers.ChoiceField(choices=Reason.choices, help_text="outage: it declares an outage.")
    note = Text(max_length=MAX_NOTE, help_text="Why, in words. The ledger holds its salted hash alone.")


class AnnulmentBody(Body):
    """Why."""

    note = Text(max_length=MAX_NOTE, help_text="Why, in words. The ledger holds its salted hash alone.")


class _Overseeing(ApiView):
    """An act on a vote that takes two people of the secretariat or the chair."""

    http_method_names = ["post"]

    def reached(self, number: int, act: Act) -> Division:
        """Return the division, for somebody who may do the act. Raises `Http404` outside their scope, `NotAllowed`."""
        found = reach(divisions_for(self.person, self.instant).select_related("coalition", "proposal"), pk=number)
        require(self.person, found.coalition_id, act, self.instant)
        return found

    def answer(self, pending: PendingAct) -> Response:
        """Give the act as it now awaits a second person."""
        held = standings(self.person, pending.coalition, self.instant)
        said: Any = said_in_both([pending], lambda some: told(some, pending.coalition, self.person, held))
        return Response(PendingActSerializer(said[0]).data, status=202)


class Extension(_Overseeing):
    """The extension of a vote."""

    @operation(
        "ask_extension",
        "Ask to extend a vote",
        takes=ExtensionBody,
        gives=PendingActSerializer,
        status=202,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, division: int) -> Response:
        """Ask to move the deadline of an open vote; it moves when a second person confirms before it has passed."""
        found = self.reached(division, Act.EXTEND)
        return self.answer(ask_extension(division=found, by=self.person, **self.body(ExtensionBody)))


class Annulment(_Overseeing):
    """The annulment of a vote."""

    @operation(
        "ask_annulment",
        "Ask to annul a vote",
        takes=AnnulmentBody,
        gives=PendingActSerializer,
        status=202,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, division: int) -> Response:
        """Ask to end a vote without a decision; a second person confirms. A decided vote stays."""
        found = self.reached(division, Act.ANNUL)
        return self.answer(ask_annulment(division=found, by=self.person, **self.body(AnnulmentBody)))

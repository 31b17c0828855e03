"""Amendments and parts of a proposal: table, withdraw, accept, write in, put in order, vote on the next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from coalition.errors import Checking, Invalid
from proposals.amendments.models import Amendment, Change, Standing
from proposals.amendments.ordering import appeal_order, in_order, rule_on_order, standing_ruling
from proposals.amendments.passages import passages
from proposals.amendments.settling import accept, carry
from proposals.amendments.tabling import MAX_AMENDMENT, Asked, table, withdraw
from proposals.amendments.voting import open_next
from proposals.api.divisions import DivisionInFullSerializer, in_full
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.proposals import RevisionSerializer
from proposals.api.reaching import member_named, reach
from proposals.api.view import ApiView
from proposals.drafting.checking import MAX_TEXT
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import latest_revision
from proposals.scope import proposals_for


class AmendmentSerializer(serializers.Serializer[Any]):
    """A change to a passage, or the request to vote on the passage separately."""

    number = serializers.IntegerField()
    symbol = serializers.CharField()
    member = serializers.CharField(source="member.code")
    revision = serializers.IntegerField(source="revision.number", help_text="The text it was written on.")
    change = serializers.ChoiceField(choices=Change.choices)
    anchor = serializers.CharField(help_text="The name of its passage; empty: before the first.")
    passage = serializers.CharField(help_text="The passage as it read.")
    text = serializers.CharField(help_text="The words put in. Markdown. Not HTML: escape it.")
    distance = serializers.IntegerField(help_text="Words taken out plus words put in: the furthest removed goes first.")
    text_hash = serializers.CharField()
    contrary_to = serializers.SerializerMethodField(help_text="Numbers of those it was declared contrary to.")
    standing = serializers.ChoiceField(choices=Standing.choices)
    fell_with = serializers.IntegerField(source="fell_with.number", default=None, allow_null=True)
    carried_in = serializers.IntegerField(
        source="carried_in.number", default=None, allow_null=True, help_text="The revision that has it in."
    )
    conflict = serializers.BooleanField(help_text="Its passage had changed: it is to be written in by hand.")
    tabled_at = Instant()
    settled_at = Instant(allow_null=True)

    def get_contrary_to(self, amendment: Amendment) -> list[int]:
        """Return them in order."""
        return sorted(other.number for other in amendment.contrary_to.all())


class PassageSerializer(serializers.Serializer[Any]):
    """A passage of the text as it stands, with the name that an amendment uses for it."""

    anchor = serializers.CharField()
    text = serializers.CharField()


class OrderSerializer(serializers.Serializer[Any]):
    """In which order amendments are voted on, and why."""

    order = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers, the next one first.")
    ruling = serializers.IntegerField(
        allow_null=True, help_text="The chair's ruling that it follows; null: the measure."
    )
    reason = serializers.CharField(allow_null=True)
    under_appeal = serializers.BooleanField()


class AmendmentFilter(ListQuery):
    """Which amendments to list."""

    standing = serializers.ChoiceField(choices=Standing.choices, required=False)


class AmendmentBody(Body):
    """What to change, for which member."""

    member = Text(max_length=8)
    change = serializers.ChoiceField(choices=Change.choices)
    anchor = Text(max_length=120, allow_blank=True, help_text="The name of a passage of the latest revision.")
    text = Text(max_length=MAX_AMENDMENT, required=False, allow_blank=True, help_text="Markdown.")
    contrary_to = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=10**6), required=False, max_length=200
    )


class CarryBody(Body):
    """The text with the amendment in it, written by hand on the latest revision."""

    text = Text(max_length=MAX_TEXT)
    base = serializers.IntegerField(min_value=1, max_value=10**6)


class OrderRulingBody(Body):
    """The order in which the pending amendments are voted on."""

    order = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=10**6), max_length=200)
    reason = Text(max_length=500)


class OrderAppealBody(Body):
    """For which member."""

    member = Text(max_length=8)


class NextVoteBody(Body):
    """Until when."""

    closes_at = Instant()
    facts = serializers.ListField(child=Text(max_length=80), required=False, max_length=20)


class OfProposal(ApiView):
    """What every endpoint here is about."""

    def proposal(self, pk: int) -> Proposal:
        """Return the proposal in the person's scope. Raises `Http404`."""
        return reach(proposals_for(self.person, self.instant).select_related("coalition"), pk=pk)

    def amendment(self, pk: int, number: int) -> Amendment:
        """Return one amendment to it. Raises `Http404`."""
        found: Amendment = reach(_full(self.proposal(pk)), number=number)
        return found


class Amendments(OfProposal):
    """The amendments to one proposal."""

    pagination_class = Pages

    @operation("list_amendments", "List amendments", gives=AmendmentSerializer(many=True), query=AmendmentFilter)
    def get(self, request: Request, proposal: int) -> Response:
        """List the amendments and separate votes, in the order in which they were tabled."""
        asked = self.query(AmendmentFilter)
        return self.listed(_full(self.proposal(proposal)).filter(**asked), AmendmentSerializer)

    @operation(
        "table_amendment", "Table an amendment", takes=AmendmentBody, gives=AmendmentSerializer, status=201,
        refuses=[404, 409],
    )  # fmt: skip
    def post(self, request: Request, proposal: int) -> Response:
        """Table an amendment of your member to a passage of the latest revision, or ask for a separate vote on it."""
        found = self.proposal(proposal)
        asked = self.body(AmendmentBody)
        checking = Checking()
        member = checking.of(lambda code: member_named(found.coalition_id, code, "member"), asked["member"])
        contrary = checking.of(lambda numbers: _pending(found, numbers), asked.get("contrary_to", []))
        checking.done()
        words = Asked(Change(asked["change"]), asked["anchor"], asked.get("text", ""))
        made = table(proposal=found, member=member, asked=words, by=self.person, contrary_to=contrary)
        return Response(AmendmentSerializer(made).data, status=201)


class OneAmendment(OfProposal):
    """One amendment."""

    @operation("read_amendment", "Read an amendment", gives=AmendmentSerializer, refuses=[404])
    def get(self, request: Request, proposal: int, amendment: int) -> Response:
        """Give the amendment and where it stands."""
        return Response(AmendmentSerializer(self.amendment(proposal, amendment)).data)


class WithdrawAmendment(OfProposal):
    """Its end, by its own sponsor."""

    @operation(
        "withdraw_amendment", "Withdraw an amendment", takes=EmptyBody, gives=AmendmentSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, proposal: int, amendment: int) -> Response:
        """Take back your member's amendment before it is voted on."""
        found = self.amendment(proposal, amendment)
        self.body(EmptyBody)
        return Response(AmendmentSerializer(withdraw(amendment=found, by=self.person)).data)


class AcceptAmendment(OfProposal):
    """Its acceptance by the proposal's sponsor."""

    @operation(
        "accept_amendment", "Accept an amendment", takes=EmptyBody, gives=AmendmentSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, proposal: int, amendment: int) -> Response:
        """Take it into your member's proposal without a vote: the next revision has it. Contrary ones fall."""
        found = self.amendment(proposal, amendment)
        self.body(EmptyBody)
        return Response(AmendmentSerializer(accept(amendment=found, by=self.person)).data)


class CarryAmendment(OfProposal):
    """The writing in of one whose passage had changed."""

    @operation(
        "carry_amendment", "Write in an amendment", takes=CarryBody, gives=RevisionSerializer, status=201,
        refuses=[404, 409],
    )  # fmt: skip
    def post(self, request: Request, proposal: int, amendment: int) -> Response:
        """Write an adopted amendment in conflict into the text by hand, as the next revision."""
        found = self.amendment(proposal, amendment)
        revision = carry(amendment=found, by=self.person, **self.body(CarryBody))
        return Response(RevisionSerializer(revision).data, status=201)


class Passages(OfProposal):
    """The passages of the text as it stands."""

    pagination_class = Pages

    @operation("list_passages", "List passages", gives=PassageSerializer(many=True), query=ListQuery)
    def get(self, request: Request, proposal: int) -> Response:
        """List the passages of the latest revision with their names."""
        self.query(ListQuery)
        return self.listed(passages(latest_revision(self.proposal(proposal)).text), PassageSerializer)


class Order(OfProposal):
    """The order of the votes before the whole."""

    @operation("read_order", "Read the order of votes", gives=OrderSerializer, refuses=[404])
    def get(self, request: Request, proposal: int) -> Response:
        """Give the numbers of the pending amendments, furthest removed first or as the chair ruled."""
        return Response(_order(self.proposal(proposal)))

    @operation(
        "rule_on_order", "Rule on the order of votes", takes=OrderRulingBody, gives=OrderSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, proposal: int) -> Response:
        """Rule, as the chair, that the amendments are voted on in another order."""
        found = self.proposal(proposal)
        rule_on_order(proposal=found, by=self.person, **self.body(OrderRulingBody))
        return Response(_order(found))


class AppealOrder(OfProposal):
    """An appeal against the chair's ruling."""

    @operation(
        "appeal_order", "Appeal the order of votes", takes=OrderAppealBody, gives=OrderSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, proposal: int) -> Response:
        """Appeal the ruling for your member. It is put to the vote before any amendment: yes overrules the chair."""
        found = self.proposal(proposal)
        member = member_named(found.coalition_id, self.body(OrderAppealBody)["member"], "member")
        appeal_order(proposal=found, member=member, by=self.person)
        return Response(_order(found))


class NextVote(OfProposal):
    """The vote on what comes next before the whole."""

    @operation(
        "open_next_vote", "Vote on what comes next", takes=NextVoteBody, gives=DivisionInFullSerializer, status=201,
        refuses=[404, 409],
    )  # fmt: skip
    def post(self, request: Request, proposal: int) -> Response:
        """Open the vote on the appeal, amendment or part that comes next. Who may, the rules of procedure say."""
        found = self.proposal(proposal)
        opened = open_next(proposal=found, by=self.person, **self.body(NextVoteBody))
        place = reverse("api:division", args=[opened.pk], request=request)
        return Response(in_full(self, opened), status=201, headers={"Location": place})


def _full(proposal: Proposal) -> Any:
    rows = proposal.amendments.select_related("member", "revision", "fell_with", "carried_in", "proposal__coalition")
    return rows.prefetch_related("contrary_to")


def _pending(proposal: Proposal, numbers: list[int]) -> list[Amendment]:
    found = list(proposal.amendments.filter(number__in=numbers, standing=Standing.PENDING))
    if len(found) != len(set(numbers)):
        raise Invalid("unknown_amendment", _("Name amendments that await their vote."), field="contrary_to")
    return found


def _order(proposal: Proposal) -> dict[str, Any]:
    ruling = standing_ruling(proposal)
    return {
        "order": [amendment.number for amendment in in_order(proposal)],
        "ruling": ruling.number if ruling else None,
        "reason": ruling.reason if ruling else None,
        "under_appeal": bool(ruling and ruling.under_appeal),
    }

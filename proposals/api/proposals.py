"""Proposals: list, put one to the coalition, read with its revisions, revise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from proposals.api.fields import Exercise, Flag, Instant, QueryNumber, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import members_named, reach, reach_coalition
from proposals.api.view import ApiView
from proposals.drafting.checking import MAX_TEXT
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import create_proposal, revise
from proposals.scope import proposals_for
from proposals.voting.models import Division
from proposals.voting.states import State, divisions_in, state_of

ORDERS = ["created_at", "-created_at", "title", "-title"]
NOT_VOTED_ON = "not_voted_on"
STATES = [(NOT_VOTED_ON, NOT_VOTED_ON), *State.choices]

MARKING = {
    "max_length": 40,
    "required": False,
    "allow_blank": True,
    "help_text": "One of the deployment's list, such as public.",
}


class RevisionSerializer(serializers.Serializer[Any]):
    """One version of a text. Never edited."""

    number = serializers.IntegerField()
    symbol = serializers.CharField(help_text="How it is cited: P-2026/14 REV 1 COR 2.")
    text = serializers.CharField(help_text="Markdown. Not HTML: escape it.")
    text_hash = serializers.CharField(help_text="SHA-256 of the text in UTF-8.")
    created_at = Instant()


class ProposalSerializer(serializers.Serializer[Any]):
    """A proposal, as in a list."""

    id = serializers.IntegerField()
    symbol = serializers.CharField()
    coalition = serializers.CharField(source="coalition.slug")
    exercise = Exercise("coalition.exercise")
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.SerializerMethodField(help_text="Of its latest division.")
    sponsors = serializers.SerializerMethodField()
    divisions = serializers.SerializerMethodField(help_text="Their ids, the oldest first.")
    released_to_observers = serializers.BooleanField()
    marking = serializers.CharField(help_text="Empty where none was given. By it the title is in mail and calendars.")
    created_at = Instant()

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, proposal: Proposal) -> str:
        """Return the state of the latest division, if there is one."""
        divisions = [division for division in proposal.divisions.all() if not division.question]
        return state_of(divisions[-1], self.context["instant"]).value if divisions else NOT_VOTED_ON

    def get_sponsors(self, proposal: Proposal) -> list[str]:
        """Return their codes."""
        return sorted(member.code for member in proposal.sponsors.all())

    def get_divisions(self, proposal: Proposal) -> list[int]:
        """Return their ids."""
        return [division.pk for division in proposal.divisions.all()]


class ProposalInFullSerializer(ProposalSerializer):
    """A proposal with every version of its text."""

    revisions = RevisionSerializer(many=True)


class ProposalFilter(ListQuery):
    """Which proposals to list."""

    coalition = serializers.SlugField(required=False)
    year = QueryNumber(required=False, max_value=9999)
    subject = serializers.SlugField(required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    sponsor = serializers.CharField(required=False, max_length=8, help_text="The code of a member.")
    search = serializers.CharField(required=False, max_length=200, help_text="Words of the title.")
    ordering = serializers.ChoiceField(choices=ORDERS, required=False)


class ProposalBody(Body):
    """A text to put to a coalition."""

    coalition = Text(max_length=50, help_text="Its slug.")
    title = Text(max_length=200)
    text = Text(max_length=MAX_TEXT, help_text="Markdown.")
    subject = Text(max_length=60, help_text="A subject of the rules of procedure.")
    sponsors = serializers.ListField(child=Text(max_length=8), required=False, max_length=200)
    released_to_observers = Flag(required=False)
    marking = Text(**MARKING)


class RevisionBody(Body):
    """The next version of a text."""

    text = Text(max_length=MAX_TEXT, help_text="Markdown.")
    base = serializers.IntegerField(
        required=False, min_value=1, help_text="The revision that it was written on; 409 when a later one was recorded."
    )
    corrigendum = Flag(required=False, help_text="It corrects the language alone: COR, not REV.")


class Proposals(ApiView):
    """All the proposals that the person may read."""

    pagination_class = Pages

    @operation("list_proposals", "List proposals", gives=ProposalSerializer(many=True), query=ProposalFilter)
    def get(self, request: Request) -> Response:
        """List the proposals you may read, the newest first unless asked otherwise."""
        found = _found(proposals_for(self.person, self.instant), self.query(ProposalFilter), self.instant)
        return self.listed(with_related(found), ProposalSerializer, instant=self.instant)

    @operation(
        "create_proposal",
        "Create a proposal",
        takes=ProposalBody,
        gives=ProposalInFullSerializer,
        status=201,
        refuses=[404],
    )
    def post(self, request: Request) -> Response:
        """Put a text to a coalition, for its sponsors. The secretariat does; a delegation puts its draft."""
        asked = self.body(ProposalBody)
        coalition = reach_coalition(self.person, asked.pop("coalition"), self.instant)
        sponsors = members_named(coalition.pk, asked.pop("sponsors", []), "sponsors")
        proposal = create_proposal(coalition=coalition, sponsors=sponsors, by=self.person, **asked)
        place = reverse("api:proposal", args=[proposal.pk], request=request)
        return Response(_in_full(proposal, self.instant), status=201, headers={"Location": place})


class OneProposal(ApiView):
    """One proposal."""

    @operation("read_proposal", "Read a proposal", gives=ProposalInFullSerializer, refuses=[404])
    def get(self, request: Request, proposal: int) -> Response:
        """Give the proposal with every version of its text."""
        return Response(_in_full(reach(proposals_for(self.person, self.instant), pk=proposal), self.instant))


class Revisions(ApiView):
    """The versions of one proposal's text."""

    pagination_class = Pages

    @operation("list_revisions", "List revisions", gives=RevisionSerializer(many=True), query=ListQuery)
    def get(self, request: Request, proposal: int) -> Response:
        """List the versions of the text, the first first."""
        self.query(ListQuery)
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        return self.listed(found.revisions.select_related("proposal"), RevisionSerializer)

    @operation(
        "create_revision",
        "Revise a proposal",
        takes=RevisionBody,
        gives=RevisionSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request, proposal: int) -> Response:
        """Add the next version of the text. While a vote on it is open, the text is frozen."""
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        revision = revise(proposal=found, by=self.person, **self.body(RevisionBody))
        return Response(RevisionSerializer(revision).data, status=201)


def _found(rows: QuerySet[Proposal], asked: dict[str, Any], instant: datetime) -> QuerySet[Proposal]:
    named = {
        "coalition": "coalition__slug",
        "year": "year",
        "subject": "subject",
        "search": "title__icontains",
        "sponsor": "sponsors__code",
    }
    rows = rows.filter(Q(**{path: asked[name] for name, path in named.items() if name in asked}))
    if "state" in asked:
        rows = rows.filter(_in_state(asked["state"], instant))
    return rows.order_by(asked.get("ordering", "-created_at"), "-pk")


def _in_state(state: str, instant: datetime) -> Q:
    if state == NOT_VOTED_ON:
        return ~Q(pk__in=Division.objects.filter(question="").values("proposal"))
    latest = (
        Division.objects.filter(proposal=OuterRef("proposal"), question="")
        .order_by("-opens_at", "-pk")
        .values("pk")[:1]
    )
    found = Division.objects.filter(divisions_in(State(state), instant), pk=Subquery(latest))
    return Q(pk__in=found.values("proposal"))


def with_related(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Fetch with each proposal what its lines say, without the divisions' rolls and rules."""
    slim = Division.objects.select_related("decision").only(
        "proposal_id", "opens_at", "closes_at", "annulled_at", "stopped_at", "broken_at", "question", "decision__id"
    )
    divisions = Prefetch("divisions", slim.order_by("opens_at", "pk"))
    return rows.select_related("coalition").prefetch_related("sponsors", divisions)


def _in_full(proposal: Proposal, instant: datetime) -> Any:
    row = with_related(Proposal.objects.filter(pk=proposal.pk)).prefetch_related("revisions__proposal").get()
    return ProposalInFullSerializer(row, context={"instant": instant}).data

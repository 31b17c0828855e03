"""Drafts of one's own member, and those that were shown to it; sponsors of a proposal."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.proposals import MARKING, ProposalSerializer, with_related
from proposals.api.reaching import member_named, reach, reach_coalition
from proposals.api.view import ApiView
from proposals.drafting.checking import MAX_TEXT
from proposals.drafting.drafts import begin_draft, drop_draft, edit_draft, join_draft, put_draft, share_draft
from proposals.drafting.models import Draft, Proposal
from proposals.drafting.proposing import Words
from proposals.drafting.sponsoring import join, leave
from proposals.scope import drafts_for, proposals_for

VERSION = {"min_value": 1, "max_value": 10**6}


class DraftSerializer(serializers.Serializer[Any]):
    """A text that its sponsor still writes."""

    id = serializers.IntegerField()
    coalition = serializers.CharField(source="coalition.slug")
    sponsor = serializers.CharField(source="sponsor.code")
    title = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField(help_text="Markdown. Not HTML: escape it.")
    marking = serializers.CharField(help_text="Empty where none was given.")
    version = serializers.IntegerField()
    edited_at = Instant()
    shown_to = serializers.SerializerMethodField()
    joined_by = serializers.SerializerMethodField(help_text="Who will co-sponsor it as it reads.")

    def get_shown_to(self, draft: Draft) -> list[str]:
        """Return the members' codes."""
        return [share.member.code for share in draft.shares.all()]

    def get_joined_by(self, draft: Draft) -> list[str]:
        """Return the members' codes."""
        return [share.member.code for share in draft.shares.all() if share.joined_at]


class SponsorSerializer(serializers.Serializer[Any]):
    """A member's name on a proposal, from when to when."""

    member = serializers.CharField(source="member.code")
    first = serializers.BooleanField(help_text="Whether it put the proposal forward, or joined it.")
    since = Instant()
    until = Instant(allow_null=True)


class DraftBody(Body):
    """What a draft says, and whose it is."""

    coalition = Text(max_length=50, help_text="Its slug.")
    sponsor = Text(max_length=8, help_text="The code of your member.")
    title = Text(max_length=200)
    subject = Text(max_length=60)
    text = Text(max_length=MAX_TEXT, help_text="Markdown.")
    marking = Text(**MARKING)


class DraftEditBody(Body):
    """The draft anew, on the version that was read."""

    title = Text(max_length=200)
    subject = Text(max_length=60)
    text = Text(max_length=MAX_TEXT, help_text="Markdown.")
    marking = Text(**MARKING)
    version = serializers.IntegerField(**VERSION)  # type: ignore[arg-type]


class MemberBody(Body):
    """Which member."""

    member = Text(max_length=8)


class DraftJoinBody(Body):
    """Which member joins, and which version it read."""

    member = Text(max_length=8)
    version = serializers.IntegerField(**VERSION)  # type: ignore[arg-type]


class OfDraft(ApiView):
    """What every endpoint of a draft is about."""

    def draft(self, pk: int) -> Draft:
        """Return the draft in the person's scope. Raises `Http404`."""
        return reach(drafts_for(self.person, self.instant).select_related("sponsor__coalition", "coalition"), pk=pk)


class Drafts(OfDraft):
    """The drafts that the person may read."""

    pagination_class = Pages

    @operation("list_drafts", "List drafts", gives=DraftSerializer(many=True), query=ListQuery)
    def get(self, request: Request) -> Response:
        """List your member's drafts, and those that were shown to it."""
        self.query(ListQuery)
        rows = drafts_for(self.person, self.instant).select_related("coalition", "sponsor")
        return self.listed(rows.prefetch_related("shares__member"), DraftSerializer)

    @operation("begin_draft", "Begin a draft", takes=DraftBody, gives=DraftSerializer, status=201, refuses=[404])
    def post(self, request: Request) -> Response:
        """Begin a draft of your member. Nothing of it is on record until it is put."""
        asked = self.body(DraftBody)
        coalition = reach_coalition(self.person, asked["coalition"], self.instant)
        sponsor = member_named(coalition.pk, asked["sponsor"], "sponsor")
        made = begin_draft(sponsor=sponsor, words=_words(asked), by=self.person)
        place = reverse("api:draft", args=[made.pk], request=request)
        return Response(DraftSerializer(made).data, status=201, headers={"Location": place})


class OneDraft(OfDraft):
    """One draft."""

    @operation("read_draft", "Read a draft", gives=DraftSerializer, refuses=[404])
    def get(self, request: Request, draft: int) -> Response:
        """Give the draft as it reads now."""
        return Response(DraftSerializer(self.draft(draft)).data)


class EditDraft(OfDraft):
    """An edit."""

    @operation("edit_draft", "Edit a draft", takes=DraftEditBody, gives=DraftSerializer, refuses=[404, 409])
    def post(self, request: Request, draft: int) -> Response:
        """Write the draft anew. Who had joined it joins again: it is another text."""
        found, asked = self.draft(draft), self.body(DraftEditBody)
        edited = edit_draft(draft=found, words=_words(asked), by=self.person, version=asked["version"])
        return Response(DraftSerializer(edited).data)


class ShareDraft(OfDraft):
    """Showing it to another member."""

    @operation("share_draft", "Show a draft", takes=MemberBody, gives=DraftSerializer, refuses=[404, 409])
    def post(self, request: Request, draft: int) -> Response:
        """Show the draft to another member's delegation."""
        found = self.draft(draft)
        member = member_named(found.coalition_id, self.body(MemberBody)["member"], "member")
        share_draft(draft=found, member=member, by=self.person)
        return Response(DraftSerializer(self.draft(draft)).data)


class JoinDraft(OfDraft):
    """Joining it as a co-sponsor."""

    @operation("join_draft", "Join a draft", takes=DraftJoinBody, gives=DraftSerializer, refuses=[404, 409])
    def post(self, request: Request, draft: int) -> Response:
        """Join the draft for your member, as it reads in the version you name."""
        found, asked = self.draft(draft), self.body(DraftJoinBody)
        member = member_named(found.coalition_id, asked["member"], "member")
        join_draft(draft=found, member=member, by=self.person, version=asked["version"])
        return Response(DraftSerializer(self.draft(draft)).data)


class PutDraft(OfDraft):
    """Putting it to the coalition."""

    @operation("put_draft", "Put a draft", takes=EmptyBody, gives=ProposalSerializer, status=201, refuses=[404, 409])
    def post(self, request: Request, draft: int) -> Response:
        """Put the draft to the coalition, with those who joined it. Whoever is accredited for the sponsor does."""
        found = self.draft(draft)
        self.body(EmptyBody)
        proposal = put_draft(draft=found, by=self.person)
        row = with_related(Proposal.objects.filter(pk=proposal.pk)).get()
        place = reverse("api:proposal", args=[proposal.pk], request=request)
        data = ProposalSerializer(row, context={"instant": self.instant}).data
        return Response(data, status=201, headers={"Location": place})


class DropDraft(OfDraft):
    """Putting it away."""

    @operation("drop_draft", "Put a draft away", takes=EmptyBody, gives=None, status=204, refuses=[404, 409])
    def post(self, request: Request, draft: int) -> Response:
        """Put the draft away: it is listed no more."""
        found = self.draft(draft)
        self.body(EmptyBody)
        drop_draft(draft=found, by=self.person)
        return Response(status=204)


class Sponsors(ApiView):
    """The sponsors of one proposal."""

    pagination_class = Pages

    @operation("list_sponsors", "List sponsors", gives=SponsorSerializer(many=True), query=ListQuery)
    def get(self, request: Request, proposal: int) -> Response:
        """List who put the proposal forward, who joined it and who left it."""
        self.query(ListQuery)
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        return self.listed(found.sponsorships.select_related("member"), SponsorSerializer)

    @operation(
        "join_proposal",
        "Co-sponsor a proposal",
        takes=MemberBody,
        gives=SponsorSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request, proposal: int) -> Response:
        """Put your member's name on the proposal as a co-sponsor."""
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        member = member_named(found.coalition_id, self.body(MemberBody)["member"], "member")
        made = join(proposal=found, member=member, by=self.person)
        return Response(SponsorSerializer(made).data, status=201)


class LeaveProposal(ApiView):
    """The end of a sponsorship."""

    @operation("leave_proposal", "Leave a proposal", takes=MemberBody, gives=SponsorSerializer, refuses=[404, 409])
    def post(self, request: Request, proposal: int) -> Response:
        """Take your member's name off the proposal. The last sponsor does not leave."""
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        member = member_named(found.coalition_id, self.body(MemberBody)["member"], "member")
        return Response(SponsorSerializer(leave(proposal=found, member=member, by=self.person)).data)


def _words(asked: dict[str, Any]) -> Words:
    return Words(asked["title"], asked["subject"], asked["text"], asked.get("marking", ""))

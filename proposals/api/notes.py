"""Votes by signed note: the secretariat records them, the member countersigns or contests them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.models.persons import Scope
from coalition.permissions import Act, require
from coalition.rules.positions import Position
from proposals.api.ballots import CASTABLE, REPLAYED, key_header, key_of, replayed_header
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import member_named, reach
from proposals.api.view import ApiView
from proposals.scope import divisions_for
from proposals.voting.countersigning import contest, countersign
from proposals.voting.models import Ballot, NoteSettlement
from proposals.voting.noting import MAX_FILED, record_note
from proposals.voting.visibility import sight_of


class NoteBody(Body):
    """What the note says, and when it was received."""

    member = Text(max_length=8, help_text="The code of the member that signed it.")
    position = serializers.ChoiceField(choices=CASTABLE, help_text="One of the division's `positions`.")
    received_at = Instant(help_text="When the secretariat received the note: it counts from then.")
    filed = Text(max_length=MAX_FILED, help_text="Where the note is filed. The ledger holds its salted hash alone.")


class NoteSerializer(serializers.Serializer[Any]):
    """A vote by signed note: a ballot whose entry the secretariat made."""

    id = serializers.IntegerField(source="note.pk")
    member = serializers.CharField(source="member.code")
    position = serializers.ChoiceField(choices=CASTABLE)
    received_at = Instant(help_text="As the secretariat attests it.")
    recorded_at = Instant(source="note.recorded_at", help_text="By the database clock.")
    entry_index = serializers.IntegerField()
    settlement = serializers.ChoiceField(
        source="note.settlement", choices=NoteSettlement.choices, help_text="What the member has said of it."
    )
    settled_at = Instant(source="note.settled_at", allow_null=True)
    counts = serializers.BooleanField(source="note.counts", help_text="false: contested before the vote was sealed.")


class Notes(ApiView):
    """The votes by signed note in one division."""

    pagination_class = Pages

    @operation("list_notes", "List votes by signed note", gives=NoteSerializer(many=True), query=ListQuery)
    def get(self, request: Request, division: int) -> Response:
        """List those of your delegations and those you recorded; everybody's once you may see positions."""
        self.query(ListQuery)
        found = reach(divisions_for(self.person, self.instant), pk=division)
        return self.listed(list(sight_of(found, self.person, self.instant).notes), NoteSerializer)

    @operation(
        "record_note",
        "Record a vote by signed note",
        takes=NoteBody,
        gives=NoteSerializer,
        status=201,
        headers=[key_header, replayed_header],
        refuses=[403, 404, 409, 422],
    )
    def post(self, request: Request, division: int) -> Response:
        """Record what a member voted by a note that it signed. The secretariat does, until the vote is sealed."""
        found = reach(divisions_for(self.person, self.instant).select_related("coalition"), pk=division)
        require(self.person, found.coalition_id, Act.RECORD_NOTE, self.instant)
        asked, key = self.body(NoteBody), key_of(request)
        asked["member"] = member_named(found.coalition_id, asked["member"], "member")
        asked["position"] = Position(asked["position"])
        recorded = record_note(division=found, by=self.person, key=key, **asked)
        headers = {REPLAYED: "true"} if recorded.replayed else {}
        return Response(NoteSerializer(recorded.ballot).data, status=201, headers=headers)


class _Answer(ApiView):
    """What the member says of a note."""

    http_method_names = ["post"]
    scopes = {"POST": Scope.VOTE}

    def seen(self, division: int, note: int) -> Ballot:
        """Return the ballot by note, when the person may see it. Raises `Http404`."""
        found = reach(divisions_for(self.person, self.instant), pk=division)
        for ballot in sight_of(found, self.person, self.instant).notes:
            if ballot.note_id == note:
                return ballot
        raise Http404

    def answer(self, ballot: Ballot) -> Response:
        """Give it as it stands now."""
        return Response(NoteSerializer(Ballot.objects.select_related("member", "note").get(pk=ballot.pk)).data)


class Countersignature(_Answer):
    """The countersignature of a vote by signed note."""

    @operation("countersign_note", "Countersign", takes=EmptyBody, gives=NoteSerializer, refuses=[403, 404, 409])
    def post(self, request: Request, division: int, note: int) -> Response:
        """Say, as an accredited delegate of the member, that the note was its own."""
        ballot = self.seen(division, note)
        self.body(EmptyBody)
        assert ballot.note is not None
        countersign(note=ballot.note, by=self.person)
        return self.answer(ballot)


class Contest(_Answer):
    """The contest of a vote by signed note."""

    @operation("contest_note", "Contest", takes=EmptyBody, gives=NoteSerializer, refuses=[403, 404, 409])
    def post(self, request: Request, division: int, note: int) -> Response:
        """Say that the note was not the member's own. Until the vote is sealed it then counts no more."""
        ballot = self.seen(division, note)
        self.body(EmptyBody)
        assert ballot.note is not None
        contest(note=ballot.note, by=self.person)
        return self.answer(ballot)

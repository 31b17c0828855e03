"""Documents: list and search those that are released to you, attach one, read its content, withdraw it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from coalition.errors import Checking, Invalid
from coalition.models import Group
from proposals.api.fields import Instant, QueryFlag, QueryNumber, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import members_named, reach
from proposals.api.view import ApiView
from proposals.documents.attaching import Label, attach, withdraw_document
from proposals.documents.models import Release
from proposals.documents.reading import documents_for
from proposals.documents.serving import served
from proposals.drafting.models import Proposal
from proposals.meetings.models import Item
from proposals.scope import meetings_for, proposals_for


class AttachedDocumentSerializer(serializers.Serializer[Any]):
    """A document, without its content."""

    id = serializers.IntegerField()
    coalition = serializers.CharField(source="coalition.slug")
    proposal = serializers.IntegerField(source="proposal_id", allow_null=True)
    item = serializers.IntegerField(source="item_id", allow_null=True, help_text="An item of an agenda.")
    symbol = serializers.CharField(allow_blank=True, help_text="P-2026/14 ADD 1, where it is an addendum.")
    title = serializers.CharField()
    marking = serializers.CharField()
    release = serializers.ChoiceField(choices=Release.choices)
    reference = serializers.CharField(help_text="Where it is held, where it is not held here.")
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes; 0 for a reference.")
    content_hash = serializers.CharField(help_text="SHA-256 of the salt's bytes, then the content (or the reference).")
    salt = serializers.CharField()
    added_at = Instant()


class DocumentFilter(ListQuery):
    """Which documents to list."""

    coalition = serializers.SlugField(required=False)
    proposal = QueryNumber(required=False, help_text="The id of a proposal.")
    meeting = QueryNumber(required=False, help_text="The id of a meeting.")
    marking = serializers.SlugField(required=False)
    search = serializers.CharField(required=False, max_length=200, help_text="Words of the title or the reference.")


class FileBody(Body):
    """A form with a file, or with the reference to a document that is held elsewhere."""

    title = Text(max_length=200)
    marking = Text(max_length=40, help_text="One of the deployment's list, such as public or limited.")
    file = serializers.FileField(required=False, allow_empty_file=True)
    reference = Text(max_length=300, required=False, allow_blank=True)
    members = Text(max_length=1000, required=False, allow_blank=True, help_text="Codes; with none named, all members.")
    groups = Text(max_length=1000, required=False, allow_blank=True, help_text="Codes of groups.")
    released_to_observers = QueryFlag(required=False)
    addendum = QueryFlag(required=False, help_text="It is numbered as an ADD of the proposal.")


class Documents(ApiView):
    """All the documents that are released to the person."""

    pagination_class = Pages

    @operation("list_documents", "List documents", gives=AttachedDocumentSerializer(many=True), query=DocumentFilter)
    def get(self, request: Request) -> Response:
        """List the documents that are released to you, on what you may read."""
        asked = self.query(DocumentFilter)
        rows = documents_for(self.person, self.instant).select_related("coalition", "proposal")
        named = {
            "coalition": "coalition__slug",
            "proposal": "proposal",
            "meeting": "item__meeting",
            "marking": "marking",
        }
        rows = rows.filter(**{path: asked[name] for name, path in named.items() if name in asked})
        if "search" in asked:
            rows = rows.filter(title__icontains=asked["search"]) | rows.filter(reference__icontains=asked["search"])
        return self.listed(rows, AttachedDocumentSerializer)


class OneDocument(ApiView):
    """One document."""

    @operation("read_document", "Read a document", gives=AttachedDocumentSerializer, refuses=[404])
    def get(self, request: Request, document: int) -> Response:
        """Give what is said of the document."""
        found = reach(documents_for(self.person, self.instant), pk=document)
        return Response(AttachedDocumentSerializer(found).data)


class DocumentContent(ApiView):
    """Its content."""

    @operation(
        "read_document_content",
        "Read a document's content",
        gives=str,
        file="application/octet-stream",
        refuses=[404],
    )
    def get(self, request: Request, document: int) -> FileResponse:
        """Give the file, to be saved. A reference has none."""
        found = reach(documents_for(self.person, self.instant), pk=document)
        if not found.stored:
            raise Http404
        return served(found)


class WithdrawDocument(ApiView):
    """Its withdrawal."""

    @operation(
        "withdraw_document", "Withdraw a document", takes=EmptyBody, gives=AttachedDocumentSerializer,
        refuses=[404, 409],
    )  # fmt: skip
    def post(self, request: Request, document: int) -> Response:
        """Withdraw the document: it is served to nobody any more."""
        found = reach(documents_for(self.person, self.instant), pk=document)
        self.body(EmptyBody)
        return Response(AttachedDocumentSerializer(withdraw_document(document=found, by=self.person)).data)


class Attaching(ApiView):
    """What attaching to a proposal and to an item have in common."""

    parser_classes = [MultiPartParser]

    def attached(self, to: Proposal | Item, coalition_id: int, request: Request) -> Response:
        """Attach what was sent."""
        asked = self.body(FileBody)
        made = attach(
            to=to,
            label=_label(coalition_id, asked),
            by=self.person,
            file=asked.get("file"),
            reference=asked.get("reference", ""),
        )
        place = reverse("api:document", args=[made.pk], request=request)
        return Response(AttachedDocumentSerializer(made).data, status=201, headers={"Location": place})


class OfProposal(Attaching):
    """The documents of a proposal."""

    @operation(
        "attach_to_proposal", "Attach a document", takes=FileBody, gives=AttachedDocumentSerializer, status=201,
        refuses=[404, 409],
    )  # fmt: skip
    def post(self, request: Request, proposal: int) -> Response:
        """Attach a document to a proposal. Its kind is found by its content; above the ceiling give a reference."""
        found = reach(proposals_for(self.person, self.instant).select_related("coalition"), pk=proposal)
        return self.attached(found, found.coalition_id, request)


class OfItem(Attaching):
    """The documents of an item of an agenda."""

    @operation(
        "attach_to_item", "Attach a document to an item", takes=FileBody, gives=AttachedDocumentSerializer,
        status=201, refuses=[404, 409],
    )  # fmt: skip
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Attach a document to an item of an agenda."""
        found = reach(meetings_for(self.person, self.instant), pk=meeting)
        row = reach(Item.objects.filter(meeting=found).select_related("meeting__coalition"), pk=item)
        return self.attached(row, found.coalition_id, request)


def _label(coalition_id: int, asked: dict[str, Any]) -> Label:
    checking = Checking()
    members = checking.of(lambda codes: members_named(coalition_id, codes, "members"), _codes(asked, "members"))
    groups = checking.of(lambda codes: _groups(coalition_id, codes), _codes(asked, "groups"))
    checking.done()
    return Label(
        title=asked["title"],
        marking=asked["marking"],
        release=Release.NAMED if members or groups else Release.ALL,
        members=members,
        groups=groups,
        released_to_observers=asked.get("released_to_observers", False),
        addendum=asked.get("addendum", False),
    )


def _codes(asked: dict[str, Any], name: str) -> list[str]:
    return [code.strip() for code in asked.get(name, "").split(",") if code.strip()]


def _groups(coalition_id: int, codes: list[str]) -> list[Group]:
    found = list(Group.objects.filter(coalition_id=coalition_id, code__in=codes))
    if len(found) != len(set(codes)):
        raise Invalid("unknown_group", _("Name groups of this coalition."), field="groups")
    return found

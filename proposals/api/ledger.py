"""The ledger: entries, checkpoints, keys, proofs, and where a receipt stands. The formats: docs/ledger.md."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Invalid, NotAllowed
from coalition.models import Coalition, Delegate
from coalition.models.persons import Scope
from coalition.permissions import reads_everything
from proposals.api.fields import Document, Instant, QueryNumber
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery, Query
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.ledger.key_history import known_keys
from proposals.ledger.kinds import KINDS
from proposals.ledger.models import Checkpoint, Entry
from proposals.ledger.proofs import consistency_proof, inclusion_proof
from proposals.ledger.receipts import Unreadable, checkpoint_document, read_receipt, receipt_of
from proposals.voting.ledger_sight import entries_for, hidden
from proposals.voting.models import Ballot
from proposals.voting.receipts import Standing, check_receipt, not_a_receipt


class EntrySerializer(serializers.Serializer[Any]):
    """An entry of the ledger. Its leaf is SHA-256 of a zero byte and the content."""

    index = serializers.IntegerField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    at = Instant()
    content = serializers.CharField(help_text="The entry itself: canonical JSON (RFC 8785).")
    prev = serializers.CharField()
    leaf = serializers.CharField()


class SignedSerializer(serializers.Serializer[Any]):
    """A statement and its signature: what is signed is the statement's canonical JSON."""

    statement = Document()
    signature = serializers.CharField(help_text="Ed25519, in hexadecimal.")


class KeySerializer(serializers.Serializer[Any]):
    """A key that signs the ledger, or did."""

    key = serializers.CharField(source="id", help_text="SHA-256 of the public key.")
    public_key = serializers.CharField(source="public", help_text="Ed25519, 32 bytes in hexadecimal.")
    introduced = serializers.IntegerField(help_text="The entry that introduces it.")
    retired = serializers.IntegerField(allow_null=True, help_text="The entry that retires it.")
    reason = serializers.CharField(help_text="Why it was retired.")
    endorsed = serializers.BooleanField(help_text="Whether the key before it signed its introduction.")


class ProofSerializer(serializers.Serializer[Any]):
    """The hashes of a proof (RFC 9162, section 2.1)."""

    path = serializers.ListField(child=serializers.CharField())


class ReceiptDocumentSerializer(serializers.Serializer[Any]):
    """A receipt, with the proof that its entry is in the first checkpoint after it, once there is one."""

    format = serializers.CharField()
    statement = Document()
    signature = serializers.CharField(allow_null=True)
    public_key = serializers.CharField(allow_null=True)
    entry = serializers.CharField(help_text="The entry itself, nonce included: canonical JSON.")
    checkpoint = SignedSerializer(allow_null=True)
    inclusion = serializers.ListField(child=serializers.CharField(), allow_null=True)


class CheckedSerializer(serializers.Serializer[Any]):
    """Where a receipt stands in this record."""

    standing = serializers.ChoiceField(choices=Standing.choices)
    index = serializers.IntegerField(source="entry.index", allow_null=True, default=None)
    checkpoint = serializers.SerializerMethodField()
    replaced = serializers.BooleanField(
        allow_null=True, help_text="Whether a later ballot of the member counts instead; null where you may not know."
    )

    @extend_schema_field(SignedSerializer(allow_null=True))
    def get_checkpoint(self, checked: Any) -> Any:
        """Return the first checkpoint that covers the entry."""
        return checkpoint_document(checked.checkpoint) if checked.checkpoint else None


class EntryFilter(ListQuery):
    """Which entries to list."""

    kind = serializers.ChoiceField(choices=list(KINDS), required=False)
    subject = serializers.RegexField(r"^[a-z]+:[0-9a-z]{1,32}$", required=False, help_text="Such as division:12.")
    after = QueryNumber(required=False, help_text="Only entries with a greater index.")


class InclusionQuery(Query):
    """Which entry, in which size of the ledger."""

    index = QueryNumber()
    size = QueryNumber(help_text="The size of a checkpoint.")


class ConsistencyQuery(Query):
    """From which size of the ledger to which."""

    first = QueryNumber(min_value=1)
    second = QueryNumber(help_text="The size of a checkpoint.")


class ReceiptBody(Body):
    """A receipt to check."""

    receipt = serializers.DictField(help_text="The receipt's document.")


class LedgerView(ApiView):
    """What is of one coalition's ledger, for those who read all that members read."""

    def ledger_of(self, slug: str) -> Coalition:
        """Return the coalition. Raises `Http404`, and `NotAllowed` for an observer: sizes count ballots."""
        coalition = reach_coalition(self.person, slug, self.instant)
        if not reads_everything(self.person, coalition, self.instant):
            raise NotAllowed("observer", _("Observers read what is released to them."))
        return coalition


class Entries(ApiView):
    """The entries of one ledger."""

    pagination_class = Pages

    @operation("list_entries", "List ledger entries", gives=EntrySerializer(many=True), query=EntryFilter)
    def get(self, request: Request, coalition: str) -> Response:
        """List the entries that you may read, in their order. Of a hidden vote, no ballot before it is decided."""
        found = reach_coalition(self.person, coalition, self.instant)
        asked = self.query(EntryFilter)
        rows = entries_for(self.person, found, self.instant).exclude(hidden(found, self.instant))
        named = {"kind": "kind", "subject": "subject", "after": "index__gt"}
        wanted = {path: asked[name] for name, path in named.items() if name in asked}
        return self.listed(rows.filter(**wanted).order_by("index"), EntrySerializer)


class Checkpoints(LedgerView):
    """The checkpoints of one ledger."""

    pagination_class = Pages

    @operation(
        "list_checkpoints", "List checkpoints", gives=SignedSerializer(many=True), query=ListQuery, refuses=[403]
    )
    def get(self, request: Request, coalition: str) -> Response:
        """List the signed states of the ledger, the latest first. Keep them: they expose a rewritten record."""
        found = self.ledger_of(coalition)
        self.query(ListQuery)
        pages = Pages()
        page = pages.paginate_queryset(Checkpoint.objects.filter(coalition=found).order_by("-size"), request, view=self)
        documents = [checkpoint_document(signed) for signed in page or []]
        return pages.get_paginated_response(SignedSerializer(documents, many=True).data)


class Keys(LedgerView):
    """The keys that sign one ledger."""

    pagination_class = Pages

    @operation("list_keys", "List signing keys", gives=KeySerializer(many=True), query=ListQuery, refuses=[403])
    def get(self, request: Request, coalition: str) -> Response:
        """List every key that signed the ledger, from which entry on and until which."""
        found = self.ledger_of(coalition)
        self.query(ListQuery)
        return self.listed(list(known_keys(found.pk).values()), KeySerializer)


class Inclusion(LedgerView):
    """Proofs that an entry is in a checkpoint."""

    @operation("prove_inclusion", "Prove an entry", gives=ProofSerializer, query=InclusionQuery, refuses=[403, 404])
    def get(self, request: Request, coalition: str) -> Response:
        """Give the hashes that lead from the entry's leaf to the root of that size."""
        found = self.ledger_of(coalition)
        asked = self.query(InclusionQuery)
        _check_size(found, asked["size"], "size")
        if asked["index"] >= asked["size"]:
            raise Invalid("not_covered", _("The entry's index is smaller than the size."), field="index")
        path = inclusion_proof(coalition_id=found.pk, index=asked["index"], size=asked["size"])
        return Response(ProofSerializer({"path": path}).data)


class Consistency(LedgerView):
    """Proofs that one checkpoint grew into another."""

    @operation(
        "prove_consistency", "Prove two checkpoints", gives=ProofSerializer, query=ConsistencyQuery, refuses=[403, 404]
    )
    def get(self, request: Request, coalition: str) -> Response:
        """Give the hashes that show the smaller ledger to be the beginning of the larger one."""
        found = self.ledger_of(coalition)
        asked = self.query(ConsistencyQuery)
        _check_size(found, asked["second"], "second")
        if asked["first"] > asked["second"]:
            raise Invalid("wrong_order", _("The first size is not larger than the second."), field="first")
        path = consistency_proof(coalition_id=found.pk, first=asked["first"], second=asked["second"])
        return Response(ProofSerializer({"path": path}).data)


class CheckReceipt(ApiView):
    """Where receipts stand."""

    scopes = {"POST": Scope.READ}  # nothing is kept

    @operation("check_receipt", "Check a receipt", takes=ReceiptBody, gives=CheckedSerializer, refuses=[404])
    def post(self, request: Request, coalition: str) -> Response:
        """Say where a receipt stands in the record. Nothing is kept of it."""
        found = reach_coalition(self.person, coalition, self.instant)
        try:
            given = read_receipt(self.body(ReceiptBody)["receipt"])
        except Unreadable as error:
            raise not_a_receipt() from error
        checked = check_receipt(coalition=found, given=[given], person=self.person, instant=self.instant)
        return Response(CheckedSerializer(checked).data)


class MyReceipt(ApiView):
    """The receipt of one ballot of one's own delegations."""

    @operation("read_receipt", "Read a receipt", gives=ReceiptDocumentSerializer, refuses=[404])
    def get(self, request: Request, ballot: int) -> Response:
        """Give the receipt, with its proof once a checkpoint covers it."""
        seats = Delegate.objects.at(self.instant).filter(person=self.person)
        found = reach(Ballot.objects.filter(member__in=seats.values("member")).select_related("division"), pk=ballot)
        entry = Entry.objects.get(coalition_id=found.division.coalition_id, index=found.entry_index)
        return Response(ReceiptDocumentSerializer(receipt_of(entry)).data)


def _check_size(coalition: Coalition, size: int, field: str) -> None:
    """Proofs are given to what was signed. Raises `Http404` before anything was, `Invalid` for another size."""
    signed = Checkpoint.objects.filter(coalition=coalition)
    if not signed.exists():
        raise Http404
    if not signed.filter(size=size).exists():
        raise Invalid("no_checkpoint", _("No checkpoint has this size."), field=field)

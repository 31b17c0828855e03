"""Exports: the record as it was signed, for the verifier, streamed as it is read."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from coalition.permissions import Act, require
from proposals.api.openapi import operation
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.export.bundling import MEDIA_TYPE, Export, export_coalition, export_division
from proposals.scope import divisions_for


class Lines(JSONRenderer):
    """Lets a caller ask for the media type of exports; a problem is still told in JSON."""

    media_type = MEDIA_TYPE
    format = "jsonl"


class ExportView(ApiView):
    """An endpoint that gives a file."""

    renderer_classes = [Lines, JSONRenderer]


class DivisionExport(ExportView):
    """One vote's export."""

    @operation("export_division", "Export a vote", gives=str, file=MEDIA_TYPE, refuses=[403, 404, 409])
    def get(self, request: Request, division: int) -> StreamingHttpResponse:
        """Give what it takes to recount one vote: its entries, each with a proof. Hidden votes: once decided."""
        found = reach(divisions_for(self.person, self.instant).select_related("coalition"), pk=division)
        require(self.person, found.coalition_id, Act.READ, self.instant)
        return as_file(export_division(found))


class CoalitionExport(ExportView):
    """A whole record."""

    @operation("export_coalition", "Export a coalition's record", gives=str, file=MEDIA_TYPE, refuses=[403, 404, 409])
    def get(self, request: Request, coalition: str) -> StreamingHttpResponse:
        """Give the whole record up to its last checkpoint. Entries of votes still hidden are withheld, not left out."""
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.READ, self.instant)
        return as_file(export_coalition(found))


def as_file(export: Export) -> StreamingHttpResponse:
    """An export as a file to download."""
    headers = {"Content-Disposition": f'attachment; filename="{export.name}"'}
    return StreamingHttpResponse(export.lines, content_type=MEDIA_TYPE, headers=headers)

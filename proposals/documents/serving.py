"""A file as it goes out: to be saved and never shown, under a name of ours, with nothing that a browser would run."""

from __future__ import annotations

import re

from django.http import FileResponse
from django.utils.http import content_disposition_header

from proposals.documents.models import Document
from proposals.documents.storing import content

NAME = re.compile(r"[^\w.-]+")


def served(document: Document) -> FileResponse:
    """Return the answer that gives the document's content."""
    name = NAME.sub("-", document.title).strip("-.")[:80] or "document"
    answer = FileResponse(
        content(document.stored),
        content_type=document.media_type,
    )
    said = content_disposition_header(True, f"{name}.{document.extension}")  # Django sets none for what is streamed
    assert said is not None, "an attachment always says so"
    answer["Content-Disposition"] = said
    answer["Content-Length"] = str(document.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer

"""A document on paper: HTML that prints, or a PDF of the same where the server can make one (`?as=pdf`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from frontend.access import Here, Request

log = structlog.get_logger()
HOST = "https://paper.invalid"  # where the addresses of a document stand; nothing is ever asked there


def printed(request: Request, here: Here, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """Return the document `name`: as a PDF when asked for one, else as a page to print.

    Where Pango is missing the page comes in place of the PDF, and says so.
    """
    asked = request.GET.get("as") == "pdf"
    content = _pdf(render_to_string(template, {**context, "pdf": True}, request)) if asked else None
    if content is None:
        return render(request, template, {**context, "no_pdf": asked, "document_name": name})
    headers = {"Content-Disposition": f'attachment; filename="{here.coalition.slug}-{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _pdf(html: str) -> bytes | None:
    """Return the PDF; None where the server lacks the libraries that draw its letters."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        log.warning("no PDF can be made: Pango is missing", error=str(error))
        return None
    from frontend.printing.fetching import OwnFiles

    content: bytes = HTML(string=html, base_url=HOST, url_fetcher=OwnFiles()).write_pdf(pdf_variant="pdf/ua-1")
    return content


def own_file(url: str) -> Path | None:
    """Return the file of ours that a document's address names; None for anything else: no document reaches out."""
    path = urlsplit(url).path
    if not url.startswith(f"{HOST}/") or ".." in path or not path.startswith(settings.STATIC_URL):
        return None
    name = path.removeprefix(settings.STATIC_URL)
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None

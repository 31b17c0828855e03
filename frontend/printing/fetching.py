"""What a PDF is drawn with comes from our own files, and from nowhere else. Imported only where WeasyPrint works."""

from __future__ import annotations

import mimetypes
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from frontend.printing.paper import own_file


class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Opens a style sheet, a font or a picture of ours; refuses every other address."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return the file. Raises `ValueError`."""
        found = own_file(url)
        if found is None:
            raise ValueError(f"not one of our files: {url}")
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})

"""Uploads as they arrive: written to disk block by block, and cut off at the limit, whatever their headers say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

ROOM = 2**20  # bytes: the other fields of a form, and what parts them


class Bounded(FileUploadHandler):
    """Raises `RequestDataTooBig` at the first byte beyond what a document may hold; it keeps nothing itself."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None  # noqa: N803
    ) -> None:  # fmt: skip
        """Refuse at once what says that it is too large."""
        if content_length > settings.DOCUMENT_LARGEST + ROOM:
            raise RequestDataTooBig("larger than a document may be")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and hand on."""
        self.received += len(raw_data)
        if self.received > settings.DOCUMENT_LARGEST + ROOM:
            raise RequestDataTooBig("larger than a document may be")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""

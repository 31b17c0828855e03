"""What a file is, by its content and not by its name: a short list of kinds, each read strictly. All else is refused.

A file that is two things at once is refused, as is an archive that unpacks to more than it says or to too much. Nothing
is unpacked to find out: the table of contents of an archive says it, and is checked against the file.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid

MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 2**20  # bytes
STEEPEST = 100  # how many times larger a part may be than it is packed
TAIL = 66_000  # where a zip's table of contents ends: 22 bytes, and a comment of at most 65,535
PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
OFFICE = {
    "word/document.xml": ("docx", "wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", "presentationml.presentation"),
}
OPEN_OFFICE = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
PROGRAMS = (".bin", ".exe", ".js", ".vbs", ".jar", ".zip", ".7z", ".rar", ".gz")
MARKUP = ("<!doctype", "<html", "<script", "<svg", "<?xml", "<body", "<iframe")


@dataclass(frozen=True)
class Kind:
    """What a file is: the type it is served as, and the ending of the name it is saved under."""

    media_type: str
    extension: str


def sniffed(file: IO[bytes]) -> Kind:
    """Return what the file is. Raises `Invalid` for what is none of the kinds that are taken, or more than one."""
    head, tail = _ends(file)
    for reads in READERS:
        if kind := reads(head, tail):
            if zipfile.is_zipfile(file) or b"<script" in head.lower():
                raise _two_things()
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _archive(file, tail)
    if zipfile.is_zipfile(file):
        raise _two_things()
    return _text(file)


def _ends(file: IO[bytes]) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(1024)
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    tail = file.read()
    file.seek(0)
    return head, tail


def _pdf(head: bytes, tail: bytes) -> Kind | None:
    ends = tail.rstrip(b"\r\n \0").endswith(b"%%EOF")
    return Kind("application/pdf", "pdf") if head.startswith(b"%PDF-") and ends else None


def _png(head: bytes, tail: bytes) -> Kind | None:
    return Kind("image/png", "png") if head.startswith(PNG) and tail.endswith(PNG_END) else None


def _jpeg(head: bytes, tail: bytes) -> Kind | None:
    return Kind("image/jpeg", "jpg") if head.startswith(b"\xff\xd8\xff") and tail.endswith(b"\xff\xd9") else None


def _archive(file: IO[bytes], tail: bytes) -> Kind:
    """A text, a table or slides as office programs pack them, and no other archive."""
    if not (tail[-22:].startswith(b"PK\x05\x06") and tail.endswith(b"\0\0")):
        raise _two_things()  # something stands behind the archive
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            kind = _office(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise _not_taken() from error
    finally:
        file.seek(0)
    return kind


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    steep = any(part.file_size > STEEPEST * max(part.compress_size, 1) and part.file_size > 2**20 for part in parts)
    places = sorted((part.header_offset, part.compress_size) for part in parts)
    laid_over = any(here + size > there for (here, size), (there, _size) in pairwise(places))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or steep or laid_over:
        raise Invalid("zip_bomb", _("This file unpacks to more than is taken."), field="file")
    if any(part.filename.lower().endswith(PROGRAMS) or part.flag_bits & 1 for part in parts):
        raise Invalid("program_inside", _("Take programs, archives and passwords out of the file."), field="file")
    if not places or places[0][0] != 0:
        raise _two_things()  # something stands before the archive


def _office(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if "[Content_Types].xml" in names:
        for place, (extension, suffix) in OFFICE.items():
            if place in names:
                return Kind(f"application/vnd.openxmlformats-officedocument.{suffix}", extension)
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        said = archive.read("mimetype").decode("ascii", "replace")
        what = said.removeprefix("application/vnd.oasis.opendocument.")
        if what in OPEN_OFFICE and what != said:
            return Kind(said, OPEN_OFFICE[what])
    raise _not_taken()


def _text(file: IO[bytes]) -> Kind:
    """Words in UTF-8 and nothing that a browser would take for a page."""
    file.seek(0)  # looking for an archive in it left it somewhere else
    first = True
    rest = b""
    while block := file.read(2**16):
        lines, _end, rest = (rest + block).rpartition(b"\n")
        _check_words(lines, first)
        first = first and not lines.strip()
        if len(rest) > 2**20:
            raise _not_taken()
    _check_words(rest, first)
    file.seek(0)
    return Kind("text/plain; charset=utf-8", "txt")


def _check_words(block: bytes, first: bool) -> None:
    try:
        words = block.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_taken() from error
    if any(ord(each) < 32 and each not in "\t\r\n\f" for each in words):
        raise _not_taken()
    if first and words.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP):
        raise _not_taken()


def _not_taken() -> Invalid:
    return Invalid(
        "kind_not_taken",
        _("This kind of file is not taken. Take a PDF, an office document, a picture (PNG, JPEG) or plain text."),
        field="file",
    )


def _two_things() -> Invalid:
    return Invalid("polyglot", _("This file is two things at once, and is not taken."), field="file")


READERS: tuple[Callable[[bytes, bytes], Kind | None], ...] = (_pdf, _png, _jpeg)

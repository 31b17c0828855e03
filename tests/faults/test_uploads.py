"""Uploads: what is two things at once, unpacks to too much, or is too large is refused, and leaves nothing behind."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coalition.errors import Invalid
from proposals.documents.models import Document
from proposals.documents.sniffing import sniffed
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_proposal
from tests.proposals.api.callers import Caller
from tests.proposals.api.draftings import a_document

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"


def packed(*names: str, words: bytes = b"x", **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, words)
        for name, content in more.items():
            archive.writestr(name, content)
    return file.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
ODT = packed(mimetype=b"application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0..\xff\xd9", "jpg"),
        (DOCX, "docx"),
        (ODT, "odt"),
        ("Rationale: naïve.\n".encode(), "txt"),
    ],
)
def test_what_is_taken_is_known_by_its_content(content, extension):
    assert sniffed(io.BytesIO(content)).extension == extension


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PDF + DOCX, "polyglot"),
        (PDF[:-6] + DOCX + b"%%EOF\n", "polyglot"),
        (DOCX + b"<script>alert(1)</script>", "polyglot"),
        (b"GIF89a" + DOCX, "polyglot"),
        (b"%PDF-1.7 <script>alert(1)</script>\n%%EOF", "polyglot"),
        (PNG + b"<html>", "kind_not_taken"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "kind_not_taken"),
        (b"\n\n <svg onload=alert(1)>", "kind_not_taken"),
        (b"\x7fELF\x02\x01\x01\0", "kind_not_taken"),
        (b"\xff\xfe<\0s\0c\0", "kind_not_taken"),
        (packed("a.txt"), "kind_not_taken"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "program_inside"),
        (packed("[Content_Types].xml", "word/document.xml", "inner.zip"), "program_inside"),
        (packed("[Content_Types].xml", "word/document.xml", words=b"0" * 30_000_000), "zip_bomb"),
        (packed("word/document.xml", *(f"{n}.xml" for n in range(2_100))), "zip_bomb"),
    ],
)
def test_what_is_refused(content, code):
    with pytest.raises(Invalid) as refused:
        sniffed(io.BytesIO(content))
    assert refused.value.code == code


@pytest.fixture
def kept(settings: Any, tmp_path: Any) -> Any:
    settings.DOCUMENT_FOLDER = tmp_path / "documents"
    settings.DOCUMENT_LARGEST = 2**20
    return settings.DOCUMENT_FOLDER


def files_in(folder: Any) -> list[Any]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def sent(caller: Caller, proposal: Any, content: bytes, **fields: str) -> Any:
    form = {"title": "Annex", "marking": "limited", "file": SimpleUploadedFile("a.pdf.exe", content), **fields}
    return caller.client.post(f"/api/v1/proposals/{proposal.pk}/documents/", form, headers=caller.headers)


@pytest.mark.django_db
def test_by_api_a_file_is_kept_under_a_random_name_and_given_to_be_saved(kept):
    body = a_coalition("DE FR GB")
    proposal, caller = a_proposal(body), Caller(body.secretariat[0])
    answer = sent(caller, proposal, PDF, members="FR", addendum="true")
    assert answer.status_code == 201, answer.content
    assert answer.json()["symbol"] == f"{proposal.symbol} ADD 1"
    document, (file,) = Document.objects.get(), files_in(kept)
    assert file.read_bytes() == PDF and file.name == document.stored and file.stat().st_mode & 0o077 == 0
    given = Caller(body.heads["FR"]).get(f"/documents/{document.pk}/content/")
    assert b"".join(given.streaming_content) == PDF
    assert given["Content-Disposition"] == 'attachment; filename="Annex.pdf"'
    assert given["X-Content-Type-Options"] == "nosniff" and "sandbox" in given["Content-Security-Policy"]
    entry = Entry.objects.get(kind="document_added")
    assert (
        document.content_hash in entry.content and "Annex" not in entry.content and document.salt not in entry.content
    )
    for person in (body.heads["DE"], body.chair, body.observer):  # released to FR alone
        other = Caller(person)
        assert other.get(f"/documents/{document.pk}/").status_code == 404
        assert other.get(f"/documents/{document.pk}/content/").status_code == 404
        assert other.get("/documents/", search="Annex").json()["count"] == 0
        client = Client()
        client.force_login(person)
        assert client.get(f"/{body.coalition.slug}/documents/{document.pk}/file/").status_code == 404
        assert "Annex</a>" not in client.get(f"/{body.coalition.slug}/documents/?q=Annex").content.decode()


@pytest.mark.django_db
def test_above_the_ceiling_only_a_reference_is_recorded(kept):
    body = a_coalition("DE FR GB")
    proposal, caller = a_proposal(body), Caller(body.secretariat[0])
    refused = sent(caller, proposal, PDF, marking="secret")
    assert (refused.status_code, refused.json()["code"]) == (400, "above_ceiling")
    assert a_document(body, proposal, marking="secret").reference == "Registry, box 7"
    assert files_in(kept) == []


@pytest.mark.django_db
def test_by_page_and_api_what_is_too_large_is_refused_and_nothing_stays(kept):
    body = a_coalition("DE FR GB")
    proposal, caller = a_proposal(body), Caller(body.secretariat[0])
    before = Entry.objects.count()
    client = Client()
    client.force_login(body.secretariat[0])
    where = f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/documents/new/"
    for size, statuses in ((2**20 + 10, {400}), (5 * 2**20, {400, 413})):
        large = b"a" * size
        assert sent(caller, proposal, large).status_code in statuses
        form = {"title": "Annex", "marking": "limited", "file": SimpleUploadedFile("a", large)}
        assert client.post(where, form).status_code in statuses
    assert client.post(where, {"title": "", "marking": "", "reference": "Kept"}).status_code == 400
    assert (files_in(kept), Document.objects.count(), Entry.objects.count()) == ([], 0, before)
    form = {"title": "Annex", "marking": "public", "file": SimpleUploadedFile("a", PDF)}
    assert client.post(where, form).status_code == 302
    assert "Annex" in client.get(f"/{body.coalition.slug}/documents/").content.decode()

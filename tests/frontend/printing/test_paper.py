"""On paper: the agenda, the minutes, a decision and its roll call, as a page and as a PDF of the same."""

from __future__ import annotations

import builtins
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from frontend.printing.paper import own_file
from proposals.drafting.models import Proposal
from tests.factories import a_coalition
from tests.proposals.api.sittings import circulated_minutes
from tests.proposals.api.test_decisions import decide_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR GB IT", exercise=True)


def addresses(body):
    decision = decide_on(body)
    circulated_minutes(body)
    here = f"/{body.coalition.slug}"
    return {
        "agenda": f"{here}/meetings/1/print/",
        "minutes": f"{here}/meetings/1/minutes/print/",
        "decision": f"{here}/decisions/{decision.symbol}/print/",
        "roll call": f"{here}/decisions/{decision.symbol}/roll-call/",
    }


def test_every_document_says_what_it_is_and_that_it_is_an_exercise(client, body):
    client.force_login(body.heads["FR"])
    for name, address in addresses(body).items():
        text = client.get(address).content.decode()
        assert 'class="watermark"' in text and "EXERCISE" in text, name
        assert f"<h1>{name.capitalize()}" in text or name == "decision", name
        assert "?as=pdf" in text and "style=" not in text


def test_a_paper_bears_the_highest_marking_of_what_it_holds(client, body):
    found = addresses(body)
    client.force_login(body.heads["FR"])
    for code, words in (("", ""), ("public", "Public"), ("limited", "Limited")):
        Proposal.objects.update(marking=code)
        for name, address in found.items():
            text = client.get(address).content.decode()
            marks = re.findall(r'<p class="mark">([^<]*)</p>', text)
            expected = [words, words] if words and name != "agenda" and name != "minutes" else []
            assert [each for each in marks if "EXERCISE" not in each] == expected, (name, code)


def test_a_pdf_holds_the_same_words_and_its_watermark(client, body):
    pytest.importorskip("weasyprint", exc_type=OSError)
    client.force_login(body.heads["FR"])
    answer = client.get(addresses(body)["minutes"], {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{body.coalition.slug}-minutes-1.pdf"'
    pages = PdfReader(BytesIO(answer.content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Minutes of meeting 1" in text and "EXERCISE" in text and "Not taken up." in text
    assert "Go back" not in text


def test_where_pango_is_missing_the_page_comes_and_says_so(client, body, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kw):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kw)

    client.force_login(body.heads["FR"])
    address = addresses(body)["agenda"]
    monkeypatch.setattr(builtins, "__import__", without)
    answer = client.get(address, {"as": "pdf"})
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert "cannot make PDF files" in text and "?as=pdf" not in text


def test_a_document_reaches_for_nothing_but_our_own_files():
    assert own_file("https://paper.invalid/static/frontend/css/paper.css").name == "paper.css"
    for address in (
        "https://example.org/static/frontend/css/paper.css",
        "file:///etc/passwd",
        "https://paper.invalid/static/../../etc/passwd",
        "https://paper.invalid/static/nothing.css",
        "https://paper.invalid/account/",
    ):
        assert own_file(address) is None

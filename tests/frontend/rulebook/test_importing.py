"""A rule that comes as JSON: said before it is kept, refused with its place, and the same when it is taken away."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coalition.models import Rule
from coalition.rules import catalogue
from tests.factories import a_coalition

pytestmark = pytest.mark.django_db
RULE = {
    "id": "ours",
    "version": "1",
    "title": {"en": "Ours", "fr": "La nôtre"},
    "adopt": {"in": ["yes"], "at_least": 2},
}


@pytest.fixture
def body():
    return a_coalition("DE FR GB IT", groups={"E3": "DE FR GB"})


def send(client, body, text="", do="read", file=None):
    client.force_login(body.secretariat[0])
    given = {"text": text, "do": do} | ({"file": SimpleUploadedFile("rule.json", file)} if file is not None else {})
    answer = client.post(f"/{body.coalition.slug}/rulebook/import/", given)
    return answer, re.sub(r"\s+", " ", answer.content.decode())


def kept(body):
    return Rule.objects.filter(coalition=body.coalition).count() - 1


def test_it_is_read_and_said_first_and_kept_on_the_second_button(client, body):
    answer, page = send(client, body, json.dumps(RULE))
    assert answer.status_code == 200
    assert "Adopted if at least two members vote yes." in page
    assert "own configuration" in page
    assert kept(body) == 0
    answer, _page = send(client, body, json.dumps(RULE), "keep")
    assert answer["Location"].endswith("/rulebook/ours/?version=1")
    assert kept(body) == 1


def test_a_file_takes_the_place_of_the_text(client, body):
    _answer, page = send(client, body, "{", file=b"\xef\xbb\xbf" + json.dumps(RULE).encode())
    assert "Adopted if at least two members vote yes." in page
    assert "&quot;ours&quot;" in page  # the text is there to be kept with the second button


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choose a file or paste a rule."),
        ('{"id": 1,\n "adopt"}', "This is not JSON: line 2, column 9."),
        ('{"adopt": {"in": ["yes"], "at_least": 1, "at_least": 2}}', "“at_least” stands twice"),
        (
            '{"adopt": {"in": ["yes"], "at_least": ' + "9" * 5000 + "}}",
            "A number has more than 60 digits: 999999999999",
        ),
        ('{"adopt": {"in": ["yes"], "at_least": NaN}}', "NaN is not a number in JSON."),
        ("[" * 50_000, "nested more than 100 deep"),
        ('{"adopt": ' * 200 + "1" + "}" * 200, "nested more than 100 deep"),
        ('{"notes": "' + "x" * 100_001 + '"}', "longer than 100 KB"),
        ('{"adopt": {"in": ["yes"], "at_least": 0.5}}', "adopt.at_least"),
        ('{"adopt": {"all": [{"in": ["maybe"], "at_least": 1}]}}', "<code>adopt.all[0].in[0]</code>"),
        ('{"adopt": {"in": ["yes"], "at_least": 1}, "colour": 1}', "<code>colour</code>"),
        ("[]", "expected an object"),
        ("null", "expected an object"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(client, body, text, said):
    answer, page = send(client, body, text, "keep")
    assert answer.status_code == 400
    assert said in page
    assert 'aria-invalid="true"' in page
    assert kept(body) == 0


@pytest.mark.parametrize(
    ("file", "said"), [(b"x" * 100_001, "longer than 100 KB"), (b"\xff\xfe\x00", "not text in UTF-8"), (b"", "Choose")]
)
def test_a_file_is_bounded_and_must_be_text(client, body, file, said):
    answer, page = send(client, body, file=file)
    assert answer.status_code == 400
    assert said in page


def test_a_version_that_is_kept_is_not_kept_again(client, body):
    send(client, body, json.dumps(RULE), "keep")
    answer, page = send(client, body, json.dumps(RULE | {"notes": "Other words"}), "keep")
    assert answer.status_code == 409
    assert "kept already" in page and "Other words" in page
    assert kept(body) == 1


def test_no_law_is_made_by_importing(client, body):
    _answer, page = send(client, body, json.dumps(RULE | {"basis": {"kind": "treaty", "en": "A", "fr": "B"}}))
    assert "As its author states" in page
    assert "Law in force" not in page


def test_what_is_imported_is_exported_to_the_letter(client, body):
    for rule_id in ("eu-qmv-participants", "coalition-nb8-seat", "eu-comitology", "eu-42-7"):
        document = catalogue.document(rule_id) | {"version": "7"}
        answer, _page = send(client, body, json.dumps(document), "keep")
        assert answer.status_code == 302
        export = client.get(f"/{body.coalition.slug}/rulebook/{rule_id}/export/?version=7")
        assert json.loads(export.content) == document
        assert export["Content-Disposition"] == f'attachment; filename="{rule_id}-7.json"'
        again, _page = send(client, body, file=export.content)
        assert again.status_code == 200

"""The rules of procedure as a text: written, read back, and every line that cannot be read named."""

from __future__ import annotations

import pytest

from coalition import rules_text
from coalition.changing_rules import check_change, document_of, text_of
from coalition.errors import Invalid
from coalition.models.procedure import Consent, Opener, TieBreak
from tests.factories import SIMPLE, a_coalition, keep_rule

pytestmark = pytest.mark.django_db
WHOLE = {
    "consent": Consent.ALL,
    "opener": Opener.EITHER,
    "tie_break": TieBreak.SECOND_VOTE,
    "implications": ("defence", "military"),
    "four_eyes_opening": True,
    "quorum": {"in": ["yes", "no", "abstain"], "at_least": "50%", "of": "roll"},
}


@pytest.mark.parametrize("french", [False, True])
@pytest.mark.parametrize("said", [{}, WHOLE])
def test_what_is_written_of_a_subject_is_read_back_as_it_stands(french, said):
    body = a_coalition(**{name: value for name, value in said.items() if name != "quorum"})
    entry = body.rules.subjects.get()
    entry.quorum = said.get("quorum")
    (change,) = rules_text.read(f"Why.\n\n{text_of(entry, french=french)}")
    known = {name: value for name, value in document_of(entry).items() if name != "code"}
    assert change.code == entry.code
    zero = {name: 0 for name in ("notice", "note_wait") if change.said[name] is None}
    assert change.said | zero == known


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("48 h", 172800), ("2 d", 172800), ("1 j 2 h 30 min", 95400), ("45 s", 45), ("none", None), ("Aucun", None)],
)
def test_a_length_of_time_is_written_in_units(text, seconds):
    (change,) = rules_text.read(f"## readiness\n- Notice: {text}")
    assert change.said == {"notice": seconds}


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["- Notice: soon"], "Line 2"),
        (["- Notice: 2 h and more"], "Line 2"),
        (["- Notice: 900 d"], "Line 2"),
        (["- Visibility: secret"], "Line 2"),
        (["", "- Opened by two people: perhaps"], "Line 3"),
        (["- Quorum: {"], "Line 2"),
        (["- Colour: blue"], "Colour"),
        (["We think so."], "We think so."),
        (["- Notice: 2 h", "- Préavis: 3 h"], "Line 3"),
        (["- Notice: 2 h", "## readiness", "- Notice: 2 h"], "Line 3"),
        ([], "Line 1"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(lines, names):
    with pytest.raises(Invalid, match=names) as refused:
        rules_text.read("\n".join(["## readiness", *lines]))
    assert refused.value.field == "text"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Let us do better.", "no_change"),
        ("## budget\n- Notice: 2 h", "line_missing"),
        ("## readiness\n- Rule: nowhere", "rule_not_kept"),
        ("## readiness\n- Rule: simple-majority, version 9", "rule_not_kept"),
        ("## readiness\n- Taken out: yes", "nothing_left"),
        ("## readiness\n- Notice: 1 h\n- Notice in an emergency: 2 h", "emergency_not_shorter"),
        ("## readiness\n- Procedure: silence", "bad_rule"),
    ],
)
def test_what_could_not_be_put_in_force_is_refused(text, code):
    body = a_coalition()
    with pytest.raises(Invalid) as refused:
        check_change(body.coalition, text, body.rules.in_force_from)
    assert (refused.value.code, refused.value.field) == (code, "text")


def test_a_rule_without_its_version_is_the_latest_that_is_kept():
    body = a_coalition()
    keep_rule(body, {**SIMPLE, "version": "2"})
    check_change(body.coalition, "## readiness\n- Rule: simple-majority", body.rules.in_force_from)
    check_change(body.coalition, "## readiness\n- Rule: simple-majority, version 2", body.rules.in_force_from)

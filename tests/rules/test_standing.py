"""What a rule may be called: law only where the catalogue read it as law."""

from __future__ import annotations

import pytest

from coalition.rules import catalogue
from coalition.rules.reading import read_rule
from coalition.rules.standing import Basis, Verified, basis_of, verified

YES = {"in": ["yes"], "at_least": 1}


@pytest.mark.parametrize(
    ("rule_id", "basis", "how_far"),
    [
        ("eu-simple-majority", Basis.TREATY, Verified.YES),
        ("eu-qmv", Basis.TREATY, Verified.IN_PART),
        ("imf-85", Basis.TREATY, Verified.NO),
        ("eu-teu7", Basis.TREATY, Verified.NO),
        ("nato-silence", Basis.PRACTICE, Verified.YES),
        ("eec-1958", Basis.HISTORY, Verified.YES),
        ("two-thirds", Basis.GENERAL, Verified.YES),
        ("coalition-core-e3", Basis.CONFIGURATION, Verified.YES),
    ],
)
def test_the_catalogue_says_what_stands_behind_it(rule_id: str, basis: Basis, how_far: Verified) -> None:
    rule = catalogue.rule(rule_id)
    assert (basis_of(rule), verified(rule)) == (basis, how_far)


def test_an_entry_nobody_read_in_a_source_is_marked_as_a_whole() -> None:
    for rule_id in catalogue.rule_ids():
        said = [entry["en"] for entry in catalogue.document(rule_id).get("unverified", [])]  # type: ignore[attr-defined]
        if any("whole of this entry" in text or "not re-read" in text for text in said):
            assert verified(catalogue.rule(rule_id)) is Verified.NO, rule_id


def test_a_document_cannot_call_itself_law() -> None:
    own = read_rule({"id": "mine", "adopt": YES, "basis": {"kind": "treaty", "en": "The Treaty of Somewhere"}})
    assert (basis_of(own), verified(own)) == (Basis.STATED, Verified.NO)
    changed = read_rule(catalogue.document("eu-qmv") | {"adopt": YES})
    assert basis_of(changed) is Basis.STATED
    assert basis_of(read_rule({"adopt": YES})) is Basis.CONFIGURATION

"""Names within sentences, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from frontend.words.members import Name, Roster, listing


@pytest.mark.parametrize(
    ("code", "french", "the", "of", "number"),
    [
        ("FI", "Finlande", "la Finlande", "de la Finlande", 1),
        ("CA", "Canada", "le Canada", "du Canada", 1),
        ("NL", "Pays-Bas", "les Pays-Bas", "des Pays-Bas", 2),
        ("DE", "Allemagne", "l’Allemagne", "de l’Allemagne", 1),
        ("EE", "Estonie", "l’Estonie", "de l’Estonie", 1),
        ("CY", "Chypre", "Chypre", "de Chypre", 1),
    ],
)
def test_french_articles(code, french, the, of, number):
    with translation.override("fr"):
        name = Name(code, "x", french)
        assert (name.the, name.of, name.number) == (the, of, number)
        assert name.on_behalf == f"au nom {of}"


def test_english_articles():
    name = Name("NL", "Netherlands", "Pays-Bas")
    assert (name.the, name.first, name.of, name.on_behalf) == (
        "the Netherlands",
        "The Netherlands",
        "of the Netherlands",
        "for the Netherlands",
    )


def test_lists_are_cut_after_a_few():
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a and b"
    assert listing(list("abcdef"), most=5) == "a, b, c, d, e and f"
    assert listing(list("abcdefg"), most=5) == "a, b, c, d, e and 2 others"


def test_names_follow_the_reader_s_alphabet():
    roster = Roster({"AT": Name("AT", "Austria", "Autriche"), "DE": Name("DE", "Germany", "Allemagne")})
    assert [name.code for name in roster.sorted(["DE", "AT"])] == ["AT", "DE"]
    with translation.override("fr"):
        assert [name.code for name in roster.sorted(["DE", "AT"])] == ["DE", "AT"]
    assert str(roster["XX"]) == "XX"

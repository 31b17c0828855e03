"""What people type for numbers, shares and members."""

from __future__ import annotations

import pytest

from frontend.rulebook.builder import typed
from tests.frontend.rulebook.builder.desk import a_desk


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9", 9),
        (" 9 members ", 9),
        ("2/3", "2/3"),
        ("2 / 3", "2/3"),
        ("55%", "55%"),
        ("55 %", "55%"),
        ("66,6 %", "66.6%"),
        ("55 per cent", "55%"),
        ("Two thirds", "2/3"),
        ("half", "50%"),
        ("deux tiers", "2/3"),
        ("la moitié", "50%"),
        ("55\N{NO-BREAK SPACE}%", "55%"),
    ],
)
def test_a_number_is_taken_as_it_is_said(text: str, number: object) -> None:
    assert typed.number(text) == number


@pytest.mark.parametrize("text", ["", "many", "3/2", "101%", "-1", "1e3", "0.5", "2/0", "9" * 61])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(typed.Unclear):
        typed.number(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("France, Germany and the UK", ["FR", "DE", "GB"]),
        ("FR DE".replace(" ", ";"), ["FR", "DE"]),
        ("l’Allemagne, la France et le Royaume-Uni", ["DE", "FR", "GB"]),
        ("EL, GR", ["GR"]),
    ],
)
def test_members_are_named_by_name_or_code(text: str, codes: list[str]) -> None:
    assert typed.members(text, a_desk().names) == codes


@pytest.mark.parametrize("text", ["", " , ", "France, Atlantis"])
def test_who_is_unknown_is_named(text: str) -> None:
    with pytest.raises(typed.Unclear) as raised:
        typed.members(text, a_desk().names)
    assert "Atlantis" in str(raised.value) or "Atlantis" not in text


def test_an_id_is_made_of_a_title() -> None:
    assert typed.slug("Two thirds, and the E3: à l’unanimité!") == "two-thirds-and-the-e3-a-l-unanimite"

"""The field's standing questions: each a test of the numbers on screen, which are the engine's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from coalition.rules import catalogue
from frontend.room.asking import rows_of
from frontend.room.questions import BY_SLUG, QUESTIONS
from tests.factories import a_coalition

pytestmark = pytest.mark.django_db

# By question, by case: what each rule makes of it, who blocks it, and how many are bound.
EXPECTED: dict[str, list[list[tuple[str, str, int]]]] = {
    "two-members": [
        [("blocked", "HU SK", 0), ("carried", "", 27)],
        [("blocked", "BG ES", 0), ("carried", "", 35), ("carried", "", 35)],
    ],
    "e3-agree-e6-split": [
        [("carried", "", 4), ("blocked", "ES IT", 0), ("carried", "", 3)],
        [("blocked", "ES IT PL", 0), ("blocked", "ES IT PL", 0), ("carried", "", 3)],
    ],
    "a-core-of-four": [
        [("carried", "", 4), ("blocked", "", 0), ("blocked", "", 0), ("carried", "", 4)],
        [("blocked", "PL", 0), ("blocked", "", 0), ("blocked", "", 0), ("carried", "", 3)],
    ],
}


@pytest.mark.parametrize("slug", EXPECTED)
def test_what_each_rule_makes_of_it(slug: str):
    question = BY_SLUG[slug]
    for case, expected in zip(question.cases, EXPECTED[slug], strict=True):
        for row, (status, blocked, bound) in zip(rows_of(question, case), expected, strict=True):
            assert (row.status, len(row.bound)) == (status, bound), (slug, str(case.title), row.rule.id)
            if blocked:
                assert row.blocked_by == tuple(blocked.split())


def test_eight_votes_count_as_eight_or_as_one():
    apart, bloc = BY_SLUG["nordic-baltic-eight"].cases
    question = BY_SLUG["nordic-baltic-eight"]
    one_by_one, one_seat = rows_of(question, apart)
    assert one_by_one.outcome is not None and one_seat.outcome is not None
    assert (one_by_one.outcome.tally.members["yes"].__len__(), one_by_one.status) == (30, "carried")
    seat = one_seat.outcome.conditions[0]
    assert (seat.have, seat.need) == (27, 16)  # of 28: the seat of the eight says no
    spoken, spoken_seat = rows_of(question, bloc)
    assert spoken.outcome is not None and spoken_seat.outcome is not None
    assert len(spoken.outcome.tally.members["yes"]) == 27
    assert spoken_seat.outcome.conditions[0].have == 27


def test_who_is_counted_changes_what_is_needed():
    counted, not_counted = BY_SLUG["an-associated-member"].cases
    question = BY_SLUG["an-associated-member"]
    inside, unanimous = rows_of(question, counted)
    outside, unanimous_without = rows_of(question, not_counted)
    assert inside.outcome is not None and outside.outcome is not None
    assert (len(inside.roll.members), len(outside.roll.members)) == (35, 34)
    assert (unanimous.status, unanimous.blocked_by, unanimous_without.status) == ("blocked", ("CA",), "carried")


@pytest.mark.parametrize("slug", [question.slug for question in QUESTIONS])
def test_the_page_shows_them(slug: str):
    body: Any = a_coalition()
    client = Client()
    client.force_login(body.chair)
    page = client.get(f"/{body.coalition.slug}/room/questions/{slug}/")
    assert page.status_code == 200
    shown = re.findall(r'data-l="Result"><span class="badge[^>]*>.*?</svg>([^<]+)<', page.content.decode())
    words = {"carried": "Carries", "blocked": "Blocked", "open": "Open"}
    counted = [words[row.status] for case in BY_SLUG[slug].cases for row in rows_of(BY_SLUG[slug], case)]
    assert [each.strip() for each in shown] == counted


@pytest.mark.parametrize("slug", EXPECTED)
def test_the_page_names_who_blocks_and_counts_who_is_bound(slug: str):
    body: Any = a_coalition()
    client = Client()
    client.force_login(body.chair)
    page = client.get(f"/{body.coalition.slug}/room/questions/{slug}/").content.decode()
    blockers = re.findall(r'data-l="Blocked by">([^<]*)<', page)
    bound = re.findall(r'data-l="Bound">([^<]*)<', page)
    names = {state.iso2: state.name_en for state in catalogue.states()}
    expected = [row for case in EXPECTED[slug] for row in case]
    assert len(blockers) == len(bound) == len(expected)
    for (status, blocked, count), named, binds in zip(expected, blockers, bound, strict=True):
        for code in blocked.split():
            assert names[code] in named
        assert (named == "Nobody") == (status == "carried")
        assert binds.startswith(f"{count} members") if count else binds == "–"

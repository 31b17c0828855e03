"""One permission table: the docs are written from it, what takes two people is in it, an adviser never votes."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from django.conf import settings

from coalition import clock, four_eyes
from coalition.permission_page import ACTS, page
from coalition.permissions import TABLE, Act, Eyes, Standing, may, standings, table_allows
from tests.factories import a_coalition, a_person

VOTES_NEVER = (Standing.ADVISER, Standing.SECRETARIAT, Standing.CHAIR, Standing.OBSERVER)


def test_the_docs_say_what_the_code_does():
    written = (Path(settings.BASE_DIR) / "docs" / "permissions.md").read_text()
    assert written == page(), "run `manage.py permissions`"


def test_every_act_has_its_line_and_its_words():
    assert set(TABLE) == set(Act) == set(ACTS)


def test_every_kind_that_takes_two_people_is_a_line_that_says_so():
    assert four_eyes.kinds()
    for kind in four_eyes.kinds():
        assert TABLE[kind.act].eyes is not Eyes.ONE, kind.name


def test_who_holds_nothing_may_do_nothing():
    assert not any(table_allows(frozenset(), act) for act in Act)


def test_nobody_votes_who_is_not_accredited():
    for held in itertools.chain.from_iterable(itertools.combinations(VOTES_NEVER, n) for n in range(5)):
        assert not table_allows(held, Act.CAST)


@pytest.mark.django_db
def test_what_each_person_is_and_may():
    body = a_coalition("FR")
    now = clock.now()
    expected = {
        body.heads["FR"]: {Standing.HEAD, Standing.ACCREDITED},
        body.alternates["FR"]: {Standing.ALTERNATE, Standing.ACCREDITED},
        body.advisers["FR"]: {Standing.ADVISER},
        body.secretariat[0]: {Standing.SECRETARIAT},
        body.chair: {Standing.CHAIR},
        body.observer: {Standing.OBSERVER},
        a_person(): set(),
        a_coalition().secretariat[0]: set(),
    }
    for person, held in expected.items():
        assert standings(person, body.coalition, now) == held
        for act in Act:
            assert may(person, body.coalition, act, now) == bool(TABLE[act].who & held)

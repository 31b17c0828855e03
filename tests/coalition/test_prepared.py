"""A query that is built once asks what its queryset asks, on each thread, and says when a value would be left out."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from django.db import connection

from coalition import clock
from coalition.models import ApiToken, Delegate, Member
from coalition.prepared import Prepared
from coalition.tokens import issue_token
from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db
SEATED = Prepared(
    lambda person, instant: Delegate.objects.at(instant).filter(person_id=person).select_related("member"),
    person=int,
    instant=datetime,
)


def test_it_asks_what_its_queryset_asks(django_assert_num_queries):
    body, now = a_coalition("DE FR"), clock.now()
    for person in (body.heads["FR"], body.advisers["DE"], body.chair):
        rows = Delegate.objects.at(now).filter(person=person).select_related("member")
        assert SEATED.all(person=person.pk, instant=now) == list(rows)
    with django_assert_num_queries(1):
        found = SEATED.one(person=body.heads["FR"].pk, instant=now)
        assert found is not None and found.member.code == "FR"
    assert SEATED.one(person=body.heads["FR"].pk, instant=found.starts_at.replace(year=2000)) is None
    assert found.starts_at == Delegate.objects.get(pk=found.pk).starts_at


def test_values_are_values_and_never_sql():
    named = Prepared(lambda code: Member.objects.filter(code=code), code=str)
    a_coalition("FR")
    assert [member.code for member in named.all(code="FR")] == ["FR"]
    assert named.all(code="' OR 1=1 --") == named.all(code="%s") == []


def test_what_is_written_in_between_is_seen():
    token = Prepared(lambda person: ApiToken.objects.filter(person=person), person=int)
    person = a_person()
    assert token.all(person=person.pk) == []
    issue_token(person=person, name="x")
    assert len(token.all(person=person.pk)) == 1


def test_a_place_that_is_not_asked_for_is_told():
    forgetful = Prepared(lambda code: Member.objects.all(), code=str)
    with pytest.raises(AssertionError, match="code"):
        forgetful.one(code="FR")


@pytest.mark.django_db(transaction=True)
def test_each_thread_has_its_own():
    wrong: list[object] = []

    def ask() -> None:
        try:
            wrong.extend(SEATED.all(person=-1, instant=clock.now()))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []

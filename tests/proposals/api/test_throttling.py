"""Counting requests: parallel ones do not slip past, and a rate that is none is an error."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from proposals.counting import Counter


@pytest.fixture
def rates(settings):
    def put(**rates: object) -> None:
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}

    return put


def test_parallel_requests_are_each_counted(rates):
    rates(person="20/day")
    counter = Counter("person")
    with ThreadPoolExecutor(32) as threads:
        waits = list(threads.map(lambda _n: counter.add("somebody"), range(200)))
    assert waits.count(None) == 20
    assert all(0 < wait <= 86400 for wait in waits if wait is not None)


def test_each_is_counted_apart(rates):
    rates(person="1/day", anonymous="1/day")
    assert Counter("person").add("1") is None
    assert Counter("person").add("2") is None
    assert Counter("anonymous").add("1") is None
    assert Counter("person").add("1")


@pytest.mark.parametrize("rate", [None, "", "none", "600", "600/fortnight", "0/min", "-1/min", "many/min"])
def test_a_rate_that_is_none_lets_nobody_in_by_mistake(rates, rate):
    rates(person=rate)
    with pytest.raises(ImproperlyConfigured):
        Counter("person")

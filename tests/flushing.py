"""Tests of real transactions empty the tables when done; the triggers that keep the record are lifted for that."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.test import TransactionTestCase

from proposals.ledger.guarding import lifted

_flush = TransactionTestCase._fixture_teardown


def _flush_lifted(self: TransactionTestCase) -> None:
    with lifted():
        _flush(self)


@pytest.fixture(autouse=True, scope="session")
def flushes_lift_the_guards() -> Iterator[None]:
    """Wrap the flush, and nothing else: while a test runs, the triggers stand."""
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", _flush_lifted):
        yield

"""An entry of a kind that has no words fails the test that appended it."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest

from proposals.ledger import kinds


def _check(kind: str) -> None:
    assert kind in kinds.KINDS, f"write “{kind}” in words in proposals/ledger/kinds.py"


@pytest.fixture(autouse=True, scope="session")
def every_kind_has_words() -> Iterator[None]:
    """In production an unknown kind is only logged: the record comes first."""
    with mock.patch.object(kinds, "check", _check):
        yield

"""The language that a test begins in."""

from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def each_test_begins_in_the_default_language() -> None:
    """A page that was read in French leaves its thread in French: the next test would read its refusals so."""
    translation.deactivate()

"""What every test of the API starts from."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from tests.factories import Body, a_coalition


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def body(db: Any) -> Body:
    return a_coalition(
        "DE FR GB IT", groups={"E3": "DE FR GB"}, weights={"population": {"DE": 84, "FR": 68, "GB": 69, "IT": 59}}
    )


@pytest.fixture
def unhurried(settings: Any) -> None:
    """Let one caller send more requests than a person would."""
    rates = dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "1000000/min")
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}

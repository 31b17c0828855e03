"""What all tests share."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

from tests.flushing import flushes_lift_the_guards
from tests.kinds import every_kind_has_words
from tests.languages import each_test_begins_in_the_default_language
from tests.stack.browsing import axe, browser_context_args, browser_type_launch_args
from tests.stack.fixtures import demo_stack, fragile_stack, own_postgres, postgres_stack, sqlite_stack, stack

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous API runs an event loop in the test's thread

# A test waits for what it expects, and is never timed: neither is a figure, and a busy machine fails nothing.
expect.set_options(timeout=20_000)
settings.register_profile("concert", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("concert")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave modules and tests out of the search for garbage, and search less often: a tenth of the time goes there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


__all__ = [
    "axe",
    "browser_context_args",
    "browser_type_launch_args",
    "demo_stack",
    "each_test_begins_in_the_default_language",
    "every_kind_has_words",
    "flushes_lift_the_guards",
    "fragile_stack",
    "own_postgres",
    "postgres_stack",
    "sqlite_stack",
    "stack",
]

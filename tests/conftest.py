"""What all tests share."""

from __future__ import annotations

import os

from tests.stack.browsing import axe, browser_context_args, browser_type_launch_args
from tests.stack.fixtures import postgres_stack, sqlite_stack, stack

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous API runs an event loop in the test's thread

__all__ = ["axe", "browser_context_args", "browser_type_launch_args", "postgres_stack", "sqlite_stack", "stack"]

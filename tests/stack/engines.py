"""A pytest plugin: which tests run on which engine, which worker runs which stack, what is skipped.

- CONCERT_TEST_ENGINE=postgresql runs only the tests that touch the database, on PostgreSQL.
- A test marked `one_engine` shows what no engine changes, at a price: it runs on SQLite alone.
- Tests of one stack go to one xdist worker (`--dist=loadgroup`), so that each stack is started once.
"""

from __future__ import annotations

import pytest

from tests.stack import fixtures, parts

pytest.register_assert_rewrite("tests.ledgers", "tests.invariants", "tests.faults", "tests.flows")
STACKS = {
    "sqlite_stack": "sqlite",
    "postgres_stack": "postgres",
    "fragile_stack": "fragile",
    "own_postgres": "fragile",
    "demo_stack": "pages",
}
DATABASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}
BROWSER = {"page", "browser", "context", "new_context", "browser_type"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark, group and choose."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if stack := _stack_of(item, names):
            item.add_marker("stack")
            item.add_marker(pytest.mark.xdist_group(stack))
        if names & BROWSER:
            item.add_marker("browser")
    if parts.engine() == "postgresql":
        _only_the_database(config, items)
    if "benchmark" not in config.option.markexpr:
        _leave_out(config, items, [item for item in items if item.get_closest_marker("benchmark")])


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a long case by its length: its name is printed, and a file's bytes may differ from worker to worker."""
    return f"{len(val)} long" if isinstance(val, (str, bytes)) and len(val) > 80 else None


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Hold pytest-xdist to its groups: it names each in the test's id, and a pytest that it does not know drops them.

    Then every worker starts every stack, and tests that share one no longer meet their own.
    """
    if not getattr(session.config.option, "loadgroup", False):
        return
    lost = [item.nodeid for item in session.items if item.get_closest_marker("stack") and "@" not in item.nodeid]
    if lost:
        raise pytest.UsageError(f"pytest-xdist has not grouped {lost[0]} and {len(lost) - 1} more")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say what is missing before fixtures fail on it."""
    if parts.engine() == "postgresql":
        parts.need("postgres")


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop a worker's stacks after the last test of its group: nothing that it runs later needs them."""
    if getattr(item.config.option, "loadgroup", False) and _groups(item) and _groups(nextitem) != _groups(item):
        fixtures.rest()


def _groups(item: pytest.Item | None) -> set[str]:
    return {str(mark.args[0]) for mark in item.iter_markers("xdist_group")} if item else set()


def pytest_report_header() -> str:
    """Name the engine, and what this machine lacks."""
    lacks = [lack for name in ("postgres", "redis", "browser") if (lack := parts.missing(name))]
    return "\n".join([f"engine: {parts.engine()}", *lacks])


def _stack_of(item: pytest.Item, names: set[str]) -> str:
    chosen = getattr(item, "callspec", None) and item.callspec.params.get("stack")
    return chosen or next((STACKS[name] for name in STACKS if name in names), "")


def _only_the_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_out(config, items, [item for item in items if not _touches_database(item)])


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("stack") or item.get_closest_marker("one_engine"):
        return False
    return bool(item.get_closest_marker("django_db")) or bool(set(getattr(item, "fixturenames", ())) & DATABASE)


def _leave_out(config: pytest.Config, items: list[pytest.Item], left_out: list[pytest.Item]) -> None:
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]

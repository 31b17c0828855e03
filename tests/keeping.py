"""Rows that are put back: what a factory made through the verbs, a later test that asks the same finds as rows.

Making a small coalition takes some forty acts, each with its checks and its entry: half a second, before most tests.
The first one in a session is made so; its rows are kept and inserted again for the next, as they were, in the
transaction of that test. This is done only in an empty database and under the real clock; otherwise the factory makes
it anew.
"""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from coalition import clock
from coalition.models import Coalition, Person
from proposals.ledger.keys import current_key

P = ParamSpec("P")
T = TypeVar("T")
_real_now = clock.now


@dataclass(frozen=True)
class _Kept:
    made: bytes
    rows: list[tuple[str, list[tuple[Any, ...]]]]


_kept: dict[Hashable, _Kept] = {}


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Let a factory make the same once: where it was asked with these arguments before, its rows are put back."""

    @functools.wraps(make)
    def made_or_put_back(*args: P.args, **kwargs: P.kwargs) -> T:
        if not _can_keep():
            return make(*args, **kwargs)
        asked = (make.__name__, repr(args), repr(sorted(kwargs.items())), current_key().id)
        if asked not in _kept:
            before = dict(_rows())
            made = make(*args, **kwargs)
            _kept[asked] = _Kept(pickle.dumps(made), list(_since(before)))
            return made
        _put_back(_kept[asked])
        again: T = pickle.loads(_kept[asked].made)  # noqa: S301  our own bytes
        return again

    return made_or_put_back


def _put_back(kept: _Kept) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, rows in kept.rows:
            cursor.executemany(statement, rows)


def _can_keep() -> bool:
    real = clock.now is _real_now and not time_machine.escape_hatch.is_travelling()
    return real and not settings.SIGNING_KEY and not Coalition.objects.exists() and not Person.objects.exists()


def _since(before: dict[str, list[tuple[Any, ...]]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The rows that were not there before."""
    for statement, rows in _rows():
        if new := [row for row in rows if row not in before.get(statement, [])]:
            yield statement, new


def _rows() -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """All rows of all tables of ours, each with the statement that puts them back."""
    quote = connection.ops.quote_name
    for model in _in_order():
        columns = [quote(field.column) for field in model._meta.local_concrete_fields if not field.generated]
        table, listed = quote(model._meta.db_table), ", ".join(columns)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {listed} FROM {table}")
            rows = cursor.fetchall()
        if rows:
            yield f"INSERT INTO {table} ({listed}) VALUES ({', '.join(['%s'] * len(columns))})", rows


def _in_order() -> list[type[models.Model]]:
    """The tables, each after those that it points to; a check of foreign keys at once would want it so."""
    ours = [m for label in ("coalition", "proposals") for m in apps.get_app_config(label).get_models(True)]
    placed: list[type[models.Model]] = []
    while ours:
        free = [m for m in ours if not _points_to(m) & set(ours) - {m}]
        placed += free or ours
        ours = [m for m in ours if m not in placed]
    return placed


def _points_to(model: type[models.Model]) -> set[type[models.Model]]:
    return {f.related_model for f in model._meta.local_concrete_fields if isinstance(f.related_model, type)}

"""A query that is built once, for the few that every cast of a ballot asks: building one costs more than running it.

What is asked stays said where it is said for everybody, as a queryset; here its SQL is kept, and only values change.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Value = int | str | datetime
# Stand for a value of their kind while the query is built; nothing that is ever asked for is one of them.
_NUMBER, _TEXT, _INSTANT = -(2**53), "\x02stands for\x03", datetime(1066, 10, 14, 9, 17, 23, tzinfo=UTC)


@dataclass(frozen=True)
class _Built:
    """A query as one thread's connection runs it: its SQL, the place of each value, and how its rows are read."""

    compiler: Any
    sql: str
    places: list[tuple[str | None, Any]]
    converters: Any
    populators: Any


class Prepared(Generic[M]):
    """A query with places for values. `build` makes the queryset out of a value for each of the named `places`.

    It asks the same whatever the values are: no value may decide how the queryset is put together.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **places: type[Value]) -> None:
        self._build = build
        self._places = places
        self._kept = threading.local()

    def all(self, **values: Value) -> list[M]:
        """Return the rows for these values."""
        built = self._built()
        adapted = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(built.sql, [adapted[name] if name else kept for name, kept in built.places])
            rows = cursor.fetchall()
        return list(_read(built, rows))

    def one(self, **values: Value) -> M | None:
        """Return the first row for these values, if any."""
        return next(iter(self.all(**values)), None)

    def _built(self) -> _Built:
        kept: dict[int, _Built] = self._kept.__dict__.setdefault("by_connection", {})
        if id(connection.connection) not in kept:
            kept.clear()
            kept[id(connection.connection)] = self._put_together()
        return kept[id(connection.connection)]

    def _put_together(self) -> _Built:
        stand_ins = {name: _stand_in(kind, number) for number, (name, kind) in enumerate(self._places.items())}
        compiler: Any = self._build(**stand_ins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        named = {_adapted(value): name for name, value in stand_ins.items()}
        places = [(named.get(value), value) for value in parameters]
        missing = set(self._places) - {name for name, _value in places}
        assert not missing, f"the query does not ask for {missing}"
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        selected: Any = compiler.klass_info, compiler.select, connection.alias
        populators = get_related_populators(*selected)
        return _Built(compiler, sql, places, converters, populators)


def _read(built: _Built, rows: list[tuple[Any, ...]]) -> Iterator[Any]:
    """The rows as models, with those that the queryset selects beside them."""
    klass, select = built.compiler.klass_info, built.compiler.select
    start, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in select[start:end]]
    for row in built.compiler.apply_converters(rows, built.converters) if built.converters else rows:
        found = klass["model"].from_db(connection.alias, names, row[start:end])
        for populator in built.populators:
            populator.populate(row, found)
        yield found


def _stand_in(kind: type[Value], number: int) -> Value:
    if kind is int:
        return _NUMBER - number
    return f"{_TEXT}{number}" if kind is str else _INSTANT.replace(microsecond=number + 1)


def _adapted(value: Value) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value

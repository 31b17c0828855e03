"""Triggers that keep the record: rows once written are neither changed nor deleted, nor a table emptied.

They stop a bug, a console and a stray script, not the owner of the database, who can take them down; against that one
there are the chain, the checkpoints and the delegations that keep them. Installed after each `migrate` where they are
missing or say something else (a migration that alters a table on SQLite makes it anew and drops its triggers silently).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

PREFIX = "concert_keep_"


@dataclass(frozen=True)
class Guard:
    """What may change in a table: nothing, or columns that are `movable`.

    `until_ended`: movable until one of `ends` is set; `once`: set once, and never changed after.
    """

    table: str
    movable: tuple[str, ...] = ()
    until_ended: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    once: tuple[str, ...] = ()


GUARDS = (
    Guard("proposals_entry"),
    Guard("proposals_merklenode"),
    Guard("proposals_checkpoint"),
    Guard("proposals_ballot"),
    Guard("proposals_decision"),
    Guard("proposals_votingkey", movable=("name",), once=("withdrawn_at",)),
    Guard(
        "proposals_signednote",
        movable=("filed", "filed_salt"),  # may be erased; the member answers once
        until_ended=("settlement", "settled_by_id", "settled_at", "counts"),
        ends=("settled_at",),
    ),
    # What a verb moves in a division is named here; sealing ends it, but for annulling what is sealed and undecided.
    Guard(
        "proposals_division",
        until_ended=("closes_at", "sealed_at", "broken_at", "stopped_at", "stopped_because"),
        ends=("sealed_at", "annulled_at", "stopped_at"),
        once=("annulled_at",),
    ),
    Guard("proposals_stop"),
    Guard("proposals_adherence", movable=("note", "note_salt")),
    Guard("proposals_hostconsent", movable=("note", "note_salt")),
    # Its words stay, and once it has ended what became of it; its date moves until then.
    Guard(
        "proposals_commitment",
        movable=("note", "note_salt"),
        until_ended=("due_at", "moves", "changed_at", "state", "ended_at", "ended_by_id"),
        ends=("ended_at",),
    ),
)


def install() -> None:
    """Install the triggers that are missing, and take down those that say something else."""
    wanted = _wanted()
    standing = _standing()
    if set(wanted) == set(standing):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for name in set(standing) - set(wanted):
            cursor.execute(_drop(name, standing[name]))
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name in set(wanted) - set(standing):
            cursor.execute(wanted[name][1])


def install_after_migrating(using: str, **_: Any) -> None:
    """Receive `post_migrate`."""
    if using == connection.alias:
        install()


@contextmanager
def lifted() -> Iterator[None]:
    """Take the triggers down for a lawful emptying: of a demo, before a backup is restored, after a test."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot lose a trigger
        for name, table in _standing().items():
            cursor.execute(_drop(name, table))
    try:
        yield
    finally:
        install()


def standing() -> dict[str, list[str]]:
    """Return the names of the triggers that stand, by table."""
    by_table: dict[str, list[str]] = {}
    for name, table in sorted(_standing().items()):
        by_table.setdefault(table, []).append(name)
    return by_table


def missing() -> list[str]:
    """Return the tables that lack a trigger they should have."""
    there = _standing()
    return sorted({table for name, (table, _sql) in _wanted().items() if name not in there})


def _wanted() -> dict[str, tuple[str, str]]:
    """Return each trigger's table and SQL by its name, which ends in a hash of what it says."""
    tables = set(connection.introspection.table_names())
    made = {}
    for guard in GUARDS:
        if guard.table in tables:
            for act, sql in _sql_of(guard).items():
                name = f"{PREFIX}{guard.table.removeprefix('proposals_')}_{act}_{_hash(sql)}"
                made[name] = (guard.table, sql.replace("{name}", name))
    return made


def _standing() -> dict[str, str]:
    queries = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgname LIKE %s AND relnamespace = current_schema()::regnamespace",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor], [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def _sql_of(guard: Guard) -> dict[str, str]:
    when = _when_changed(guard)
    if connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.table} is append-only'); END"
        return {
            "update": f'CREATE TRIGGER "{{name}}" BEFORE UPDATE ON {guard.table} {when} {refuse}',
            "delete": f'CREATE TRIGGER "{{name}}" BEFORE DELETE ON {guard.table} {refuse}',
        }
    refuse = "EXECUTE FUNCTION concert_append_only()"
    return {
        "update": f'CREATE TRIGGER "{{name}}" BEFORE UPDATE ON {guard.table} FOR EACH ROW {when} {refuse}',
        "delete": f'CREATE TRIGGER "{{name}}" BEFORE DELETE ON {guard.table} FOR EACH ROW {refuse}',
        "truncate": f'CREATE TRIGGER "{{name}}" BEFORE TRUNCATE ON {guard.table} FOR EACH STATEMENT {refuse}',
    }


_FUNCTION = """
CREATE OR REPLACE FUNCTION concert_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def _when_changed(guard: Guard) -> str:
    """Return the condition that an update touches what is kept; every update does where nothing may change."""
    may_change = guard.movable + guard.until_ended + guard.once
    if not may_change:
        return ""
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, guard.table)]
    kept = [column for column in columns if column not in may_change]
    clauses = [f'OLD."{column}" {differs} NEW."{column}"' for column in kept]
    ended = " OR ".join(f'OLD."{column}" IS NOT NULL' for column in guard.ends)
    clauses += [f'({ended}) AND OLD."{column}" {differs} NEW."{column}"' for column in guard.until_ended]
    clauses += [f'OLD."{column}" IS NOT NULL AND OLD."{column}" {differs} NEW."{column}"' for column in guard.once]
    return f"WHEN ({' OR '.join(clauses)})"


def _drop(name: str, table: str) -> str:
    return f'DROP TRIGGER "{name}"' if connection.vendor == "sqlite" else f'DROP TRIGGER "{name}" ON {table}'


def _hash(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()[:8]

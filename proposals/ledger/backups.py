"""Backing the database up and restoring it, with the root of every ledger compared after.

A backup is one tar file: the database as its own engine writes it out (SQLite's online backup; `pg_dump`), and
`manifest.json` with the engine, the instant, and the size and root of every ledger in that very copy. Each engine's
own tool keeps what it alone knows (sequences, types, indexes), takes one consistent snapshot while Concert runs, and
is what whoever runs that database trusts already. The signing key is not in it: docs/operations/keys.md.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from coalition import clock
from coalition.models import Coalition
from proposals.ledger.canonical import timestamp
from proposals.ledger.roots import ENTRIES, Roots, roots, roots_of

FORMAT = "concert-backup/1"
MANIFEST, DATABASE = "manifest.json", "database"


class BackupError(Exception):
    """A backup or restore that was not done, or whose ledgers differ; it says what and where in one line."""


def back_up(path: Path) -> Roots:
    """Write a backup to `path`, which must not be there yet, and return the root of every ledger in it."""
    if path.exists():
        raise BackupError(f"{path} is there already; a backup is never overwritten.")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / DATABASE
        at = clock.now()
        found = _copy_sqlite(copy) if connection.vendor == "sqlite" else _dump_postgresql(copy)
        manifest = {"format": FORMAT, "engine": connection.vendor, "at": timestamp(at), "roots": found}
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
        whole = Path(folder) / "whole"
        with tarfile.open(whole, "w") as archive:
            for name in (MANIFEST, DATABASE):
                archive.add(Path(folder) / name, arcname=name)
        whole.chmod(0o600)
        os.link(whole, path)
    return found


def restore(path: Path, *, replace: bool = False) -> Roots:
    """Fill this database from a backup and return the root of every ledger, which is that of the backup.

    Raises `BackupError`: for a database that holds a coalition, unless `replace` is set; for a file that is no backup,
    or one of another engine; and, after restoring, where a ledger's root is not the one that was backed up.
    """
    with _unpacked(path) as (manifest, copy):
        if manifest["engine"] != connection.vendor:
            raise BackupError(f"{path} is a backup of {manifest['engine']}; this database is {connection.vendor}.")
        if not replace and _holds_something():
            raise BackupError("This database holds a coalition already; --replace puts the backup in its place.")
        (_restore_sqlite if connection.vendor == "sqlite" else _restore_postgresql)(copy)
    call_command("migrate", verbosity=0)
    found = roots()
    _compare(manifest["roots"], found)
    return found


def _compare(before: Roots, after: Roots) -> None:
    wrong = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if wrong:
        raise BackupError(f"The ledger of coalition {', '.join(wrong)} differs from the one that was backed up.")


def _holds_something() -> bool:
    if "coalition_coalition" not in connection.introspection.table_names():
        return False
    return Coalition.objects.exists()


@contextmanager
def _unpacked(path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(path, "r:") as archive:
                for name in (MANIFEST, DATABASE):
                    archive.extract(name, folder, filter="data")
            manifest = json.loads((Path(folder) / MANIFEST).read_text())
        except (OSError, tarfile.TarError, KeyError, ValueError) as error:
            raise BackupError(f"{path} cannot be read as a backup: {str(error).splitlines()[0]}") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise BackupError(f"{path} is no backup of Concert.")
        yield manifest, Path(folder) / DATABASE


def _copy_sqlite(copy: Path) -> Roots:
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        return roots_of(target.execute(ENTRIES))


def _restore_sqlite(copy: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as source:
        source.backup(connection.connection)
    connection.close()


def _dump_postgresql(copy: Path) -> Roots:
    """Dump and compute the roots in one snapshot, while others go on writing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run("pg_dump", f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
        return roots()


def _restore_postgresql(copy: Path) -> None:
    _run("pg_restore", "--list", str(copy), names_database=False)  # is it whole? asked before anything is dropped
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(copy))


def _run(program: str, *arguments: str, names_database: bool = True) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not on this machine: install the client programs of your PostgreSQL.")
    settings = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {variable: str(settings[name]) for variable, name in named.items() if settings[name]}
    database = [f"--dbname={settings['NAME']}"] if names_database else []
    done = subprocess.run(  # noqa: S603  a program of the system's, with arguments of ours
        [found, *database, *arguments], env=os.environ | given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise BackupError(f"{program}: {lines[-1]}")

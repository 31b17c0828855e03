"""The database goes away, fills up, or has no connection left: a clear answer, nothing by half, and it comes back."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from coalition.errors import Busy
from proposals.voting.models import Ballot
from tests.factories import a_coalition, cast, open_vote
from tests.faults.killing import soon
from tests.flows.client import Assembly, assemble
from tests.ledgers import whole_ledger
from tests.stack.processes import wait_until
from tests.stack.stacks import FragileStack

CODES = "DE FR GB IT ES PL SE NO FI DK"


@pytest.fixture(scope="module")
def body(fragile_stack: FragileStack) -> Assembly:
    return assemble(fragile_stack, CODES)


def rows_here(query: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def test_postgresql_restarts(fragile_stack: FragileStack, body: Assembly):
    division = body.open(soon(3600))
    assert body["FR"].cast(division, "FR", "yes").status == 201
    fragile_stack.postgres.stop()
    try:
        down = body["DE"].cast(division, "DE", "yes", key="once")
        page = body["FR"].send("GET", "/me/")
    finally:
        fragile_stack.postgres.start()
    assert (down.status, down.body["code"]) == (503, "unavailable")
    assert page.status == 503
    answer = wait_until(lambda: (a := body["DE"].cast(division, "DE", "yes", key="once")).status == 201 and a, 20)
    assert answer.body["position"] == "yes"
    whole_ledger(fragile_stack.rows, body.coalition)


def test_no_connection_is_left(fragile_stack: FragileStack, body: Assembly):
    """The pool's few connections are all held up: who comes then is told so within seconds."""
    division = body.open(soon(3600))
    codes = CODES.split()
    with psycopg.connect(fragile_stack.database_url) as holder:
        holder.execute("SELECT 1 FROM proposals_division WHERE id = %s FOR UPDATE", [division])
        start = time.monotonic()
        with ThreadPoolExecutor(len(codes)) as threads:
            answers = list(threads.map(lambda code: body[code].cast(division, code, "yes", key="held"), codes))
        took = time.monotonic() - start
    assert {answer.status for answer in answers} == {503}
    assert all(answer.body["code"] in {"busy", "unavailable"} for answer in answers)
    assert took < 15
    assert {body[code].cast(division, code, "yes", key="held").status for code in codes} == {201}
    whole_ledger(fragile_stack.rows, body.coalition)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL fills up below")
def test_a_full_disk_on_sqlite_leaves_no_half_entry():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    (pages,) = rows_here("PRAGMA page_count")[0]
    rows_here(f"PRAGMA max_page_count = {pages}")
    try:
        with pytest.raises(Busy) as refused:
            for position in ("yes", "no") * 500:
                cast(division, body, "DE", position)
    finally:
        rows_here("PRAGMA max_page_count = 1073741823")
    assert refused.value.code == "disk_full"
    before = Ballot.objects.count()
    whole_ledger(rows_here, body.coalition.pk)
    cast(division, body, "GB", "yes")
    assert Ballot.objects.count() == before + 1
    whole_ledger(rows_here, body.coalition.pk)


@pytest.fixture
def small_disk(fragile_stack: FragileStack) -> Iterator[Path]:
    """A disk of 64 MB that PostgreSQL keeps the ledger on."""
    place = fragile_stack.postgres.folder / "small-disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], capture_output=True, text=True)
    if mounted.returncode:
        missing = pytest.fail if "postgres" in os.environ.get("CONCERT_REQUIRE", "") else pytest.skip
        missing(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    shutil.chown(place, fragile_stack.postgres.data.owner(), fragile_stack.postgres.data.group())
    try:
        with psycopg.connect(fragile_stack.database_url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
            connection.execute("ALTER TABLE proposals_entry SET TABLESPACE small")
            yield place
            connection.execute("ALTER TABLE proposals_entry SET TABLESPACE pg_default")
            connection.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_disk_on_postgresql_leaves_no_half_entry(fragile_stack: FragileStack, body: Assembly, small_disk: Path):
    division = body.open(soon(3600))
    assert body["FR"].cast(division, "FR", "yes").status == 201
    filler = small_disk / "filler"
    free = os.statvfs(small_disk)
    filler.write_bytes(bytes(free.f_bavail * free.f_frsize))
    answers = []
    while not answers or answers[-1].status == 201:
        answers.append(body["DE"].cast(division, "DE", "yes", key=f"full-{len(answers)}"))
    assert (answers[-1].status, answers[-1].body["code"]) == (503, "disk_full")
    whole_ledger(fragile_stack.rows, body.coalition)
    filler.unlink()
    assert body["DE"].cast(division, "DE", "yes", key=f"full-{len(answers) - 1}").status == 201
    whole_ledger(fragile_stack.rows, body.coalition)

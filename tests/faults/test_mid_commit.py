"""A process killed in the midst of a cast: all of it or nothing of it, whichever side of the commit it was on."""

from __future__ import annotations

import json
import signal

import pytest

from tests.ledgers import whole_ledger
from tests.stack.stacks import FACTORIES, Stack
from tests.stack.test_stacks import CAST, opened

KILLED_BEFORE_THE_COMMIT = """
import os, signal
from proposals.voting import casting_sql
insert = casting_sql.insert_ballot
def insert_and_die(ballot):
    insert(ballot)
    os.kill(os.getpid(), signal.SIGKILL)
casting_sql.insert_ballot = insert_and_die
"""
KILLED_AFTER_THE_COMMIT = """
import os, signal
from contextlib import contextmanager
from proposals.voting import casting
write = casting.write_transaction
@contextmanager
def write_and_die(**options):
    with write(**options):
        yield
    os.kill(os.getpid(), signal.SIGKILL)
casting.write_transaction = write_and_die
"""
HELD = "SELECT COUNT(*) FROM proposals_ballot WHERE division_id = %s"


@pytest.mark.parametrize(("killed", "ballots"), [(KILLED_BEFORE_THE_COMMIT, 1), (KILLED_AFTER_THE_COMMIT, 2)])
def test_all_or_nothing(stack: Stack, killed: str, ballots: int):
    vote = opened(stack)  # one ballot is in
    code = FACTORIES + killed + CAST.format(**vote)
    died = stack.manage("shell", "--verbosity=0", "--command", code, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert stack.rows(HELD, vote["division"]) == [(ballots,)]
    whole_ledger(stack.rows, vote["coalition"])
    stack.script(CAST.format(**vote))  # the same key: it is done now, or was done then
    assert stack.rows(HELD, vote["division"]) == [(2,)]
    cast = [entry for entry in whole_ledger(stack.rows, vote["coalition"]) if entry.kind == "ballot_cast"]
    assert json.dumps([entry.body["position"] for entry in cast]) == '["yes", "no"]'

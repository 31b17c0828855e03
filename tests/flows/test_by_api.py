"""A coalition decides, end to end, by the API, on each engine with its real processes."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPException

from tests.flows.client import Assembly, assemble
from tests.stack.processes import wait_until
from tests.stack.stacks import Stack

CODES = " ".join(f"M{n:02}" for n in range(34)) + " FR"
CORE = {
    "id": "core",
    "adopt": {
        "all": [
            {"in": ["yes"], "at_least": "55%", "of": "roll"},
            {"group": "E3", "in": ["yes"], "at_least": "100%", "of": "roll"},
        ]
    },
}


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def decision_of(body: Assembly, division: int, within: float = 15, reader: str = "FR") -> dict[str, object]:
    wait_until(lambda: body[reader].get(f"/divisions/{division}/")["state"] == "decided", within)
    decided = body[reader].get(f"/divisions/{division}/")["decision"]
    return dict(body[reader].get(f"/decisions/{decided['id']}/"))


def test_from_proposal_to_decision(stack: Stack):
    body = assemble(stack, "DE FR GB IT", rule=CORE, groups={"E3": "DE FR GB"})
    division = body.open(soon(4))
    for code, position in {"DE": "no", "FR": "yes", "GB": "yes"}.items():
        assert body[code].cast(division, code, position).status == 201
    assert body["DE.alternate"].cast(division, "DE", "yes").status == 201
    assert body["DE.adviser"].cast(division, "DE", "no").status == 403
    tally = body["IT"].get(f"/divisions/{division}/tally/")
    assert json.dumps(tally).count('"DE"') >= 1
    decision = decision_of(body, division)
    assert decision["result"] == "adopted"
    assert decision["roll_call"] == {"DE": "yes", "FR": "yes", "GB": "yes"}
    late = body["IT"].cast(division, "IT", "yes")
    assert (late.status, late.body["code"]) == (409, "closed")


def test_35_delegations_at_once(stack: Stack):
    body = assemble(stack, CODES)
    division = body.open(soon(3600))
    codes = CODES.split()
    with ThreadPoolExecutor(35) as threads:
        answers = list(threads.map(lambda code: body[code].cast(division, code, "yes"), codes))
    assert {answer.status for answer in answers} == {201}
    count = "SELECT COUNT(*), COUNT(DISTINCT member_id) FROM proposals_ballot WHERE division_id = %s"
    assert [tuple(row) for row in stack.rows(count, division)] == [(35, 35)]
    entries = 'SELECT "index", prev, leaf FROM proposals_entry WHERE coalition_id = %s ORDER BY "index"'
    rows = stack.rows(entries, body.coalition)
    assert [row[0] for row in rows] == list(range(len(rows)))
    assert [row[1] for row in rows[1:]] == [row[2] for row in rows[:-1]]


def test_the_closing_tick_with_the_worker_stopped(stack: Stack):
    """State comes from the clock on read: without a worker a late ballot is refused all the same."""
    body = assemble(stack, "DE FR GB")
    stack.stop_worker()
    try:
        closes_at = soon(2.5)
        division = body.open(closes_at)
        assert body["FR"].cast(division, "FR", "yes").status == 201
        time.sleep(max(0.0, (closes_at - datetime.now(UTC)).total_seconds()) + 0.01)
        late = body["DE"].cast(division, "DE", "yes")
        assert (late.status, late.body["code"]) == (409, "closed")
        assert body["FR"].get(f"/divisions/{division}/")["state"] == "counting"
    finally:
        stack.start_worker()
    assert decision_of(body, division)["roll_call"] == {"FR": "yes"}
    kinds = 'SELECT kind FROM proposals_entry WHERE subject = %s ORDER BY "index"'
    assert [row[0] for row in stack.rows(kinds, f"division:{division}")] == [
        "division_opened",
        "ballot_cast",
        "ballot_refused",
        "division_sealed",
        "decision_recorded",
    ]


def test_the_servers_killed_while_35_vote_lose_no_acknowledged_ballot(stack: Stack):
    """`kill -9` in the middle; each delegation repeats its request under its key until it is answered."""
    body = assemble(stack, CODES)
    division = body.open(soon(3600))
    codes = CODES.split()

    def vote(code: str) -> int:
        for _try in range(60):
            try:
                answer = body[code].cast(division, code, "yes", key=f"{code}-{division}")
            except (OSError, HTTPException):  # refused, or cut off in the middle of its answer
                time.sleep(0.5)
                continue
            if answer.status == 201:
                return answer.status
            time.sleep(0.5)
        raise AssertionError(code)

    with ThreadPoolExecutor(8) as threads:
        votes = [threads.submit(vote, code) for code in codes]
        wait_until(lambda: sum(v.done() for v in votes) >= 5, 20)
        stack.kill()
        stack.restart()
        assert {v.result() for v in votes} == {201}
    count = "SELECT COUNT(*), COUNT(DISTINCT member_id) FROM proposals_ballot WHERE division_id = %s"
    assert [tuple(row) for row in stack.rows(count, division)] == [(35, 35)]

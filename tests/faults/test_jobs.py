"""Jobs: a broker that forgets or is gone, two beats, none for a while. Casting never waits for any of it."""

from __future__ import annotations

from collections import Counter

from redis import Redis

from frontend.serving import worker
from tests.ledgers import whole_ledger
from tests.stack import parts
from tests.stack.processes import Process, wait_until
from tests.stack.stacks import PostgresStack, Stack
from tests.stack.test_stacks import CAST, is_decided, opened

WAITING = "SELECT COUNT(*) FROM proposals_outboxevent WHERE coalition_id = %s AND drained_at IS NULL"


def flush_broker(stack: Stack) -> None:
    """Forget every message, as a Redis restarted without its file does."""
    if isinstance(stack, PostgresStack):
        redis = Redis.from_url(parts.redis())
        for key in redis.scan_iter(match=f"{stack.database}:*", count=1000):
            redis.delete(key)
    else:
        for message in (stack.home / "broker" / "queue").glob("*"):
            message.unlink(missing_ok=True)


def test_a_flushed_broker_delays_what_is_told_and_loses_nothing(stack: Stack):
    stack.stop_worker()
    try:
        vote = opened(stack)
        flush_broker(stack)
        stack.script(CAST.format(**vote))
        assert stack.rows(WAITING, vote["coalition"])[0][0] > 0
    finally:
        stack.start_worker()
    flush_broker(stack)
    wait_until(lambda: stack.rows(WAITING, vote["coalition"]) == [(0,)], 40)
    whole_ledger(stack.rows, vote["coalition"])


def test_casting_works_while_the_broker_is_gone(stack: Stack):
    """No verb publishes: the broker's address is that of nobody, and the ballot is on record all the same."""
    vote = opened(stack)
    redis, stack.env["REDIS_URL"] = stack.env.get("REDIS_URL"), "redis://127.0.0.1:1/0"
    try:
        stack.script(CAST.format(**vote))
    finally:
        stack.env.pop("REDIS_URL")
        if redis:
            stack.env["REDIS_URL"] = redis
    entries = whole_ledger(stack.rows, vote["coalition"])
    assert [entry.body["position"] for entry in entries if entry.kind == "ballot_cast"] == ["yes", "no"]


def test_two_beats_seal_and_decide_once(stack: Stack):
    """A second worker with a second beat runs beside the first, as after a careless deployment."""
    command = [*worker.command()[1:], "--schedule", str(stack.home / "second-beat")]
    second = Process(command, env=stack.env, log=stack.home / "second.log")
    try:
        vote = opened(stack, seconds=2)
        wait_until(lambda: is_decided(stack, vote["division"]), 60)
    finally:
        second.stop()
    kinds = Counter(entry.kind for entry in whole_ledger(stack.rows, vote["coalition"]))
    assert (kinds["division_sealed"], kinds["decision_recorded"]) == (1, 1)

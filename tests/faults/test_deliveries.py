"""Telling under faults: the worker killed in mid-delivery, the broker flushed and gone, servers of others that refuse
or hang. Each notice arrives, in the inbox exactly once, within the back-off."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from standardwebhooks import Webhook

from tests.faults.test_jobs import WAITING, flush_broker
from tests.proposals.notices.hearing import Postbox, a_postbox
from tests.proposals.notices.receiving import Receiver, a_receiver
from tests.stack import parts
from tests.stack.own_redis import OwnRedis
from tests.stack.processes import wait_until
from tests.stack.stacks import PostgresStack, Stack

BEGIN = """
from proposals.notices.webhook.keeping import make_webhook
body = a_coalition("DE FR GB")
head = body.heads["DE"]
secret = ""
if "{url}":
    secret = make_webhook(coalition=body.coalition, name="x", url="{url}", kinds=["vote_opened"], by=head).secret
division = open_vote(body)
print(json.dumps(dict(coalition=body.coalition.pk, head=head.email, secret=secret)))
"""
TOLD = """
SELECT notice.kind, told.person_id FROM proposals_told told JOIN proposals_notice notice ON notice.id = told.notice_id
WHERE notice.coalition_id = %s
"""
DELIVERIES = """
SELECT COUNT(*) FROM proposals_delivery d JOIN proposals_notice n ON n.id = d.notice_id
WHERE n.coalition_id = %s AND d.channel = %s AND {}
"""
HUNG = """
SELECT COUNT(*) FROM proposals_attempt a JOIN proposals_delivery d ON d.id = a.delivery_id
JOIN proposals_notice n ON n.id = d.notice_id WHERE n.coalition_id = %s AND d.channel = 'webhook' AND NOT a.ok
"""
LEASES_END = """
from django.utils import timezone
from proposals.models import Delivery
Delivery.objects.exclude(claim="").update(claimed_until=timezone.now())
"""
HEARD = {"text_put": 12, "vote_opened": 12}  # three delegations of three, two of the secretariat, the chair


@contextmanager
def a_worker_with(stack: Stack, **env: str) -> Iterator[None]:
    """Let the workers that are started within have these settings; none runs at first."""
    stack.stop_worker()
    kept = dict(stack.env)
    stack.env |= env
    try:
        yield
    finally:
        stack.stop_worker()
        stack.env = kept
        stack.start_worker()


def deliveries(stack: Stack, coalition: int, channel: str, condition: str) -> int:
    (number,) = stack.rows(DELIVERIES.format(condition), coalition, channel)[0]
    return int(number)


def each_heard_once(stack: Stack, coalition: int) -> None:
    told = Counter(stack.rows(TOLD, coalition))
    assert set(told.values()) == {1}
    assert Counter(kind for kind, _person in told) == HEARD


def kill_the_worker(stack: Stack) -> None:
    assert stack.worker is not None
    stack.worker.kill()
    stack.worker = None


def test_each_notice_arrives_and_in_the_inbox_once(stack: Stack):
    with a_postbox() as postbox, a_receiver() as receiver:
        mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(postbox.port)}
        with a_worker_with(stack, OUTBOUND_INSIDE="127.0.0.0/8", **mail):
            begun = json.loads(stack.script(BEGIN.format(url=receiver.url)))
            _killed_in_mid_delivery(stack, postbox, receiver, begun["coalition"])
            stack.start_worker()
            wait_until(lambda: len(postbox.subjects_to(begun["head"])) >= 2, 120)
            _then_the_receiver_answers(stack, receiver, begun["coalition"])
    each_heard_once(stack, begun["coalition"])
    assert len(postbox.subjects_to(begun["head"])) == 2  # the text, the vote
    assert len({headers["webhook-id"] for headers, _body in receiver.received}) == 1  # so that it knows what came twice
    for headers, body in receiver.received:
        assert Webhook(begun["secret"]).verify(body, headers)["type"] == "vote_opened"


def _killed_in_mid_delivery(stack: Stack, postbox: Postbox, receiver: Receiver, coalition: int) -> None:
    """The mail server refuses, slowly, the receiver hangs: the worker dies with both in hand; the broker forgets."""
    flush_broker(stack)
    postbox.refuse, postbox.pause = {"*": "451 Not now"}, 0.4
    receiver.hang = threading.Event()
    stack.start_worker()
    wait_until(lambda: deliveries(stack, coalition, "mail", "d.claim <> ''") > 0, 60)
    wait_until(lambda: receiver.received, 60)
    kill_the_worker(stack)
    flush_broker(stack)
    postbox.refuse, postbox.pause = {}, 0.0
    stack.script(LEASES_END)  # rather than wait for the minute that a claim lasts


def _then_the_receiver_answers(stack: Stack, receiver: Receiver, coalition: int) -> None:
    """Hanging it held up no mail; it is given up for this time, and reached at one of the next."""
    assert deliveries(stack, coalition, "webhook", "d.state = 'sent'") == 0
    wait_until(lambda: stack.rows(HUNG, coalition)[0][0] > 0, 60)
    assert receiver.hang is not None
    hanging, receiver.hang = receiver.hang, None
    hanging.set()
    wait_until(lambda: deliveries(stack, coalition, "webhook", "d.state = 'sent'") == 1, 90)


def test_a_broker_that_is_gone_delays_what_is_told(postgres_stack: PostgresStack):
    """It is killed with all its messages, and comes back empty; the worker that waited for it goes on by itself."""
    parts.need("redis-server")
    stack, redis = postgres_stack, OwnRedis()
    try:
        with a_postbox() as postbox:
            mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(postbox.port)}
            with a_worker_with(stack, REDIS_URL=redis.url, **mail):
                stack.start_worker()
                wait_until(redis.is_used, 60)
                redis.kill()
                begun = json.loads(stack.script(BEGIN.format(url="")))
                time.sleep(3)  # as many ticks as seconds, if there were any
                assert stack.rows(WAITING, begun["coalition"])[0][0] > 0 and not postbox.received
                redis.start()
                wait_until(lambda: len(postbox.subjects_to(begun["head"])) >= 2, 120)
    finally:
        redis.kill()
    each_heard_once(stack, begun["coalition"])

"""How long until everybody has heard: 35 delegations of five, one worker, PostgreSQL and Redis, a real mail server."""

from __future__ import annotations

import json
import time

import pytest

from tests.proposals.notices.hearing import a_postbox
from tests.stack.processes import wait_until
from tests.stack.stacks import PostgresStack

pytestmark = pytest.mark.benchmark
BEGIN = """
from coalition.models.delegations import Rank
codes = [a + b for a in "ABCDEFG" for b in "ABCDE"]
body = a_coalition(" ".join(codes))
for code in codes:
    for _ in range(2):
        seat(body, code, a_person(), Rank.ADVISER)
proposal = a_proposal(body)
print(json.dumps(dict(coalition=body.coalition.pk, proposal=proposal.pk)))
"""
OPEN = """
from proposals.models import Proposal
proposal = Proposal.objects.get(pk={proposal})
office = proposal.coalition.offices.filter(role="secretariat").first()
open_division(proposal=proposal, closes_at=clock.now() + timedelta(hours=2), by=office.person)
print(time.time())
"""
TOLD = """
SELECT COUNT(*) FROM proposals_told t JOIN proposals_notice n ON n.id = t.notice_id
WHERE n.coalition_id = %s AND n.kind = 'vote_opened'
"""


def test_175_people_hear_of_a_vote(postgres_stack: PostgresStack):
    stack = postgres_stack
    with a_postbox() as postbox:
        stack.stop_worker()
        stack.env |= {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(postbox.port)}
        stack.start_worker()
        try:
            begun = json.loads(stack.script(BEGIN))
            wait_until(lambda: len(postbox.received) >= 178, 120)
            before = len(postbox.received)
            opened = float(stack.script(OPEN.format(**begun)))
            wait_until(lambda: stack.rows(TOLD, begun["coalition"])[0][0] >= 178, 60)
            told = time.time() - opened
            wait_until(lambda: len(postbox.received) >= before + 178, 60)
            print(f"\n178 people: in every inbox after {told:.1f} s, by mail after {time.time() - opened:.1f} s")
        finally:
            del stack.env["MAIL_HOST"], stack.env["MAIL_PORT"]
            stack.stop_worker()
            stack.start_worker()

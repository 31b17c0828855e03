"""Where members take part, or endorse a text, no page speaks of votes for and against."""

from __future__ import annotations

import re

import pytest

from coalition.models.procedure import Procedure
from coalition.rules import catalogue
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.export.verifying import settle

pytestmark = pytest.mark.django_db
FOR_OR_AGAINST = re.compile(r"\b(votes? (yes|no)|voted yes|Yes|No(?! reply)|yes,|no,|Abstain|Absent|Not voted)\b")


@pytest.mark.parametrize(
    ("rule_id", "procedure", "button", "headline"),
    [
        ("coalition-opt-in", Procedure.WRITTEN, "Record that FR takes part", "Adopted, 2 taking part"),
        ("joint-statement", Procedure.ENDORSEMENT, "Record that FR endorses", "Endorsed by 2 of 4"),
    ],
)
def test_from_the_paper_to_the_register(client, rule_id, procedure, button, headline):
    body = a_coalition("DE FR GB IT", rule=catalogue.document(rule_id), procedure=procedure)
    division = open_vote(body)
    cast(division, body, "IT", "yes")
    cast(division, body, "IT", "not_participating")
    cast(division, body, "GB", "yes")
    client.force_login(body.heads["FR"])
    at = f"/{body.coalition.slug}/votes/{division.pk}/"
    asked = client.get(f"{at}confirm/?member=FR&position=yes").content.decode()
    assert button in asked
    key = re.search(r'name="key" value="([^"]+)"', asked)
    assert key
    client.post(f"{at}confirm/", {"member": "FR", "position": "yes", "key": key[1]})
    told = [client.get(at).content.decode(), asked, client.get(f"{at}receipt/").content.decode()]
    settle(division)
    decided = client.get(at, follow=True).content.decode()
    assert headline in decided
    told += [decided, client.get(f"/{body.coalition.slug}/ledger/?kind=ballot_cast").content.decode()]
    for page in told:
        main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
        assert not FOR_OR_AGAINST.search(main), FOR_OR_AGAINST.search(main)


def test_of_a_joint_statement_nobody_is_listed_for_not_endorsing_it(client):
    body = a_coalition("DE FR GB", rule=catalogue.document("joint-statement"), procedure=Procedure.ENDORSEMENT)
    division = open_vote(body)
    for position in ("yes", "not_participating"):
        cast(division, body, "DE", position)
    cast(division, body, "GB", "yes")
    client.force_login(body.heads["GB"])
    page = client.get(f"/{body.coalition.slug}/votes/{division.pk}/").content.decode()
    assert "Does not endorse" not in page[page.index('id="members"') :]
    assert page.count('name="position"') == 1  # who endorses it can take that back, and nothing else
    assert 'value="not_participating"' in page

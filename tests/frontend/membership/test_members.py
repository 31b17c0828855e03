"""The roll and the rules of procedure, as each reader may see them."""

from __future__ import annotations

import pytest

from coalition import membership
from tests.factories import a_coalition, suspend

pytestmark = pytest.mark.django_db


def page_of(client, person, body, path):
    client.force_login(person)
    return client.get(f"/{body.coalition.slug}/{path}")


def test_weights_groups_and_delegations(client):
    body = a_coalition("DE FR", groups={"E2": "DE FR"}, weights={"population": {"DE": 83_577_140, "FR": 68_882_600}})
    page = page_of(client, body.heads["FR"], body, "members/").content.decode()
    assert "83,577,140" in page
    assert "54.8%" in page
    assert "E2" in page
    assert page.count("(votes)") == 4
    assert "FR (you)" in page


def test_an_observer_sees_members_and_no_delegations(client):
    body = a_coalition()
    page = page_of(client, body.observer, body, "members/").content.decode()
    assert "3 members" in page
    assert "head of delegation" not in page
    assert page_of(client, body.observer, body, "rules/").status_code == 403


def test_the_suspended_are_marked(client):
    body = a_coalition()
    suspend(body, "FR")
    assert "Suspended" in page_of(client, body.heads["DE"], body, "members/").content.decode()


def test_rules_of_procedure_say_who_has_accepted(client):
    body = a_coalition(accepted="")
    membership.accept_rules(rules_of_procedure=body.rules, member=body.members["FR"], recorded_by=body.secretariat[0])
    page = page_of(client, body.heads["FR"], body, "rules/").content.decode()
    assert "1 of 3 accepted" in page
    assert "Not yet accepted: DE and GB." in page
    assert "Adopted if more than half of those voting vote yes." in page
    for code in ("DE", "GB"):
        membership.accept_rules(
            rules_of_procedure=body.rules, member=body.members[code], recorded_by=body.secretariat[0]
        )
    assert "3 of 3 accepted" in page_of(client, body.heads["FR"], body, "rules/").content.decode()

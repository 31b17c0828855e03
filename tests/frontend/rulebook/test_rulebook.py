"""The rulebook's pages: what stands behind a rule is said, what the reader may not see is not."""

from __future__ import annotations

import json

import pytest

from coalition.rules import catalogue
from tests.factories import SIMPLE, a_coalition, a_proposal, keep_rule, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR GB IT", groups={"E3": "DE FR GB"})


def page(client, body, path="", person=None):
    client.force_login(person or body.heads["FR"])
    return client.get(f"/{body.coalition.slug}/rulebook/{path}")


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_every_rule_of_the_catalogue_is_listed_and_has_a_page(client, body):
    listing = text(page(client, body))
    for rule_id in catalogue.rule_ids():
        assert f"<code>{rule_id}</code>" in listing, rule_id
    for rule_id in catalogue.rule_ids():
        assert f"<code>{rule_id}</code>" in text(page(client, body, f"{rule_id}/"))
    assert page(client, body, "no-such-rule/").status_code == 404


@pytest.mark.parametrize(
    ("rule_id", "says", "never"),
    [
        ("eu-simple-majority", "Law in force", "nverified"),
        ("eu-qmv", "Unverified in part", "not read in a source"),
        ("imf-85", "Unverified: not read in a source", "Law in force"),
        ("coalition-core-e3", "Our configuration, not law", "Law in force"),
        ("two-thirds", "General form, law only where adopted", "Law in force"),
        ("eec-1958", "History, no longer in force", "Law in force"),
    ],
)
def test_nothing_passes_for_law_that_is_none(client, body, rule_id, says, never):
    shown = text(page(client, body, f"{rule_id}/"))
    assert says in shown
    assert never not in shown


def test_a_document_of_ones_own_is_no_law(client, body):
    forged = catalogue.document("eu-qmv") | {"id": "ours", "notes": "Ours."}
    keep_rule(body, forged)
    assert "As its author states" in text(page(client, body, "ours/"))
    assert "Law in force" not in text(page(client, body, "ours/"))


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("q=veto+population", "coalition-core-e3-population", "simple-majority"),
        ("system=nato", "nato-silence", "eu-qmv"),
        ("basis=configuration", "joint-procurement", "eu-qmv"),
        ("kept=1", "simple-majority", "eu-qmv"),
        ("q=nothing+like+it", "No rule fits", "<code>"),
    ],
)
def test_the_list_is_filtered(client, body, query, found, not_found):
    if found == "coalition-core-e3-population":
        query = "q=population+E3"
    listing = text(page(client, body, f"?{query}"))
    assert found in listing
    assert not_found not in listing


def test_a_search_as_one_types_brings_the_list_alone(client, body):
    client.force_login(body.heads["FR"])
    answer = client.get(f"/{body.coalition.slug}/rulebook/?system=nato", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div class="stack" id="found">')


def test_versions_are_shown_the_latest_first(client, body):
    keep_rule(body, SIMPLE | {"version": "2", "notes": "The second."})
    shown = text(page(client, body, "simple-majority/"))
    assert "The second." in shown
    assert "says something else" in shown  # than the catalogue's simple majority
    assert "The second." not in text(page(client, body, "simple-majority/?version=1"))
    assert "General form" in text(page(client, body, "simple-majority/?of=catalogue"))
    assert page(client, body, "simple-majority/?version=3").status_code == 404


def test_who_used_it_is_told_within_the_readers_scope(client, body):
    open_vote(body, proposal=a_proposal(body, title="Hidden from observers"))
    open_vote(body, proposal=a_proposal(body, title="Shown to all", released_to_observers=True))
    shown = text(page(client, body, "simple-majority/"))
    assert "Hidden from observers" in shown and "Shown to all" in shown and "Readiness" in shown
    seen = text(page(client, body, "simple-majority/", body.observer))
    assert "Hidden from observers" not in seen
    assert "In the rules of procedure" not in seen
    assert "Shown to all" in seen
    assert page(client, body, "", a_coalition().heads["FR"]).status_code == 404


def test_a_rule_is_taken_away_as_json(client, body):
    answer = page(client, body, "simple-majority/export/")
    assert json.loads(answer.content) == SIMPLE
    assert answer["Content-Disposition"] == 'attachment; filename="simple-majority-1.json"'
    assert json.loads(page(client, body, "eu-qmv/export/").content) == catalogue.document("eu-qmv")


@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_do_not_grow(client, django_assert_num_queries, many):
    body = a_coalition("DE FR GB" if many == 1 else "DE FR GB IT PL", groups={"E2": "DE FR"})
    for number in range(many):
        keep_rule(body, SIMPLE | {"version": str(number + 2)})
        open_vote(body)
    client.force_login(body.heads["DE"])
    for path, queries in (("", 13), ("simple-majority/", 20), ("eu-qmv/", 15)):
        with django_assert_num_queries(queries, info=path):
            client.get(f"/{body.coalition.slug}/rulebook/{path}")


def test_inside_a_group_that_counts_as_one_the_numbers_are_the_groups(client, body):
    half = {"more_than": "50%", "of": "roll"}
    seat = {"yes": {"in": ["yes"], **half}, "no": {"in": ["no"], **half}}
    rule = {"id": "seated", "adopt": {"in": ["yes"], **half, "seats": {"E3": seat}}}
    keep_rule(body, rule)
    shown = text(page(client, body, "seated/"))
    assert "More than half of the members (2 of 3) vote no" in shown
    assert "(3 of 4) vote no" not in shown


def test_every_mention_of_a_rule_leads_to_its_page(client, body):
    division = open_vote(body)
    client.force_login(body.heads["FR"])
    for path in ("rules/", f"votes/{division.pk}/"):
        shown = text(client.get(f"/{body.coalition.slug}/{path}"))
        assert f'href="/{body.coalition.slug}/rulebook/simple-majority/?version=1"' in shown

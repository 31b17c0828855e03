"""The page of the ledger: a story that can be searched and taken away, and that tells no hidden vote."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from urllib.parse import quote_plus

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Entry
from proposals.lists.cells import harmless
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition()


def page_of(client, person, body, status=200, **query) -> str:
    client.force_login(person)
    answer = client.get(f"/{body.coalition.slug}/ledger/", query)
    assert answer.status_code == status
    return answer.content.decode()


def decide(division):
    with clock_at(after_grace(division)):
        seal(division=division)
        return decide_division(division=division)


def test_the_story_says_who_did_what(client, body):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    signed = checkpoint(coalition_id=body.coalition.pk)
    cast(division, body, "DE", "no")
    page = page_of(client, body.heads["FR"], body)
    proposal = division.proposal.symbol
    for told in (
        "Vote recorded: FR, yes.",
        "Vote recorded: DE, no.",
        f"Vote opened on {proposal}, revision 1; roll, rule and text frozen.",
        f"Proposal {proposal} put to the coalition.",
        "Signing key introduced:",
        "FR, head",
        signed.root,
        f"in checkpoint {signed.size}",
        "not in a checkpoint yet",
    ):
        assert told in page, told
    leaf = Entry.objects.get(kind="ballot_cast", content__contains='"FR"').leaf
    assert leaf[:12] + "…" in page


@pytest.mark.parametrize("visibility", [Visibility.ON_CLOSING, Visibility.CHAIR])
def test_of_a_hidden_vote_numbers_are_told_at_most_until_it_is_decided(client, visibility):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    cast(division, body, "DE", "no")
    first, last = Entry.objects.filter(kind="ballot_cast").order_by("index")
    leaf = first.leaf
    for person in (body.heads["FR"], body.heads["DE"], body.chair, body.secretariat[0]):
        page = page_of(client, person, body)
        assert "Vote opened on" in page
        numbers = f"Entries {first.index} to {last.index}" in page
        assert numbers == (visibility != Visibility.CHAIR)  # a number listed says that somebody voted
        assert "Vote recorded:" not in page and leaf[:12] not in page
        for search in (
            {"kind": "ballot_cast"},
            {"member": "FR", "kind": "ballot_cast"},
            {"q": leaf[:8]},
            {"q": str(first.index)},
        ):
            assert "0 entries" in page_of(client, person, body, **search), search
        for wanted in ("csv", "json"):
            assert leaf not in page_of(client, person, body, format=wanted)
    decide(division)
    assert "Vote recorded: FR, yes." in page_of(client, body.heads["DE"], body)


def test_it_is_searched_by_kind_member_words_and_days(client, body):
    first = open_vote(body, proposal=a_proposal(body, title="Interceptors for all"))
    cast(first, body, "FR", "yes")
    cast(first, body, "DE", "abstain")
    open_vote(body, proposal=a_proposal(body, title="Training"))
    today = clock.now().date()
    expected = [
        ({"kind": "ballot_cast"}, 2),
        ({"member": "FR", "kind": "ballot_cast"}, 1),
        ({"q": "interceptors"}, 4),
        ({"q": first.proposal.symbol}, 4),
        ({"q": "vote recorded"}, 2),
        ({"q": "6"}, 1),
        ({"kind": "ballot_cast", "member": "DE"}, 1),
        ({"since": str(today), "until": str(today)}, Entry.objects.count()),
        ({"since": str(today + timedelta(days=1))}, 0),
        ({"until": str(today - timedelta(days=1))}, 0),
        ({"proposal": f"{first.proposal.year}/{first.proposal.number}"}, 4),
        ({"proposal": "2020/1"}, 0),
        ({"q": "%"}, 0),
        ({"member": "'; --"}, 0),
    ]
    for query, count in expected:
        words = "1 entry" if count == 1 else f"{count} entries"
        assert words in page_of(client, body.heads["FR"], body, **query), query


@pytest.mark.parametrize(
    ("query", "field"), [({"since": "yesterday"}, "since"), ({"since": "2026-05-02", "until": "2026-05-01"}, "until")]
)
def test_a_day_that_is_none_is_said_beside_the_field(client, body, query, field):
    a_proposal(body)
    page = page_of(client, body.heads["FR"], body, status=400, **query)
    assert f'id="e-{field}"' in page
    assert page_of(client, body.heads["FR"], body, status=400, format="csv", **query)


def test_it_is_taken_away_as_csv_and_json(client, body):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    checkpoint(coalition_id=body.coalition.pk)
    rows = list(csv.reader(io.StringIO(page_of(client, body.heads["FR"], body, format="csv").lstrip("\ufeff"))))
    entries = list(Entry.objects.order_by("-index"))
    assert [row[0] for row in rows[1:]] == [str(entry.index) for entry in entries]
    assert rows[1][2] == "Vote recorded: FR, yes."
    listed = json.loads(page_of(client, body.heads["FR"], body, format="json", kind="ballot_cast"))
    assert [(e["leaf"], e["content"], e["checkpoint"]) for e in listed] == [
        (entries[0].leaf, entries[0].content, len(entries))
    ]


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_a_formula_in_a_title_is_text_in_the_file(client, body, title):
    a_proposal(body, title=title)
    rows = list(csv.reader(io.StringIO(page_of(client, body.heads["FR"], body, format="csv"))))
    assert f"'{title}" in [cell for row in rows for cell in row]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert harmless("plain") == "plain"


def test_an_observer_reads_what_is_released(client, body):
    open_vote(body, proposal=a_proposal(body, title="Kept inside"))
    shown = open_vote(body, proposal=a_proposal(body, title="Released", released_to_observers=True))
    checkpoint(coalition_id=body.coalition.pk)
    page = page_of(client, body.observer, body)
    assert "2 entries" in page and "Released" in page and "Kept inside" not in page
    assert "The last checkpoint" not in page
    assert "0 entries" in page_of(client, body.observer, body, q="kept")
    assert shown.proposal.symbol in page


def test_outside_it_does_not_exist(client, body):
    a_proposal(body)
    page_of(client, a_coalition().heads["FR"], body, status=404)


@pytest.mark.parametrize("many", [1, 3])
def test_however_much_there_is_it_asks_the_same_number_of_questions(client, django_assert_num_queries, many):
    body = a_coalition("DE FR GB IT")
    for _ in range(many):
        division = open_vote(body)
        for code in ("DE", "FR", "GB")[:many]:
            cast(division, body, code, "yes")
        decide(division)
        open_vote(body)
    checkpoint(coalition_id=body.coalition.pk)
    client.force_login(body.heads["DE"])
    with django_assert_num_queries(22):
        assert client.get(f"/{body.coalition.slug}/ledger/").status_code == 200


def test_long_ledgers_have_pages(client, body):
    division = open_vote(body)
    for number in range(52):
        cast(division, body, "FR", "yes" if number % 2 else "no")
    first, second = (page_of(client, body.heads["FR"], body, page=n, q=division.proposal.symbol) for n in (1, 2))
    assert "Page 1 of 2" in first and 'rel="next"' in first
    assert "put to the coalition" in second and "Page 2 of 2" in second
    assert f"?q={quote_plus(division.proposal.symbol)}&amp;page=2" in first


def check(client, person, body, text) -> tuple[int, str]:
    client.force_login(person)
    answer = client.post(f"/{body.coalition.slug}/ledger/receipt/", {"receipt": text})
    return answer.status_code, answer.content.decode()


def test_a_pasted_receipt_says_where_it_stands(client, body):
    division = open_vote(body)
    ballot = cast(division, body, "FR", "yes").ballot
    france = body.heads["FR"]
    client.force_login(france)
    base = f"/{body.coalition.slug}/votes/{division.pk}/receipt/"
    file = client.get(f"{base}file/", {"entry": ballot.entry_index})
    assert file["Content-Disposition"].endswith(f'-receipt-{ballot.entry_index}.json"')
    text = file.content.decode()
    assert f"In the record: entry {ballot.entry_index}" in check(client, france, body, text)[1]
    checkpoint(coalition_id=body.coalition.pk)
    status, page = check(client, france, body, text)
    proven = f"proven by checkpoint {ballot.entry_index + 1}"
    assert (status, proven in page) == (200, True)
    leaf = Entry.objects.get(index=ballot.entry_index, coalition=body.coalition).leaf
    assert proven in check(client, france, body, f"Entry of the ledger\nLeaf {leaf.upper()}")[1]
    cast(division, body, "FR", "no")
    assert "A later vote of the same member replaced this one" in check(client, france, body, text)[1]
    assert "No key of this record signed" in check(client, france, body, text.replace('"index": ', '"index": 1'))[1]
    assert "Not in this record" in check(client, france, body, "0" * 64)[1]
    other = a_coalition()
    a_proposal(other)
    assert "another coalition" in check(client, other.heads["FR"], other, text)[1]


@pytest.mark.parametrize("text", ["", "hello", "{", '{"format": 1}', "[" * 5000, "x" * 500_000])
def test_what_is_no_receipt_is_said_beside_the_field(client, body, text):
    status, page = check(client, body.heads["FR"], body, text)
    assert (status, 'id="e-receipt"' in page) == (400, True)


def test_a_neighbours_hidden_vote_is_not_told_by_its_receipt(client):
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    ballot = cast(division, body, "FR", "yes").ballot
    leaf = Entry.objects.get(index=ballot.entry_index, coalition=body.coalition).leaf
    own, other = (check(client, body.heads[code], body, leaf)[1] for code in ("FR", "DE"))
    assert "<strong>Yes</strong>" in own and "<strong>Yes</strong>" not in other

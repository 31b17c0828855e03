"""The room: the page says what the engine and the API say, and what is supposed stays nowhere."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import logging
import re
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core.signals import got_request_exception
from django.test import Client
from pypdf import PdfReader

from coalition.analysis import keeping
from coalition.models.procedure import Visibility
from coalition.rules import catalogue
from frontend.room.inking import inked
from frontend.room.questions import QUESTIONS
from frontend.room.supposing import LISTED
from proposals.room import answering
from tests.caching import assert_not_cached
from tests.factories import SIMPLE, a_coalition, cast, keep_rule, open_vote
from tests.proposals.api.callers import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
MANY_RULES = ["e6-with-e3", "coalition-opt-in", "coalition-core-e3"]
HTMX = {"HX-Request": "true"}
MAJORITY = {"id": "more-than-half", "adopt": {"in": ["yes"], "more_than": "50%", "of": "roll"}}


@pytest.fixture
def body() -> Any:
    return a_coalition("DE ES FR GB IT PL SE", rule=MAJORITY, groups={"E3": "DE FR GB"}, implications=("military",))


@pytest.fixture
def division(body: Any) -> Any:
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    cast(division, body, "ES", "no")
    return division


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.content[:300]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def room_of(body: Any, division: Any, rest: str = "") -> str:
    return f"/{body.coalition.slug}/room/{division.pk}/{rest}"


def test_the_page_says_what_the_api_says(body, division):
    posted = {"p-DE": "yes", "p-GB": "yes", "p-FR": "no", "o-IT": "50", "o-PL": "50", "o-SE": "50"}
    page = text_of(client_of(body.chair).post(room_of(body, division), posted, headers=HTMX))
    odds = {code: {"yes": "1/2"} for code in ("IT", "PL", "SE")}
    sent = {"expected": {"DE": "yes", "GB": "yes", "FR": "no"}, "odds": odds}
    told = Caller(body.chair).post(f"/divisions/{division.pk}/standing/", sent).json()
    assert told["positions"]["FR"] == "yes"  # a vote cast goes before what is expected
    assert (told["vote"]["carry"]["members"], told["vote"]["carry"]["sets"]) == (1, 3)
    assert told["forecast"]["probability_exact"] == "7/8"
    for words in ("1 member, 3 ways", "87.5%", "taken as independent", "With 2 positions that you expect", "Open"):
        assert words in page, words
    influence = told["forecast"]["influence"]["IT"]
    assert f"{round(influence * 100)} points" in page


def test_odds_go_before_what_is_expected_and_not_before_what_is_cast(body, division):
    """Three more are needed of seven: Germany and the United Kingdom are expected to say yes, Italy at even odds."""
    expected = {"DE": "yes", "GB": "yes", "IT": "yes", "PL": "no", "SE": "no"}
    odds = {"IT": "50", "ES": "90"}  # Spain has voted no
    posted = {f"p-{code}": p for code, p in expected.items()} | {f"o-{code}": p for code, p in odds.items()}
    page = text_of(client_of(body.chair).post(room_of(body, division), posted, headers=HTMX))
    assert re.search(r"Probability of adoption 50(\.0)?%", page), page
    sent = {"expected": expected, "odds": {"IT": {"yes": "1/2"}, "ES": {"yes": "9/10"}}}
    caller = Caller(body.chair)
    told = caller.post(f"/divisions/{division.pk}/standing/", sent).json()
    assert (told["forecast"]["probability_exact"], told["positions"]["IT"]) == ("1/2", "yes")
    rows = caller.post(f"/divisions/{division.pk}/frameworks/", sent | {"rules": [{"kept_rule": MAJORITY["id"]}]})
    assert rows.json()["frameworks"][0]["forecast"]["probability_exact"] == "1/2"


def test_whom_it_would_bind_is_the_same_beside_other_rules():
    """Of those that have not accepted the rules only whoever says yes is bound."""
    body = a_coalition("DE FR GB", rule=SIMPLE, accepted="")
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    caller, at = Caller(body.chair), f"/divisions/{division.pk}"
    own = caller.post(f"{at}/frameworks/", {"rules": [{"kept_rule": SIMPLE["id"]}]}).json()["frameworks"][0]
    assert own["bound"] == caller.post(f"{at}/standing/", {}).json()["outcome"]["bound"] == ["FR"]


def test_the_path_to_adoption_is_drawn_as_the_rule_counts_it(body, division):
    """Of seven four must say yes: France has, Spain has not; three steps, and the last one carries."""
    page = client_of(body.chair).get(room_of(body, division)).content.decode()
    table = page[page.index('class="tbl cards path"') :].split("</table>")[0]
    assert re.findall(r"(\d) of 7, need 4", table) == ["1", "2", "3", "4"]
    widths = re.findall(r'<rect class="f-yes"[^>]*width="([\d.]+)%"', table)
    assert widths == [f"{100 * yes / 7:.1f}" for yes in (1, 2, 3, 4)]
    assert set(re.findall(r'<line class="s-ink" x1="([\d.]+)%"', table)) == {f"{400 / 7:.1f}"}
    assert table.count("Not yet") == 3 and table.count("Carries") == 1
    told = Caller(body.chair).post(f"/divisions/{division.pk}/standing/", {"listed": LISTED}).json()["path"]
    steps = [step["member"] for step in told]
    assert steps[0] is None and set(steps[1:]) in [
        set(way) for way in itertools.combinations(["DE", "GB", "IT", "PL", "SE"], 3)
    ]
    assert [step["adopted"] for step in told] == [False, False, False, True]
    said = [re.sub(r"<[^>]+>", "", row) for row in re.findall(r'<th scope="row">(.*?)</th>', table)]
    assert said == ["Where it stands", *(f"{code}: yes" for code in steps[1:])]


def test_what_is_carried_still_needs_something_to_be_certain():
    """Of three one has said yes, so it is adopted of those voting; certain only with one more."""
    body = a_coalition("DE FR GB", rule=SIMPLE)
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    page = text_of(client_of(body.chair).get(room_of(body, division)))
    assert "Nothing more is needed To be certain whatever the others do: 1 member, 2 ways." in page


def test_the_difference_of_scenarios_is_drawn(body, division):
    """The board expects one more yes, the scenario two: the bar is the scenario's, the ring the board's."""
    kept = [{"name": "Both", "fields": [["p-DE", "yes"], ["p-GB", "yes"]]}]
    posted = {"p-DE": "yes", "scenarios": json.dumps(kept)}
    page = client_of(body.chair).post(room_of(body, division, "scenarios/"), posted).content.decode()
    assert re.findall(r"(\d) of 7, need 4", page) == ["2", "3"]
    assert re.findall(r'<circle class="f-surf s-ink" cx="([\d.]+)%"', page) == [f"{200 / 7:.1f}"]
    assert [f"{100 * yes / 7:.1f}" for yes in (2, 3)] == re.findall(r'<rect class="f-yes"[^>]*width="([\d.]+)%"', page)


def test_the_frameworks_on_the_page_are_those_of_the_api(body, division):
    rules = ["coalition-qmv", "eu-qmv", "eu-unanimity", "e6-with-e3"]
    posted = {"rule": rules, "p-DE": "yes", "p-GB": "yes", "p-IT": "no", "p-PL": "yes", "p-SE": "yes"}
    page = client_of(body.heads["SE"]).post(room_of(body, division, "frameworks/"), posted, headers=HTMX)
    sent = {
        "rules": [{"kept_rule": MAJORITY["id"]}, *({"rule": rule} for rule in rules)],
        "expected": {"DE": "yes", "GB": "yes", "IT": "no", "PL": "yes", "SE": "yes"},
    }
    told = Caller(body.heads["SE"]).post(f"/divisions/{division.pk}/frameworks/", sent).json()
    badge = {"carried": "Carries", "blocked": "Blocked", "open": "Open", "not_admissible": "May not be used"}
    statuses = [row["status"] for row in told["frameworks"]]
    assert statuses[2:4] == ["not_admissible", "blocked"]
    shown = re.findall(r'data-l="Result"><span class="badge[^>]*>.*?</svg>([^<]+)<', page.content.decode())
    expected = [
        "Carries, unless objected to"
        if row["status"] == "carried" and row["unknown"]
        else badge.get(row["status"], "No answer")
        for row in told["frameworks"]
    ]
    assert [each.strip() for each in shown] == expected
    assert "Our configuration, not law" in text_of(page)


MARKS = (
    "not_participating", "314159", "Zanzibar", "p-DE", "o-IT", "37/100", "Fraction(37", "37%",
)  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        *(f"room/{{vote}}/{rest}" for rest in ("", "frameworks/", "scenarios/", "brief/")),
        *(f"room/laboratory/{rest}" for rest in ("", "numbers.json", "numbers.csv")),
    ],
)
def test_nothing_that_is_supposed_stays(body, division, caplog, path):
    person = body.heads["SE"]
    client = client_of(person)
    client.get(room_of(body, division))
    secret = {
        "p-DE": "not_participating",
        "o-IT": "37",
        "e-IT": "314159",
        "leave": "PL",
        "speaker": "GB",
        "spoken": "IT",
    }
    if "laboratory" in path:
        secret |= {"rule": "coalition-qmv", "roll": "e6", "t-1": "37%", "weigh": "DE", "figure": "314159", "veto": "FR"}
    secret["scenarios"] = json.dumps([{"name": "Zanzibar", "fields": [["p-IT", "declared"]]}])
    stored = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    sessions = list(apps.get_model("coalition", "Session").objects.values_list("data", flat=True))
    kept = set(keeping._kept)
    caplog.set_level(logging.DEBUG)
    answer = client.post(f"/{body.coalition.slug}/{path.format(vote=division.pk)}", secret, headers=HTMX)
    assert answer.status_code == 200
    assert {model._meta.label: model._default_manager.count() for model in apps.get_models()} == stored
    assert list(apps.get_model("coalition", "Session").objects.values_list("data", flat=True)) == sessions
    told = " ".join(str(record.__dict__) for record in caplog.records if not record.name.startswith("fontTools"))
    told += repr(set(keeping._kept) - kept)
    for mark in MARKS:
        assert mark not in told.replace("ballot_not_participating", "")
    assert_not_cached(MARKS)
    assert {key for key in set(keeping._kept) - kept if '"members":["DE","ES","FR","GB","IT","SE"]' in key} == set()
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_error_of_ours_lets_nothing_out(body, division, caplog, monkeypatch):
    def fails(*args: Any) -> None:
        raise KeyError(f"expected {args!r}")

    seen: list[str] = []

    def look(sender: Any, **_: Any) -> None:
        import sys

        error = sys.exc_info()[1]
        while error is not None:
            seen.append(repr(error))
            error = error.__cause__ or error.__context__

    monkeypatch.setattr(answering, "vote_answer", fails)
    got_request_exception.connect(look)
    client = client_of(body.chair)
    client.raise_request_exception = False
    try:
        assert client.post(room_of(body, division), {"p-DE": "declared"}).status_code == 500
    finally:
        got_request_exception.disconnect(look)
    assert seen and "KeyError in fails" in seen[0]
    assert "declared" not in " ".join(seen) + caplog.text


def test_what_makes_no_sense_is_said(body, division):
    client = client_of(body.chair)
    for posted, said in (
        ({"o-DE": "101"}, "from 0 to 100"),
        ({"p-DE": "maybe"}, "is no position"),
        ({"weigh": "DE"}, "Give the figure"),
        ({"speaker": "DE", "spoken": "XX"}, "is not on the roll"),
        ({"leave": "XX"}, "is not on the roll"),
    ):
        assert said in text_of(client.post(room_of(body, division), posted, headers=HTMX)), posted


def test_the_shared_screen_says_how_many_and_never_whom(body, division):
    cast(division, body, "IT", "yes")
    cast(division, body, "PL", "no")
    page = text_of(client_of(body.chair).get(room_of(body, division, "screen/")))
    assert "2 more needed, 1 of them from E3" in page
    assert not any(name in page for name in ("Germany", " DE ", " GB ", " SE "))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Blocked, unless a vote cast changes"), ("fr", "Bloqué, sauf si un vote exprimé change")],
)
def test_the_shared_screen_of_what_is_blocked_by_votes_that_may_change(body, division, language, said):
    """Four of seven say no. Then one of them yes: it is open again."""
    for code in ("DE", "GB", "IT"):
        cast(division, body, code, "no")
    type(body.chair).objects.filter(pk=body.chair.pk).update(language=language)
    client = client_of(body.chair)
    assert said in text_of(client.get(room_of(body, division, "screen/")))
    cast(division, body, "IT", "yes")
    assert said not in text_of(client.get(room_of(body, division, "screen/")))


def test_whoever_joins_has_a_position(body, division):
    posted = {"p-DE": "yes", "p-GB": "yes", "join": "HU", "joining": "yes"}
    client = client_of(body.chair)
    page = client.post(room_of(body, division), posted).content.decode()
    assert "Hungary" in re.sub(r"<[^>]+>", "", re.findall(r'<svg class="hemi"[^>]*aria-label="Yes: ([^.]*)\.', page)[0])
    assert re.search(r'id="joining".*?<option value="yes" selected>', page)
    assert "With 3 positions that you expect" in text_of(client.post(room_of(body, division), posted, headers=HTMX))


def test_the_shared_screen_of_a_hidden_vote_says_how_many_replied_or_nothing():
    for visibility, said in (
        (Visibility.ON_CLOSING, "1 of 3 have replied"),
        (Visibility.CHAIR, "The vote is under way"),
    ):
        body = a_coalition("DE FR GB", visibility=visibility, rule=SIMPLE)
        division = open_vote(body)
        cast(division, body, "FR", "yes")
        page = text_of(client_of(body.chair).get(room_of(body, division, "screen/")))
        assert said in page


def test_observers_have_no_room(body, division):
    client = client_of(body.observer)
    for path in ("room/", "room/laboratory/", "room/questions/two-members/", f"room/{division.pk}/"):
        assert client.get(f"/{body.coalition.slug}/{path}").status_code in (403, 404)


LARGE = "AL AT AU BE BG CA CY CZ DE DK EE ES FI FR GB GR HR IE IS IT JP LT LU LV ME NL NO NZ PL PT RO SE SI TR UA"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("rules", [["coalition-qmv"], ["eu-qmv", "eu-unanimity", "eu-cfsp", "nato-consensus"] * 2])
@pytest.mark.parametrize("known", [2, 0])
def test_the_brief_is_a_pdf_of_two_pages(language, rules, known):
    """Whether of every third member no position is known, or of none."""
    pytest.importorskip("weasyprint", exc_type=OSError, reason="the system lacks Pango")
    body = a_coalition(LARGE, rule=MAJORITY, groups={"E3": "DE FR GB"}, implications=("military",))
    division = open_vote(body)
    codes = LARGE.split()
    asked: dict[str, Any] = {"rule": [*rules, *MANY_RULES]}
    if known:
        asked |= {f"p-{code}": ("yes", "no", "none")[number % 3] for number, code in enumerate(codes)}
    asked |= {f"o-{code}": "60" for code in codes[2::3]} | {f"e-{code}": "3" for code in codes[2::3]}
    type(body.chair).objects.filter(pk=body.chair.pk).update(language=language)
    made = client_of(body.chair).post(room_of(body, division, "brief/"), asked)
    assert made.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(made.content)).pages
    assert len(pages) == 2
    first, second = (re.sub(r"\s+", " ", page.extract_text()) for page in pages)
    assert {"en": "Shortest way to carry it", "fr": "Voie la plus courte"}[language] in first
    assert {"en": "Whom to call first: 1. ", "fr": "1. "}[language] in first
    assert {"en": "Least effort to block it", "fr": "Moindre effort pour"}[language] in first
    assert {"en": "Which framework carries it", "fr": "Quel cadre l’emporte"}[language] in second
    assert {"en": "kept nowhere else", "fr": "nulle part ailleurs"}[language] in second


def test_pictures_on_paper_have_their_colours():
    """No class of a picture is left to a sheet that the printer does not apply to it, nor a pattern elsewhere."""
    page = inked('<svg class="hemi" viewBox="0 0 1 1"><circle class="f-yes"/></svg><svg class="ic"></svg>')
    assert page.count("<style>") == 1
    inside = page.split("</svg>")[0]
    assert ".f-yes{fill: #17654f;}" in inside and 'id="pt-exp"' in inside
    assert "var(--" not in page


def test_the_map_says_that_its_boundaries_are_no_opinion(body, division, monkeypatch):
    monkeypatch.setattr("frontend.room.brief.as_pdf", lambda request, context: None)
    client = client_of(body.chair)
    said = "Boundaries are for orientation only and imply no opinion of the coalition or its members."
    assert said in text_of(client.get(room_of(body, division)))
    assert said in text_of(client.post(room_of(body, division, "brief/"), {}))


def test_where_no_pdf_can_be_made_the_brief_is_a_page(body, division, monkeypatch):
    from frontend.room import brief

    monkeypatch.setattr(brief, "as_pdf", lambda request, context: None)
    page = text_of(client_of(body.chair).post(room_of(body, division, "brief/"), {"p-DE": "yes"}))
    assert "lacks Pango" in page
    assert "Which framework carries it" in page


def test_members_of_other_bodies_have_names(body, division):
    """The Alliance counts members that are not in this coalition: they are named in words, not by a code."""
    page = client_of(body.chair).post(
        room_of(body, division, "frameworks/"), {"rule": ["nato-consensus"]}, headers=HTMX
    )
    said = text_of(page)
    told = (
        Caller(body.chair).post(f"/divisions/{division.pk}/frameworks/", {"rules": [{"rule": "nato-consensus"}]}).json()
    )
    row = told["frameworks"][0]
    everybody = catalogue_names()
    away = sorted(everybody[code] for code in row["elsewhere"])
    assert len(away) == 25 and set(row["elsewhere"]) < set(row["may_block"])
    unknown, _, rest = said.partition("Position unknown, and could block alone:")[2].partition("(not members here)")
    named = re.split(", | and ", unknown.strip().replace("the ", ""))
    assert sorted(named) == away  # all of them, and apart from those that are known to be against
    assert "; DE, GB, IT, PL and SE" in rest
    assert re.search(r"ES\s+Position unknown", said)


def test_a_position_can_be_expected_of_members_of_other_bodies(body, division):
    """The Alliance's consensus stands or falls with the United States; the vote here does not hear of it."""
    client, allied = client_of(body.chair), {"rule": ["nato-consensus"], "p-US": "no", "p-HU": "yes"}
    form = client.post(room_of(body, division), allied).content.decode()
    assert re.search(r'name="p-US" value="no" checked', form) and re.search(r'name="p-HU" value="yes" checked', form)
    assert "p-FR" not in form  # whoever has voted is on no board
    table = client.post(room_of(body, division, "frameworks/"), allied, headers=HTMX).content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table.rpartition("<tr>")[2]))
    asked = {"rules": [{"rule": "nato-consensus"}], "expected": {"US": "no", "HU": "yes"}}
    told = Caller(body.chair).post(f"/divisions/{division.pk}/frameworks/", asked).json()["frameworks"][0]
    assert told["status"] == "blocked" and told["blocked_by"] == ["ES", "US"] and "US" not in told["unknown"]
    assert "Blocked" in said and "ES and the United States" in said, said
    alone = answer_of_page(client.post(room_of(body, division), headers=HTMX))
    assert answer_of_page(client.post(room_of(body, division), allied, headers=HTMX)) == alone


def answer_of_page(response: Any) -> str:
    """Where the vote stands, without the time at which it was read."""
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", text_of(response))


def catalogue_names() -> dict[str, str]:
    return {state.iso2: state.name_en for state in catalogue.states()}


def test_every_row_that_may_be_used_says_how_many_ways_carry_it(body, division):
    rules = ["absolute-majority", "eu-qmv", "eu-unanimity", "e6-with-e3", "coalition-opt-in"]
    posted = {"rule": rules, "p-DE": "yes", "p-GB": "yes"}
    page = client_of(body.chair).post(room_of(body, division, "frameworks/"), posted, headers=HTMX)
    sent = {
        "rules": [{"kept_rule": MAJORITY["id"]}, *({"rule": rule} for rule in rules)],
        "expected": {"DE": "yes", "GB": "yes"},
    }
    told = Caller(body.chair).post(f"/divisions/{division.pk}/frameworks/", sent).json()["frameworks"]
    shown = re.findall(r'data-l="Ways to carry it">(.*?)</td>', page.content.decode())
    assert [row["status"] for row in told] == ["open", "open", "not_admissible", "blocked", "open", "carried"]
    for row, said in zip(told, shown, strict=True):
        if row["status"] == "not_admissible":
            assert said == "–"
            continue
        ways = {name: int(row["ways"][name]) for name in ("carrying", "of", "undecided")}
        assert ways["of"] == 2 ** ways["undecided"]
        start = {0: "None", ways["of"]: "All"}.get(ways["carrying"], f"{ways['carrying']:,} of the")
        assert said.startswith(f"{start} "), (row["rule"], said)
        assert f"{ways['of']:,} ways of the {ways['undecided']} without a position" in said
        assert f"Of the whole body: {int(row['winning_coalitions']):,} of {2 ** len(row['counted']):,}" in said


def test_a_carried_row_says_whom_to_keep(body, division):
    """Four of seven said yes, exactly enough: each is needed, the three that are only expected before the vote cast."""
    posted = {"rule": ["coalition-opt-in"], "p-DE": "yes", "p-GB": "yes", "p-SE": "yes", "p-IT": "no", "p-PL": "no"}
    page = client_of(body.chair).post(room_of(body, division, "frameworks/"), posted, headers=HTMX).content.decode()
    calls = re.findall(r'data-l="Call first">(.*?)</td>', page)
    assert calls == [
        "Keep DE, GB, SE and FR: without the yes of any of them it falls",
        "Nobody: no member alone can turn it",
    ]


def test_all_the_shortest_ways_are_named_where_they_fit(body, division):
    """One more is needed of five, two more of ten ways of two: named. Of what does not fit the rest is counted."""
    client = client_of(body.chair)
    two = text_of(client.post(room_of(body, division), {"p-DE": "yes"}, headers=HTMX))
    carry = two.partition("Shortest way to carry it")[2].partition("Shortest way to block it")[0]
    assert "2 members, 6 ways" in carry and carry.count(" and ") == 6 and "more way" not in carry
    large = a_coalition(LARGE, rule=MAJORITY)
    vote = open_vote(large)
    page = text_of(client_of(large.chair).get(room_of(large, vote)))
    total = int(re.findall(r"18 members, ([\d,]+) ways", page)[0].replace(",", ""))
    assert f"; and {total - 1:,} more ways." in page


def test_effort_has_cards_of_its_own(body, division):
    """Two more are needed: Germany and Poland cost 1 and 2, Sweden 9; to block it two of the four left must say no."""
    posted = {"p-GB": "yes", "e-DE": "1", "e-PL": "2", "e-SE": "9"}
    page = text_of(client_of(body.chair).post(room_of(body, division), posted, headers=HTMX))
    sent = {"expected": {"GB": "yes"}, "effort": {"DE": 1, "PL": 2, "SE": 9}}
    told = Caller(body.chair).post(f"/divisions/{division.pk}/standing/", sent).json()["vote"]
    assert told["carry_by_effort"]["effort"] == 3 and told["block_by_effort"]["effort"] == 12
    assert "Least effort to carry it Effort 3 DE and PL." in page
    assert "Least effort to block it Effort 12 DE, PL and SE." in page
    assert "Shortest way to block it 3 members, 4 ways" in page
    without = text_of(client_of(body.chair).post(room_of(body, division), {"p-GB": "yes"}, headers=HTMX))
    assert "Least effort" not in without


def test_the_board_s_radios_hold_what_is_posted_and_only_of_those_still_free(body, division):
    page = client_of(body.chair).post(room_of(body, division), {"p-DE": "yes", "p-IT": "abstain"}).content.decode()
    rows = dict(re.findall(r'<li data-row="([A-Z]{2})">(.*?)</li>', page, re.DOTALL))
    assert sorted(rows) == ["DE", "GB", "IT", "PL", "SE"]  # France and Spain have voted
    for code, row in rows.items():
        given = re.findall(rf'<input type="radio" name="p-{code}" value="(\w+)"', row)
        assert given == ["yes", "abstain", "no", "none"]
        chosen = re.findall(r'value="(\w+)" checked', row)
        assert chosen == [{"DE": "yes", "IT": "abstain"}.get(code, "none")]
        assert 'role="radiogroup"' in row and len(re.findall(r'aria-label="(?:Yes|No|Abstain|Unknown)"', row)) == 4
    cast_list = re.findall(r'<ul class="cast".*?</ul>', page, re.DOTALL)[0]
    assert re.findall(r'<span class="iso"[^>]*>(\w\w)</span>', cast_list) == ["ES", "FR"]


def test_the_index_has_a_card_for_each_open_vote(body, division):
    cast(division, body, "DE", "yes")
    cast(division, body, "IT", "yes")
    page = text_of(client_of(body.chair).get(f"/{body.coalition.slug}/room/"))
    told = Caller(body.chair).post(f"/divisions/{division.pk}/standing/", {"listed": LISTED}).json()["vote"]
    assert (told["carry"]["members"], told["block"]["members"]) == (1, 3)
    assert "Shortest way to carry it: 1 member, 3 ways. GB; PL; SE." in page
    assert "Shortest way to block it: 3 members, 1 way. GB, PL and SE." in page
    assert "3 of 7" in page and "Open the room" in page
    for question in QUESTIONS:
        assert str(question.title) in page


def test_the_index_of_a_hidden_vote_says_only_how_many_replied():
    hidden = a_coalition("DE FR GB", visibility=Visibility.ON_CLOSING, rule=SIMPLE)
    cast(open_vote(hidden), hidden, "FR", "yes")
    page = text_of(client_of(hidden.chair).get(f"/{hidden.coalition.slug}/room/"))
    assert "How they vote is hidden" in page and "1 of 3 have replied." in page
    assert "Shortest way" not in page


def test_the_laboratory_gives_its_numbers_away(body):
    client, path = client_of(body.chair), f"/{body.coalition.slug}/room/laboratory/"
    asked = {"rule": "e6-with-e3", "roll": "e6", "veto": "PL"}
    page = text_of(client.post(path, asked))
    told = Caller(body.chair).post("/analysis/laboratory/", {"rule": "e6-with-e3", "roll": "e6", "veto": ["PL"]}).json()
    assert client.post(f"{path}numbers.json", asked).json() == told
    assert str(told["after"]["power"]["winning_coalitions"]) in page
    lines = client.post(f"{path}numbers.csv", asked).content.decode().splitlines()
    assert len(lines) == 13
    poland = next(row for row in told["after"]["members"] if row["member"] == "PL")
    after = [line for line in lines if line.startswith("After the change,")]
    assert [line for line in after if ",PL," in line and poland["shapley"] in line], after
    figures = client.post(f"{path}figures.csv", asked).content.decode()
    blocking = told["after"]["minimal"]["blocking"]
    for size in blocking["sizes"]:
        line = f"Minimal blocking coalitions,{size['members']},{size['coalitions']}"
        assert f"After the change,e6-with-e3,{line}" in figures
    assert f"Ways to vote decided otherwise,,{told['decided_otherwise']}" in figures


def test_a_french_reader_opens_the_numbers(body):
    body.chair.language = "fr"
    body.chair.save()
    client, path = client_of(body.chair), f"/{body.coalition.slug}/room/laboratory/"
    answer = client.post(f"{path}numbers.csv", {"rule": "unsc", "roll": "unsc-2026"})
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert answer.content.startswith(codecs.BOM_UTF8)
    assert header[2] == "Code" and "Population" in header
    china = next(row for row in rows if row[2] == "CN")
    assert (china[3], "," in china[-1]) == ("Chine", True)


def test_a_change_says_what_it_does_before_the_numbers(body):
    client, path = client_of(body.chair), f"/{body.coalition.slug}/room/laboratory/"
    page = text_of(client.post(path, {"rule": "eu-qmv", "t-0": "60%"}))
    told = Caller(body.chair).post(
        "/analysis/laboratory/", {"rule": "eu-qmv", "roll": "eu-27", "thresholds": {"0": "60%"}}
    )
    otherwise = told.json()["decided_otherwise"]
    assert otherwise and f"Of 134,217,728 ways to vote yes or no, {otherwise:,} are decided otherwise" in page
    assert "members not voting yes, fewer than 4" in page
    assert "EU" in page and ": 27 members." in page  # the Union's rule is counted on the Union
    assert "Gains most:" in page and "Loses most:" in page
    idle = text_of(client.post(path, {"rule": "unsc", "roll": "unsc-2026", "veto": "FR"}))
    assert "No coalition wins or loses by this change." in idle
    assert "Gains most" not in idle


def test_what_the_laboratory_cannot_count_it_says_in_the_reader_s_words(body):
    client, path = client_of(body.chair), f"/{body.coalition.slug}/room/laboratory/"
    assert "nobody has power under it" in text_of(client.post(path, {"rule": "eu-42-7"}))
    body.chair.language = "fr"
    body.chair.save()
    assert "the rule needs" not in text_of(client.post(path, {"rule": "imf-85", "roll": "e6"}))
    assert "La liste n’a pas" in text_of(client.post(path, {"rule": "imf-85", "roll": "e6"}))


def test_the_laboratory_measures_a_rule_that_only_the_coalition_has(body):
    own = {
        "id": "three-or-two",
        "title": {"en": "Any three, or France and Germany", "fr": "Trois, ou la France et l’Allemagne"},
        "groups": {"pair": ["DE", "FR"]},
        "adopt": {
            "any": [
                {"in": ["yes"], "at_least": 3, "of": "roll"},
                {"in": ["yes"], "at_least": 2, "of": "roll", "group": "pair"},
            ]
        },
    }
    keep_rule(body, own)
    client, path = client_of(body.chair), f"/{body.coalition.slug}/room/laboratory/"
    asked = {"rule": "kept:three-or-two"}
    page = text_of(client.post(path, asked))
    told = (
        Caller(body.chair)
        .post("/analysis/laboratory/", {"kept_rule": "three-or-two", "coalition": body.coalition.slug})
        .json()
    )
    assert client.post(f"{path}numbers.json", asked).json() == told
    assert 'label="Kept by this coalition"' in client.get(path).content.decode()
    winning = told["before"]["minimal"]["winning"]
    assert ["DE", "FR"] in winning["first"]
    assert str(winning["coalitions"]) in page
    assert "Enough to carry, none to spare" in page and "DE and FR" in page
    for unknown in ("kept:no-such-rule", "kept:", "kept:\0"):
        answer = client.post(path, {"rule": unknown})
        assert answer.status_code == 400 and "The coalition keeps no such rule." in answer.content.decode()


def test_a_threshold_that_makes_no_sense_is_said_in_the_reader_s_words(body):
    client, path = client_of(body.chair), f"/{body.coalition.slug}/room/laboratory/"
    asked = {"rule": "coalition-qmv", "roll": "e6"}
    assert "“half” is no threshold." in text_of(client.post(path, asked | {"t-0": "half"}))
    beside = client.post(path, asked | {"t-0": "half"}).content.decode()
    assert 'aria-describedby="e-thresholds.0"' in beside and 'id="e-thresholds.0"' in beside
    assert "65 members cannot be had: there are 6. For a share write 65%." in text_of(
        client.post(path, asked | {"t-0": "65"})
    )
    assert "is no threshold" not in text_of(client.post(path, asked | {"t-0": "66,7 %"}))
    body.chair.language = "fr"
    body.chair.save()
    assert "« half » n’est pas un seuil." in text_of(client.post(path, asked | {"t-0": "half"}))


def test_what_is_only_expected_is_said_to_be(body, division):
    """Carried by expectations alone is no certainty: whoever is expected and indispensable is called first."""
    expected = {f"p-{code}": "yes" for code in body.members}
    client = client_of(body.chair)
    page = text_of(client.post(f"/{body.coalition.slug}/room/{division.pk}/", expected))
    assert "Carried, if it goes as you expect" in page
    assert "Carried as it stands" not in page.partition("Whom to call")[0].partition("On votes cast alone")[0]
    assert "No way left" not in page


def test_the_laboratory_names_who_must_agree_in_words(body):
    asked = {"rule": "unsc", "roll": "unsc-2026"}
    page = text_of(client_of(body.chair).post(f"/{body.coalition.slug}/room/laboratory/", asked))
    assert (
        "Nothing is adopted without China, FR, GB, Russia and the United States" in page
    )  # this body names two itself


@pytest.mark.parametrize("votes", [1, 3])
@pytest.mark.parametrize(
    ("rest", "posted", "queries"),
    [
        ("", None, 21),
        ("", {}, 16),
        ("frameworks/", {}, 16),
        ("scenarios/", {}, 16),
        ("brief/", {}, 16),
        ("screen/", None, 15),
    ],
)
def test_the_queries_of_a_room_are_these(
    body, division, rest, posted, queries, votes, django_assert_num_queries, monkeypatch
):
    """As many after three votes as after one."""
    monkeypatch.setattr("frontend.room.brief.as_pdf", lambda request, context: None)
    for code in ["DE", "GB", "IT"][:votes]:
        cast(division, body, code, "yes")
    client = client_of(body.chair)
    client.get(room_of(body, division))  # what a session and the first request of a process look up
    with django_assert_num_queries(queries):
        if posted is None:
            client.get(room_of(body, division, rest))
        else:
            client.post(room_of(body, division, rest), {"p-PL": "yes"}, headers=HTMX)


@pytest.mark.parametrize(("votes", "queries"), [(1, 18), (3, 18)])
def test_the_queries_of_the_open_votes_are_these(body, votes, queries, django_assert_num_queries):
    for _ in range(votes):
        open_vote(body)
    client = client_of(body.chair)
    client.get(f"/{body.coalition.slug}/room/")
    with django_assert_num_queries(queries):
        client.get(f"/{body.coalition.slug}/room/")


@pytest.mark.parametrize(("path", "queries"), [("laboratory/", 19), ("questions/two-members/", 12)])
def test_the_queries_of_what_needs_no_vote_are_these(body, path, queries, django_assert_num_queries):
    client = client_of(body.chair)
    client.get(f"/{body.coalition.slug}/room/{path}")
    with django_assert_num_queries(queries):
        client.get(f"/{body.coalition.slug}/room/{path}")

"""A neighbour's hidden vote, on every road: worlds that differ in it alone are told in the same bytes."""

from __future__ import annotations

import os
import re
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.ledger.models import Entry
from proposals.models import Delivery
from proposals.notices.mail.rendering import message_of
from proposals.notices.preferring import Wish, prefer
from proposals.notices.webhook.channel import request_of
from proposals.notices.webhook.keeping import make_webhook
from proposals.words.members import Rosters
from tests.faults.hiding import HASH, NEIGHBOUR, NUMBER, READER, Answer, World, a_world, neighbour_votes, told
from tests.proposals.api.posts import PLACE

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]  # some four thousand pages and answers

OUTSIDE = ("delegate", "secretariat", "observer", "chair")  # an adviser reads as a delegate; the soak walks as one, too
SOAK = ("adviser",) if os.environ.get("CONCERT_SOAK") else ()
# What members read of the record while it grows: roots, signatures and leaves that stand for what they do not say, and
# how many entries there are (docs/decisions/0015). All else, and whatever an observer reads, is compared as it came.
RECORD = (
    "ledger",
    "take-record",
    "export-record",
    "checkpoint-file",
    "api checkpoints",
    "api inclusion",
    "api consistency",
    "api coalition-export",
)
# What says of each entry in which checkpoint it is: the numbers in it count entries.
COUNTING, COUNT = ("ledger?format=csv", "ledger?format=json"), re.compile(rb"\d+")
HOLD_LEAVES = RECORD[2:]  # in the place of the entry, as a proof's neighbour, or as the head that was signed
# What each message has of its own: how its parts are told apart, and the signature over a random number.
BOUNDARY, SIGNATURE = re.compile(rb"={10,}\d+=="), re.compile(rb"v1,[A-Za-z0-9+/=]+")
# Pages that a reader who has signed in is not given, or that lead back to where they came from.
OF_OTHERS = {"openid_connect_login", "openid_connect_callback", "sign-in-link", "demo-sign-in"}
# Endpoints for whoever is signed in, not for a token.
IN_PERSON = {"api tokens", "api token", "api calendar-keys", "api calendar-key"}


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    rates = dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "1000000/min")
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}


def of_record(name: str) -> bool:
    return name.partition("?")[0] in RECORD and "format=" not in name


def differing(
    one: dict[str, Answer], other: dict[str, Answer], *, observer: bool = False, sizes: bool = True
) -> list[str]:
    """Name what tells the two worlds apart; without `sizes`, whatever counts the entries may."""
    assert one.keys() == other.keys()
    return [name for name in one if not _same(name, one[name], other[name], observer=observer, sizes=sizes)]


def _same(name: str, one: Answer, other: Answer, *, observer: bool, sizes: bool) -> bool:
    if not (observer or sizes) and name in COUNTING:
        return (one.status, COUNT.sub(b"#", one.content)) == (other.status, COUNT.sub(b"#", other.content))
    if observer or not of_record(name):
        return one == other
    if not sizes:
        return True
    return (one.status, HASH.sub(b"#", one.content)) == (other.status, HASH.sub(b"#", other.content))


def holding(entry: Entry, answers: dict[str, Answer]) -> list[str]:
    """Name what holds the neighbour's entry, its nonce, or its leaf where no proof needs it."""
    nonce = entry.content.partition('"nonce":"')[2][:32]
    assert len(nonce) == 32
    return [
        name
        for name, answer in answers.items()
        if nonce.encode() in answer.content
        or (entry.leaf.encode() in answer.content and name.partition("?")[0] not in HOLD_LEAVES)
    ]


def walked(world: World, position: str | None, roles: tuple[str, ...], **when: bool) -> dict[str, dict[str, Answer]]:
    """Walk every road in the world where the neighbour votes so, for each of the roles."""
    with neighbour_votes(world, position, **when) as entry:
        seen = {role: told(world, role) for role in roles}
    for role, answers in seen.items():
        assert entry is None or holding(entry, answers) == [], role
    return seen


def test_how_a_neighbour_votes_is_told_to_nobody_before_it_is_decided():
    world = a_world(Visibility.ON_CLOSING)
    roles = (*OUTSIDE, *SOAK)
    yes, no = (walked(world, position, roles) for position in ("yes", "no"))
    for role in roles:
        assert differing(yes[role], no[role], observer=role == "observer") == [], role
    every_road_was_walked(yes)


def every_road_was_walked(seen: dict[str, dict[str, Answer]]) -> None:
    """Each page and endpoint that is read at all was read by somebody: none was walked past on a refusal."""
    statuses: dict[str, set[int]] = {}
    for answers in seen.values():
        for name, answer in answers.items():
            statuses.setdefault(name.partition("?")[0], set()).add(answer.status)
    refused = {name for name, known in statuses.items() if not known & {200, 207, 301, 302} and known != {405}}
    assert refused - OF_OTHERS == {"vote-export", "api division-export", *IN_PERSON}


def test_whether_a_neighbour_votes_is_told_to_the_chair_alone():
    world, roles = a_world(Visibility.CHAIR), ("delegate", "secretariat", "observer")
    yes, no, nothing = (walked(world, position, roles) for position in ("yes", "no", None))
    for role in roles:
        observer = role == "observer"
        assert differing(yes[role], no[role], observer=observer) == [], role
        assert differing(yes[role], nothing[role], observer=observer, sizes=False) == [], role


@pytest.mark.parametrize(("visibility", "by_note"), [(Visibility.ON_CLOSING, True), (Visibility.CHAIR, False)])
def test_nothing_is_told_while_it_is_counted(visibility, by_note):
    world = a_world(visibility)
    yes, no = (walked(world, position, ("delegate",), counting=True, by_note=by_note) for position in ("yes", "no"))
    assert differing(yes["delegate"], no["delegate"]) == []


def leaving(world: World) -> Counter[tuple[str, str, bytes]]:
    """What is on its way out of the house to others than the neighbour: to whom, by what, in which bytes."""
    sent: Counter[tuple[str, str, bytes]] = Counter()
    theirs = {people[NEIGHBOUR].pk for people in (world.body.heads, world.body.alternates, world.body.advisers)}
    for each in Delivery.objects.exclude(person__in=theirs).select_related("notice", "person", "address"):
        if each.channel == "webhook":
            url, said, headers = request_of(each, Rosters())
            content = b"\n".join([url.encode(), f"{sorted(headers.items())}".encode(), said])
        else:
            message = message_of([each], clock.now(), Rosters()).message()
            content = BOUNDARY.sub(b"<boundary>", message.as_bytes())
        sent[each.person.name, each.channel, NUMBER.sub(b"<number>", SIGNATURE.sub(b"<signature>", content))] += 1
    return sent


@pytest.mark.parametrize("visibility", [Visibility.ON_CLOSING, Visibility.CHAIR])
def test_nothing_that_leaves_the_house_tells(visibility):
    """Mail and webhooks: whatever the neighbour casts, and with a vote shown to the chair whether it casts at all."""
    world = a_world(visibility)
    body = world.body
    for number, person in enumerate([body.heads[READER], body.heads["IT"], body.secretariat[0], body.observer]):
        make_webhook(coalition=body.coalition, name=f"{number}", url=PLACE, by=person)
        prefer(person=person, wish=Wish({}, receipts=True))
    prefer(person=body.heads[NEIGHBOUR], wish=Wish({}, receipts=True))  # one notice more for its own vote
    worlds = []
    for position in ("yes", "no", None):
        with neighbour_votes(world, position):
            worlds.append(leaving(world))
    yes, no, nothing = worlds
    assert {channel for _who, channel, _content in yes} == {"mail", "webhook"}
    assert yes == no
    assert visibility != Visibility.CHAIR or yes == nothing


def test_digits_within_a_hash_are_no_number_of_a_notice():
    number, inside = b"4123456789012345", b"a" * 24 + b"4123456789012345" + b"b" * 24
    assert NUMBER.sub(b"#", b"/inbox/" + number + b"/") == b"/inbox/#/"
    assert NUMBER.sub(b"#", inside) == inside and HASH.sub(b"#", inside) == b"#"


def test_the_walk_finds_what_is_shown():
    """Where positions are shown, the same walk tells the two worlds apart: it can fail."""
    world = a_world(Visibility.CHAIR)
    seen = []
    for position in ("yes", "no"):
        with neighbour_votes(world, position):
            seen.append(told(world, "chair"))
    found = set(differing(*seen))
    assert {"vote", "vote-standing", "api tally", "api ballots"} <= found


@pytest.mark.parametrize("visibility", [Visibility.ON_CLOSING, Visibility.CHAIR])
def test_the_command_line_exports_no_hidden_vote(visibility, tmp_path):
    world, written = a_world(visibility), []
    for position in ("yes", "no"):
        with neighbour_votes(world, position) as entry:
            file = tmp_path / "record"
            call_command("export", "--coalition", world.body.coalition.slug, "-o", str(file), stdout=StringIO())
            with pytest.raises(CommandError, match="hidden until it is decided"):
                call_command("export", str(world.division.pk), "-o", str(file))
            assert entry is not None and entry.content not in file.read_text()
            written.append(HASH.sub(b"#", file.read_bytes()))
    assert written[0] == written[1]


@pytest.mark.parametrize("path", ["/analysis/", "/analysis/compare/", "/rules/decide/"])
def test_no_analysis_can_be_asked_about_a_vote(path):
    """Positions come from whoever asks: an answer is the same whatever the neighbour has cast, and names no vote."""
    world, answers = a_world(Visibility.ON_CLOSING), []
    rule = {"rules": [{"rule": "simple-majority"}]} if "compare" in path else {"rule": "simple-majority"}
    asked = {**rule, "coalition": world.body.coalition.slug, "positions": {"FR": "yes"}}
    _page, caller = world.readers["delegate"]
    for position in ("yes", "no", None):
        with neighbour_votes(world, position):
            answers.append(Answer.of(caller.post(path, asked)))
            for name in ("division", "ballots", "proposal"):
                refused = caller.post(path, asked | {name: world.division.pk})
                assert refused.status_code == 400
                assert [each["field"] for each in refused.json()["errors"]] == [name]
    assert answers[0].status == 200
    assert answers[0] == answers[1] == answers[2]
    assert NEIGHBOUR not in asked["positions"]


def test_the_room_of_a_hidden_vote_counts_what_is_expected_and_one_s_own_vote_alone():
    """Whatever the neighbour casts, the room answers each reader but the chair the same, on every road."""
    for visibility, readers in (
        (Visibility.ON_CLOSING, ("delegate", "secretariat", "chair")),
        (Visibility.CHAIR, ("delegate", "secretariat")),
    ):
        world = a_world(visibility)
        room = f"/{world.body.coalition.slug}/room/{world.division.pk}/"
        rules = {"rules": [{"rule": "simple-majority"}, {"rule": "unanimity"}]}
        expected, api = {"expected": {"GB": "no"}}, f"/divisions/{world.division.pk}"
        for reader in readers:
            page, caller = world.readers[reader]
            answers = []
            for position in ("yes", "no", None):
                with neighbour_votes(world, position):
                    answers.append(
                        [
                            Answer.of(caller.post(f"{api}/standing/", expected)),
                            Answer.of(caller.post(f"{api}/frameworks/", rules)),
                            Answer.of(page.post(room, {"p-GB": "no"}, headers={"HX-Request": "true"})),
                            Answer.of(page.post(f"{room}frameworks/", {"p-GB": "no"}, headers={"HX-Request": "true"})),
                            Answer.of(page.post(f"{room}scenarios/", {"scenarios": "[]"})),
                        ]
                    )
            assert all(answer.status == 200 for answer in answers[0]), [a.status for a in answers[0]]
            assert answers[0] == answers[1] == answers[2]

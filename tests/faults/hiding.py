"""A world with a hidden vote in it, and every address from which anything may be read, taken from the URL confs."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver

from coalition import clock, membership
from coalition.config.urls import urlpatterns
from coalition.models import ApiToken, Person
from coalition.models.procedure import Consent, Visibility
from coalition.tokens import issue_token
from proposals.amendments.models import Amendment, Standing
from proposals.api.urls import v1
from proposals.calendars.keys import make_key
from proposals.calendars.models import Shows
from proposals.drafting.models import Proposal
from proposals.elsewhere.keeping import keep_roll_calls
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Entry
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import Call, call_meeting, publish_meeting
from proposals.meetings.sitting import close_meeting, open_meeting
from proposals.minutes.keeping import circulate, draw_up
from proposals.minutes.models import Minutes
from proposals.models import Ballot, Delivery, Told
from proposals.notices.mail.unsubscribing import token_for
from proposals.notices.models import DeliveryState
from proposals.notices.preferring import set_reminders
from proposals.notices.reminding import remind
from proposals.notices.webhook.keeping import make_webhook
from proposals.outbox.draining import drain
from proposals.statements.making import Words, make_statement
from proposals.statements.models import StatementKind
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.idempotency import Cast
from proposals.voting.models import Division
from tests.clocks import clock_at
from tests.factories import PROXIES, Body, a_coalition, a_partner, a_proposal, after_grace, cast, note, open_vote
from tests.proposals.api.callers import Caller
from tests.proposals.api.commitments import a_commitment
from tests.proposals.api.draftings import a_document, a_draft, an_amendment
from tests.proposals.api.posts import PLACE, a_dead_letter
from tests.proposals.voting.signers import Signer

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
NEIGHBOUR, READER = "DE", "FR"
ARGUMENT = re.compile(r"<[^>]+>")
RANDOM = re.compile(rb'(name="(?:csrfmiddlewaretoken|key)" value="|"challenge": ?"|challenge&quot;: ?&quot;)[^"&]+')
HASH = re.compile(rb"\b[0-9a-f]{64}(?:[0-9a-f]{64})?\b")
# Of `proposals.numbers`: another one each time, whatever is told. Digits within a hash are none.
NUMBER = re.compile(rb"(?<![0-9a-f])[4-9]\d{15}(?![0-9a-f])")


@dataclass(frozen=True)
class World:
    """One coalition, one vote that hides its positions, and who looks at it from outside."""

    body: Body
    division: Division
    filled: dict[str, object]  # what stands for each argument, by the part of the address that ends with it
    readers: dict[str, tuple[Client, Caller]]
    size: int  # how many entries the record has before the neighbour votes: the number that the vote will take


@dataclass(frozen=True)
class Answer:
    """What was told, as it came."""

    status: int
    content: bytes
    place: str

    @classmethod
    def of(cls, response: Any) -> Answer:
        """Read an answer to its end; a stream of lines too."""
        content = b"".join(response.streaming_content) if response.streaming else response.content
        content = NUMBER.sub(b"<number>", RANDOM.sub(rb"\1<random>", content))
        return cls(response.status_code, content, response.headers.get("Location", ""))


def a_world(visibility: Visibility) -> World:
    """Make it: everything that a page can be about exists, and the reader's own delegation has voted."""
    body = a_coalition("DE FR GB IT", visibility=visibility, rule=PROXIES, consent=Consent.NO_OBJECTION)
    before = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    cast(before, body, "GB", "yes")
    with clock_at(after_grace(before)):
        seal(division=before)
        decision = decide_division(division=before)
    commitment = a_commitment(body, decision, READER)
    proposal = a_proposal(body, title="The hidden one", released_to_observers=True)
    division = open_vote(body, proposal=proposal, seconds=7200)
    cast(division, body, READER, "abstain")
    noted = note(division, body, "GB", "abstain", clock.now()).ballot.note_id
    statement = make_statement(
        proposal=proposal,
        member=body.members[READER],
        words=Words(StatementKind.SCRUTINY, "Until Monday.", expires_at=clock.now() + timedelta(days=1)),
        by=body.heads[READER],
    )
    document = a_document(body, released_to_observers=True, marking="limited", file=BytesIO(PDF))
    draft, amended = a_draft(body, READER), a_proposal(body, title="To be amended")
    amendment, to_write_in = (an_amendment(body, READER, amended) for _ in range(2))
    Amendment.objects.filter(pk=to_write_in.pk).update(conflict=True, standing=Standing.ADOPTED)
    meeting, item = _a_meeting(body)
    minutes = _minutes(body, proposal)
    table = "body,date,resolution,member_iso,vote,adopted\nUN,2022-03-02,ES-11/1,FR,yes,true\n"
    (vote,) = keep_roll_calls(coalition=body.coalition, text=table, source="UN", by=body.secretariat[0])
    webhook = make_webhook(coalition=body.coalition, name="x", url=PLACE, by=body.heads[READER]).webhook
    letter = a_dead_letter(body)
    set_reminders(coalition=body.coalition, minutes=[115], escalate=115, by=body.secretariat[0])
    drain()
    pending = membership.suspend(member=body.members["IT"], by=body.secretariat[0]).pending
    assert pending is not None
    key = Signer().registered(body, body.heads[READER])
    calendar_key, address = make_key(person=body.heads[READER], name="Phone", shows=Shows.MINE)
    checkpoint(coalition_id=body.coalition.pk)
    rows: dict[str, object] = {
        "<slug:slug>": body.coalition.slug,
        "<slug:coalition>": body.coalition.slug,
        "<slug:member>": NEIGHBOUR,
        "<slug:partner>": a_partner(body).code,
        "<slug:rule>": "eu-qmv",
        "<slug:identity>": PROXIES["id"],
        "<slug:what>": "suspension",
        "<slug:way>": "invitation",
        "<slug:kind>": "consent",
        "<slug:listed>": "decisions",
        "<int:vote_id>": vote.pk,
        "<row:mark>": 1,
        "<int:year>": proposal.year,
        "proposals/<int:year>/<int:number>": proposal.number,
        "decisions/<int:year>/<int:number>": decision.number,
        "meetings/<int:number>": meeting.number,
        "meetings/<int:number>/minutes/": minutes.meeting.number,
        "<int:item_id>": item.pk,
        "<int:turn_id>": 1,
        "<row:turn>": 1,
        "<row:meeting>": meeting.pk,
        "<row:item>": item.pk,
        "meetings/<row:meeting>/minutes/": minutes.meeting_id,
        "<row:section>": minutes.sections.all()[1].pk,
        "<int:section_id>": minutes.sections.all()[1].pk,
        "<int:statement_id>": statement.pk,
        "<row:statement>": statement.pk,
        "<int:accreditation_id>": body.accreditations[NEIGHBOUR].pk,
        "<row:accreditation>": body.accreditations[NEIGHBOUR].pk,
        "<int:act_id>": pending.pk,
        "<row:pending>": pending.pk,
        "<int:division_id>": division.pk,
        "<row:division>": division.pk,
        "<row:decision>": decision.pk,
        "<int:commitment_id>": commitment.pk,
        "<row:commitment>": commitment.pk,
        "<row:proposal>": proposal.pk,
        "<row:ballot>": Ballot.objects.get(division=division, member=body.members[READER]).pk,
        "<row:proxy>": 1,
        "<row:note>": noted,
        "<int:document_id>": document.pk,
        "<row:document>": document.pk,
        "<int:draft_id>": draft.pk,
        "<row:draft>": draft.pk,
        "proposals/<int:year>/<int:number>/amendments/": amended.number,
        "<row:proposal>/amendments/": amended.pk,
        "<int:amendment>": amendment.number,
        "<int:amendment>/write/": to_write_in.number,
        "<row:amendment>": amendment.number,
        "<row:token>": _a_token(body.heads[READER]),
        "<row:key>": calendar_key.pk,
        "voting-keys/<row:key>/": key.pk,
        "<int:note_id>": noted,
        "<str:secret>": address,
        "<slug:name>": f"vote-{division.pk}",
        "<row:passkey>": 1,
        "<slug:provider_id>": "nowhere",
        "<slug:question>": "two-members",
        "<str:token>": "nobody",
        "unsubscribe/<str:token>": token_for(body.heads[READER], "vote_opened"),
        "<int:told_id>": Told.objects.filter(person=body.heads[READER])[0].pk,
        "<row:notice>": Told.objects.filter(person=body.heads[READER])[0].pk,
        "<int:webhook_id>": webhook.pk,
        "<row:webhook>": webhook.pk,
        "<int:delivery_id>": letter.pk,
        "<row:delivery>": letter.pk,
        "<row:address>": 1,
        "<row:browser>": 1,
    }
    people = {
        "delegate": body.heads[READER],
        "adviser": body.advisers[READER],
        "secretariat": body.secretariat[0],
        "observer": body.observer,
        "chair": body.chair,
    }
    size = Entry.objects.filter(coalition=body.coalition).count()
    return World(body, division, rows, {role: _reader(person) for role, person in people.items()}, size)


def _a_meeting(body: Body, *proposals: Proposal) -> tuple[Any, Any]:
    start = clock.now() + timedelta(days=1)
    call = Call("Heads", start, start + timedelta(hours=2), "Europe/Paris", place="Paris", open_to_observers=True)
    meeting = call_meeting(coalition=body.coalition, call=call, by=body.secretariat[0])
    item = add_item(meeting=meeting, words=ItemWords("Readiness", proposals=proposals), by=body.secretariat[0])
    return publish_meeting(meeting=meeting, by=body.secretariat[0]), item


def _minutes(body: Body, proposal: Proposal) -> Minutes:
    """Minutes of a meeting that had the hidden vote on its agenda while it was open."""
    meeting, _item = _a_meeting(body, proposal)
    held = close_meeting(meeting=open_meeting(meeting=meeting, by=body.chair), by=body.chair)
    return circulate(minutes=draw_up(meeting=held, by=body.chair), by=body.chair)


def _a_token(person: Person) -> int:
    """The row of a token of the person's."""
    issue_token(person=person, name="of a program")
    return ApiToken.objects.filter(person=person).latest("pk").pk


def _reader(person: Person) -> tuple[Client, Caller]:
    """A browser that is signed in, which brings the password of a calendar program too, and a program with a token."""
    _key, password = make_key(person=person, name="Phone", shows=Shows.CALDAV)
    basic = base64.b64encode(f"{person.email}:{password}".encode()).decode()
    client = Client(headers={"Authorization": f"Basic {basic}"})
    client.force_login(person)
    return client, Caller(person)


@contextmanager
def neighbour_votes(
    world: World, position: str | None, *, counting: bool = False, by_note: bool = False
) -> Iterator[Entry | None]:
    """Let the neighbour vote so, or not at all, and the tick sign the record; afterwards it never was.

    `by_note`: it did not vote here, the second of the secretariat recorded its signed note.

    What is read is read then, or `counting`: after the deadline, before anything was decided.

    Both clocks stand, and a rolled back world starts its numbers where it stood: what is told in two worlds can be
    compared byte by byte.
    """
    at = world.division.opens_at + timedelta(minutes=10)
    cache.clear()
    before = transaction.savepoint()
    with clock_at(at), time_machine.travel(at, tick=False):
        cast_ = _voted(world, position, at, by_note=by_note) if position else None
        with override_settings(EMAIL_HOST="mail.invalid"):
            drain()
            remind()
        Delivery.objects.update(state=DeliveryState.DEAD, settled_at=at)  # what is given up is listed
        checkpoint(coalition_id=world.body.coalition.pk)
    read_at = world.division.closes_at + timedelta(seconds=1) if counting else at
    with clock_at(read_at), time_machine.travel(read_at, tick=False):
        entries = Entry.objects.filter(coalition=world.body.coalition)
        yield entries.get(index=cast_.ballot.entry_index) if cast_ else None
    transaction.savepoint_rollback(before)


def _voted(world: World, position: str, at: datetime, *, by_note: bool) -> Cast:
    if by_note:
        return note(world.division, world.body, NEIGHBOUR, position, at, by=world.body.secretariat[1])
    return cast(world.division, world.body, NEIGHBOUR, position)


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Every page with its name, its arguments filled, and with the questions that a page is asked."""
    for name, path in _walk(urlpatterns, "/"):
        if path.startswith("/api/"):
            continue
        address = _filled(world, path)
        yield from ((f"{name}{query}", address + query) for query in ("", *_asked(world, name)))


def endpoints(world: World) -> Iterator[tuple[str, str]]:
    """Every endpoint of the API, likewise."""
    for name, path in _walk(v1, "/"):
        address = _filled(world, path)
        yield from ((f"api {name}{query}", address + query) for query in ("", *_asked(world, f"api {name}")))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield str(pattern.name), path


def _filled(world: World, path: str) -> str:
    """Fill an address; one that the world cannot fill fails the test, until the world has what it is about."""
    while argument := ARGUMENT.search(path):
        upto, rest = path[: argument.end()], path[argument.end() :]
        named = [value for place, value in world.filled.items() if _names(_plain(world, place), upto, rest)]
        assert named, f"the world has nothing for {argument[0]} of {path}: put it there, so that it is walked"
        path = upto[: argument.start()] + str(named[-1]) + path[argument.end() :]
    return path


def _names(place: str, upto: str, rest: str) -> bool:
    """Whether a place is the one at the end of `upto`; it may go on with words of the `rest`."""
    argument, bracket, after = place.rpartition(">")
    return upto.endswith(argument + bracket) and rest.startswith(after)


def _plain(world: World, place: str) -> str:
    """A place with the year filled, as the addresses are when its number is looked for."""
    return place.replace("<int:year>", str(world.filled["<int:year>"])) if place.count("<") > 1 else place


def _asked(world: World, name: str) -> tuple[str, ...]:
    """What is asked of some addresses besides."""
    last = world.size
    return {
        "decisions": ("?q=hidden", f"?who={NEIGHBOUR}&position=yes", "?position=yes"),
        "api decisions": ("?search=hidden", f"?member={NEIGHBOUR}&position=yes"),
        "list": ("?format=json",),
        "ledger": ("?format=csv", "?format=json", f"?member={NEIGHBOUR}", "?kind=ballot_cast", f"?q={last}"),
        "vote-confirm": (f"?member={READER}&position=yes", f"?member={NEIGHBOUR}&position=yes"),
        "vote-adhere": (f"?act=join&member={READER}", "?act=align&state=NO"),
        "vote-consent": ("?state=NO",),
        "vote-proxy": (f"?member={READER}",),
        "vote-receipt": (f"?entry={last}",),
        "vote-receipt-file": (f"?entry={last}",),
        "vote-standing": ("?state=open",),
        "api entries": ("?kind=ballot_cast&page_size=100", f"?subject=division:{world.division.pk}", f"?after={last}"),
        "api divisions": ("?awaiting=true", "?awaiting=false"),
        "api inclusion": (f"?index={last - 1}&size={last + 1}", f"?index={last}&size={last + 1}"),
        "api consistency": (f"?first={last}&second={last + 1}",),
        "api roll": (f"?at={world.division.opens_at.strftime('%Y-%m-%dT%H:%M:%SZ')}",),
        "api my-ballots": (f"?division={world.division.pk}",),
    }.get(name, ())


def told(world: World, role: str) -> dict[str, Answer]:
    """All that a reader is told, by the name of what they asked for."""
    page, caller = world.readers[role]
    answers = {name: _read(page, address) for name, address in pages(world) if not name.startswith("sign-out")}
    return answers | {name: Answer.of(caller.get(address)) for name, address in endpoints(world)}


def _read(page: Client, address: str) -> Answer:
    """Read a page; of CalDAV the properties of a collection and of all that is in it."""
    if address.startswith("/dav/") and not address.endswith(".ics"):
        return Answer.of(page.generic("PROPFIND", address, headers={"Depth": "1"}))
    return Answer.of(page.get(address))

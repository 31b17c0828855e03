"""Role x endpoint x verb: everything is denied unless it is written here that it is allowed.

The endpoints come from the URL conf, so that a new one fails until it is put in the table.
"""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from coalition import clock, four_eyes, membership
from coalition.tokens import issue_token
from proposals.api.urls import v1
from proposals.ledger.checkpointing import checkpoint
from proposals.models import Ballot
from proposals.register.marking import ask_mark
from proposals.register.models import Mark
from tests.factories import SIMPLE, a_coalition, a_contact, a_partner, a_person, a_proposal, note, open_vote, seat
from tests.proposals.api.callers import Caller
from tests.proposals.api.commitments import a_pledging
from tests.proposals.api.draftings import a_drafting
from tests.proposals.api.posts import a_post
from tests.proposals.api.sittings import a_sitting
from tests.proposals.api.test_decisions import decide_on

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

ROLES = ("anonymous", "outsider", "observer", "adviser", "delegate", "chair", "secretariat")
# As the role of a column: who votes for the same member; and who acts for a state that stands beside the members, which
# is an observer. What is a person's own is made for each of them.
ALIKE = {"alternate": "delegate", "contact": "observer"}
IN_PERSON = ("tokens", "token", "calendar-keys", "calendar-key")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS", "DELETE")

IN_SCOPE = "404 200 200 200 200 200"  # what a member reads and an observer may
UNRELEASED = "404 404 200 200 200 200"
MEMBERS = "404 403 200 200 200 200"  # what members read and an observer may not
RUN_BY_OFFICERS = "404 404 403 403 200 200"
LIVE_ALREADY = "404 404 403 403 409 409"
LIST = "200 200 200 200 200 200"  # one's own, perhaps empty

# By endpoint and method: the status for outsider, observer, adviser, delegate, chair, secretariat. 401 for anonymous.
ALLOWED: dict[tuple[str, str], str] = {
    ("me", "GET"): LIST,
    ("my-ballots", "GET"): LIST,
    ("calendar", "GET"): LIST,
    ("meeting-ics", "GET"): UNRELEASED,
    ("division-ics", "GET"): UNRELEASED,
    ("calendar-keys", "GET"): "403 403 403 403 403 403",  # all of these come by token
    ("calendar-keys", "POST"): "403 403 403 403 403 403",
    ("calendar-key", "DELETE"): "403 403 403 403 403 403",
    ("notices", "GET"): LIST,
    ("notice-read", "POST"): "404 404 404 404 404 404",  # nothing was told yet
    ("hearing", "GET"): LIST,
    ("hearing", "POST"): LIST,
    ("browsers", "GET"): LIST,
    ("browsers", "POST"): "201 201 201 201 201 201",
    ("browser", "DELETE"): "204 204 204 204 204 204",  # one's own, in and out of the coalition
    ("webhooks", "GET"): IN_SCOPE,
    ("webhooks", "POST"): IN_SCOPE.replace("200", "201"),
    ("webhook", "GET"): IN_SCOPE,  # one's own
    ("webhook", "DELETE"): IN_SCOPE.replace("200", "204"),
    ("webhook-rotation", "POST"): IN_SCOPE,
    ("webhook-test", "POST"): IN_SCOPE.replace("200", "202"),
    ("webhook-deliveries", "GET"): IN_SCOPE,
    ("reminders", "GET"): MEMBERS,
    ("reminders", "POST"): "404 403 403 403 403 200",
    ("dead-letters", "GET"): "404 403 403 403 403 200",
    ("dead-letter-send", "POST"): "404 403 403 403 403 202",
    ("tokens", "GET"): "403 403 403 403 403 403",  # all of these come by token
    ("tokens", "POST"): "403 403 403 403 403 403",
    ("token", "DELETE"): "403 403 403 403 403 403",
    ("coalitions", "GET"): LIST,
    ("coalition", "GET"): IN_SCOPE,
    ("members", "GET"): IN_SCOPE,
    ("member", "GET"): IN_SCOPE,
    ("groups", "GET"): IN_SCOPE,
    ("partners", "GET"): IN_SCOPE,
    ("partners", "POST"): "404 403 403 403 403 201",
    ("partner-contact", "POST"): "404 403 403 403 403 200",
    ("partner-end", "POST"): "404 403 403 403 403 204",
    ("adherences", "GET"): UNRELEASED,
    ("adherences", "POST"): "404 404 403 403 403 409",  # members vote on this text: nobody aligns with it
    ("host-consent", "POST"): "404 404 403 403 403 409",
    ("roll", "GET"): IN_SCOPE,
    ("rules-of-procedure", "GET"): IN_SCOPE,
    ("changes-of-rules", "GET"): IN_SCOPE,
    ("subjects", "GET"): IN_SCOPE,
    ("rules", "GET"): IN_SCOPE,
    ("rules", "POST"): "404 403 403 403 403 201",
    ("catalogue", "GET"): LIST,
    ("catalogue-rule", "GET"): LIST,
    ("validate-rule", "POST"): LIST,
    ("decide", "POST"): IN_SCOPE,  # on the coalition's own roll
    ("analyse", "POST"): IN_SCOPE,
    ("compare", "POST"): IN_SCOPE,
    ("frameworks", "POST"): IN_SCOPE,
    ("laboratory", "POST"): IN_SCOPE,
    ("standing", "POST"): UNRELEASED,
    ("vote-frameworks", "POST"): UNRELEASED,
    ("acceptances", "GET"): "404 403 200 200 200 200",
    ("acceptances", "POST"): "404 403 403 409 403 409",  # it has accepted them
    ("accreditations", "GET"): "404 403 200 200 200 200",
    ("accreditations", "POST"): "404 403 403 403 403 202",
    ("revocation", "POST"): "404 403 403 403 403 200",
    ("voting-keys", "GET"): "404 200 200 200 200 200",  # one's own
    ("voting-keys", "POST"): "404 403 403 400 403 403",  # the delegate's is no key
    ("voting-key", "DELETE"): "404 404 404 404 404 404",  # there is none
    ("pending-acts", "GET"): "404 403 403 403 200 200",
    ("pending-act", "GET"): "404 403 403 403 404 200",  # a change of the roll is not the chair's to settle
    ("confirmation", "POST"): "404 403 403 403 404 403",  # the secretary who asked is not the second person
    ("refusal", "POST"): "404 403 403 403 404 403",
    ("withdrawal", "POST"): "404 403 403 403 404 200",
    ("proposals", "GET"): LIST,
    ("proposals", "POST"): "404 403 403 403 403 201",
    ("proposal", "GET"): UNRELEASED,
    ("revisions", "GET"): UNRELEASED,
    ("revisions", "POST"): "404 404 403 403 403 409",  # frozen: a vote is open
    ("divisions", "GET"): LIST,
    ("divisions", "POST"): "404 404 403 403 403 409",  # open already
    ("division", "GET"): UNRELEASED,
    ("tally", "GET"): UNRELEASED,
    ("division-export", "GET"): UNRELEASED,
    ("coalition-export", "GET"): "404 403 200 200 200 200",
    ("extension", "POST"): "404 404 403 403 202 202",
    ("annulment", "POST"): "404 404 403 403 202 202",
    ("ballots", "GET"): UNRELEASED,
    ("stops", "POST"): "404 404 403 400 403 403",  # this vote cannot be stopped so
    ("ballots", "POST"): "404 404 403 201 403 403",
    ("notes", "GET"): UNRELEASED,
    ("notes", "POST"): "404 404 403 403 403 201",
    ("countersignature", "POST"): "404 404 403 200 403 403",  # of a note of the delegate's own member
    ("contest", "POST"): "404 404 403 200 403 403",
    ("proxies", "GET"): UNRELEASED,
    ("proxies", "POST"): "404 404 403 409 403 403",  # the rule knows no proxies
    ("proxy", "DELETE"): "404 404 404 404 404 404",  # there is none
    ("decisions", "GET"): LIST,
    ("decision", "GET"): UNRELEASED,
    ("commitments", "GET"): UNRELEASED,
    ("commitments", "POST"): "404 404 403 201 403 403",
    ("commitment-move", "POST"): "404 404 403 200 403 403",
    ("commitment-fulfil", "POST"): "404 404 403 200 403 403",
    ("commitment-withdraw", "POST"): "404 404 403 200 403 403",
    ("statements", "GET"): UNRELEASED,
    ("statements", "POST"): "404 404 403 201 403 403",
    ("statement-lift", "POST"): "404 404 403 200 403 403",
    ("meetings", "GET"): LIST,
    ("meetings", "POST"): RUN_BY_OFFICERS.replace("404 404", "404 403").replace("200", "201"),
    ("meeting", "GET"): UNRELEASED,  # not open to observers
    ("meeting-amend", "POST"): LIVE_ALREADY,
    ("meeting-publish", "POST"): LIVE_ALREADY,
    ("meeting-cancel", "POST"): LIVE_ALREADY,
    ("meeting-open", "POST"): LIVE_ALREADY,
    ("meeting-close", "POST"): RUN_BY_OFFICERS,
    ("items", "GET"): UNRELEASED,
    ("items", "POST"): RUN_BY_OFFICERS.replace("200", "201"),
    ("item-change", "POST"): RUN_BY_OFFICERS,
    ("item-move", "POST"): RUN_BY_OFFICERS,
    ("item-place", "POST"): RUN_BY_OFFICERS,
    ("item-withdraw", "POST"): RUN_BY_OFFICERS,
    ("item-take", "POST"): RUN_BY_OFFICERS,
    ("item-lengthen", "POST"): RUN_BY_OFFICERS,
    ("answers", "GET"): UNRELEASED,
    ("answers", "POST"): "404 404 200 200 200 200",
    ("presences", "POST"): RUN_BY_OFFICERS,
    ("changes", "GET"): IN_SCOPE,
    ("changes", "POST"): IN_SCOPE,
    ("list", "GET"): IN_SCOPE,
    ("roll-import", "POST"): "404 403 403 403 403 200",
    ("recorded-votes", "GET"): MEMBERS,
    ("recorded-votes", "POST"): "404 403 403 403 403 200",
    ("agenda-file", "GET"): UNRELEASED,
    ("roll-call", "GET"): UNRELEASED,
    ("marks", "POST"): "404 404 403 403 403 202",
    ("mark-strike", "POST"): "404 404 403 403 403 202",
    ("minutes", "GET"): "404 404 200 200 200 200",  # no observer reads any
    ("minutes", "POST"): "404 404 403 403 409 409",
    ("minutes-circulate", "POST"): "404 404 404 404 200 200",  # in preparation they exist for their keepers alone
    ("minutes-adopt", "POST"): "404 404 403 403 200 200",
    ("minutes-section", "POST"): "404 404 403 403 200 200",
    ("floor", "POST"): "404 404 201 201 201 201",  # for one's own member, advisers included
    ("list-close", "POST"): RUN_BY_OFFICERS,
    ("list-reopen", "POST"): RUN_BY_OFFICERS,
    ("turn-give", "POST"): RUN_BY_OFFICERS,
    ("turn-end", "POST"): "404 404 200 200 200 200",
    ("turn-rule", "POST"): RUN_BY_OFFICERS,
    ("turn-appeal", "POST"): "404 404 200 200 200 200",
    ("turn-settle", "POST"): RUN_BY_OFFICERS,
    ("documents", "GET"): LIST,
    ("document", "GET"): UNRELEASED,
    ("document-content", "GET"): "404 404 404 404 404 404",  # it is held elsewhere
    ("document-withdraw", "POST"): "404 404 403 403 200 200",
    ("proposal-documents", "POST"): "404 404 415 415 415 415",  # a form with a file, not JSON
    ("item-documents", "POST"): "404 404 415 415 415 415",
    ("drafts", "GET"): LIST,
    ("drafts", "POST"): "404 403 201 201 403 403",
    ("draft", "GET"): "404 404 200 200 404 404",  # its sponsor's own paper
    ("draft-edit", "POST"): "404 404 200 200 404 404",
    ("draft-share", "POST"): "404 404 200 200 404 404",
    ("draft-join", "POST"): "404 404 403 200 404 404",
    ("draft-put", "POST"): "404 404 403 201 404 404",
    ("draft-drop", "POST"): "404 404 204 204 404 404",
    ("sponsors", "GET"): UNRELEASED,
    ("sponsors", "POST"): "404 404 403 201 403 403",
    ("sponsor-leave", "POST"): "404 404 403 200 403 403",
    ("passages", "GET"): UNRELEASED,
    ("amendments", "GET"): UNRELEASED,
    ("amendments", "POST"): "404 404 403 201 403 403",
    ("amendment", "GET"): UNRELEASED,
    ("amendment-withdraw", "POST"): "404 404 403 200 403 403",
    ("amendment-accept", "POST"): "404 404 403 200 403 403",
    ("amendment-carry", "POST"): "404 404 403 403 403 201",  # the delegate is not of who put it forward
    ("order", "GET"): UNRELEASED,
    ("order", "POST"): "404 404 403 403 200 403",
    ("order-appeal", "POST"): "404 404 403 200 403 403",
    ("next-vote", "POST"): "404 404 403 403 403 201",
    ("entries", "GET"): IN_SCOPE,
    ("checkpoints", "GET"): MEMBERS,
    ("keys", "GET"): MEMBERS,
    ("inclusion", "GET"): "404 403 400 400 400 400",  # it takes an index and a size
    ("consistency", "GET"): "404 403 400 400 400 400",
    ("check-receipt", "POST"): "404 400 400 400 400 400",  # what is sent is no receipt
    ("my-receipt", "GET"): "404 404 200 200 404 404",  # of one's own delegation
}


def a_mark(body: Any, decision: Any) -> Any:
    """A later decision that amends it."""
    other = decide_on(body, "Another")
    pending = ask_mark(decision=decision, mark=Mark.AMENDED, later=other, by=body.secretariat[0])
    return four_eyes.confirm(pending=pending, by=body.secretariat[1]).result


def endpoints() -> list[tuple[str, str]]:
    """Return each endpoint's name and its address with places for rows, from the URL conf."""
    return [(str(pattern.name), path) for pattern, path in _walk(v1, "/")]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Any:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield pattern, path


def expected(name: str, method: str, role: str) -> int:
    if role == "anonymous":
        return 401
    told = ALLOWED.get((name, "GET" if method == "HEAD" else method))
    if told is None:
        return 403 if name in IN_PERSON else 405
    return int(told.split()[ROLES.index(ALIKE.get(role, role)) - 1])


def test_every_endpoint_is_in_the_table():
    assert {name for name, _path in endpoints()} == {name for name, _method in ALLOWED}


@pytest.mark.parametrize("role", [*ROLES, *ALIKE])
def test_what_each_role_may_do(body, role, unhurried):
    beside = a_partner(body)
    people = {
        "anonymous": None,
        "outsider": a_coalition().secretariat[0],
        "observer": body.observer,
        "adviser": body.advisers["FR"],
        "delegate": body.heads["FR"],
        "alternate": body.alternates["FR"],
        "contact": a_contact(body, beside),
        "chair": body.chair,
        "secretariat": body.secretariat[0],
    }
    newcomer = a_person()
    seat(body, "FR", newcomer)
    decision, proposal = decide_on(body), a_proposal(body)
    division = open_vote(body, proposal=proposal)
    issue_token(person=body.secretariat[1], name="theirs")
    checkpoint(coalition_id=body.coalition.pk)
    rows = {
        "<slug:coalition>": body.coalition.slug,
        "<slug:member>": "FR",
        "<slug:partner>": beside.code,
        "<slug:rule>": "eu-qmv",
        "<row:token>": 1,
        "<row:key>": 1,
        "<row:pending>": membership.suspend(member=body.members["IT"], by=body.secretariat[0]).pending.pk,
        "<row:accreditation>": body.accreditations["GB"].pk,
        "<row:proposal>": proposal.pk,
        "<row:division>": division.pk,
        "<row:decision>": decision.pk,
        "<row:ballot>": Ballot.objects.get(member=body.members["FR"]).pk,
        "<row:proxy>": 1,
        "<slug:listed>": "members",
        "<row:mark>": a_mark(body, decision).pk,
    }
    notes = {name: note(division, body, "FR", "yes", clock.now()) for name in ("countersignature", "contest")}
    sent = {
        "tokens": {"name": "one more"},
        "accreditations": {"member": "FR", "email": newcomer.email},
        "proposals": {"coalition": body.coalition.slug, "title": "Text", "text": "Text", "subject": "readiness"},
        "revisions": {"text": "Text"},
        "divisions": {"proposal": proposal.pk, "closes_at": (clock.now() + timedelta(hours=1)).isoformat()},
        "extension": {
            "closes_at": (division.closes_at + timedelta(hours=1)).isoformat(),
            "reason": "outage",
            "note": "x",
        },
        "annulment": {"note": "x"},
        "ballots": {"member": "FR", "position": "yes"},
        "stops": {"member": "FR", "kind": "consent"},
        "roll-import": {"table": "member,population\nFR,68000000\n"},
        "recorded-votes": {
            "table": "body,date,resolution,member_iso,vote,adopted\nUN,2022-03-02,ES-11/1,FR,yes,true\n"
        },
        "marks": {"mark": "expires", "expires_at": "2031-01-01T00:00:00Z"},
        "proxies": {"member": "FR", "holder": "DE"},
        "notes": {"member": "FR", "position": "yes", "received_at": clock.now().isoformat(), "filed": "12/2026"},
        "rules": {"document": SIMPLE | {"version": "2"}},
        "voting-keys": {"name": "Laptop", "public_key": "00", "possession": "00"},
        "validate-rule": {"document": SIMPLE},
        "decide": {"rule": "simple-majority", "coalition": body.coalition.slug, "positions": {"FR": "yes"}},
    }
    sent["acceptances"] = {"member": "FR", "version": 1}
    sent["partners"] = {"code": "MD", "name_en": "Moldova", "name_fr": "Moldova"}
    sent["partner-contact"] = {"email": body.observer.email}
    sent["adherences"] = {"act": "align", "state": a_partner(body, "CH").code, "note": "1"}
    sent["host-consent"] = {"state": "CH", "note": "1"}
    of_ours = {"coalition": body.coalition.slug, "positions": {"FR": "yes"}}
    sent["analyse"] = {"rule": "simple-majority", **of_ours}
    sent["compare"] = {"rules": [{"rule": "simple-majority"}], **of_ours}
    sent["frameworks"] = {"rules": [{"rule": "simple-majority"}], "coalition": body.coalition.slug}
    sent["laboratory"] = {"rule": "simple-majority", "coalition": body.coalition.slug}
    sent["vote-frameworks"] = {"rules": [{"rule": "simple-majority"}]}
    sitting = a_sitting(body, decision.division.proposal)
    rows |= sitting.rows
    sent |= sitting.sent
    post = a_post(body, people[role])
    rows |= post.rows
    sent |= post.sent
    sitting.own_rows.update(post.own_rows)
    drafting = a_drafting(body)
    rows |= drafting.rows
    sent |= drafting.sent
    made = a_pledging(body, decision)
    sent |= made.sent
    own_rows = {**made.own_rows, **sitting.own_rows, **drafting.own_rows}
    own_rows |= {name: {"<row:note>": each.ballot.note_id} for name, each in notes.items()}
    caller, wrong = Caller(people[role]), []
    for (name, path), method in itertools.product(endpoints(), METHODS):
        if name == "division-export":
            checkpoint(coalition_id=body.coalition.pk)  # an export holds what was signed, and more was done since
        for place, row in {**rows, **own_rows.get(name, {})}.items():
            path = path.replace(place, str(row))
        if method == "POST":
            answer = caller.post(path, sent.get(name), Idempotency_Key=uuid.uuid4().hex)
        else:
            answer = caller.send(method, path)
        if answer.status_code != expected(name, method, role):
            wrong.append((name, method, answer.status_code, expected(name, method, role)))
        assert answer["Cache-Control"] == "no-store"
    assert wrong == []


def test_what_is_released_an_observer_reads(body):
    division = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    caller = Caller(body.observer)
    for path in (
        f"/proposals/{division.proposal_id}/",
        f"/divisions/{division.pk}/",
        f"/divisions/{division.pk}/tally/",
    ):
        assert caller.get(path).status_code == 200
    assert caller.cast(division.pk, "FR", "yes").status_code == 403
    assert caller.post(f"/proposals/{division.proposal_id}/revisions/", {"text": "x"}).status_code == 403

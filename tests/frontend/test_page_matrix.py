"""Role x page: what each person is told at every address that is no endpoint, when they read and when they send.

The pages come from the URL conf, so that a new one fails until it is put in the table. What they send is empty: whoever
may act is told what is missing (400) or does it, everybody else is refused before.
"""

from __future__ import annotations

import itertools

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from coalition.models import Partner, Person
from coalition.models.procedure import Visibility
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_contact
from tests.faults.hiding import World, a_world, pages

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

ROLES = ("anonymous", "outsider", "observer", "adviser", "delegate", "chair", "secretariat")
# Told what the role of a column is, save what is the person's own: who votes for the same member; and who acts for a
# state that stands beside the members, which is an observer.
ALIKE = {"alternate": "delegate", "contact": "observer"}
NO = "405 405 405 405 405 405 405"  # not so: it is only read, or only sent to
NOT_READ = "302 405 405 405 405 405 405"
ALL = "200 200 200 200 200 200 200"
OWN = "302 200 200 200 200 200 200"
NOTHING = "404 404 404 404 404 404 404"
AWAY = "302 302 302 302 302 302 302"
PASSWORD = "401 401 401 401 401 401 401"  # the password of a calendar program
FRONT_DOOR = "200 302 302 302 302 302 302"
READ = "302 404 200 200 200 200 200"
MEMBERS = "302 404 403 200 200 200 200"
NOWHERE = "302 404 404 404 404 404 404"  # what is named does not exist for anybody
OFFICERS, ASKS_OFFICERS = "302 404 403 403 403 200 200", "302 404 403 403 403 400 400"
SECRETARIAT, ASKS_SECRETARIAT = "302 404 403 403 403 403 200", "302 404 403 403 403 403 400"

# By page: the statuses of reading it and of sending nothing to it, in the order of ROLES.
TOLD: dict[str, tuple[str, str]] = {
    "feed": (ALL, NO),
    "well-known": ("301 301 301 301 301 301 301", "301 301 301 301 301 301 301"),
    "dav": (PASSWORD, PASSWORD),
    "dav-principal": (PASSWORD, PASSWORD),
    "dav-home": (PASSWORD, PASSWORD),
    "dav-calendar": (PASSWORD, PASSWORD),
    "dav-entry": (PASSWORD, PASSWORD),
    "home": (FRONT_DOOR, NO),
    "account": (OWN, NOT_READ),
    "account-preferences": (NOT_READ, "302 400 400 400 400 400 400"),
    "confirm-identity": (OWN, OWN),
    "password": (AWAY, AWAY),
    "second-factor": (OWN, NOT_READ),
    "authenticator-app": (AWAY, AWAY),
    "authenticator-app-remove": (AWAY, AWAY),
    "recovery-codes": (AWAY, AWAY),
    "passkey-new": (AWAY, AWAY),
    "passkey": (AWAY, AWAY),
    "hearing": (OWN, AWAY),
    "browser-tell": (NOT_READ, "302 400 400 400 400 400 400"),
    "browser-end": (NOT_READ, NOWHERE),
    "session-end": (NOT_READ, AWAY),
    "calendars": (OWN, NOT_READ),
    "calendar-new": (AWAY, AWAY),
    "calendar-revoke": (NOT_READ, "302 404 404 404 302 404 404"),
    "token-new": (AWAY, AWAY),
    "token-revoke": (NOT_READ, "302 404 404 404 302 404 404"),
    "health": (ALL, NO),
    "sign-in": (FRONT_DOOR, FRONT_DOOR),
    "account_login": (FRONT_DOOR, FRONT_DOOR),
    "mfa_authenticate": (AWAY, AWAY),
    "openid_connect_login": (NO, NOTHING),
    "openid_connect_callback": (NOTHING, NO),
    "passkey-sign-in": (ALL, AWAY),
    "sign-in-link": (NOTHING, NOTHING),
    "demo-sign-in": (NOTHING, NOTHING),
    "sign-out": (NO, AWAY),
    "unsubscribe": (ALL, ALL),
    "service-worker": (ALL, NO),
    "language": (NO, AWAY),
    "theme": (NO, AWAY),
    "help": (ALL, NO),
    "accessibility": (ALL, NO),
    "coalition": (READ, NO),
    "proposals": (READ, NO),
    "proposal-new": (SECRETARIAT, ASKS_SECRETARIAT),
    "proposal": (READ, NO),
    "proposal-compare": (READ, NO),
    "proposal-revise": (SECRETARIAT, "302 404 403 403 403 403 409"),
    "proposal-open-vote": (SECRETARIAT, ASKS_SECRETARIAT),
    "proposal-sponsor": (NO, NOWHERE),
    "amendments": ("302 404 404 200 200 200 200", NO),
    "amendment-new": ("302 404 404 403 200 403 403", "302 404 404 403 400 403 403"),
    "amendments-order": ("302 404 404 403 403 200 403", "302 404 404 403 403 400 403"),
    "amendments-appeal": (NO, "302 404 404 403 409 403 403"),
    "amendments-vote": ("302 404 404 403 403 403 200", "302 404 404 403 403 403 400"),
    "amendment-act": (NO, NOWHERE),
    "write-in": ("302 404 404 403 403 403 200", "302 404 404 403 403 403 400"),
    "documents": (READ, NO),
    "document-file": ("302 404 404 200 200 200 200", NO),
    "document-withdraw": (NO, "302 404 404 403 403 302 302"),
    "document-new": (OFFICERS, ASKS_OFFICERS),
    "item-document-new": (OFFICERS, ASKS_OFFICERS),
    "drafts": (READ, NO),
    "draft-new": ("302 404 403 200 200 403 403", "302 404 403 400 400 403 403"),
    "draft": ("302 404 404 200 200 404 404", "302 404 404 200 200 404 404"),
    "draft-edit": ("302 404 404 200 200 404 404", "302 404 404 400 400 404 404"),
    "draft-act": (NO, NOWHERE),
    "statement-new": ("302 404 403 403 200 403 403", "302 404 403 403 400 403 403"),
    "statement-lift": (NO, "302 404 403 403 302 403 403"),
    "vote": (READ, NO),
    "vote-standing": (READ, NO),
    "vote-export": (MEMBERS, NO),
    "vote-confirm": (NOWHERE, NOWHERE),
    "vote-extend": (OFFICERS, ASKS_OFFICERS),
    "vote-annul": (OFFICERS, ASKS_OFFICERS),
    "vote-stop": ("302 404 404 404 200 404 404", "302 404 404 404 302 404 404"),
    "vote-adhere": (NOWHERE, NOWHERE),
    "vote-consent": (READ, "302 404 400 400 400 400 400"),
    "vote-record-note": (SECRETARIAT, ASKS_SECRETARIAT),
    "vote-note": (READ, "302 404 400 400 400 400 400"),
    "vote-proxy": (NOWHERE, NOWHERE),
    "vote-proxy-revoke": (NO, NOWHERE),
    "vote-receipt": ("302 404 404 404 200 404 200", NO),
    "vote-receipt-file": ("302 404 404 404 200 404 200", NO),
    "voting-keys": (READ, NO),
    "voting-key-register": (NO, NOWHERE),
    "voting-key-withdraw": ("302 404 404 404 200 404 404", "302 404 404 404 302 404 404"),
    "meetings": (READ, NO),
    "meeting-new": (OFFICERS, ASKS_OFFICERS),
    "meeting": (READ, NO),
    "meeting-screen": (READ, NO),
    "meeting-edit": (OFFICERS, ASKS_OFFICERS),
    "meeting-cancel": (OFFICERS, ASKS_OFFICERS),
    "meeting-act": (NO, NOWHERE),
    "meeting-print": (READ, NO),
    "minutes": ("302 404 404 200 200 200 200", NO),
    "minutes-act": (NO, NOWHERE),
    "minutes-print": ("302 404 404 200 200 200 200", NO),
    "minutes-edit": ("302 404 404 403 403 200 200", "302 404 404 403 403 400 400"),
    "item-new": (OFFICERS, ASKS_OFFICERS),
    "item-edit": (OFFICERS, ASKS_OFFICERS),
    "item-act": (NO, "302 404 403 403 403 404 404"),
    "meeting-answer": (NO, NOWHERE),
    "meeting-presence": (NO, NOWHERE),
    "meeting-floor": (NO, NOWHERE),
    "meeting-turn": (NO, NOWHERE),
    "inbox": (READ, NO),
    "inbox-read": (NO, "302 404 302 302 302 302 302"),
    "inbox-open": (NO, "302 404 404 404 302 404 404"),
    "rooms": (MEMBERS, NO),
    "room-question": (MEMBERS, NO),
    "laboratory": (MEMBERS, MEMBERS),
    "laboratory-csv": (NO, "302 404 403 200 200 200 200"),
    "laboratory-figures": (NO, "302 404 403 200 200 200 200"),
    "laboratory-json": (NO, "302 404 403 200 200 200 200"),
    "room": (MEMBERS, MEMBERS),
    "room-frameworks": (NO, MEMBERS),
    "room-scenarios": (NO, MEMBERS),
    "room-brief": (NO, MEMBERS),
    "room-screen": (MEMBERS, NO),
    "webhooks": (READ, "302 404 400 400 400 400 400"),
    "webhook": ("302 404 404 404 200 404 404", "302 404 404 404 200 404 404"),
    "undelivered": (SECRETARIAT, NO),
    "undelivered-again": (NO, "302 404 403 403 403 403 302"),
    "reminders": (SECRETARIAT, ASKS_SECRETARIAT),
    "decisions": (READ, NO),
    "decision": (READ, NO),
    "commitment-new": ("302 404 403 403 200 403 403", "302 404 403 403 400 403 403"),
    "commitment": ("302 404 403 403 200 403 403", "302 404 403 403 400 403 403"),
    "decision-mark": (SECRETARIAT, ASKS_SECRETARIAT),
    "decision-strike": (NO, "302 404 403 403 403 403 404"),
    "roll-call-file": (READ, NO),
    "agenda-file": (READ, NO),
    "recorded-elsewhere": (MEMBERS, NO),
    "import-votes": (SECRETARIAT, ASKS_SECRETARIAT),
    "recorded-vote": (MEMBERS, NO),
    "import-roll": (SECRETARIAT, ASKS_SECRETARIAT),
    "list": (READ, NO),
    "decision-print": (READ, NO),
    "roll-call-print": (READ, NO),
    "ledger": (READ, NO),
    "check-receipt": (READ, "302 404 400 400 400 400 400"),
    "take-record": (MEMBERS, NO),
    "export-record": (MEMBERS, NO),
    "checkpoint-file": (MEMBERS, NO),
    "verifier": (READ, NO),
    "members": (READ, NO),
    "partner-new": (SECRETARIAT, ASKS_SECRETARIAT),
    "partner-contact": (SECRETARIAT, "302 404 403 403 403 403 302"),
    "letting-in": (SECRETARIAT, NO),
    "let-in": (SECRETARIAT, ASKS_SECRETARIAT),
    "roll-changes": (SECRETARIAT, NO),
    "roll-change": (SECRETARIAT, ASKS_SECRETARIAT),
    "accreditations": (MEMBERS, NO),
    "accreditation-register": (SECRETARIAT, ASKS_SECRETARIAT),
    "accreditation-revoke": (SECRETARIAT, "302 404 403 403 403 403 302"),
    "pending-acts": (OFFICERS, NO),
    "pending-act": ("302 404 403 403 403 404 200", "302 404 403 403 403 404 403"),
    "rules": (MEMBERS, NO),
    "rules-accept": (NO, "302 404 409 409 409 409 409"),  # of a version that nobody has named
    "rulebook": (READ, NO),
    "rule-new": (SECRETARIAT, SECRETARIAT),
    "rule-import": (SECRETARIAT, ASKS_SECRETARIAT),
    "rule": (READ, NO),
    "rule-export": (READ, NO),
}


OTHERWISE: dict[str, dict[str, tuple[str, str]]] = {
    "alternate": {
        "calendar-revoke": ("405", "404"),  # all of these are the head's own
        "token-revoke": ("405", "404"),
        "vote-receipt": ("404", "405"),
        "vote-receipt-file": ("404", "405"),
        "voting-key-withdraw": ("404", "404"),
        "inbox-open": ("405", "404"),
        "webhook": ("404", "404"),
    }
}


@pytest.fixture
def world() -> World:
    return a_world(Visibility.OPEN)


def people_of(world: World) -> dict[str, Person | None]:
    body = world.body
    return {
        "anonymous": None,
        "outsider": a_coalition().secretariat[0],
        "observer": body.observer,
        "adviser": body.advisers["FR"],
        "delegate": body.heads["FR"],
        "alternate": body.alternates["FR"],
        "contact": a_contact(body, Partner.objects.get(coalition=body.coalition)),
        "chair": body.chair,
        "secretariat": body.secretariat[0],
    }


def expected_of(name: str, role: str) -> tuple[str, str]:
    """The statuses of reading a page and of sending nothing to it, for one role."""
    column = ROLES.index(ALIKE.get(role, role))
    read, sent = (row.split()[column] for row in TOLD[name])
    return OTHERWISE.get(role, {}).get(name, (read, sent))


def told(client: Client, method: str, address: str) -> tuple[int, bool]:
    """The status, and whether anything went on record; what was done is undone, and who is signed in stays so."""
    cookies, before, entries = client.cookies.output(), transaction.savepoint(), Entry.objects.count()
    cache.clear()
    try:
        status = int(getattr(client, method)(address).status_code)
        return status, Entry.objects.count() != entries
    finally:
        transaction.savepoint_rollback(before)
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))


def test_what_each_role_is_told(world):
    """Every page is in the table; outside is 404 and without a right 403; a refusal, and reading, write nothing."""
    addresses = {name: address for name, address in pages(world) if "?" not in name}
    assert set(addresses) == set(TOLD)
    wrong = []
    for role, person in people_of(world).items():
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        for (name, address), (method, at) in itertools.product(addresses.items(), (("get", 0), ("post", 1))):
            status, wrote = told(client, method, address)
            expected = expected_of(name, role)[at]
            if str(status) != expected or (wrote and (method == "get" or status >= 400)):
                wrong.append((name, method, role, status, expected, wrote))
    assert not wrong, "\n".join(str(each) for each in wrong)


def test_nobody_outside_is_told_that_anything_is_there():
    """Of every page in a coalition: somebody of another one is told what is told of one that does not exist."""
    inside = {
        name: rows for name, rows in TOLD.items() if rows[0].startswith("302 404") or rows[1].startswith("302 404")
    }
    assert len(inside) > 100
    for name, rows in inside.items():
        assert all(row.split()[1] in ("404", "405") for row in rows), name

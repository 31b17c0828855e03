"""Attacks on a signed-in delegation and on the server: refused, ignored or inert, and nothing is recorded."""

from __future__ import annotations

import http.client
import json
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext

from coalition.accrediting import revoke
from proposals.ledger.models import Entry
from proposals.voting.models import Ballot
from tests.factories import a_coalition, open_vote
from tests.stack.stacks import PostgresStack, Stack

TYPED = "application/json"
MEGABYTES = 100


@pytest.fixture
def body():
    return a_coalition()


def cast_in_session(client: Client, division: int, position: str = "yes", **extra: object):
    return client.post(
        f"/api/v1/divisions/{division}/ballots/",
        json.dumps({"member": "FR", "position": position, **extra}),
        TYPED,
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )


@pytest.mark.django_db
def test_an_accreditation_revoked_while_signed_in_ends_at_the_next_cast(body):
    division, client = open_vote(body), Client()
    client.force_login(body.heads["FR"])
    assert cast_in_session(client, division.pk).status_code == 201
    revoke(accreditation=body.accreditations["FR"], by=body.secretariat[0])
    refused = cast_in_session(client, division.pk, "no")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_accredited")
    page = client.get(reverse("vote", args=[body.coalition.slug, division.pk]))
    assert page.status_code == 200
    assert 'name="position"' not in page.content.decode()
    assert Ballot.objects.get().position == "yes"
    assert json.loads(Entry.objects.get(kind="ballot_refused").content)["body"]["reason"] == "revoked"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["received_at", "actor", "accreditation", "entry_index", "fingerprint"])
def test_mass_assignment_is_refused_by_the_api(body, field):
    division, client = open_vote(body), Client()
    client.force_login(body.heads["FR"])
    refused = cast_in_session(client, division.pk, **{field: 1})
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert not Ballot.objects.exists()


@pytest.mark.django_db
def test_mass_assignment_is_ignored_by_a_page(body):
    division, client = open_vote(body), Client()
    client.force_login(body.heads["FR"])
    address = reverse("vote-confirm", args=[body.coalition.slug, division.pk])
    page = client.get(address, {"member": "FR", "position": "yes"}).content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    forged = {"received_at": "2020-01-01", "actor": body.heads["DE"].pk, "weight": 1000, "sealed_at": ""}
    assert client.post(address, {"member": "FR", "position": "yes", "key": key, **forged}).status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.actor, ballot.position) == (body.heads["FR"], "yes")
    assert ballot.received_at.year > 2020


@pytest.mark.django_db
def test_a_forged_form_is_refused_on_every_road(body):
    division, client = open_vote(body), Client(enforce_csrf_checks=True)
    client.force_login(body.heads["FR"])
    address = reverse("vote-confirm", args=[body.coalition.slug, division.pk])
    assert client.post(address, {"member": "FR", "position": "yes", "key": "forged"}).status_code == 403
    assert cast_in_session(client, division.pk).status_code == 403
    assert not Ballot.objects.exists()


@pytest.mark.django_db
def test_a_delegate_votes_for_nobody_else(body):
    division, client = open_vote(body), Client()
    client.force_login(body.heads["DE"])
    assert cast_in_session(client, division.pk).status_code == 403
    address = reverse("vote-confirm", args=[body.coalition.slug, division.pk])
    client.post(address, {"member": "FR", "position": "yes", "key": "forged"})
    assert not Ballot.objects.exists()


# Script ---------------------------------------------------------------------------------------------------------------

SCRIPT = "<script>window.attacked=1</script>"
EVIL = """
from coalition.models import Coalition
body = a_coalition("DE FR GB")
title, text = {title!r}, {text!r}
proposal = a_proposal(body, title=title, text=text)
division = open_vote(body, proposal=proposal)
person = body.heads["FR"]
person.name = {title!r}
person.save()
body.members["DE"].name_en = {title!r}
body.members["DE"].save()
Coalition.objects.filter(pk=body.coalition.pk).update(name_en={title!r})
cast(division, body, "FR", "yes")
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from coalition.sessions import SessionStore
from django.conf import settings
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.create()
print(json.dumps(dict(slug=body.coalition.slug, division=division.pk, session=session.session_key,
                      cookie=settings.SESSION_COOKIE_NAME, year=proposal.year, number=proposal.number)))
"""
TEXT = f"""{SCRIPT}

<img src=x onerror="window.attacked=1"> <svg onload="window.attacked=1"></svg>

[a link](javascript:window.attacked=1) ![x](x" onerror="window.attacked=1)

<iframe srcdoc="{SCRIPT}"></iframe> <a href="data:text/html,{SCRIPT}">data</a>
"""
INJECT = """() => {
    const script = document.createElement("script");
    script.textContent = "window.attacked = 2";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.attacked = 3");
    image.src = "/nowhere";
    document.body.append(image);
    return new Promise(done => setTimeout(() => done(window.attacked || 0), 300));
}"""


@pytest.mark.browser
def test_script_in_a_text_a_title_or_a_name_is_inert(sqlite_stack: Stack, context: BrowserContext):
    """Inert twice: what is shown holds no script, and the policy would not run one that got in."""
    made = json.loads(sqlite_stack.script(EVIL.format(title=f"A{SCRIPT}", text=TEXT)))
    context.add_cookies([{"name": made["cookie"], "value": made["session"], "url": sqlite_stack.url}])
    page = context.new_page()
    page.add_init_script("window.addEventListener('securitypolicyviolation', () => window.violated = 1)")
    seen = ["/", "/proposals/", f"/proposals/{made['year']}/{made['number']}/", f"/votes/{made['division']}/"]
    seen += [f"/votes/{made['division']}/receipt/", "/members/"]
    pages = [f"{sqlite_stack.url}/{made['slug']}{path}" for path in seen]
    for address in pages:
        answer = page.goto(address)
        assert answer and answer.status == 200, address
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        page.wait_for_timeout(100)
        assert page.evaluate("window.attacked") is None, address
        assert page.evaluate("window.violated") is None, f"{address} shows something that had to be blocked"
        assert page.locator("script:not([src]), iframe, [onerror], [onload], a[href^='javascript:']").count() == 0
    assert page.evaluate(INJECT) == 0


# Size -----------------------------------------------------------------------------------------------------------------


def memory_of(pids: list[int]) -> int:
    """The most that these processes and their children ever held, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            session = int((status.parent / "stat").read_text().rsplit(")", 1)[1].split()[3])
        except (OSError, IndexError):
            continue
        if session in pids and (peak := re.search(r"VmHWM:\s+(\d+)", text)):
            total += int(peak[1]) // 1024
    return total


def chunks() -> bytes:
    return b"x" * 65536


def send_huge(port: int, path: str, headers: dict[str, str]) -> int:
    """Send a hundred megabytes, as far as they are taken; return the answer's status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest("POST", path)
    for name, value in {"Content-Length": str(MEGABYTES * 2**20), **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        for _ in range(MEGABYTES * 16):
            connection.send(chunks())
    except OSError:
        pass  # it would not take any more
    try:
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/rules/validate/", TYPED),
        ("/sign-in/", "application/x-www-form-urlencoded"),
        ("/sign-in/", "multipart/form-data; boundary=x"),
    ],
)
def test_a_hundred_megabytes_are_refused_in_bounded_memory(stack: Stack, path: str, kind: str):
    port = stack.pages_port if isinstance(stack, PostgresStack) else stack.port
    pids = [server.pid for server in stack.servers]
    before = memory_of(pids)
    status = send_huge(port, path, {"Content-Type": kind, "Host": "localhost"})
    assert status in {0, 400, 401, 403, 413}
    assert memory_of(pids) - before < MEGABYTES // 2
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/healthz", headers={"Host": "localhost"})
    assert connection.getresponse().status == 200

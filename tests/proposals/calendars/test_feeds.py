"""Feeds: what stands in them, for whom, read by two independent parsers; and that they end with the right to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from coalition import accrediting, clock, delegations
from coalition.errors import Conflict, Invalid
from coalition.models import Delegate
from coalition.models.delegations import Role
from coalition.models.procedure import Visibility
from proposals.calendars import keys
from proposals.calendars.dav.names import c
from proposals.calendars.events import Wanted, events_for
from proposals.calendars.keys import About, make_key, revoke_key
from proposals.calendars.models import CalendarKey, Shows
from proposals.commitments.pledging import fulfil, move_date
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import call_meeting, cancel_meeting
from tests.clocks import clock_at
from tests.factories import a_coalition, a_person, a_proposal, cast, open_vote
from tests.proposals.api.callers import Caller
from tests.proposals.api.commitments import DAY, a_commitment
from tests.proposals.api.test_decisions import decide_on
from tests.proposals.calendars.calling import a_call, a_called_meeting, a_feed, annul, extend, move, read
from tests.proposals.calendars.programs import Program

pytestmark = pytest.mark.django_db


def parsed(content: bytes) -> list:
    """The events, as both parsers read them, after seeing that they read the same."""
    ours, theirs = Calendar.from_ical(content), vobject.readOne(content.decode())
    found = list(ours.walk("VEVENT"))
    other = list(getattr(theirs, "vevent_list", []))
    assert [str(event["UID"]) for event in found] == [event.uid.value for event in other]
    for event, same in zip(found, other, strict=True):
        assert event["DTSTART"].dt == same.dtstart.value
        assert str(event["SUMMARY"]) == same.summary.value
        assert str(event["DESCRIPTION"]) == same.description.value
        assert str(event["SEQUENCE"]) == same.sequence.value
        assert len(list(event.walk("VALARM"))) == len(getattr(same, "valarm_list", []))
    return found


def events_in(path: str) -> list:
    answer = read(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return parsed(answer.content)


def test_a_deadline_and_a_meeting():
    body = a_coalition()
    division, meeting = open_vote(body), a_called_meeting(body)
    vote, held = events_in(a_feed(body.heads["FR"]))
    assert vote["DTSTART"].dt == division.closes_at.replace(microsecond=0)
    assert str(vote["DTSTART"].to_ical(), "ascii").endswith("Z") and "DTEND" not in vote
    assert vote["SUMMARY"] == f"Vote on {division.proposal.symbol} closes"
    assert vote["URL"] == f"http://testserver/{body.coalition.slug}/votes/{division.pk}/"
    assert str(vote["URL"]) in vote["DESCRIPTION"] and "casts no vote" in vote["DESCRIPTION"]
    assert (vote["STATUS"], int(vote["SEQUENCE"])) == ("CONFIRMED", 0)
    assert [alarm["TRIGGER"].dt for alarm in vote.walk("VALARM")] == [timedelta(hours=-24), timedelta(hours=-1)]
    assert (held["DTSTART"].dt, held["DTEND"].dt) == (meeting.starts_at, meeting.ends_at)
    assert int(held["SEQUENCE"]) == meeting.version == 1
    assert held["LAST-MODIFIED"].dt == meeting.changed_at.replace(microsecond=0)


def test_titles_and_places_stay_inside_but_where_the_marking_lets_them_out():
    body = a_coalition()
    for marking in ("", "limited"):
        open_vote(body, proposal=a_proposal(body, title="Deploy the fleet", marking=marking))
    a_called_meeting(body, title="Talks on the fleet", place="Villa Bellavista", online="https://meet.example.org/x")
    content = read(a_feed(body.heads["FR"])).content.decode()
    for inside in ("fleet", "Bellavista", "meet.example.org"):
        assert inside not in content
    open_vote(body, proposal=a_proposal(body, title="Deploy the fleet", marking="public"))
    assert "Deploy the fleet" in read(a_feed(body.heads["FR"])).content.decode()


def test_two_parsers_read_every_feed_and_every_file():
    """Quotes, commas, line breaks and letters of every sort, in what moved and what was cancelled, on every road."""
    body = a_coalition(exercise=True)
    body.coalition.name_fr = body.coalition.name_en = "L’«alliance»; a, b\\c: ÆØÅ, Ελλάδα, 日本"
    body.coalition.save()
    person = body.heads["FR"]
    person.language = "fr"
    person.save()
    title = "“Quoted”, with; signs: and a line that is so long that it is folded " + "é" * 80
    division = open_vote(body, proposal=a_proposal(body, title=title, marking="public"))
    extend(division, body)
    annul(open_vote(body), body)
    meeting, gone = move(a_called_meeting(body), body), a_called_meeting(body)
    cancel_meeting(meeting=gone, by=body.secretariat[0], reason="No plane.")
    feeds = {
        (Shows.MINE, None): 4,
        (Shows.DELEGATION, About(member=body.members["FR"])): 4,
        (Shows.COALITION, About(coalition=body.coalition)): 4,
        (Shows.MEETING, About(meeting=meeting)): 1,
    }
    for (shows, about), number in feeds.items():
        assert len(events_in(a_feed(person, shows, about))) == number, shows
    for path in (f"/divisions/{division.pk}.ics", f"/meetings/{meeting.pk}.ics", f"/meetings/{gone.pk}.ics"):
        assert len(parsed(Caller(person).get(path).content)) == 1
    program = Program(person)
    kept = program.sync(f"/dav/calendars/{body.coalition.slug}/").values()
    assert [len(parsed(each[c("calendar-data")].text.encode())) for each in kept if each] == [1] * 4


def test_each_change_raises_the_sequence_and_the_identity_stays():
    body = a_coalition()
    division, meeting = open_vote(body), a_called_meeting(body)
    path = a_feed(body.heads["FR"])
    first = {event["UID"]: event for event in events_in(path)}
    extend(division, body, timedelta(days=1, hours=1))
    extend_again = division.__class__.objects.get(pk=division.pk)
    extend(extend_again, body)
    moved = move(meeting, body)
    add_item(meeting=meeting, words=ItemWords("One more"), by=body.secretariat[0])
    now = {event["UID"]: event for event in events_in(path)}
    assert set(first) == set(now)
    for uid, event in now.items():
        assert int(event["SEQUENCE"]) == int(first[uid]["SEQUENCE"]) + 2
        assert event["LAST-MODIFIED"].dt >= first[uid]["LAST-MODIFIED"].dt
    starts = {event["DTSTART"].dt for event in now.values()}
    assert starts == {extend_again.closes_at.replace(microsecond=0) + timedelta(hours=1), moved.starts_at}


def test_what_is_cancelled_says_so_and_rings_no_more():
    body = a_coalition(exercise=True)
    division, meeting = open_vote(body), a_called_meeting(body)
    path = a_feed(body.heads["FR"])
    annul(division, body)
    cancel_meeting(meeting=meeting, by=body.secretariat[0], reason="No plane left Oslo.")
    vote, held = events_in(path)
    assert vote["STATUS"] == held["STATUS"] == "CANCELLED"
    assert vote["SUMMARY"].startswith("EXERCISE · Annulled · ")
    assert held["SUMMARY"].startswith("EXERCISE · Cancelled · ")
    assert not list(vote.walk("VALARM")) and not list(held.walk("VALARM"))
    assert "Oslo" not in held["DESCRIPTION"]


def test_an_exercise_says_so_in_each_language():
    body = a_coalition(exercise=True)
    open_vote(body)
    person = body.heads["FR"]
    path = a_feed(person, Shows.COALITION, About(coalition=body.coalition))
    assert "X-WR-CALNAME:EXERCISE · " in read(path).content.decode()
    person.language = "fr"
    person.save()
    (vote,) = events_in(path)
    assert vote["SUMMARY"].startswith("EXERCICE · Clôture du scrutin sur ")


def test_the_answer_is_kept_until_something_changes():
    body = a_coalition()
    meeting = a_called_meeting(body)
    path = a_feed(body.heads["FR"])
    first = read(path)
    assert first["Cache-Control"] == "private, no-cache"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M" in first.content
    again = read(path, If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    move(meeting, body)
    changed = read(path, If_None_Match=first["ETag"])
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_where_the_clocks_change_the_instant_does_not(day):
    """Two meetings at ten in Paris, the day before and the day of the change: 23 or 25 hours apart, as they are."""
    body, paris = a_coalition(), ZoneInfo("Europe/Paris")
    change = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=paris)
    held = (change - timedelta(days=1), change)  # wall-clock arithmetic: ten o'clock on both
    for start in held:
        a_called_meeting(body, starts_at=start.astimezone(UTC), ends_at=start.astimezone(UTC) + timedelta(hours=1))
    first, second = events_in(a_feed(body.heads["FR"]))
    assert [event["DTSTART"].dt.astimezone(paris).hour for event in (first, second)] == [10, 10]
    hours = (second["DTSTART"].dt - first["DTSTART"].dt) / timedelta(hours=1)
    assert hours == {"2027-03-28": 23, "2027-10-31": 25}[day]


def test_a_feed_shows_what_its_person_may_read_now():
    body, elsewhere = a_coalition(), a_coalition()
    open_vote(body)
    open_vote(elsewhere)
    a_called_meeting(body)
    call_meeting(coalition=body.coalition, call=a_call(), by=body.secretariat[0])  # in preparation: in no calendar
    person = body.heads["FR"]
    delegations.give_office(coalition=elsewhere.coalition, person=person, role=Role.OBSERVER, by=elsewhere.chair)
    about = About(coalition=body.coalition, member=body.members["FR"])
    of_all = {shows: a_feed(person, shows, about) for shows in (Shows.MINE, Shows.DELEGATION, Shows.COALITION)}
    assert {shows: len(events_in(path)) for shows, path in of_all.items()} == dict.fromkeys(of_all, 2)
    delegations.unseat_delegate(delegate=Delegate.objects.get(person=person), by=body.secretariat[0])
    assert {read(path).status_code for path in of_all.values()} == {404}


def test_an_observer_reads_what_is_released():
    body = a_coalition()
    open_vote(body)
    a_called_meeting(body)
    path = a_feed(body.observer)
    assert events_in(path) == []
    open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    meeting = a_called_meeting(body, open_to_observers=True)
    assert len(events_in(path)) == 2
    one = a_feed(body.observer, Shows.MEETING, About(meeting=meeting))
    move(meeting, body, open_to_observers=False)
    assert len(events_in(path)) == 1
    assert read(one).status_code == 404


def test_a_revoked_accreditation_shows_less_to_vote_and_leaks_nothing():
    """Reading follows the seat: whoever may not vote any more still reads what the delegation reads."""
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    path = a_feed(body.heads["FR"])
    before = read(path).content
    cast(division, body, "DE", "yes")
    cast(division, body, "FR", "no")
    assert read(path).content == before
    accrediting.revoke(accreditation=body.accreditations["FR"], by=body.secretariat[0])
    assert read(path).content == before


def test_a_revoked_address_and_one_of_somebody_who_left_are_gone():
    body = a_coalition()
    person = body.heads["FR"]
    revoked, left = a_feed(person), a_feed(person)
    key = CalendarKey.objects.order_by("pk")[0]
    revoke_key(key=key)
    assert (read(revoked).status_code, read(left).status_code) == (404, 200)
    person.is_active = False
    person.save()
    assert read(left).status_code == 404
    assert read("/calendars/nothing.ics").status_code == 404


def test_only_the_hash_is_kept():
    person = a_coalition().heads["FR"]
    key, secret = make_key(person=person, name="Phone", shows=Shows.MINE)
    row = CalendarKey.objects.filter(pk=key.pk).values().get()
    assert secret not in str(row) and len(row["digest"]) == 64
    password = make_key(person=person, name="Phone", shows=Shows.CALDAV)[1]
    assert read(f"/calendars/{password}.ics").status_code == 404  # a password opens no feed


def test_the_last_reading_is_noted_with_the_program_as_we_call_it():
    path = a_feed(a_coalition().heads["FR"])
    key = CalendarKey.objects.get()
    assert key.last_read_at is None
    read(path, User_Agent="Google-Calendar-Importer; somebody's own words")
    key.refresh_from_db()
    assert key.last_reader == "Google Calendar"
    first = key.last_read_at
    read(path, User_Agent="Google-Calendar-Importer")
    key.refresh_from_db()
    assert key.last_read_at == first
    with clock_at(first + keys.PRECISION):
        read(path, User_Agent="Google-Calendar-Importer")
    key.refresh_from_db()
    assert key.last_read_at == first + keys.PRECISION


def test_what_is_not_ones_own_cannot_be_opened(monkeypatch):
    body, other = a_coalition(), a_coalition()
    person = body.heads["FR"]
    wrong = {
        Shows.COALITION: About(coalition=other.coalition),
        Shows.DELEGATION: About(member=body.members["DE"]),
        Shows.MEETING: About(meeting=a_called_meeting(other)),
    }
    for shows, about in wrong.items():
        with pytest.raises(Invalid):
            make_key(person=person, name="x", shows=shows, about=about)
        with pytest.raises(Invalid):
            make_key(person=person, name="x", shows=shows)
    for name in ("", " ", "x" * 81):
        with pytest.raises(Invalid):
            make_key(person=person, name=name, shows=Shows.MINE)
    monkeypatch.setattr(keys, "MOST", 1)
    make_key(person=person, name="one", shows=Shows.MINE)
    with pytest.raises(Conflict):
        make_key(person=person, name="two", shows=Shows.MINE)


def test_script_and_formulas_are_text_alone():
    """A title breaks out of no line and, once named, stands after words of ours: it is no formula of a spreadsheet."""
    body = a_coalition()
    bad = "=cmd|'/c calc'!A1, <script>alert(1)</script>; \u2028BEGIN:VALARM\u0085END:VEVENT"
    open_vote(body, proposal=a_proposal(body, title=bad.replace("\u0085", ""), marking="public"))
    content = read(a_feed(body.heads["FR"])).content
    (vote,) = parsed(content)
    assert vote["SUMMARY"].startswith("Vote on ")
    assert "\u2028" not in vote["SUMMARY"]
    assert b"\nBEGIN:VALARM" in content and content.count(b"\nBEGIN:VALARM") == 2
    assert b"ALTREP" not in content and b"text/html" not in content


def test_as_many_queries_for_three_as_for_one(django_assert_num_queries):
    body = a_coalition()
    person = body.heads["FR"]
    paths = [a_feed(person), a_feed(person, Shows.COALITION, About(coalition=body.coalition))]
    for path in paths:
        read(path)  # the first reading is noted
    for _more in range(2):
        open_vote(body, proposal=a_proposal(body))
        a_called_meeting(body)
        for path in paths:
            with django_assert_num_queries(
                7
            ):  # the clock, the key, the right to it, votes, their changes, meetings, pledges
                read(path)


def test_the_stretch_that_is_asked_for():
    body = a_coalition()
    division, meeting = open_vote(body), a_called_meeting(body)
    person, now = body.heads["FR"], clock.now()

    def between(start, end):
        return [event.kind for event in events_for(person, now, Wanted(start=start, end=end))]

    deadline, second = division.closes_at, timedelta(seconds=1)
    assert between(deadline, deadline + second) == ["vote"]
    assert between(deadline - second, deadline) == []
    assert between(meeting.ends_at - second, meeting.ends_at) == ["meeting"]
    assert between(meeting.ends_at, meeting.ends_at + second) == []
    assert a_person() and events_for(a_person(), now) == []


def pledges_in(path: str) -> list:
    return [event for event in events_in(path) if str(event["UID"]).startswith("commitment-")]


def test_a_commitment_is_in_the_calendars_of_its_delegation_alone():
    body = a_coalition("DE FR")
    made = a_commitment(body, decide_on(body))
    paths = {
        "mine": a_feed(body.advisers["FR"]),
        "delegation": a_feed(body.heads["FR"], Shows.DELEGATION, About(member=body.members["FR"])),
        "neighbour": a_feed(body.heads["DE"]),
        "their delegation": a_feed(body.heads["DE"], Shows.DELEGATION, About(member=body.members["DE"])),
        "secretariat": a_feed(body.secretariat[0]),
    }
    found = {name: pledges_in(path) for name, path in paths.items()}
    assert {name: len(events) for name, events in found.items()} == {
        "mine": 1,
        "delegation": 1,
        "neighbour": 0,
        "their delegation": 0,
        "secretariat": 0,
    }
    [event] = found["mine"]
    assert event["DTSTART"].dt == made.due_at.replace(microsecond=0) and "DTEND" not in event
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [-7 * DAY, -DAY]
    assert "batteries" not in str(event.to_ical())
    listed = Caller(body.heads["FR"]).get("/calendar/").json()["results"]
    assert [row["id"] for row in listed if row["kind"] == "commitment"] == [made.pk]
    later = move_date(commitment=made, due_at=made.due_at + DAY, by=body.heads["FR"])
    [moved] = pledges_in(paths["mine"])
    assert moved["UID"] == event["UID"] and moved["DTSTART"].dt == later.due_at.replace(microsecond=0)
    fulfil(commitment=later, by=body.heads["FR"])
    [done] = pledges_in(paths["mine"])
    assert [int(each["SEQUENCE"]) for each in (event, moved, done)] == [0, 1, 2]
    assert done["STATUS"] == "CANCELLED" and "Fulfilled" in str(done["SUMMARY"])


@pytest.mark.parametrize("marking", ["", "public"])
def test_a_commitment_names_its_text_only_where_the_marking_allows(marking):
    body = a_coalition("DE FR")
    a_commitment(body, decide_on(body, "Readiness of the force", marking=marking))
    [event] = pledges_in(a_feed(body.heads["FR"]))
    assert ("Readiness of the force" in str(event["SUMMARY"])) is (marking == "public")

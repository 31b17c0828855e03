"""A calendar program that speaks CalDAV by hand."""

from __future__ import annotations

import base64

from defusedxml import ElementTree
from django.test import Client

from coalition import clock
from proposals.calendars.dav.names import c, d
from proposals.calendars.keys import make_key
from proposals.calendars.models import CalendarKey, Shows

DATA = "<d:prop><d:getetag/><c:calendar-data/></d:prop>"
NAMES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'


class Program:
    """A calendar program of one person."""

    def __init__(self, person, password=None, address=None):
        self.password = password or make_key(person=person, name="Phone", shows=Shows.CALDAV)[1]
        CalendarKey.objects.update(last_read_at=clock.now())
        told = f"{address or person.email}:{self.password}"
        self.headers = {"Authorization": "Basic " + base64.b64encode(told.encode()).decode()}

    def send(self, method, path, body="", **headers):
        sent = self.headers | headers
        return Client(enforce_csrf_checks=True).generic(method, path, body, "application/xml", headers=sent)

    def found(self, method, path, body="", depth="1"):
        """What is told of each path: its properties, or None where it is gone."""
        answer = self.send(method, path, body, Depth=depth)
        assert answer.status_code == 207, (answer.status_code, answer.content)
        root = ElementTree.fromstring(answer.content)
        self.token = root.findtext(d("sync-token"))
        told = {}
        for response in root.findall(d("response")):
            gone = response.find(d("status")) is not None
            props = response.find(f"{d('propstat')}/{d('prop')}")
            told[response.findtext(d("href"))] = None if gone else {each.tag: each for each in props}
        return told

    def sync(self, path, token=""):
        body = f"<d:sync-collection {NAMES}><d:sync-token>{token}</d:sync-token>{DATA}</d:sync-collection>"
        return self.found("REPORT", path, body)

    def events(self, path):
        """The events of a calendar as it keeps them, one after the other."""
        kept = self.sync(path).values()
        return "".join(each[c("calendar-data")].text for each in kept if each and c("calendar-data") in each)

    def query(self, path, inside="", component="VEVENT"):
        inner = f'<c:comp-filter name="{component}">{inside}</c:comp-filter>'
        filters = f'<c:filter><c:comp-filter name="VCALENDAR">{inner}</c:comp-filter></c:filter>'
        return self.send("REPORT", path, f"<c:calendar-query {NAMES}>{DATA}{filters}</c:calendar-query>")

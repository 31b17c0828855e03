"""What the forms of meetings give: a call, and an item of the agenda."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coalition.errors import Checking, Invalid
from frontend.access import Here
from frontend.local_times import read_local
from proposals.meetings.agenda import ItemWords
from proposals.meetings.calling import Call
from proposals.scope import proposals_for

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zones() -> list[tuple[str, list[str]]]:
    """The time zones by region, as a list to choose from."""
    known = sorted(available_timezones())
    regions = [(region, [zone for zone in known if zone.startswith(f"{region}/")]) for region in REGIONS]
    return [("UTC", ["UTC"]), *regions]


def read_call(given: QueryDict) -> Call:
    """Return the call that was typed; times are those of the place's own zone. Raises `Invalid` with all faults."""
    zone_name = given.get("time_zone", "")
    zone = ZoneInfo(zone_name) if zone_name in available_timezones() else ZoneInfo("UTC")
    checking = Checking()
    starts_at = checking.of(
        lambda text: read_local(text, zone, field="starts_at", unreadable=_("Say when it starts.")),
        given.get("starts_at", ""),
    )
    ends_at = checking.of(
        lambda text: read_local(text, zone, field="ends_at", unreadable=_("Say when it ends.")),
        given.get("ends_at", ""),
    )
    checking.done()
    return Call(
        title=given.get("title", ""),
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=zone_name,
        place=given.get("place", ""),
        online=given.get("online", ""),
        open_to_observers=given.get("open_to_observers") == "on",
    )


def read_item(here: Here, given: QueryDict) -> ItemWords:
    """Return the item that was typed. Raises `Invalid`."""
    chosen = [int(each) for each in given.getlist("proposals") if each.isascii() and each.isdigit() and len(each) < 12]
    readable = proposals_for(here.person, here.now).filter(coalition=here.coalition).in_bulk(chosen)
    return ItemWords(
        title=given.get("title", ""),
        note=given.get("note", ""),
        discussed=given.get("kind", "B") != "A",
        minutes=read_minutes(given.get("minutes", "")),
        proposals=[readable[pk] for pk in chosen if pk in readable],
    )


def read_minutes(text: str) -> int | None:
    """Return the minutes that were typed; none when the field is empty. Raises `Invalid`."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Invalid("bad_minutes", _("Give whole minutes, such as 15."), field="minutes")
    return int(text)

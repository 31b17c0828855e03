"""The people of the demo, each named by function: nobody is invented by name."""

from __future__ import annotations

from coalition import delegations, four_eyes
from coalition.accrediting import ask_accreditation
from coalition.models import Coalition, Member, Person
from coalition.models.delegations import Rank, Role

DOMAIN = "demo.invalid"  # RFC 2606: no mail ever leaves for it
FRENCH = {"BE", "FR", "LU"}

# The time zone of each capital (IANA).
ZONES = {
    "AL": "Europe/Tirane",
    "AT": "Europe/Vienna",
    "AU": "Australia/Sydney",  # Canberra keeps Sydney's time
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CA": "America/Toronto",  # Ottawa keeps Toronto's time
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "IE": "Europe/Dublin",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "JP": "Asia/Tokyo",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "ME": "Europe/Podgorica",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "NZ": "Pacific/Auckland",  # Wellington keeps Auckland's time
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "TR": "Europe/Istanbul",
    "UA": "Europe/Kyiv",
}


def founder() -> Person:
    """Make the person who founds the coalition: the first of its secretariat."""
    return _person("secretariat.first", "Secretariat, first officer", language="en", time_zone="Europe/Brussels")


def serve(coalition: Coalition, first: Person) -> tuple[Person, Person]:
    """Give the coalition its second officer, its co-chairs and its observer; return the secretariat of two."""
    second = _office(coalition, "secretariat.second", "Secretariat, second officer", Role.SECRETARIAT, first)
    _office(coalition, "chair.fr", "France, co-chair", Role.CHAIR, first)
    _office(coalition, "chair.gb", "United Kingdom, co-chair", Role.CHAIR, first)
    _office(coalition, "observer.nato", "NATO, observer", Role.OBSERVER, first)
    return first, second


def seat(member: Member, secretariat: tuple[Person, Person]) -> dict[Rank, Person]:
    """Seat a head, an alternate and an adviser for the member; the first two are accredited."""
    first, second = secretariat
    delegation = {rank: _delegate(member, rank, first) for rank in Rank}
    for rank in (Rank.HEAD, Rank.ALTERNATE):
        asked = ask_accreditation(member=member, person=delegation[rank], by=first)
        four_eyes.confirm(pending=asked, by=second)
    return delegation


def _delegate(member: Member, rank: Rank, by: Person) -> Person:
    person = _person(
        f"{member.code.lower()}.{rank.value}",
        f"{member.name_en}, {rank.value}",
        language="fr" if member.code in FRENCH else "en",
        time_zone=ZONES[member.code],
    )
    delegations.seat_delegate(member=member, person=person, rank=rank, by=by)
    return person


def _office(coalition: Coalition, handle: str, name: str, role: Role, by: Person) -> Person:
    zone = (
        "Europe/Paris" if handle.endswith(".fr") else "Europe/London" if handle.endswith(".gb") else "Europe/Brussels"
    )
    person = _person(handle, name, language="fr" if handle.endswith(".fr") else "en", time_zone=zone)
    delegations.give_office(coalition=coalition, person=person, role=role, by=by)
    return person


def _person(handle: str, name: str, *, language: str, time_zone: str) -> Person:
    """Make a person without a password: a demo is signed in to with one click, or not at all."""
    return Person.objects.create_user(f"{handle}@{DOMAIN}", name=name, language=language, time_zone=time_zone)

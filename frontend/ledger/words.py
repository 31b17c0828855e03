"""Entries as sentences: what happened, by whom, about what. The sentences stand in `proposals.ledger.kinds`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from coalition.models import Accreditation, Delegate, Partner, Person
from coalition.models.delegations import Role
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rule import Manner
from frontend.access import Here
from frontend.adherence.reads import name_of_partner
from frontend.words import times
from frontend.words.members import name_of
from frontend.words.positions import word_of
from proposals.drafting.models import Proposal
from proposals.ledger.kinds import KINDS
from proposals.ledger.models import Entry
from proposals.meetings.models import Coming
from proposals.voting.models import Division, StopReason

MEMBERS = ("member", "principal", "holder")
SYSTEM = ("division_sealed", "division_stopped", "decision_recorded", "key_introduced", "key_retired", "act_expired")


@dataclass(frozen=True)
class Told:
    """One entry, told."""

    index: int
    at: datetime
    kind: str
    sentence: str
    by: str
    about: str
    address: str
    leaf: str
    covered: int | None


class Teller:
    """Tells a page of entries; what they refer to is fetched once for all of them."""

    def __init__(self, here: Here, entries: Iterable[Entry]) -> None:
        self.here = here
        self.entries = list(entries)
        self.bodies = {entry.index: json.loads(entry.content)["body"] for entry in self.entries}
        self.divisions = _rows(Division.objects.select_related("proposal", "decision"), self._numbers("division"))
        self.proposals = _rows(Proposal.objects.all(), self._numbers("proposal"))
        self.people = self._people()
        self.holders = self._holders()

    def told(self) -> list[Told]:
        """The entries in words, in the order they were given."""
        return [self._tell(entry) for entry in self.entries]

    def _tell(self, entry: Entry) -> Told:
        about, address = self._about(entry)
        return Told(
            index=entry.index,
            at=entry.at,
            kind=entry.kind,
            sentence=self._sentence(entry),
            by=self._by(entry),
            about=about,
            address=address,
            leaf=entry.leaf,
            covered=getattr(entry, "covered", None),
        )

    def _sentence(self, entry: Entry) -> str:
        known = KINDS.get(entry.kind)
        if known is None:
            return entry.kind.replace("_", " ")
        values: defaultdict[str, str] = defaultdict(lambda: "…")
        manner = self._manner(entry)
        for name, value in self.bodies[entry.index].items():
            values[name] = self._word(name, value, manner)
        return str(known.says) % values

    def _manner(self, entry: Entry) -> Manner:
        """How the vote that the entry is about is held: where nobody votes, nobody says yes."""
        division = self.divisions.get(int(entry.subject.partition(":")[2])) if _is_of_division(entry) else None
        return read_rule(division.rule).manner if division else Manner.VOTE

    def _word(self, name: str, value: Any, manner: Manner) -> str:
        """One member of a body, as people say it."""
        if name in MEMBERS:
            return str(self.here.names[value])
        if name == "state":
            return self.partners.get(value) or str(self.here.names[value])
        if name == "position":
            return _position(value, manner)
        worded = {
            "result": _result,
            "reason": _reason,
            "role": _role,
            "what": _act,
            "coming": _coming,
            "kind": _stop,
        }
        if name in worded:
            return worded[name](str(value))
        if name == "key":
            return str(value)[:16]
        instant = parse_datetime(value) if isinstance(value, str) and name.endswith("_at") else None
        return times.when(instant, self.here.now) if instant else str(value)

    def _by(self, entry: Entry) -> str:
        body = self.bodies[entry.index]
        by = body.get("by", body.get("accreditation"))
        numbers = by if isinstance(by, list) else [by]
        source = self.people if "by" in body else self.holders
        names = [source[number] for number in numbers if isinstance(number, int) and number in source]
        if names:
            return ", ".join(dict.fromkeys(names))
        return _("System") if entry.kind in SYSTEM else _("Secretariat")

    def _about(self, entry: Entry) -> tuple[str, str]:
        """What an entry is about, and where that is shown."""
        slug, (what, _sep, number) = self.here.coalition.slug, entry.subject.partition(":")
        if what == "division" and int(number) in self.divisions:
            division = self.divisions[int(number)]
            return division.proposal.title, reverse("vote", args=[slug, division.pk])
        if what == "proposal" and int(number) in self.proposals:
            proposal = self.proposals[int(number)]
            return proposal.title, reverse("proposal", args=[slug, proposal.year, proposal.number])
        return "", ""

    @cached_property
    def partners(self) -> dict[str, str]:
        """The states beside the members by code, read where an entry is about one."""
        rows = Partner.objects.filter(coalition=self.here.coalition)
        return {partner.code: str(name_of_partner(partner)) for partner in rows}

    def _numbers(self, what: str) -> set[int]:
        subjects = (entry.subject.partition(":") for entry in self.entries)
        return {int(number) for kind, _sep, number in subjects if kind == what and number.isdecimal()}

    def _people(self) -> dict[int, str]:
        given = [body["by"] for body in self.bodies.values() if "by" in body]
        numbers = {n for by in given for n in (by if isinstance(by, list) else [by]) if isinstance(n, int)}
        people = Person.objects.filter(pk__in=numbers) if numbers else []
        if not self.here.coalition.exercise:
            return {person.pk: person.name for person in people}
        seated = Delegate.objects.filter(person__in=numbers, member__coalition=self.here.coalition)
        ranked = {place.person_id: _ranked(place) for place in seated.select_related("member")}
        return {person.pk: ranked.get(person.pk) or _("Secretariat") for person in people}

    def _holders(self) -> dict[int, str]:
        """Who held each accreditation, as they are called."""
        numbers = {body["accreditation"] for body in self.bodies.values() if isinstance(body.get("accreditation"), int)}
        if not numbers:
            return {}
        held = Accreditation.objects.filter(pk__in=numbers).select_related("member", "person")
        ranks = self._ranks({each.person_id for each in held})
        if not self.here.coalition.exercise:
            return {each.pk: each.person.name for each in held}
        return {each.pk: f"{name_of(each.member)}, {ranks.get(each.person_id, '')}".rstrip(", ") for each in held}

    def _ranks(self, people: set[int]) -> dict[int, str]:
        if not self.here.coalition.exercise:
            return {}
        places = Delegate.objects.filter(person__in=people, member__coalition=self.here.coalition)
        return {place.person_id: str(place.get_rank_display()) for place in places}


def _rows(rows: Any, numbers: set[int]) -> dict[int, Any]:
    return rows.in_bulk(numbers) if numbers else {}


def _is_of_division(entry: Entry) -> bool:
    return entry.subject.startswith("division:") and entry.subject[9:].isdecimal()


def _ranked(place: Delegate) -> str:
    return f"{name_of(place.member)}, {place.get_rank_display()}"


def _position(value: str, manner: Manner) -> str:
    try:
        return word_of(Position(value), manner).lower()
    except ValueError:
        return value


def _result(value: str) -> str:
    words = {
        Result.ADOPTED: _("adopted"),
        Result.REJECTED: _("not adopted"),
        Result.NO_QUORUM: _("no quorum"),
        Result.NO_OPINION: _("no opinion"),
        Result.RECORDED: _("positions recorded"),
    }
    return words.get(Result(value), value) if value in {result.value for result in Result} else value


def _reason(value: str) -> str:
    words = {
        "late": _("received too late"),
        "sealed": _("recorded after the vote was sealed"),
        "revoked": _("the accreditation had ended"),
        "broken": _("an objection had ended it"),
        "stands": _("its objection stands"),
        "rotated": _("replaced by the next"),
        "lost": _("lost"),
        "compromised": _("no longer secret"),
    }
    return words.get(value, value)


def _coming(value: str) -> str:
    return str(Coming(value).label) if value in Coming.values else value


def _stop(value: str) -> str:
    return str(StopReason(value).label) if value in StopReason.values else value


def _role(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


def _act(value: str) -> str:
    known = KINDS.get(value)
    return str(known.title).lower() if known else value.replace("_", " ")

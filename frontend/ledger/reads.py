"""Finding entries: by kind, member, words and dates, as far as the reader may read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from frontend.access import Here
from proposals.drafting.models import Proposal
from proposals.ledger.kinds import KINDS
from proposals.ledger.models import Checkpoint, Entry
from proposals.scope import proposals_for
from proposals.voting.ledger_sight import entries_for, hidden
from proposals.voting.models import Division

LONGEST = 100
_LEAF = re.compile(r"[0-9a-fA-F]{8,64}\Z")  # as many as the page shows, or more
_NUMBER = re.compile(r"[0-9]{1,15}\Z", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """What the reader looks for. `faults` says by field what could not be understood; it filters nothing."""

    kind: str = ""
    member: str = ""
    words: str = ""
    since: str = ""
    until: str = ""
    proposal: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Read the address's parameters; a kind or member that does not exist is none."""
        kind = given.get("kind", "")
        return cls(
            kind=kind if kind in KINDS else "",
            member=given.get("member", "")[:8],
            words=given.get("q", "").replace("\0", "").strip()[:LONGEST],
            since=given.get("since", "")[:10],
            until=given.get("until", "")[:10],
            proposal=given.get("proposal", "")[:20],
        )

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by field."""
        wrong = {name: _("Write the day as 2026-03-31.") for name in ("since", "until") if not self._is_day(name)}
        if not wrong and self.since and self.until and self.since > self.until:
            wrong["until"] = _("The last day is before the first.")
        return wrong

    def day(self, name: str) -> date | None:
        """A day that was given and understood."""
        try:
            return parse_date(getattr(self, name))
        except ValueError:
            return None

    def _is_day(self, name: str) -> bool:
        return not getattr(self, name) or self.day(name) is not None


def found(here: Here, asked: Asked) -> QuerySet[Entry]:
    """The entries that were asked for, the latest first, each with the size of the first checkpoint that covers it.

    Where nothing was asked for, entries that are hidden are in, to be shown by their number alone.
    """
    rows = entries_for(here.person, here.coalition, here.now)
    if asked != Asked():
        rows = rows.exclude(hidden(here.coalition, here.now)).filter(_wanted(here, asked))
    first = Checkpoint.objects.filter(coalition=OuterRef("coalition"), size__gt=OuterRef("index")).order_by("size")
    return rows.annotate(covered=Subquery(first.values("size")[:1])).order_by("-index")


def hidden_among(here: Here, entries: list[Entry]) -> set[int]:
    """The numbers of those entries that are not read yet."""
    indexes = [entry.index for entry in entries]
    rows = Entry.objects.filter(coalition=here.coalition, index__in=indexes)
    return set(rows.filter(hidden(here.coalition, here.now)).values_list("index", flat=True))


def proposal_of(here: Here, asked: Asked) -> Proposal | None:
    """The proposal whose story is asked for, in the reader's scope."""
    year, _sep, number = asked.proposal.partition("/")
    if not (year.isdecimal() and number.isdecimal() and len(year) < 5 and len(number) < 10):
        return None
    mine = proposals_for(here.person, here.now).filter(coalition=here.coalition)
    return mine.filter(year=int(year), number=int(number)).first()


def _wanted(here: Here, asked: Asked) -> Q:
    wanted = Q()
    if asked.kind:
        wanted &= Q(kind=asked.kind)
    if asked.member:
        wanted &= _of_member(asked.member)
    if asked.words:
        wanted &= _says(here, asked.words)
    if asked.proposal:
        wanted &= Q(subject__in=_subjects(Proposal.objects.filter(pk=getattr(proposal_of(here, asked), "pk", 0))))
    since, until = asked.day("since"), asked.day("until")
    if since:
        wanted &= Q(at__gte=_midnight(since))
    if until:
        wanted &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return wanted


def _of_member(code: str) -> Q:
    """Entries are canonical JSON: a member stands in them in one way of writing only."""
    if not code.isalnum():
        return Q(index__in=[])
    named = [Q(content__contains=f'"{name}":"{code}"') for name in ("member", "principal", "holder")]
    return named[0] | named[1] | named[2]


def _says(here: Here, words: str) -> Q:
    """Words of a kind, of a proposal's title or number, a leaf or its beginning, the number of an entry."""
    kinds = [kind for kind, known in KINDS.items() if words.lower() in str(known.title).lower()]
    titled = Q(title__icontains=words)
    year, _sep, number = words.upper().removeprefix("P-").partition("/")
    if year.isdecimal() and number.isdecimal() and len(year + number) < 12:
        titled |= Q(year=int(year), number=int(number))
    proposals = proposals_for(here.person, here.now).filter(titled, coalition=here.coalition)
    says = Q(kind__in=kinds) | Q(subject__in=_subjects(proposals))
    if _LEAF.match(words):
        says |= Q(leaf__startswith=words.lower())
    return says | Q(index=int(words)) if _NUMBER.match(words) else says


def _subjects(proposals: QuerySet[Proposal]) -> list[str]:
    numbers = list(proposals.values_list("pk", flat=True))
    divisions = Division.objects.filter(proposal__in=numbers).values_list("pk", flat=True)
    return [f"proposal:{pk}" for pk in numbers] + [f"division:{pk}" for pk in divisions]


def _midnight(day: date) -> datetime:
    """The beginning of a day in the reader's zone."""
    return timezone.make_aware(datetime.combine(day, time()))

"""What stands beside a member in a list of positions: for which groups it speaks, which reservations it has made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coalition.models import Group
from frontend.access import Here
from frontend.words.members import Name, name_of
from proposals.statements.models import RESERVATIONS, Statement, StatementKind
from proposals.voting.models import Division


@dataclass(frozen=True)
class Remarks:
    """The remarks by member, and who speaks for which group."""

    by_code: Mapping[str, list[str]] = field(default_factory=dict)
    speakers: Sequence[tuple[Name, str]] = ()


def remarks_of(here: Here, division: Division) -> Remarks:
    """Read them in two queries. A reservation is told while it stands; it changes no position."""
    remarks: dict[str, list[str]] = defaultdict(list)
    speakers = _speakers(division)
    for speaker, group in speakers:
        remarks[speaker.code].append(_("speaks for %(group)s") % {"group": group})
    standing = Statement.objects.filter(proposal=division.proposal_id, kind__in=RESERVATIONS, ended_at__isnull=True)
    for code, kind in standing.filter(expires_at__gt=here.now).values_list("member__code", "kind"):
        remarks[code].append(str(StatementKind(kind).label))
    return Remarks(dict(remarks), speakers)


def _speakers(division: Division) -> list[tuple[Name, str]]:
    """Who speaks for which group, of the members on the roll; speaking for a group is not voting for it."""
    groups = Group.objects.filter(coalition=division.coalition_id, speaker__code__in=division.roll["members"])
    return [(name_of(group.speaker), group.code) for group in groups.select_related("speaker") if group.speaker]

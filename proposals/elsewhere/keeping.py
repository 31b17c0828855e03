"""Past roll calls from a CSV file: previewed first, each bad line named, then kept in one act, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.checking_tables import MOST_FAULTS, Fault, Faults, opened
from coalition.errors import Invalid
from coalition.membership import check_text
from coalition.models import Coalition, Person
from coalition.permissions import Act, require
from coalition.replaying import Replayed, replay
from coalition.rules.positions import Position
from coalition.rules.rule import Rule
from coalition.tables import (
    RollCall,
    Row,
    TableError,
    adopted_in,
    member_code,
    position_in,
    roll_call_of,
    votes_in,
)
from coalition.writing import write_transaction
from proposals.elsewhere.models import RecordedVote
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import fingerprint

LENGTHS = {"body": 200, "date": 40, "resolution": 300}


@dataclass(frozen=True)
class Preview:
    """The votes in a file, those of them that are here already, and what is wrong."""

    calls: list[RollCall] = field(default_factory=list)
    known: list[RollCall] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it can be kept."""
        return not self.faults and bool(self.calls)


def preview(*, coalition: Coalition, text: str) -> Preview:
    """Return what keeping the roll calls of a file would add. Nothing is written."""
    faults = Faults()
    table = opened(text, faults)
    votes = faults.of(votes_in, table) if table is not None else None
    if votes is None:
        return Preview(faults=faults.found)
    column, listed = votes
    calls = [call for rows in listed if (call := _call(rows, column, faults))]
    found = sorted(faults.found, key=lambda fault: (fault.line, fault.column))
    if found:
        return Preview(faults=found[:MOST_FAULTS], more_faults=max(len(found) - MOST_FAULTS, 0))
    there = set(RecordedVote.objects.filter(coalition=coalition).values_list("body", "date", "resolution"))
    new = [call for call in calls if (call.body, call.date, call.resolution) not in there]
    return Preview(new, [call for call in calls if call not in new])


def keep_roll_calls(*, coalition: Coalition, text: str, source: str, by: Person) -> list[RecordedVote]:
    """Keep the roll calls of a file in the register of votes recorded elsewhere; those that are there already stay.

    Raises `NotAllowed`, or `Invalid` for a file with anything wrong in it.
    """
    now = clock.now()
    require(by, coalition, Act.IMPORT_VOTES, now)
    check_text(source.strip(), "source", 200)
    with write_transaction():
        head = lock_head(coalition.pk)
        made = preview(coalition=coalition, text=text)
        if made.faults:
            fault = made.faults[0]
            said = {"line": fault.line, "column": fault.column, "problem": fault.problem}
            raise Invalid("bad_file", _("Line %(line)d, column %(column)d: %(problem)s.") % said, field="text")
        if not made.calls:
            raise Invalid("nothing_new", _("The file holds no vote that is not kept already."), field="text")
        kept = RecordedVote.objects.bulk_create(
            RecordedVote(
                coalition=coalition,
                body=call.body,
                date=call.date,
                resolution=call.resolution,
                adopted=call.adopted,
                positions={code: position.value for code, position in sorted(call.positions.items())},
                source=source.strip(),
                imported_by=by,
                imported_at=now,
            )
            for call in made.calls
        )
        votes = [[each.body, each.date, each.resolution, each.adopted, each.positions] for each in kept]
        append(
            coalition_id=coalition.pk,
            kind="roll_calls_kept",
            subject=f"coalition:{coalition.pk}",
            at=now,
            body={"votes": len(kept), "votes_hash": fingerprint(votes), "by": [by.pk]},
            head=head,
        )
    return kept


def replayed(vote: RecordedVote, rule: Rule) -> Replayed | str:
    """Return what a rule makes of a recorded vote on the members that it lists; or why it cannot be said."""
    positions = {code: Position(position) for code, position in vote.positions.items()}
    call = RollCall("", 0, vote.body, vote.date, vote.resolution, vote.adopted, positions, {}, 0)
    try:
        return replay(rule, call, None, frozenset())
    except TableError as error:
        return error.problem


def _call(rows: list[Row], column: str, faults: Faults) -> RollCall | None:
    """One vote; each of its lines that is wrong is named, and then what is wrong with them together."""
    before = len(faults.found)
    for row in rows:
        faults.of(member_code, row, column)
        faults.of(position_in, row, "vote")
        faults.of(adopted_in, row)
    for name, most in LENGTHS.items():
        faults.of(_short, rows[0], name, most)
    return faults.of(roll_call_of, rows, column) if len(faults.found) == before else None


def _short(row: Row, name: str, most: int) -> None:
    text = row.cells[name]
    if not text or len(text) > most or not text.isprintable():
        raise row.error(name, gettext("one line of at most %(most)d characters is needed") % {"most": most})

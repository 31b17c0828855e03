"""Every list as a table that leaves the house: the same rows whether a page, the API or a file asks for them.

Columns keep their names, whatever the reader's language, because people script against them. Each list is read through
the reader's scope, as its page is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coalition.models import Coalition, Member, Person
from coalition.permissions import reads_everything
from coalition.procedure import subjects_in_force
from coalition.rolls import roll_at
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from proposals.ledger.canonical import timestamp
from proposals.lists.cells import as_csv
from proposals.meetings.models import Meeting
from proposals.meetings.reading import agenda_for
from proposals.scope import decisions_for
from proposals.voting.models import Decision

Cell = object  # a text, a number, a truth value or nothing


@dataclass(frozen=True)
class Table:
    """A list: its columns, and its rows in order."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    def as_csv(self) -> str:
        """Return it as CSV; no cell of it is a formula."""
        return as_csv(self.columns, self.rows)

    def as_objects(self) -> list[dict[str, Cell]]:
        """Return it as objects by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def register(coalition: Coalition, person: Person, instant: datetime) -> Table:
    """The decisions that the person may read, the first first."""
    columns = ("symbol", "decided_at", "title", "proposal", "revision", "procedure", "rule", "result", "registered_as")
    related = decisions_for(person, instant).filter(coalition=coalition)
    rows = related.select_related("division__proposal", "division__revision").order_by("year", "number")
    return Table("decisions", (*columns, "bound", "text_hash"), [_decision(row) for row in rows.iterator(200)])


def members(coalition: Coalition, person: Person, instant: datetime) -> Table:
    """The members of now with their weights and groups: as `--roll` of the commands reads it."""
    roll = roll_at(coalition, instant)
    names = {member.code: member for member in Member.objects.filter(coalition=coalition)}
    weights, groups = sorted(roll.weights), sorted(roll.groups)
    columns = ("member", "name_en", "name_fr", *weights, *(f"group:{name}" for name in groups), "suspended")
    rows = [
        (
            code,
            names[code].name_en,
            names[code].name_fr,
            *(str(roll.weights[name][code]) for name in weights),
            *(int(code in roll.groups[name]) for name in groups),
            int(code in roll.suspended),
        )
        for code in roll.members
    ]
    return Table("members", columns, rows)


def rules(coalition: Coalition, person: Person, instant: datetime) -> Table:
    """The rules of procedure in force, subject by subject."""
    columns = ("subject", "title_en", "title_fr", "rule", "version", "procedure", "notice_seconds", "visibility")
    rows = [
        (
            entry.code,
            entry.title_en,
            entry.title_fr,
            entry.rule.identifier,
            entry.rule.version,
            entry.procedure,
            int(entry.notice.total_seconds()),
            entry.visibility,
            entry.tie_break,
            entry.opener,
        )
        for entry in subjects_in_force(coalition, instant)
    ]
    return Table("rules", (*columns, "tie_break", "opener"), rows)


def ballots(decision: Decision) -> Table:
    """The roll call of a decision: as `--ballots` of the commands reads it, with who cast by proxy."""
    tally = Outcome.from_json(decision.outcome).tally.members
    where = {code: position.value for position in Position for code in tally[position]}
    rows = [(code, where[code], decision.by_proxy.get(code)) for code in sorted(where)]
    return Table(f"roll-call-{decision.year}-{decision.number}", ("member", "position", "by_proxy_of"), rows)


def agenda(meeting: Meeting, person: Person, instant: datetime) -> Table:
    """The agenda of a meeting, in order, with the proposals on it that the person may read."""
    columns = ("number", "depth", "title", "discussed", "minutes", "proposals", "begun_at", "done_at", "withdrawn_at")
    rows = [
        (
            line.place.number,
            line.place.depth,
            line.item.title,
            line.item.discussed,
            line.item.minutes,
            " ".join(proposal.symbol for proposal in line.proposals),
            *(_instant(at) for at in (line.item.begun_at, line.item.done_at, line.item.withdrawn_at)),
        )
        for line in agenda_for(person, meeting, instant)
    ]
    return Table(f"agenda-{meeting.number}", columns, rows)


LISTS: dict[str, Callable[[Coalition, Person, datetime], Table]] = {
    "decisions": register,
    "members": members,
    "rules": rules,
}
MEMBERS_ONLY = frozenset({"rules"})


def list_of(name: str, coalition: Coalition, person: Person, instant: datetime) -> Table | None:
    """Return a list by its name; None where there is none, or it is none of the person's."""
    made = LISTS.get(name)
    if made is None or (name in MEMBERS_ONLY and not reads_everything(person, coalition, instant)):
        return None
    return made(coalition, person, instant)


def _decision(row: Decision) -> tuple[Cell, ...]:
    outcome = Outcome.from_json(row.outcome)
    return (
        row.symbol,
        timestamp(row.decided_at),
        row.division.proposal.title,
        row.division.proposal.symbol,
        row.division.revision.number,
        row.division.procedure,
        f"{outcome.rule} {outcome.version}",
        row.result,
        wording.headline(outcome, "en"),
        " ".join(outcome.bound),
        row.text_hash,
    )


def _instant(at: datetime | None) -> str | None:
    return timestamp(at) if at else None

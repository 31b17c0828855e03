"""What becomes of a decision: amended or superseded by a later one, or expired. Recorded by two people, each on record.

Nothing in the decision itself changes: it is read as it was taken, with what became of it beside it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import four_eyes
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind
from coalition.known import Known
from coalition.models import PendingAct, Person
from coalition.models.procedure import Procedure
from coalition.permissions import Act
from coalition.recording import written
from coalition.rules.results import Result
from proposals.ledger.appending import append, lock_head
from proposals.register.models import DecisionMark, Mark
from proposals.voting.models import Decision


def ask_mark(
    *, decision: Decision, mark: Mark, by: Person, later: Decision | None = None, expires_at: datetime | None = None
) -> PendingAct:
    """Ask to record what becomes of a decision; it is on record when a second person confirms.

    Raises `NotAllowed`, `Invalid` for a later decision or a day that is none, `Conflict` for what is recorded already.
    """
    asked = {
        "decision": decision.symbol,
        "mark": mark.value,
        "later": later.symbol if later else None,
        "expires_at": written(expires_at),
    }
    return four_eyes.ask(coalition=decision.coalition, kind="decision_marked", arguments=asked, by=by)


def ask_strike(*, mark: DecisionMark, by: Person) -> PendingAct:
    """Ask to strike a mark that was recorded by mistake; it stays on record as struck."""
    asked = {"mark": mark.pk, "decision": mark.decision.symbol}
    return four_eyes.ask(coalition=mark.coalition, kind="decision_mark_struck", arguments=asked, by=by)


def standing_marks(decision: Decision) -> list[DecisionMark]:
    """Return what became of the decision."""
    rows = decision.marks.filter(struck_at__isnull=True)
    return list(rows.select_related("decision", "later__division__proposal"))


def _decision(asked: Asked, symbol: str | None, field: str) -> Decision:
    year, _sep, number = (symbol or "").partition("/")
    known = year.isdecimal() and number.isdecimal() and len(symbol or "") < 12
    rows = Decision.objects.filter(coalition=asked.coalition).select_related("division")
    found = rows.filter(year=int(year), number=int(number)).first() if known else None
    if found is None:
        raise Invalid("unknown_decision", _("There is no decision of this number."), field=field)
    return found


def _check(asked: Asked) -> None:
    decision, mark = _decision(asked, asked.arguments["decision"], "decision"), Mark(asked.arguments["mark"])
    _check_stands(decision, "decision")
    if mark is Mark.EXPIRES:
        expires_at = asked.instant("expires_at")
        if expires_at is None or expires_at <= decision.decided_at:
            raise Invalid("bad_expiry", _("Give the day on which it expires, after it was taken."), field="expires_at")
    else:
        later = _decision(asked, asked.arguments["later"], "later")
        _check_stands(later, "later")
        if later.decided_at <= decision.decided_at:
            raise Invalid("not_later", _("Only a later decision amends or supersedes one."), field="later")
    standing = decision.marks.filter(struck_at__isnull=True)
    if standing.filter(mark=Mark.SUPERSEDED).exists():
        raise Conflict("superseded", _("This decision is superseded already."))
    if mark is Mark.EXPIRES and standing.filter(mark=mark).exists():
        raise Conflict("expires_already", _("The day on which it expires is recorded already. Strike that first."))


def _check_stands(decision: Decision, field: str) -> None:
    if decision.result != Result.ADOPTED or decision.division.procedure == Procedure.INDICATIVE:
        raise Invalid("not_adopted", _("Only what was adopted can be amended, superseded or expire."), field=field)


def _perform(asked: Asked) -> DecisionMark:
    head = lock_head(asked.coalition.pk)
    given = asked.arguments
    made = DecisionMark.objects.create(
        coalition=asked.coalition,
        decision=_decision(asked, given["decision"], "decision"),
        mark=given["mark"],
        later=_decision(asked, given["later"], "later") if given["later"] else None,
        expires_at=asked.instant("expires_at"),
        made_at=asked.at,
    )
    append(
        coalition_id=asked.coalition.pk,
        kind="decision_marked",
        subject=f"decision:{made.decision_id}",
        at=asked.at,
        body={**given, **asked.by},
        head=head,
    )
    return made


def _held(asked: Asked) -> DecisionMark:
    mark = DecisionMark.objects.filter(coalition=asked.coalition, pk=asked.arguments["mark"]).first()
    if mark is None or mark.struck_at is not None:
        raise Conflict("struck", _("This was struck already."))
    return mark


def _strike(asked: Asked) -> DecisionMark:
    head = lock_head(asked.coalition.pk)
    mark = _held(asked)
    mark.struck_at = asked.at
    mark.save(update_fields=["struck_at"])
    append(
        coalition_id=asked.coalition.pk,
        kind="decision_mark_struck",
        subject=f"decision:{mark.decision_id}",
        at=asked.at,
        body={**asked.arguments, **asked.by},
        head=head,
    )
    return mark


def _sentence(given: Arguments, known: Known) -> str:
    said = {"decision": given["decision"], "later": given["later"]}
    if given["mark"] == Mark.EXPIRES:
        said["day"] = known.instant(given["expires_at"])
        return gettext("Record that decision %(decision)s expires: %(day)s.") % said
    if given["mark"] == Mark.AMENDED:
        return gettext("Record that decision %(decision)s is amended by decision %(later)s.") % said
    return gettext("Record that decision %(decision)s is superseded by decision %(later)s.") % said


four_eyes.register(
    Kind("decision_marked", Act.MARK_DECISION, _("What becomes of a decision"), _sentence, _perform, _check)
)
four_eyes.register(
    Kind(
        "decision_mark_struck",
        Act.MARK_DECISION,
        _("Correction of the register"),
        lambda given, known: gettext("Strike what was recorded of decision %(decision)s by mistake.") % given,
        _strike,
        _held,
    )
)

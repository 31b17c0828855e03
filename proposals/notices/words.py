"""A notice in words: a subject and a few sentences, in the language and zone that are active.

Inside the house it names what the reader may read. What leaves it carries numbers and times, and the title, and with
it the outcome, only where `drafting.naming.may_name` lets it; an exercise says so first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.models import Person
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from proposals.drafting.naming import may_name
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Notice
from proposals.voting.models import StopReason
from proposals.words import times
from proposals.words.members import Roster, Rosters, language


@dataclass(frozen=True)
class Said:
    """A notice as one person reads it."""

    subject: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """Who reads a notice, when, and where: `inside` the house, or on a channel that leaves it."""

    notice: Notice
    person: Person
    now: datetime
    roster: Roster
    inside: bool = True

    def say(self) -> Said:
        """Return it in words."""
        kind = NoticeKind(self.notice.kind)
        said = _SAYINGS[kind](self)
        if self.notice.coalition.exercise and not self.inside:
            return Said(f"{_('EXERCISE')} · {said.subject}", said.lines)
        return said

    @property
    def names(self) -> bool:
        """Whether what it is about is named."""
        return self.inside or bool(self.notice.proposal and may_name(self.notice.proposal))

    @property
    def text(self) -> str:
        """The proposal: its number, with its title where that may be said."""
        proposal = self.notice.proposal
        assert proposal is not None, f"{self.notice.kind} is about a proposal"
        return (
            _("%(symbol)s, “%(title)s”") % {"symbol": proposal.symbol, "title": proposal.title}
            if self.names
            else proposal.symbol
        )

    @property
    def due(self) -> datetime:
        """The deadline, the beginning or the expiry, as it stands now: the one that every page shows."""
        due = due_of(self.notice)
        assert due is not None, f"{self.notice.kind} speaks of an instant"
        return due

    @property
    def when(self) -> str:
        """The same in words, with the city, and beside it the hour in the coalition's zone and in UTC."""
        return times.with_others(times.to_the_minute(self.due), self.due, self.notice.coalition.time_zone)

    @property
    def members(self) -> str:
        """The members that it is about, for this reader."""
        own = self.notice.details.get("for", {}).get(str(self.person.pk))
        return self.roster.listed(own if own is not None else self.notice.details.get("members", []))


def reading(
    notice: Notice, person: Person, now: datetime, rosters: Rosters | None = None, *, inside: bool = True
) -> Reading:
    """Return a notice as one person reads it; whoever has many read hands in `rosters`, which are read once for all."""
    return Reading(notice, person, now, (rosters or Rosters()).of(notice.coalition), inside)


def due_of(notice: Notice) -> datetime | None:
    """Return the one instant that it speaks of, read where every page reads it; None where it speaks of none."""
    if notice.meeting:
        return None if notice.kind == NoticeKind.MINUTES_CIRCULATED else notice.meeting.starts_at
    if notice.statement:
        return notice.statement.expires_at
    if notice.commitment:
        return notice.commitment.due_at
    return notice.division.closes_at if notice.division else None


def _text_put(r: Reading) -> Said:
    return Said(_("New text: %(text)s") % {"text": r.text}, (_("A text was put to the coalition. Read it."),))


def _text_amended(r: Reading) -> Said:
    said = {"text": r.text, "number": r.notice.details.get("revision", "")}
    return Said(_("Text revised: %(text)s") % said, (_("Revision %(number)s is recorded. See what changed.") % said,))


def _vote_opened(r: Reading) -> Said:
    if _by_objection(r):
        lines = (_("Expires at %(when)s; no action means consent.") % {"when": r.when}, _objects())
        return Said(_("Open to objections: %(text)s") % {"text": r.text}, lines)
    lines = (_("Open until %(when)s.") % {"when": r.when}, _("Read the text and vote before then."))
    return Said(_("Vote opened: %(text)s") % {"text": r.text}, lines)


def _vote_extended(r: Reading) -> Said:
    if _by_objection(r):
        lines = (_("Now expires at %(when)s; no action means consent.") % {"when": r.when}, _objects())
    else:
        lines = (_("The vote is now open until %(when)s.") % {"when": r.when}, _("What was cast still counts."))
    return Said(_("Deadline moved: %(text)s") % {"text": r.text}, lines)


def _by_objection(r: Reading) -> bool:
    """Whether nobody votes in it: who says nothing consents."""
    return bool(r.notice.division and r.notice.division.by_objection)


def _objects() -> str:
    return _("Whoever disagrees objects before then; an objection ends the silence at once.")


def _vote_annulled(r: Reading) -> Said:
    lines = (_("This vote was annulled. No decision is taken on it."),)
    return Said(_("Vote annulled: %(text)s") % {"text": r.text}, lines)


def _vote_stopped(r: Reading) -> Said:
    """Why it was stopped is how a member stood: it leaves the house no more than an outcome does."""
    lines = [_("A member stopped this vote. No decision is taken on it.")]
    if r.names:
        because = StopReason(r.notice.details["because"]).label
        lines.append(_("Why: %(because)s. What was said stands on its page.") % {"because": because})
    return Said(_("Vote stopped: %(text)s") % {"text": r.text}, tuple(lines))


def _receipt(r: Reading) -> Said:
    """It names the entry, and not how the member voted: outside the house that would say more than any title."""
    entry = {"index": r.notice.details["entry"], "leaf": r.notice.details["leaf"]}
    lines = [_("Your vote is recorded as entry %(index)s of the ledger.") % entry, _("Leaf: %(leaf)s") % entry]
    if not r.inside:
        lines.append(_("The receipt is attached. Keep it, or paste it under “Check a receipt” to see where it stands."))
    return Said(_("Receipt: %(text)s") % {"text": r.text}, tuple(lines))


def _reminder(r: Reading) -> Said:
    lead = times.span(timedelta(minutes=r.notice.details["lead"]))
    said = {"text": r.text, "lead": lead, "when": r.when, "members": r.members}
    return Said(
        _("%(lead)s left to vote: %(text)s") % said,
        (
            _("Not voted yet: %(members)s.") % said,
            _("The vote closes on %(when)s.") % said,
        ),
    )


def _silence_expiring(r: Reading) -> Said:
    """Under silence nobody misses a vote: doing nothing is an answer."""
    lines = (
        _("Expires at %(when)s; no action means consent.") % {"when": r.when},
        _objects(),
    )
    return Said(_("Silence about to expire: %(text)s") % {"text": r.text}, lines)


def _vote_missed(r: Reading) -> Said:
    said = {"text": r.text, "members": r.members, "when": r.when}
    lines = (
        _("Closed on %(when)s. No vote was received: %(members)s.") % said,
        _("You can put an explanation on record, on the page of the proposal."),
    )
    return Said(_("Deadline passed without your vote: %(text)s") % said, lines)


def _missed_again(r: Reading) -> Said:
    said = {"text": r.text, "members": r.members}
    number = len(r.notice.details.get("members", []))
    lines = (
        _("No vote was received before this deadline, nor before the one before it: %(members)s.") % said,
        _("Ask the delegation whether it can be reached, and whether its people are still the right ones."),
    )
    subject = ngettext(
        "%(number)s member missed a second deadline in a row: %(text)s",
        "%(number)s members missed a second deadline in a row: %(text)s",
        number,
    )
    return Said(subject % {**said, "number": number}, lines)


def _outcome(r: Reading) -> Said:
    said = {"text": r.text, "decision": r.notice.details["decision"]}
    if not r.names:
        return Said(_("Decision %(decision)s on %(text)s") % said, (_("The decision is recorded. Read it."),))
    assert r.notice.division is not None, "an outcome is of a vote"
    said["result"] = wording.headline(Outcome.from_json(r.notice.division.decision.outcome), language())
    lines = (_("%(result)s. Decision %(decision)s.") % said, _("Its reasons and its proof stand in the register."))
    return Said(_("%(result)s: %(text)s") % said, lines)


def _meeting(r: Reading) -> dict[str, object]:
    return {"meeting": _meeting_named(r), "when": r.when}


def _meeting_named(r: Reading) -> str:
    meeting = r.notice.meeting
    assert meeting is not None, f"{r.notice.kind} is about a meeting"
    number = _("meeting %(number)s") % {"number": meeting.number}
    return _("%(meeting)s, “%(title)s”") % {"meeting": number, "title": meeting.title} if r.inside else number


def _meeting_called(r: Reading) -> Said:
    said = _meeting(r)
    lines = (_("It begins on %(when)s.") % said, _("The agenda stands on the page of the meeting."))
    return Said(_("Called: %(meeting)s") % said, lines)


def _meeting_changed(r: Reading) -> Said:
    said = _meeting(r)
    lines = (_("It now begins on %(when)s.") % said, _("See on its page what changed."))
    return Said(_("Changed: %(meeting)s") % said, lines)


def _meeting_cancelled(r: Reading) -> Said:
    said = _meeting(r)
    lines = (_("It was to begin on %(when)s, and is not held.") % said, _("The reason stands on its page."))
    return Said(_("Cancelled: %(meeting)s") % said, lines)


def _meeting_uncalled(r: Reading) -> Said:
    """Who may no longer read of the meeting hears its number and hour, which they knew, and nothing else."""
    assert r.notice.meeting is not None, f"{r.notice.kind} is about a meeting"
    said = {"meeting": _("meeting %(number)s") % {"number": r.notice.meeting.number}, "when": r.when}
    lines = (_("It begins on %(when)s. You were called to it, and no longer are: your calendar lets it go.") % said,)
    return Said(_("No longer called: %(meeting)s") % said, lines)


def _minutes_circulated(r: Reading) -> Said:
    lines = (_("Read them; what is wrong is corrected before a later meeting adopts them."),)
    return Said(_("Minutes circulated: %(meeting)s") % {"meeting": _meeting_named(r)}, lines)


def _reservation_lapsing(r: Reading) -> Said:
    said = {"text": r.text, "members": r.members, "when": r.when}
    lines = (
        _("The reservation of your delegation lapses on %(when)s: %(members)s.") % said,
        _("Lift it before then, or let it lapse."),
    )
    return Said(_("Reservation about to lapse: %(text)s") % said, lines)


def _commitment_due(r: Reading) -> Said:
    """What was pledged is read inside the house alone: it says more than a title."""
    commitment = r.notice.commitment
    assert commitment is not None, "it is about one"
    lead = r.notice.details["lead"]
    said = {"text": r.text, "members": r.members, "when": r.when, "decision": commitment.decision.symbol}
    pledged = [_("Pledged: “%(words)s”") % {"words": Truncator(commitment.text).chars(200)}] if r.inside else []
    if lead:
        said["lead"] = times.span(timedelta(minutes=lead))
        subject = _("Commitment due in %(lead)s: %(text)s") % said
        first = _("Towards decision %(decision)s, due on %(when)s: %(members)s.") % said
    else:
        subject = _("Commitment past its date: %(text)s") % said
        first = (
            _("Towards decision %(decision)s, it was due on %(when)s and is not reported fulfilled: %(members)s.")
            % said
        )
    last = _("The member says on the page of the decision that it is fulfilled, moves its date or withdraws it.")
    return Said(subject, (first, *pledged, last))


def _test(r: Reading) -> Said:
    return Said(_("A test"), (_("This was sent because you asked for a test. It says nothing else."),))


_SAYINGS = {
    NoticeKind.TEXT_PUT: _text_put,
    NoticeKind.TEXT_AMENDED: _text_amended,
    NoticeKind.VOTE_OPENED: _vote_opened,
    NoticeKind.VOTE_EXTENDED: _vote_extended,
    NoticeKind.VOTE_ANNULLED: _vote_annulled,
    NoticeKind.VOTE_STOPPED: _vote_stopped,
    NoticeKind.RECEIPT: _receipt,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.SILENCE_EXPIRING: _silence_expiring,
    NoticeKind.VOTE_MISSED: _vote_missed,
    NoticeKind.MISSED_AGAIN: _missed_again,
    NoticeKind.OUTCOME: _outcome,
    NoticeKind.MEETING_CALLED: _meeting_called,
    NoticeKind.MEETING_CHANGED: _meeting_changed,
    NoticeKind.MEETING_CANCELLED: _meeting_cancelled,
    NoticeKind.MEETING_UNCALLED: _meeting_uncalled,
    NoticeKind.MINUTES_CIRCULATED: _minutes_circulated,
    NoticeKind.RESERVATION_LAPSING: _reservation_lapsing,
    NoticeKind.COMMITMENT_DUE: _commitment_due,
    NoticeKind.TEST: _test,
}

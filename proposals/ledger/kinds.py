"""The kinds of entries, and what each means in words: the audit page says them, a test holds every verb to the list.

To add one, write it here in words; names in %( ) are members of the entry's body, said as people say them. `told`: an
entry about a vote whose ballots are hidden is still read while it runs, because it gives no ballot away.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger()


@dataclass(frozen=True)
class Kind:
    """One kind: its name in a list of kinds, and a sentence."""

    title: str | Promise
    says: str | Promise
    told: bool = False


KINDS: dict[str, Kind] = {
    # Keys
    "key_introduced": Kind(_("Signing key introduced"), _("Signing key introduced: %(key)s.")),
    "key_retired": Kind(_("Signing key retired"), _("Signing key retired: %(key)s.")),
    # The coalition and its members
    "coalition_founded": Kind(_("Coalition founded"), _("The coalition is founded.")),
    "member_admitted": Kind(_("Member admitted"), _("Member admitted: %(member)s.")),
    "member_withdrawn": Kind(_("Membership ended"), _("Membership ended: %(member)s.")),
    "member_suspended": Kind(_("Member suspended"), _("Member suspended: %(member)s.")),
    "suspension_ended": Kind(_("Suspension ended"), _("Suspension ended: %(member)s.")),
    "weight_set": Kind(_("Weight set"), _("Weight %(name)s of a member set to %(value)s: %(member)s.")),
    "group_named": Kind(_("Group named"), _("Group named: %(group)s.")),
    "group_place_given": Kind(_("Member joined a group"), _("Joined the group %(group)s: %(member)s.")),
    "group_place_ended": Kind(_("Member left a group"), _("Left the group %(group)s: %(member)s.")),
    "speaker_named": Kind(_("Speaker of a group named"), _("Speaks for the group %(group)s: %(member)s.")),
    # States beside the members
    "partner_registered": Kind(_("State beside the members"), _("Stands beside the members: %(state)s.")),
    "partner_ended": Kind(_("State no longer beside the members"), _("No longer beside the members: %(state)s.")),
    "contact_named": Kind(_("Contact of a state named"), _("The contact of a state was named: %(state)s.")),
    "roll_imported": Kind(_("Members and weights imported"), _("Members and weights imported: %(weights)s weights.")),
    "roll_calls_kept": Kind(_("Roll calls kept"), _("%(votes)s votes recorded elsewhere were kept.")),
    # People and their rights
    "delegate_seated": Kind(_("Delegate seated"), _("Delegate seated: %(member)s.")),
    "delegate_left": Kind(_("Delegate left"), _("Delegate left: %(member)s.")),
    "office_given": Kind(_("Office given"), _("Office given: %(role)s.")),
    "office_ended": Kind(_("Office ended"), _("Office ended: %(role)s.")),
    "accreditation_given": Kind(_("Accreditation given"), _("Accreditation given: %(member)s.")),
    "accreditation_revoked": Kind(_("Accreditation revoked"), _("Accreditation revoked: %(member)s.")),
    "accreditation_replaced": Kind(_("Accreditation replaced"), _("Accreditation replaced: %(member)s.")),
    "accreditation_ended": Kind(_("Accreditation ended"), _("Accreditation ended with the seat: %(member)s.")),
    "voting_key_registered": Kind(_("Voting key registered"), _("Key to sign ballots with registered: %(key)s.")),
    "voting_key_withdrawn": Kind(_("Voting key withdrawn"), _("Key to sign ballots with withdrawn: %(key)s.")),
    # Rules
    "rule_kept": Kind(_("Rule kept"), _("Rule kept: %(rule)s, version %(version)s.")),
    "rules_put_in_force": Kind(_("Rules of procedure in force"), _("Rules of procedure, version %(version)s.")),
    "rules_accepted": Kind(_("Rules of procedure accepted"), _("Rules of procedure accepted: %(member)s.")),
    "reminders_set": Kind(_("Reminders set"), _("Set when those are reminded whose member has not voted.")),
    # Acts that take two people
    "act_asked": Kind(_("Act asked for"), _("Asked for, to be confirmed by a second person: %(what)s.")),
    "act_confirmed": Kind(_("Act confirmed"), _("Confirmed by a second person: %(what)s.")),
    "act_declined": Kind(_("Act declined"), _("Declined by a second person: %(what)s.")),
    "act_withdrawn": Kind(_("Act withdrawn"), _("Withdrawn by who asked for it: %(what)s.")),
    "act_expired": Kind(_("Act lapsed"), _("Lapsed, since nobody confirmed it in time: %(what)s.")),
    # Texts
    "proposal_created": Kind(_("Proposal put"), _("Proposal %(proposal)s put to the coalition.")),
    "proposal_revised": Kind(_("Proposal revised"), _("Revision %(revision)s of proposal %(proposal)s.")),
    "sponsor_joined": Kind(_("Co-sponsor joined"), _("%(member)s joined proposal %(proposal)s as a co-sponsor.")),
    "sponsor_left": Kind(_("Sponsor left"), _("%(member)s sponsors proposal %(proposal)s no more.")),
    "amendment_tabled": Kind(
        _("Amendment tabled"), _("Amendment %(amendment)s to proposal %(proposal)s tabled: %(member)s.")
    ),
    "amendment_withdrawn": Kind(
        _("Amendment withdrawn"), _("Amendment %(amendment)s to proposal %(proposal)s withdrawn: %(member)s.")
    ),
    "amendment_accepted": Kind(
        _("Amendment accepted"), _("Amendment %(amendment)s to proposal %(proposal)s accepted by the sponsor.")
    ),
    "amendment_adopted": Kind(
        _("Amendment adopted"), _("Amendment %(amendment)s to proposal %(proposal)s adopted by vote.")
    ),
    "amendment_rejected": Kind(
        _("Amendment rejected"), _("Amendment %(amendment)s to proposal %(proposal)s not adopted.")
    ),
    "amendment_fell": Kind(
        _("Amendment fell"), _("Amendment %(amendment)s to proposal %(proposal)s fell with amendment %(fell_with)s.")
    ),
    "amendment_carried": Kind(
        _("Amendment written in"), _("Amendment %(amendment)s written into proposal %(proposal)s by hand.")
    ),
    "part_requested": Kind(
        _("Separate vote asked for"), _("Separate vote %(amendment)s on a part of %(proposal)s asked for: %(member)s.")
    ),
    "part_kept": Kind(_("Part kept"), _("Separate vote %(amendment)s: the part of %(proposal)s is kept.")),
    "part_taken_out": Kind(
        _("Part taken out"), _("Separate vote %(amendment)s: the part of %(proposal)s is not kept.")
    ),
    "order_ruled": Kind(_("Order of votes ruled"), _("The chair ruled on the order of votes on %(proposal)s.")),
    "order_appealed": Kind(
        _("Order of votes appealed"), _("The ruling on the order of votes on %(proposal)s was appealed: %(member)s.")
    ),
    "order_upheld": Kind(_("Order of votes upheld"), _("The ruling on the order of votes on %(proposal)s stands.")),
    "order_overruled": Kind(
        _("Order of votes overruled"), _("The ruling on the order of votes on %(proposal)s was overruled.")
    ),
    "document_added": Kind(_("Document attached"), _("Document %(document)s attached.")),
    "document_withdrawn": Kind(_("Document withdrawn"), _("Document %(document)s withdrawn.")),
    "statement_made": Kind(_("Statement"), _("%(statement)s of %(member)s on proposal %(proposal)s."), told=True),
    "reservation_lifted": Kind(_("Reservation lifted"), _("Reservation lifted: %(member)s."), told=True),
    "reservation_lapsed": Kind(_("Reservation lapsed"), _("Reservation lapsed: %(member)s."), told=True),
    # Votes
    "division_opened": Kind(
        _("Vote opened"),
        _("Vote opened on %(proposal)s, revision %(revision)s; roll, rule and text frozen."),
        told=True,
    ),
    "division_extended": Kind(_("Deadline moved"), _("The deadline of the vote moved to %(closes_at)s."), told=True),
    "division_annulled": Kind(_("Vote annulled"), _("Vote annulled."), told=True),
    "stop_called": Kind(_("Vote opposed"), _("%(member)s, against the vote being held: %(kind)s."), told=True),
    "division_stopped": Kind(
        _("Vote stopped"), _("The vote is not held: not every member agreed to the procedure."), told=True
    ),
    "ballot_cast": Kind(_("Vote recorded"), _("Vote recorded: %(member)s, %(position)s.")),
    "ballot_refused": Kind(_("Vote refused"), _("Vote refused: %(member)s, %(reason)s.")),
    "note_recorded": Kind(
        _("Vote by signed note recorded"),
        _("Vote by signed note recorded: %(member)s, %(position)s, received %(received_at)s."),
    ),
    "note_countersigned": Kind(_("Signed note countersigned"), _("Signed note countersigned: %(member)s.")),
    "note_contested": Kind(_("Signed note contested"), _("Signed note contested as not its own: %(member)s.")),
    "note_refused": Kind(_("Signed note refused"), _("Signed note refused: %(member)s, %(reason)s.")),
    "proxy_given": Kind(_("Proxy given"), _("Proxy given by %(principal)s to %(holder)s.")),
    "proxy_revoked": Kind(_("Proxy revoked"), _("Proxy revoked: %(principal)s, which %(holder)s had held.")),
    "division_sealed": Kind(_("Vote closed"), _("Vote closed and sealed, with %(ballots)s votes cast.")),
    "decision_recorded": Kind(_("Decision recorded"), _("Decision %(decision)s recorded: %(result)s.")),
    # Joint statements and opt-ins
    "host_consented": Kind(_("Host’s consent"), _("The host consents: %(state)s."), told=True),
    "joined_later": Kind(_("Joined later"), _("Joined after the decision: %(member)s."), told=True),
    "aligned": Kind(_("Alignment"), _("Aligns with the text: %(state)s."), told=True),
    "left": Kind(_("Left a text"), _("Left the text: %(state)s."), told=True),
    "decision_marked": Kind(_("What became of a decision"), _("What became of decision %(decision)s was recorded.")),
    "decision_mark_struck": Kind(_("Register corrected"), _("What was recorded of decision %(decision)s was struck.")),
    # What members pledge towards a decision
    "commitment_made": Kind(
        _("Commitment"), _("Commitment towards decision %(decision)s, due %(due_at)s: %(member)s.")
    ),
    "commitment_moved": Kind(
        _("Date of a commitment moved"),
        _("Date of a commitment towards decision %(decision)s moved to %(due_at)s: %(member)s."),
    ),
    "commitment_fulfilled": Kind(
        _("Commitment fulfilled"), _("Commitment towards decision %(decision)s fulfilled: %(member)s.")
    ),
    "commitment_withdrawn": Kind(
        _("Commitment withdrawn"), _("Commitment towards decision %(decision)s withdrawn: %(member)s.")
    ),
    # Meetings
    "meeting_prepared": Kind(_("Meeting prepared"), _("Meeting prepared.")),
    "meeting_called": Kind(_("Meeting called"), _("Meeting called.")),
    "meeting_amended": Kind(_("Meeting changed"), _("The call of the meeting changed.")),
    "meeting_opened": Kind(_("Meeting opened"), _("Meeting opened.")),
    "meeting_closed": Kind(_("Meeting closed"), _("Meeting closed.")),
    "meeting_cancelled": Kind(_("Meeting cancelled"), _("Meeting cancelled.")),
    "agenda_changed": Kind(_("Agenda changed"), _("The agenda of the meeting changed.")),
    "item_begun": Kind(_("Agenda item begun"), _("Item %(number)s of the agenda begun.")),
    "item_lengthened": Kind(_("Agenda item lengthened"), _("Item %(number)s lengthened to %(minutes)s minutes.")),
    "call_answered": Kind(_("Call answered"), _("The call of the meeting is answered: %(coming)s.")),
    "presence_noted": Kind(_("Presence noted"), _("Presence noted: %(member)s, %(how)s.")),
    "speakers_closed": Kind(_("List of speakers closed"), _("The list of speakers on item %(number)s is closed.")),
    "speakers_reopened": Kind(
        _("List of speakers reopened"), _("The list of speakers on item %(number)s is open again.")
    ),
    "floor_asked": Kind(_("Floor asked for"), _("Floor asked for: %(member)s.")),
    "floor_given": Kind(_("Floor given"), _("Floor given: %(member)s.")),
    "floor_ended": Kind(_("Floor taken back"), _("Has spoken: %(member)s.")),
    "floor_withdrawn": Kind(_("Off the list of speakers"), _("Off the list of speakers: %(member)s.")),
    "point_of_order_ruled": Kind(_("Point of order ruled on"), _("The chair ruled on a point of order: %(member)s.")),
    "ruling_appealed": Kind(_("Ruling appealed"), _("The ruling was appealed: %(member)s.")),
    "appeal_settled": Kind(_("Appeal settled"), _("The appeal against the ruling was settled.")),
    # Minutes
    "minutes_drawn": Kind(_("Minutes drawn up"), _("Minutes of meeting %(meeting)s drawn up.")),
    "minutes_edited": Kind(_("Minutes edited"), _("Section %(section)s of the minutes of meeting %(meeting)s edited.")),
    "minutes_circulated": Kind(_("Minutes circulated"), _("Minutes of meeting %(meeting)s circulated.")),
    "minutes_corrected": Kind(
        _("Minutes corrected"), _("Minutes of meeting %(meeting)s corrected, version %(version)s.")
    ),
    "minutes_adopted": Kind(
        _("Minutes adopted"), _("Minutes of meeting %(meeting)s adopted by meeting %(adopted_in)s.")
    ),
}


def check(kind: str) -> None:
    """Say in the log that a kind has no words. It never stops an act: the record comes first. In tests it does."""
    if kind not in KINDS:
        log.error("a kind of entry has no words in proposals/ledger/kinds.py", kind=kind)

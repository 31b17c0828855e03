"""Collects the models of the subject folders; a test fails on one that is missing here."""

from proposals.adherence.models import Adherence
from proposals.amendments.models import Amendment, OrderRuling
from proposals.calendars.models import CalendarKey
from proposals.commitments.models import Commitment
from proposals.documents.models import Document
from proposals.drafting.models import Draft, DraftShare, Proposal, Revision, Sponsorship
from proposals.elsewhere.models import RecordedVote
from proposals.ledger.models import Checkpoint, Entry, LedgerHead, MerkleNode, MerkleTree
from proposals.looking.models import Look
from proposals.meetings.models import Answer, Item, Meeting, Presence, Turn
from proposals.minutes.models import Minutes, Section
from proposals.notices.models import Address, Attempt, Delivery, Notice, Preference, ReminderTimes, Told
from proposals.outbox.models import OutboxEvent
from proposals.register.models import DecisionMark, SearchText, Stand
from proposals.statements.models import Statement
from proposals.voting.models import Ballot, Decision, Division, HostConsent, Proxy, SignedNote, Stop, VotingKey

__all__ = [
    "Address",
    "Adherence",
    "Amendment",
    "Answer",
    "Attempt",
    "Ballot",
    "CalendarKey",
    "Checkpoint",
    "Commitment",
    "Decision",
    "DecisionMark",
    "Delivery",
    "Division",
    "Document",
    "Draft",
    "DraftShare",
    "Entry",
    "HostConsent",
    "Item",
    "LedgerHead",
    "Look",
    "Meeting",
    "MerkleNode",
    "MerkleTree",
    "Minutes",
    "Notice",
    "OrderRuling",
    "OutboxEvent",
    "Preference",
    "Presence",
    "Proposal",
    "Proxy",
    "RecordedVote",
    "ReminderTimes",
    "Revision",
    "SearchText",
    "Section",
    "SignedNote",
    "Sponsorship",
    "Stand",
    "Statement",
    "Stop",
    "Told",
    "Turn",
    "VotingKey",
]

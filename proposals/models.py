"""Collects the models of the subject folders; a test fails on one that is missing here."""

from proposals.drafting.models import Proposal, Revision
from proposals.ledger.models import Entry, LedgerHead
from proposals.outbox.models import OutboxEvent
from proposals.voting.models import Ballot, Decision, Division

__all__ = ["Ballot", "Decision", "Division", "Entry", "LedgerHead", "OutboxEvent", "Proposal", "Revision"]

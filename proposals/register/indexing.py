"""Keeping the register searchable: each decision and statement is put into it in the transaction that makes it.

It listens for the row being made, so that no procedure can record a decision that is not found. The tick puts in what
is older than the register.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save

from coalition.rules.positions import Position
from proposals.register.models import SearchText, Stand
from proposals.register.searching import folded
from proposals.statements.models import Statement
from proposals.voting.models import Decision

SPLIT = "split"
BATCH = 200


def listen() -> None:
    """Index what is made from now on."""
    post_save.connect(_decided, sender=Decision, dispatch_uid="concert.register.decisions")
    post_save.connect(_stated, sender=Statement, dispatch_uid="concert.register.statements")


def catch_up() -> int:
    """Index what has no text in the register yet; return how much it was."""
    decisions = list(Decision.objects.filter(search_text__isnull=True)[:BATCH])
    statements = list(Statement.objects.filter(search_text__isnull=True)[:BATCH])
    for decision in decisions:
        with transaction.atomic():
            index_decision(decision)
    for statement in statements:
        index_statement(statement)
    return len(decisions) + len(statements)


def index_decision(decision: Decision) -> None:
    """Put a decision's words and stands into the register; a second time changes nothing."""
    division = decision.division
    words = [decision.symbol, division.proposal.symbol, division.proposal.title, division.revision.text]
    text = folded(" ".join(words))
    _row, new = SearchText.objects.get_or_create(
        decision=decision, defaults={"proposal_id": division.proposal_id, "text": text}
    )
    if new:
        Stand.objects.bulk_create(_stands(decision))


def index_statement(statement: Statement) -> None:
    """Put a statement's words into the register."""
    SearchText.objects.get_or_create(
        statement=statement, defaults={"proposal_id": statement.proposal_id, "text": folded(statement.text)}
    )


def found_in(texts: Any) -> Q:
    """Return the condition that a decision is one of those texts, or that a statement on its proposal is."""
    own = texts.filter(decision__isnull=False).values("decision")
    said = texts.filter(statement__isnull=False).values("proposal")
    return Q(pk__in=own) | Q(division__proposal__in=said)


def _stands(decision: Decision) -> list[Stand]:
    """Each member's position; and of each group on the frozen roll the one that it took as one, or that it split."""
    tally = decision.outcome["tally"]["members"]
    where = {code: position for position, codes in tally.items() for code in codes}
    stands = dict(where)
    for name, codes in decision.roll.get("groups", {}).items():
        taken = {where.get(code, Position.ABSENT.value) for code in codes}
        stands[f"group:{name}"] = taken.pop() if len(taken) == 1 else SPLIT
    return [Stand(decision=decision, who=who[:80], position=position) for who, position in stands.items()]


def _decided(instance: Decision, *, created: bool, **_: Any) -> None:
    if created:
        index_decision(instance)


def _stated(instance: Statement, *, created: bool, **_: Any) -> None:
    if created:
        index_statement(instance)

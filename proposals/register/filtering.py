"""Finding decisions: by words, year, outcome, rule, who stood where, and whether they still stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coalition.rules.results import Result
from proposals.register.indexing import found_in
from proposals.register.models import DecisionMark, Mark, Stand
from proposals.register.searching import matching
from proposals.voting.models import Decision


class Standing(models.TextChoices):
    """Whether a decision stands. Only what was adopted can."""

    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    EXPIRED = "expired", _("expired")


@dataclass(frozen=True)
class Asked:
    """What is looked for; what is empty filters nothing. `who` is a member's code, or group:NAME."""

    words: str = ""
    year: int | None = None
    result: str = ""
    rule: str = ""
    who: str = ""
    position: str = ""
    standing: str = ""


def filtered(rows: QuerySet[Decision], asked: Asked, instant: datetime) -> QuerySet[Decision]:
    """Return those of the decisions that were asked for. `rows` are already what the reader may read."""
    wanted = Q()
    if asked.words:
        wanted &= found_in(matching(asked.words))
    if asked.year:
        wanted &= Q(year=asked.year)
    if asked.result:
        wanted &= Q(result=asked.result)
    if asked.rule:
        wanted &= Q(rule__id=asked.rule)
    if asked.who or asked.position:
        wanted &= Q(Exists(_stands(asked)))
    if asked.standing:
        wanted &= _standing(Standing(asked.standing), instant)
    return rows.filter(wanted)


def _stands(asked: Asked) -> QuerySet[Stand]:
    rows = Stand.objects.filter(decision=OuterRef("pk"))
    if asked.who:
        rows = rows.filter(who=asked.who)
    return rows.filter(position=asked.position) if asked.position else rows


def _standing(standing: Standing, instant: datetime) -> Q:
    marks = DecisionMark.objects.filter(decision=OuterRef("pk"), struck_at__isnull=True)
    superseded = Q(Exists(marks.filter(mark=Mark.SUPERSEDED)))
    expired = Q(Exists(marks.filter(mark=Mark.EXPIRES, expires_at__lte=instant)))
    adopted = Q(result=Result.ADOPTED)
    return {
        Standing.IN_FORCE: adopted & ~superseded & ~expired,
        Standing.SUPERSEDED: superseded,
        Standing.EXPIRED: expired & ~superseded,
    }[standing]

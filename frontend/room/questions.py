"""The field's standing questions, as scenarios that anybody can open: invented positions, real rules and rolls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalition.rules import catalogue
from coalition.rules.rolls import Roll
from proposals.room.changes import Changes
from proposals.room.scenes import Supposed

NB8 = ("DK", "EE", "FI", "IS", "LT", "LV", "NO", "SE")


@dataclass(frozen=True)
class Case:
    """One set of positions under some rules; whoever is not named has the position `rest`."""

    title: str | Promise
    rules: tuple[str, ...]
    roll: str
    named: Mapping[str, str]
    rest: str = "yes"
    changes: Changes = field(default_factory=Changes)

    @property
    def supposed(self) -> Supposed:
        """What the case supposes."""
        members = [*catalogue.roll(self.roll).members, *self.changes.join]
        told = {m: self.named.get(m, self.rest) for m in members if self.named.get(m, self.rest) != "unknown"}
        return Supposed(expected=told, changes=self.changes)

    @property
    def members(self) -> Roll:
        """Its roll, before any change."""
        return catalogue.roll(self.roll)


@dataclass(frozen=True)
class Question:
    """One question with the cases that answer it."""

    slug: str
    title: str | Promise
    asks: str | Promise
    subjects: tuple[str, ...]
    cases: tuple[Case, ...]


QUESTIONS = (
    Question(
        "two-members",
        _("Two members against the rest"),
        _("Two members block everything under unanimity, and nothing under qualified majority."),
        (),
        (
            Case(_("Hungary and Slovakia against"), ("eu-unanimity", "eu-qmv"), "eu-27", {"HU": "no", "SK": "no"}),
            Case(
                _("Bulgaria and Spain against, in the coalition"),
                ("unanimity", "coalition-qmv", "coalition-core-e3-population"),
                "coalition-35",
                {"BG": "no", "ES": "no"},
            ),
        ),
    ),
    Question(
        "e3-agree-e6-split",
        _("E3 agree and E6 split"),
        _("Germany, France and the United Kingdom agree; what of Italy, Poland and Spain?"),
        ("military", "defence"),
        (
            Case(_("One of the other three with them"), ("e6-with-e3", "e6", "e3"), "e6", {"IT": "no", "ES": "no"}),
            Case(
                _("None of the other three with them"),
                ("e6-with-e3", "e6", "e3"),
                "e6",
                {"IT": "no", "ES": "no", "PL": "no"},
            ),
        ),
    ),
    Question(
        "nordic-baltic-eight",
        _("The Nordic-Baltic Eight as a bloc and apart"),
        _("Eight votes against, by members one by one or through one seat for the eight."),
        (),
        (
            Case(
                _("Five of the eight against"),
                ("coalition-qmv", "coalition-nb8-seat"),
                "coalition-35",
                dict.fromkeys(NB8[:5], "no"),
            ),
            Case(
                _("Denmark against, speaking for all eight"),
                ("coalition-qmv", "coalition-nb8-seat"),
                "coalition-35",
                {"DK": "no"},
                changes=Changes(speaks=dict.fromkeys([code for code in NB8 if code != "DK"], "DK")),
            ),
        ),
    ),
    Question(
        "an-associated-member",
        _("An associated member in and out"),
        _("Twenty of thirty-five are needed. Does it matter whether Canada is counted?"),
        (),
        (
            Case(_("Canada in, against"), ("coalition-qmv", "unanimity"), "coalition-35", {"CA": "no"}),
            Case(
                _("Canada out"),
                ("coalition-qmv", "unanimity"),
                "coalition-35",
                {"CA": "no"},
                changes=Changes(leave=("CA",)),
            ),
        ),
    ),
    Question(
        "a-core-of-four",
        _("A core of four against the rest"),
        _("Germany, France, Poland and the United Kingdom agree; all others are against."),
        ("defence",),
        (
            Case(
                _("The four for, the others against"),
                ("defence-core-of-four", "coalition-core-e3", "coalition-qmv", "coalition-opt-in"),
                "coalition-35",
                {"DE": "yes", "FR": "yes", "GB": "yes", "PL": "yes"},
                rest="no",
            ),
            Case(
                _("One of the four against, too"),
                ("defence-core-of-four", "coalition-core-e3", "coalition-qmv", "coalition-opt-in"),
                "coalition-35",
                {"DE": "yes", "FR": "yes", "GB": "yes"},
                rest="no",
            ),
        ),
    ),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}

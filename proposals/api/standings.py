"""Where an open vote stands, and under which framework it would carry: computed from what you send, and forgotten."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import ActRefused
from coalition.models import Coalition
from coalition.permissions import Act, require
from coalition.rules.rule import Rule
from coalition.rules.wording import basis_sentence
from proposals.api.analyses import Codes, Count, FewestSerializer, ForecastSerializer, Positions, Ratio, VoteSerializer
from proposals.api.asking import RollNamed, coalition_asked, roll_asked, rule_asked
from proposals.api.comparing import MOST_RULES, ObstacleSerializer, RuleBody
from proposals.api.deciding import outcome_in_words
from proposals.api.fields import Instant, Text, Words
from proposals.api.forgetting import ForgetfulView
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.reaching import reach
from proposals.api.rulebook import both
from proposals.api.supposing import SupposedBody, supposed_in
from proposals.api.words import Reasons
from proposals.room.frameworks import STATUSES, Framework
from proposals.room.paths import path_of
from proposals.room.scenes import Scene, frameworks_of, scene_at, scene_of, stand_of
from proposals.room.speed import Speed
from proposals.scope import divisions_for
from proposals.voting.visibility import sight_of


class FrameworksOfVoteBody(SupposedBody):
    """The rules to put side by side, and what is supposed."""

    rules = serializers.ListField(child=RuleBody(), min_length=1, max_length=MOST_RULES)


class StepSerializer(serializers.Serializer[Any]):
    """Where it stands, then one member more that says yes, all other free members saying no."""

    member = serializers.CharField(allow_null=True, help_text="Who says yes at this step; null: where it stands.")
    adopted = serializers.BooleanField(help_text="Whether it carries then.")


class StandingSerializer(serializers.Serializer[Any]):
    """Where a vote stands with what you may see and what you expect."""

    division = serializers.IntegerField()
    at = Instant()
    seen = Codes(help_text="Whose vote cast is counted; the others' positions are those you expect.")
    positions = Positions(help_text="By member: what was counted.")
    outcome = OutcomeDocument(help_text="If the vote ended so.")
    reasons = Reasons()
    vote = VoteSerializer()
    path = StepSerializer(
        many=True, help_text="The first of the shortest ways listed, step by step; empty where none is needed or left."
    )
    forecast = ForecastSerializer(allow_null=True)


class SpeedSerializer(serializers.Serializer[Any]):
    """How fast it can be taken, in seconds; null: not known here."""

    notice_seconds = serializers.IntegerField(allow_null=True, help_text="The notice of the rules of procedure.")
    emergency_notice_seconds = serializers.IntegerField(allow_null=True)
    consultation_seconds = serializers.IntegerField(allow_null=True, help_text="What the rule's own procedure asks.")
    closes_at = Instant(allow_null=True, help_text="The deadline of the vote under way.")


class WaysSerializer(serializers.Serializer[Any]):
    """The ways in which the members without a position can vote, yes or no each."""

    carrying = Count(help_text="How many of them carry it, with the positions known.")
    of = Count(help_text="How many there are: two to the power of `undecided`.")
    undecided = serializers.IntegerField(help_text="How many members have no position.")


class FrameworkSerializer(serializers.Serializer[Any]):
    """One rule on the members that it counts. Of one that may not be used nothing is counted."""

    rule = serializers.CharField()
    version = serializers.CharField()
    title = Words()
    basis = Words(help_text="What stands behind it: a law, a practice, or the coalition's own configuration.")
    counted = Codes(help_text="The members that it counts.")
    status = serializers.ChoiceField(choices=STATUSES)
    admissible = serializers.BooleanField()
    obstacles = ObstacleSerializer(many=True)
    trouble = serializers.CharField(allow_blank=True, help_text="Why there is no answer.")
    outcome = OutcomeDocument(allow_null=True)
    settled = serializers.BooleanField()
    blocked_by = Codes()
    unblock = FewestSerializer(allow_null=True, help_text="The fewest known positions that would have to become yes.")
    may_block = Codes(help_text="Of whom no position is known, and whose no alone would prevent it.")
    keep = Codes(help_text="Without whose yes it falls: what is only expected first, then by power. Where carried.")
    vote = VoteSerializer(allow_null=True)
    ways = WaysSerializer(allow_null=True)
    forecast = ForecastSerializer(allow_null=True)
    winning_coalitions = Count(allow_null=True, help_text="Of all ways of the body to vote, those that carry.")
    power_to_act = Ratio(allow_null=True)
    bound = Codes(help_text="Whom it would bind if it were taken so; nobody where it is not carried.")
    left_out = Codes(help_text="Members here that it does not count.")
    unknown = Codes(help_text="Members that it counts, of whom no position is known.")
    elsewhere = Codes(help_text="Members that it counts and that are not members here.")
    speed = SpeedSerializer()


class FrameworksSerializer(serializers.Serializer[Any]):
    """The rules in the order asked for."""

    subjects = serializers.ListField(child=serializers.CharField(), help_text="What the text touches.")
    frameworks = FrameworkSerializer(many=True)


class FrameworksBody(RollNamed, FrameworksOfVoteBody):
    """Several rules for the members of a roll, with nothing cast."""

    subjects = serializers.ListField(child=Text(max_length=80), required=False, max_length=20)


EXAMPLE = OpenApiExample(
    "A military text that two members oppose",
    request_only=True,
    value={
        "rules": [{"rule": "eu-qmv"}, {"rule": "eu-unanimity"}, {"rule": "nato-consensus"}, {"rule": "e6-with-e3"}],
        "roll": "coalition-35",
        "subjects": ["military"],
        "expected": {"DE": "yes", "FR": "yes", "GB": "yes", "BG": "no", "ES": "no"},
    },
)


class StandingOfVote(ForgetfulView):
    """A vote under way, with what you expect of it."""

    @operation(
        "analyse_division",
        "Say where a vote stands with what you expect",
        takes=SupposedBody,
        gives=StandingSerializer,
        refuses=[404, 422],
    )
    def post(self, request: Request, division: int) -> Response:
        """Say what the rule makes of the votes that you may see and of what you expect, and what can still come of it.

        A vote cast goes before what is expected of its member. Nothing is stored or logged.
        """
        return self.forgotten(lambda: self.answer(division))

    def answer(self, pk: int) -> Response:
        """Return the answer. Raises `ActRefused`, `Http404`."""
        scene = _scene(self, pk)
        stand = stand_of(scene, supposed_in(self.body(SupposedBody)))
        told = {
            "division": pk,
            "at": self.instant,
            "seen": sorted(set(scene.seen) & set(stand.roll.members)),
            "positions": dict(stand.positions),
            "outcome": stand.outcome.to_json(),
            "reasons": outcome_in_words(stand.outcome, None)["reasons"],
            "vote": stand.vote,
            "path": [{"member": step.member, "adopted": step.outcome.adopted} for step in path_of(scene, stand)],
            "forecast": stand.forecast,
        }
        return Response(StandingSerializer(told).data)


class FrameworksOfVote(ForgetfulView):
    """A vote under way, under other rules."""

    @operation(
        "compare_division",
        "Say under which rule a vote would carry",
        takes=FrameworksOfVoteBody,
        gives=FrameworksSerializer,
        refuses=[404, 422],
    )
    def post(self, request: Request, division: int) -> Response:
        """Say of each rule whether it may be used for this subject and these members, and only then what comes of it.

        A rule that is one body's alone is counted on that body's members. Nothing is stored or logged.
        """
        return self.forgotten(lambda: self.answer(division))

    def answer(self, pk: int) -> Response:
        """Return the answer. Raises `ActRefused`, `Http404`."""
        scene = _scene(self, pk)
        asked = self.body(FrameworksOfVoteBody)
        found = reach(divisions_for(self.person, self.instant).select_related("coalition"), pk=pk)
        return _frameworks(scene, _rules(asked, found.coalition), asked)


class Frameworks(ForgetfulView):
    """Members and positions under several rules."""

    @operation(
        "compare_frameworks",
        "Say under which framework a text would carry",
        takes=FrameworksBody,
        gives=FrameworksSerializer,
        refuses=[404, 422],
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        """The same with nothing cast, for the members of a roll of the catalogue or of a coalition of yours."""
        return self.forgotten(self.answer)

    def answer(self) -> Response:
        """Return the answer. Raises `ActRefused`, `Http404`."""
        asked = self.body(FrameworksBody)
        body = coalition_asked(self.person, asked, self.instant)
        rules, roll = _rules(asked, body), roll_asked(asked, body, self.instant)
        scene = scene_at(body, rules[0], roll, self.instant) if body else Scene(rules[0], roll)
        about = tuple(asked.get("subjects", ()))
        return _frameworks(Scene(scene.rule, roll, subjects=about, entries=scene.entries), rules, asked)


def _scene(view: ForgetfulView, pk: int) -> Scene:
    rows = divisions_for(view.person, view.instant).select_related("coalition", "proposal")
    division = reach(rows, pk=pk)
    require(view.person, division.coalition_id, Act.READ, view.instant)
    return scene_of(division, sight_of(division, view.person, view.instant), view.instant)


def _rules(asked: dict[str, Any], body: Coalition | None) -> list[Rule]:
    rules = []
    for number, one in enumerate(asked["rules"]):
        try:
            rules.append(rule_asked(one, body))
        except ActRefused as error:
            error.field = f"rules.{number}.{error.field}"
            raise
    return rules


def _frameworks(scene: Scene, rules: list[Rule], asked: dict[str, Any]) -> Response:
    rows = [framework_told(row) for row in frameworks_of(scene, rules, supposed_in(asked))]
    return Response(FrameworksSerializer({"subjects": list(scene.subjects), "frameworks": rows}).data)


def framework_told(row: Framework) -> dict[str, Any]:
    """Return one row as plain data."""
    return {
        "rule": row.rule.id,
        "version": row.rule.version,
        "title": both(dict(row.rule.title)),
        "basis": {language: basis_sentence(row.rule, language) for language in ("en", "fr")},
        "counted": list(row.roll.voters),
        "admissible": not row.obstacles,
        "outcome": row.outcome.to_json() if row.outcome else None,
        "speed": _speed_told(row.speed),
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: list(getattr(row, name)) for name in _LISTS},
    }


def _speed_told(speed: Speed) -> dict[str, Any]:
    spans = {"notice": speed.least, "emergency_notice": speed.emergency, "consultation": speed.consultation}
    seconds = {f"{name}_seconds": None if span is None else int(span.total_seconds()) for name, span in spans.items()}
    return {**seconds, "closes_at": speed.closes_at}


_PLAIN = (
    "status", "trouble", "settled", "unblock", "vote", "ways", "forecast", "winning_coalitions", "power_to_act",
)  # fmt: skip
_LISTS = ("blocked_by", "may_block", "keep", "bound", "left_out", "unknown", "elsewhere", "obstacles")

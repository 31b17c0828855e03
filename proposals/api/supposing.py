"""What is supposed of a vote, as it travels in a request: expected positions, odds, efforts, changes of the roll."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from coalition.analysis.answers import LISTED
from proposals.api.analysing import MOST_EFFORT, MOST_LISTED, OddsBody, Whole
from proposals.api.asking import POSITIONS
from proposals.api.documents import MOST_MEMBERS
from proposals.api.fields import Text
from proposals.api.parsing import Body
from proposals.room.changes import Changes
from proposals.room.scenes import Supposed

MOST_WEIGHT = 10**15


class CodeList(serializers.ListField):
    """Members, by their codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Text(max_length=80), max_length=MOST_MEMBERS, required=False, **kwargs)


class ChangesBody(Body):
    """What is supposed of the roll."""

    leave = CodeList(help_text="Who leaves.")
    join = CodeList(help_text="Who joins, with the catalogue's figures where it has them, in no group.")
    weights = serializers.DictField(
        child=serializers.DictField(child=Whole(min_value=0, max_value=MOST_WEIGHT)),
        required=False,
        help_text="By weight's name, by member: another figure.",
    )


class SupposedBody(ChangesBody):
    """What is supposed. Votes cast go before it, as far as you may see them. Nothing of it is stored or logged."""

    expected = serializers.DictField(
        child=serializers.ChoiceField(choices=POSITIONS), required=False, help_text="By member's code."
    )
    odds = serializers.DictField(child=OddsBody(), required=False, help_text="By member's code.")
    speaks = serializers.DictField(
        child=Text(max_length=80), required=False, help_text="By member: who speaks for it. A vote cast goes first."
    )
    effort = serializers.DictField(
        child=Whole(min_value=1, max_value=MOST_EFFORT), required=False, help_text="What it takes to move a member."
    )
    listed = Whole(default=LISTED, min_value=0, max_value=MOST_LISTED, help_text="How many sets to list.")


def supposed_in(asked: Mapping[str, Any]) -> Supposed:
    """Return what was read as what is supposed."""
    return Supposed(
        expected=asked.get("expected", {}),
        odds=asked.get("odds", {}),
        effort=asked.get("effort", {}),
        changes=changes_in(asked),
        listed=asked.get("listed", LISTED),
    )


def changes_in(asked: Mapping[str, Any]) -> Changes:
    """Return the changes of the roll."""
    return Changes(
        tuple(asked.get("leave", ())), tuple(asked.get("join", ())), asked.get("weights", {}), asked.get("speaks", {})
    )

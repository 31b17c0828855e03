"""A rule that today's roll cannot answer: no vote is opened under it, and the reader is told why."""

from __future__ import annotations

import pytest
from django.utils import translation

from coalition.errors import Invalid
from proposals.voting.models import Division
from tests.factories import a_coalition, open_vote

pytestmark = pytest.mark.django_db
BY_GDP = {"id": "by-gdp", "adopt": {"in": ["yes"], "more_than": "50%", "of": "voting", "weight": "gdp"}}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no weight “gdp”"), ("fr", "pas de poids «\N{NO-BREAK SPACE}gdp")]
)
def test_a_roll_without_the_weight(language, said):
    body = a_coalition(rule=BY_GDP)
    with translation.override(language), pytest.raises(Invalid) as refused:
        open_vote(body)
    with translation.override(language):
        assert (refused.value.code, refused.value.field) == ("rule_does_not_fit", "subject")
        assert said in str(refused.value)
    assert not Division.objects.exists()

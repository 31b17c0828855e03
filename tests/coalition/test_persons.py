"""What a person sets for themselves, and names in their language."""

from __future__ import annotations

import pytest
from django.utils import translation

from coalition.errors import Invalid
from coalition.persons import speak
from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db


def test_a_language_is_remembered_if_concert_speaks_it():
    person = a_person()
    speak(person=person, language="fr")
    person.refresh_from_db()
    assert person.language == "fr"
    with pytest.raises(Invalid):
        speak(person=person, language="la")


def test_a_member_is_named_in_the_language_of_whoever_reads():
    member = a_coalition().members["DE"]
    member.name_en, member.name_fr = "Germany", "Allemagne"
    with translation.override("fr"):
        assert member.name == "Allemagne"
    with translation.override("en"):
        assert member.name == "Germany"

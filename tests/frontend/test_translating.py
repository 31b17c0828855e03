"""Catalogues: every kind of mark is found, and an update keeps what is translated."""

from __future__ import annotations

import pytest

from frontend.translating import extracting

TEMPLATE = """
{% load i18n %}
<div>
    {% translate "Plain" %} {% translate "May" context "month" %}
        {% if x == _("Constant") %}{{ value|default:_("Filtered") }}{% endif %}
  {% blocktranslate count n=n trimmed %}
      One vote
  {% plural %}
      {{ n }} votes
  {% endblocktranslate %}
</div>
"""


@pytest.fixture
def tree(tmp_path, settings):
    (tmp_path / "frontend" / "templates").mkdir(parents=True)
    (tmp_path / "frontend" / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "coalition").mkdir()
    (tmp_path / "coalition" / "words.py").write_text('x = _("From Python"); y = pgettext_lazy("verb", "Open")\n')
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "frontend" / "locale"]
    return tmp_path


def test_every_kind_of_mark_is_found(tree):
    found = {(message.id, message.context) for message in extracting.messages() if message.id}
    assert found == {
        ("Plain", None),
        ("May", "month"),
        ("Constant", None),
        ("Filtered", None),
        (("One vote", "%(n)s votes"), None),
        ("From Python", None),
        ("Open", "verb"),
    }


def test_an_update_keeps_translations_and_drops_what_is_gone(tree):
    assert extracting.bring_up_to_date("fr") == (7, 7)
    path = extracting.catalogue("fr")
    path.write_text(path.read_text().replace('msgid "Plain"\nmsgstr ""', 'msgid "Plain"\nmsgstr "Simple"'))
    (tree / "coalition" / "words.py").write_text("")
    assert extracting.bring_up_to_date("fr") == (5, 4)
    assert 'msgstr "Simple"' in path.read_text()
    assert "From Python" not in path.read_text()

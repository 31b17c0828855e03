"""The builder's page: who may open it, what it says as a rule is built, and that nothing typed is ever lost."""

from __future__ import annotations

import json
import re

import pytest

from coalition.models import Rule
from coalition.rules import catalogue
from tests.factories import SIMPLE, a_coalition, keep_rule

pytestmark = pytest.mark.django_db
TEST = {"kind": "test", "much": "at_least", "number": "2/3", "of": "roll", "group": "", "weight": "", "who": "yes"}
NAMED = {"title_en": "Two thirds", "title_fr": "Deux tiers", "version": "1", "binds": "all", "tie": "rejected"}


@pytest.fixture
def body():
    population = {"DE": 84, "FR": 68, "GB": 69, "IT": 59}
    return a_coalition("DE FR GB IT", groups={"E3": "DE FR GB"}, weights={"population": population})


def a_form(*conditions, **own):
    """The fields of a rule of these conditions."""
    fields = {"adopt.kind": "group", "adopt.mode": "all", "quorum.kind": "group", "quorum.mode": "all"} | NAMED | own
    for index, values in enumerate(conditions or (TEST,)):
        fields |= {f"adopt.{index}.{key}": value for key, value in values.items()}
    return fields


def address(body, path="new/"):
    return f"/{body.coalition.slug}/rulebook/{path}"


def send(client, body, fields, act, person=None, **headers):
    client.force_login(person or body.secretariat[0])
    return client.post(address(body), fields | {"do": act}, headers=headers)


def shown(response, status=200):
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def test_only_the_secretariat_writes_rules(client, body):
    for person in (body.heads["FR"], body.chair, body.observer):
        for path in ("new/", "import/"):
            client.force_login(person)
            assert client.get(address(body, path)).status_code == 403
            assert client.post(address(body, path), a_form() | {"do": "save"}).status_code == 403
    client.force_login(a_coalition().secretariat[0])
    assert client.get(address(body)).status_code == 404
    client.logout()
    assert client.get(address(body)).status_code == 302
    assert Rule.objects.filter(coalition=body.coalition).count() == 1
    client.force_login(body.secretariat[1])
    assert client.get(address(body)).status_code == 200


def test_a_rule_is_kept_as_a_configuration(client, body):
    concur = TEST | {"much": "all", "number": "", "group": "E3"}
    answer = send(client, body, a_form(TEST, concur, id="ours", political="on"), "save")
    assert answer["Location"] == address(body, "ours/?version=1")
    document = Rule.objects.get(coalition=body.coalition, identifier="ours").document
    assert document["adopt"] == {
        "all": [
            {"in": ["yes"], "at_least": "2/3", "of": "roll"},
            {"in": ["yes"], "at_least": "100%", "of": "roll", "group": "E3"},
        ]
    }
    assert document["groups"] == {"E3": ["DE", "FR", "GB"]}
    assert document["basis"]["kind"] == "configuration"
    page = shown(client.get(answer["Location"]))
    assert "Our configuration, not law" in page


def test_the_sentence_is_shown_in_both_languages_as_it_is_built(client, body):
    page = shown(send(client, body, a_form(), "redraw"))
    assert "Adopted if at least two thirds of the members (3 of 4) vote yes." in page
    assert 'lang="fr"><p class="rule">Le texte est adopté si au moins les deux tiers des membres (3 sur 4)' in page
    assert "Adopted, it binds every member." in page


def test_as_one_types_only_what_is_said_is_redrawn_and_no_button_is_pressed_again(client, body):
    htmx = {"HX-Request": "true", "HX-Target": "said"}
    page = shown(send(client, body, a_form(TEST | {"number": "many"}), "remove:adopt.0", **htmx))
    assert page.lstrip().startswith('<div class="stack" id="said">')
    assert 'id="e-f-adopt-0-number" hx-swap-oob="true"><p class="err-msg">' in page
    assert "left out of this sentence" in page or "Nothing can be said yet" in page


def test_a_redraw_due_while_the_fields_are_held_still_says_nothing(client, body):
    htmx = {"HX-Request": "true", "HX-Target": "said"}
    answer = send(client, body, {}, "", **htmx)
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("own", "anchor", "said"),
    [
        ({"title_fr": ""}, "f-title_fr", "Give the rule a title in French."),
        ({"id": "two words"}, "f-id", "letters, digits, hyphens"),
        ({"version": "1 b"}, "f-version", "A rule&#x27;s version has"),
        ({"tie": "member:FR"}, "f-tie", "A casting vote needs"),
        ({"adopt.0.number": "lots"}, "f-adopt-0-number", "neither a number nor a share"),
        ({"adopt.0.group": "named", "adopt.0.names": "Atlantis"}, "f-adopt-0-names", "No member is called"),
        ({"needs_members": "Atlantis"}, "f-needs_members", "No member is called"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, body, own, anchor, said):
    page = shown(send(client, body, a_form(notes_en="Kept as typed.") | own, "save"), 400)
    assert f'<a href="#{anchor}">' in page
    assert f'id="{anchor}"' in page
    beside = page[page.index(f'id="e-{anchor}"' if "adopt" in anchor else f'id="e-{anchor[2:]}"') :]
    assert said in beside[:500]
    assert "Kept as typed." in page
    for value in own.values():
        assert f'value="{value}"' in page
    assert Rule.objects.filter(coalition=body.coalition).count() == 1


def test_a_clash_of_version_is_said_beside_the_version(client, body):
    page = shown(send(client, body, a_form(id="simple-majority", notes_en="My words."), "save"), 409)
    assert "kept already" in page[page.index('id="e-version"') :][:400]
    assert "My words." in page and 'value="2/3"' in page


def test_a_rule_that_is_not_monotone_is_flagged(client, body):
    upside_down = TEST | {"much": "fewer_than"}
    page = shown(send(client, body, a_form(upside_down), "redraw"))
    assert "A further yes can turn adopted into rejected" in page
    assert "A further yes" not in shown(send(client, body, a_form(), "redraw"))


def test_what_the_roll_lacks_is_named(client, body):
    foreign = TEST | {"weight": "capital", "group": "lead"}
    page = shown(send(client, body, a_form(foreign), "redraw"))
    assert "The roll has no weight “capital”." in page
    assert "The roll has no group “lead”." in page


def test_it_is_tried_on_positions_in_the_words_of_a_decision(client, body):
    page = shown(send(client, body, a_form(), "everybody:yes"))
    assert "Adopted by vote 4-0" in page
    page = shown(send(client, body, a_form(but="Germany, FR", but_position="no"), "all_but"))
    assert "Not adopted" in page
    assert "2 of 4, need 3" in page and "1 more member needed" in page
    assert '<option value="no" selected>' in page
    page = shown(send(client, body, a_form(but="Atlantis"), "all_but"))
    assert "No member is called" in page[page.index('id="e-but"') :][:300]
    assert "Not adopted" in shown(send(client, body, a_form(), "everybody:absent"))


def test_a_state_that_has_no_vote_here_is_named_and_nothing_is_changed(client, body):
    page = shown(send(client, body, a_form(but="Hungary", but_position="no"), "all_but"))
    assert "No vote here: " in page[page.index('id="e-but"') :][:300]
    assert "4 of 4" not in page


def test_a_casting_vote_is_tried_before_anybody_is_in_the_chair(client, body):
    majority = TEST | {"much": "more_than", "number": "50%", "of": "voting"}
    page = shown(send(client, body, a_form(majority, tie="group:chair"), "everybody:yes"))
    assert "Adopted by vote 4-0" in page
    assert "Nobody is in the group “chair”" in page


def test_a_fact_is_given_with_the_trial(client, body):
    fields = a_form(TEST, {"kind": "fact", "fact": "the host consents"})
    assert "Supported by 4 of 4, not adopted" in shown(send(client, body, fields, "everybody:yes"))
    assert "Adopted by vote" in shown(send(client, body, fields | {"fact": "the host consents"}, "everybody:yes"))


def test_a_kept_rule_is_begun_as_its_next_version(client, body):
    keep_rule(body, SIMPLE | {"version": "2"})
    client.force_login(body.secretariat[0])
    page = shown(client.get(address(body, "simple-majority/")))
    assert "?from=simple-majority&amp;version=2" in page
    page = shown(client.get(address(body, "new/?from=simple-majority&version=2")))
    assert 'name="version" value="3"' in page and 'name="id" value="simple-majority"' in page
    assert client.get(address(body, "new/?from=no-such-rule")).status_code == 404


def test_a_rule_of_the_catalogue_is_begun_as_a_copy_that_is_no_law(client, body):
    client.force_login(body.secretariat[0])
    assert "?from=eu-qmv&amp;of=catalogue" in shown(client.get(address(body, "eu-qmv/")))
    page = shown(client.get(address(body, "new/?from=eu-qmv&of=catalogue")))
    assert 'name="id" value="our-eu-qmv"' in page
    assert "does not stand behind this one" in page


def test_what_the_form_does_not_show_is_said_and_kept(client, body):
    with_procedures = next(i for i in catalogue.rule_ids() if catalogue.document(i).get("procedures"))
    client.force_login(body.secretariat[0])
    page = shown(client.get(address(body, f"new/?from={with_procedures}&of=catalogue")))
    assert "parts that this form does not show" in page
    assert address(body, "import/") in page


def test_what_is_built_is_exported_before_it_is_kept(client, body):
    answer = send(client, body, a_form(id="ours"), "export")
    assert answer["Content-Disposition"] == 'attachment; filename="ours-1.json"'
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)["adopt"] == {"in": ["yes"], "at_least": "2/3", "of": "roll"}
    assert send(client, body, a_form(TEST | {"number": ""}), "export").status_code == 400


def test_what_the_form_carries_along_cannot_be_forged_into_an_error(client, body):
    for rest in ("{", "[]", '{"groups": 3}', '{"groups": {"E3": "FR"}}', '{"read": {"yes": "maybe"}}', "[" * 5000):
        assert send(client, body, a_form(rest=rest), "redraw").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_do_not_grow(client, django_assert_num_queries, many):
    body = a_coalition("DE FR GB" if many == 1 else "DE FR GB IT PL ES", groups={"E2": "DE FR"})
    for number in range(many):
        keep_rule(body, SIMPLE | {"version": str(number + 2)})
    client.force_login(body.secretariat[0])
    conditions = [TEST] * many
    with django_assert_num_queries(16):
        client.get(address(body))
    with django_assert_num_queries(17):
        client.post(address(body), a_form(*conditions) | {"do": "everybody:yes"})

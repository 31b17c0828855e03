"""Rules and outcomes in words: exact, with their denominators, in English and French."""

from __future__ import annotations

import re

import pytest

from coalition.rules import catalogue, wording
from coalition.rules.deciding import decide
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll

YES, NO = Position.YES, Position.NO
COALITION, EU = catalogue.roll("coalition-35"), catalogue.roll("eu-27")
NB = "\u00a0"


def council(*against: str, rule_id: str = "eu-qmv", as_position: Position = NO) -> Outcome:
    positions = {member: as_position if member in against else YES for member in EU.members}
    return decide(catalogue.rule(rule_id), EU, positions)


def test_the_sentence_of_the_coalition_s_rule() -> None:
    rule = catalogue.rule("coalition-core-e3-population")
    assert wording.sentence(rule, COALITION) == (
        "Adopted if at least 55% of the members (20 of 35), holding at least 65% of the population, vote yes, "
        "and France, Germany and the United Kingdom are all among them."
    )
    assert wording.sentence(rule, COALITION, "fr") == (
        f"Le texte est adopté si au moins 55{NB}% des membres (20 sur 35), réunissant au moins 65{NB}% "
        "de la population, votent pour, et si l’Allemagne, la France et le Royaume-Uni figurent tous trois parmi eux."
    )


@pytest.mark.parametrize(
    ("rule_id", "english", "french"),
    [
        ("e5", "Adopted if France, Germany, Italy, Poland and the United Kingdom all vote yes.", "tous les cinq,"),
        (
            "two-thirds",
            "Adopted if at least two thirds of those voting vote yes.",
            "au moins les deux tiers des",
        ),
        ("simple-majority", "Adopted if more than half of those voting vote yes. A tie is rejected.", "L’égalité vaut"),
        (
            "nato-silence",
            "Adopted if no member objects. Silence counts as yes.",
            "ne s’oppose. Le silence vaut",
        ),
        ("unsc", "none of the permanent members votes no.", "et si aucun des membres permanents ne vote contre."),
        (
            "eu-cfsp",
            "unless at least one third of the members (9 of 27), holding",
            "sauf si au moins un tiers",
        ),
        ("eu-nice-27", "vote yes where a member asks for the population check.", "lorsqu’un membre demande"),
        ("eu-42-7", "No vote is taken: each member’s own answer is recorded.", "la réponse de chaque membre est"),
        ("coalition-nb8-seat", "the Nordic-Baltic Eight counting as one.", "le NB8 comptant pour un siège."),
        ("esm-qualified", "Quorum: at least two thirds of the members", f"Quorum{NB}: au moins les deux tiers"),
        ("eu-qmv", "or fewer than four members do not vote yes.", "soit moins de quatre membres ne votent pas pour."),
    ],
)
def test_sentences(rule_id: str, english: str, french: str) -> None:
    rule = catalogue.rule(rule_id)
    roll = COALITION if rule_id == "e5" else EU
    assert english in wording.sentence(rule, roll)
    assert french in wording.sentence(rule, roll, "fr")


def test_a_sentence_needs_no_roll_and_takes_the_caller_s_names() -> None:
    rule = catalogue.rule("e3")
    assert wording.sentence(rule) == "Adopted if France, Germany and the United Kingdom all vote yes."
    assert wording.sentence(rule, names={"FR": "Gaul"}).startswith("Adopted if Gaul, Germany and the United")


def test_the_number_computed_from_the_roll_is_said_with_its_reason() -> None:
    rule = catalogue.rule("eu-qmv-participants")
    reason = "(the fewest that together hold more than 35% of the population, plus one)"
    assert f"fewer than three members {reason}" in wording.sentence(rule, catalogue.roll("euro-area-21"))
    assert f"fewer than four members {reason}" in wording.sentence(rule, EU)


def test_a_casting_vote_is_named() -> None:
    majority = {"in": ["yes"], "more_than": "50%", "of": "voting"}
    rule = read_rule({"adopt": majority, "tie": {"casting": "NL"}})
    assert wording.sentence(rule).endswith("On a tie, the casting vote is that of the Netherlands.")
    assert wording.sentence(rule, None, "fr").endswith(f"En cas d’égalité, voix prépondérante{NB}: les Pays-Bas.")


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_french_has_its_no_break_spaces_and_no_rule_is_speechless(rule_id: str) -> None:
    rule = catalogue.rule(rule_id)
    said = [wording.sentence(rule, None, "fr"), wording.effect_sentence(rule, "fr"), wording.basis_sentence(rule, "fr")]
    said += [rule.title["fr"], *_texts(rule.to_json(), "fr")]
    for text in said:
        assert not re.search(r"(?<!\u00a0)[;?!%»]|[^\u00a0\d]:|«[^\u00a0]", text), text
        assert "'" not in text, text
    assert wording.sentence(rule).endswith(".")


def _texts(value: object, language: str) -> list[str]:
    if isinstance(value, dict):
        return [
            text for key, inner in value.items() for text in ([inner] if key == language else _texts(inner, language))
        ]
    return [text for item in value for text in _texts(item, language)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("outcome", "english", "french"),
    [
        (council("DE", "FR", "IT"), "Adopted by vote 24-3", "Adopté par 24 voix contre 3"),
        (
            council("HU", "SK", rule_id="eu-unanimity"),
            "Supported by 25 of 27, not adopted",
            "Soutenu par 25 membres sur 27",
        ),
        (council(*EU.members), "Not adopted", "Non adopté"),
        (council(rule_id="european-council-consensus"), "Adopted by consensus", "Adopté par consensus"),
        (council("HU", rule_id="nato-silence"), "Not adopted: silence broken", f"Non adopté{NB}: silence rompu"),
        (council(*EU.members[:14], rule_id="eu-comitology"), "No opinion", "Pas d’avis"),
        (council(rule_id="eu-42-7"), "Answers recorded", "Réponses consignées"),
    ],
)
def test_headlines(outcome: Outcome, english: str, french: str) -> None:
    assert wording.headline(outcome) == english
    assert wording.headline(outcome, "fr").startswith(french)


def test_reasons_say_what_is_there_and_what_is_missing() -> None:
    in_favour = [
        "AL",
        "BE",
        "CA",
        "CZ",
        "DK",
        "EE",
        "FR",
        "IS",
        "LV",
        "LT",
        "LU",
        "ME",
        "NL",
        "NO",
        "PL",
        "SE",
        "UA",
        "GB",
    ]
    outcome = decide(catalogue.rule("coalition-core-e3-population"), COALITION, dict.fromkeys(in_favour, YES))
    assert wording.reasons(outcome) == [
        "Members voting yes: 18 of 35, need 20. 2 more members needed.",
        "Population of the members voting yes: 39.2%, need 65%. 25.8 points more needed.",
        "E3 all vote yes: 2 of 3. Not voting yes: Germany.",
    ]
    assert wording.reasons(outcome, "fr")[1] == (
        f"Population des membres votant pour{NB}: 39,2{NB}%, il en faut 65{NB}%. Il manque 25,8 points."
    )


def test_reasons_name_who_was_not_counted() -> None:
    roll = Roll(EU.members, EU.weights, {"concerned": frozenset({"HU"})}, frozenset({"SK"}))
    outcome = decide(catalogue.rule("eu-teu7"), roll, dict.fromkeys(EU.members, YES))
    assert wording.reasons(outcome)[-2:] == [
        "Suspended and not counted: Slovakia.",
        "Not counted under this rule: Hungary.",
    ]


def test_without_a_quorum_only_the_quorum_is_explained() -> None:
    roll = Roll(("A", "B", "C"), {"capital": {"A": 90, "B": 5, "C": 5}})
    outcome = decide(catalogue.rule("esm-qualified"), roll, {"A": YES})
    assert wording.headline(outcome) == "No quorum"
    assert wording.reasons(outcome) == [
        "Quorum: Members present: 1 of 3, need 2. 1 more member needed.",
        "Quorum: Capital of the members present: 90.0%, need two thirds. Holds, with 23.3 points to spare.",
    ]


@pytest.mark.parametrize(
    ("held", "said", "missing"),
    [
        (649_999, "65.0%", None),
        (650_000, "65.0%, need 65%", "Holds"),
        (649_600, "64.9%, need 65%", "0.1 points more needed"),
        (650_400, "65.0%, need 65%", "Holds"),
    ],
)
def test_a_percentage_never_reads_as_met_unless_it_is(held: int, said: str, missing: str | None) -> None:
    roll = Roll(("A", "B"), {"population": {"A": held, "B": 1_000_000 - held}})
    rule = read_rule({"adopt": {"weight": "population", "in": ["yes"], "at_least": "65%", "of": "roll"}})
    (condition,) = decide(rule, roll, {"A": YES}).conditions
    if missing is None:
        assert said not in wording.condition_amount(condition)
        assert wording.missing_text(condition) == "0.1 points more needed"
    else:
        assert wording.condition_amount(condition) == said
        assert wording.missing_text(condition) == missing


def test_configuration_is_never_said_to_be_law() -> None:
    for rule_id in catalogue.rule_ids():
        kind = catalogue.document(rule_id)["basis"]["kind"]  # type: ignore[index]
        said = wording.basis_sentence(catalogue.rule(rule_id))
        assert (kind == "configuration") is ("own configuration" in said), rule_id
        assert (kind == "treaty") is said.startswith("Legal basis"), rule_id


def test_a_rule_without_a_basis_is_a_configuration() -> None:
    rule = read_rule({"adopt": {"in": ["yes"], "at_least": 1}})
    assert wording.basis_sentence(rule) == "This is the coalition’s own configuration."


def test_effects() -> None:
    jef = catalogue.rule("jef-opt-in")
    assert wording.effect_sentence(jef) == (
        "Adopted, it binds the members that take part. Political only: no treaty stands behind it."
    )
    assert wording.effect_sentence(catalogue.rule("eu-cfsp"), "fr") == (
        "Une fois adopté, le texte lie tous les membres, sauf ceux qui déclarent une abstention."
    )


OPT_IN = {
    "id": "take-part",
    "manner": "opt_in",
    "effect": "in_favour",
    "groups": {"E3": ["FR", "DE", "GB"]},
    "adopt": {
        "all": [
            {"group": "E3", "in": ["yes"], "at_least": "100%", "of": "roll"},
            {"in": "NOT_YES", "at_most": 20},
        ]
    },
}


def test_where_members_take_part_nobody_is_said_to_vote_yes() -> None:
    rule = read_rule(OPT_IN)
    outcome = decide(rule, COALITION, {"FR": YES})
    for code in ("en", "fr"):
        said = [wording.sentence(rule, COALITION, code), wording.effect_sentence(rule, code)]
        said += wording.reasons(outcome, code)
        for child in outcome.conditions[0].children or outcome.conditions:
            said.append(wording.condition_title(child, code, manner=rule.manner))
            said.append(wording.missing_text(child, code, manner=rule.manner))
        for text in said:
            assert not re.search(r"vot(e|es|ent|ant|ing) (yes|pour)", text), text


def test_an_opt_in_binds_those_that_take_part() -> None:
    for rule_id in ("coalition-opt-in", "jef-opt-in", "force-generation"):
        rule = catalogue.rule(rule_id)
        assert wording.effect_sentence(rule).startswith("Adopted, it binds the members that take part.")
        assert wording.effect_sentence(rule, "fr").startswith(
            "Une fois adopté, le texte lie les membres qui participent."
        )
    assert "vote yes" in wording.effect_sentence(catalogue.rule("e3"))
    missing = wording.missing_text(
        decide(read_rule(OPT_IN), COALITION, {}).conditions[0], manner=read_rule(OPT_IN).manner
    )
    assert missing.startswith("Not taking part: ")


def test_a_joint_statement_is_endorsed_and_never_voted_on() -> None:
    rule = catalogue.rule("joint-statement")
    outcome = decide(rule, COALITION, {"FR": YES, "JP": YES})
    assert [wording.headline(outcome, code) for code in ("en", "fr")] == [
        f"Endorsed by 2 of {len(COALITION.members)}",
        f"2 membres sur {len(COALITION.members)} y souscrivent",
    ]
    alone = decide(rule, COALITION, {"FR": YES})
    assert wording.headline(alone) == f"Not published: endorsed by 1 of {len(COALITION.members)}"
    for code in ("en", "fr"):
        said = [wording.sentence(rule, COALITION, code), wording.effect_sentence(rule, code)]
        said += [text for each in (outcome, alone) for text in wording.reasons(each, code)]
        for text in said:
            assert not re.search(r"\b(vot|yes|pour\b|contre|adopt)", text, re.IGNORECASE), text


def test_an_opt_in_says_whom_it_binds_and_is_not_supported_by_a_vote() -> None:
    rule = read_rule(OPT_IN)
    anybody = read_rule({**OPT_IN, "adopt": {"in": ["yes"], "at_least": 1}})
    reasons = wording.reasons(decide(anybody, COALITION, {"FR": YES, "EE": YES}))
    assert reasons[-1] == "It binds the members that take part, and nobody else: Estonia and France."
    lacking = decide(rule, COALITION, {code: YES for code in COALITION.members if code not in ("FR", "GB")})
    assert wording.headline(lacking) == f"Not adopted: {len(COALITION.members) - 2} would take part"

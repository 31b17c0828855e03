"""The catalogue of known rules, and whether a document is a rule. None of it is any coalition's, nothing is kept."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.founding import read_document
from coalition.models.persons import Scope
from coalition.rules import catalogue
from coalition.rules.rule import Rule
from coalition.rules.standing import Basis, Verified, basis_of, verified
from coalition.rules.wording import admissible_sentence, effect_sentence, sentence
from proposals.api.documents import GivenDocument
from proposals.api.fields import AsIs, Document, Words
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.view import ApiView
from proposals.api.words import LANGUAGES


def _worded(kind: dict[str, Any]) -> dict[str, Any]:
    """Describe a text by language that also has a `kind`."""
    text = {"type": "string"}
    return {"type": "object", "required": ["kind", "en", "fr"], "properties": {"kind": kind, "en": text, "fr": text}}


@extend_schema_field(_worded({"type": "string", "enum": [basis.value for basis in Basis]}))
class BasisField(AsIs):
    """What stands behind a rule."""


@extend_schema_field(_worded({"type": "string"}))
class SystemField(AsIs):
    """The body whose rule it is."""


class ListedRuleSerializer(serializers.Serializer[Any]):
    """A rule of the catalogue, as in a list. Only `treaty` is law in force, and only as far as it is verified."""

    id = serializers.CharField()
    version = serializers.CharField()
    title = Words()
    system = SystemField()
    basis = BasisField()
    verified = serializers.ChoiceField(
        choices=[each.value for each in Verified], help_text="Whether the entry was read in a source."
    )
    sentence = Words(help_text="The rule in words.")


class ReadRuleSerializer(serializers.Serializer[Any]):
    """What a rule says and needs."""

    id = serializers.CharField()
    version = serializers.CharField()
    sentence = Words(help_text="The rule in words.")
    effect = Words(help_text="Whom a text adopted under it binds.")
    admissible = Words(help_text="For which subjects and members it may be used; empty: for all.")
    monotone = serializers.BooleanField(help_text="Whether a further yes can never undo adoption.")
    weights = serializers.ListField(child=serializers.CharField(), help_text="What a roll must bring.")
    groups = serializers.ListField(child=serializers.CharField(), help_text="The groups it names.")
    facts = serializers.ListField(child=serializers.CharField(), help_text="What no ballot says.")


class CatalogueRuleSerializer(ListedRuleSerializer, ReadRuleSerializer):
    """A rule of the catalogue, whole."""

    unverified = serializers.ListField(child=Words(), help_text="Statements that nobody has read in a source.")
    document = Document(help_text="The rule, in the rule language.")
    vectors = serializers.ListField(child=Document(), help_text="Worked cases, each with the result it must give.")


class CatalogueFilter(ListQuery):
    """Which rules to list."""

    system = serializers.CharField(required=False, max_length=40, help_text="A `kind` of system, such as eu.")
    basis = serializers.ChoiceField(choices=[basis.value for basis in Basis], required=False)
    search = serializers.CharField(required=False, max_length=200, help_text="Words of id, title or sentence.")


class DocumentBody(Body):
    """A rule, in the rule language."""

    document = GivenDocument()


class Catalogue(ApiView):
    """The rules that Concert knows."""

    pagination_class = Pages

    @operation("list_catalogue", "List the catalogue", gives=ListedRuleSerializer(many=True), query=CatalogueFilter)
    def get(self, request: Request) -> Response:
        """List the known rules, with what stands behind each."""
        asked = self.query(CatalogueFilter)
        return self.listed(
            [row for row in map(listed, catalogue.rule_ids()) if _fits(row, asked)], ListedRuleSerializer
        )


class CatalogueRule(ApiView):
    """One rule of the catalogue."""

    @operation("read_catalogue_rule", "Read a known rule", gives=CatalogueRuleSerializer, refuses=[404])
    def get(self, request: Request, rule: str) -> Response:
        """Give the rule: its document, what it says, what stands behind it, and its worked cases."""
        if rule not in catalogue.rule_ids():
            raise Http404
        document = catalogue.document(rule)
        row = listed(rule) | said(catalogue.rule(rule)) | {"document": document, "vectors": catalogue.vectors(rule)}
        return Response(CatalogueRuleSerializer(row | {"unverified": _each(document.get("unverified"))}).data)


class Validate(ApiView):
    """Whether a document is a rule."""

    scopes = {"POST": Scope.READ}  # nothing is kept

    @operation("validate_rule", "Validate a rule", takes=DocumentBody, gives=ReadRuleSerializer)
    def post(self, request: Request) -> Response:
        """Say the rule in words, or refuse it and name the place that is wrong. Nothing is kept."""
        return Response(ReadRuleSerializer(said(read_document(self.body(DocumentBody)["document"]))).data)


@cache
def listed(rule_id: str) -> dict[str, Any]:
    """Return a rule's line in the list: the catalogue does not change while the program runs."""
    rule, document = catalogue.rule(rule_id), catalogue.document(rule_id)
    return {
        "id": rule_id,
        "version": rule.version,
        "title": both(document.get("title")),
        "system": {"kind": ""} | both(document.get("system")),
        "basis": both(document.get("basis")) | {"kind": basis_of(rule).value},
        "verified": verified(rule).value,
        "sentence": {language: sentence(rule, None, language) for language in LANGUAGES},
    }


def said(rule: Rule) -> dict[str, Any]:
    """Return what a rule says, by language, and what it needs."""
    return {
        "id": rule.id,
        "version": rule.version,
        "sentence": {language: sentence(rule, None, language) for language in LANGUAGES},
        "effect": {language: effect_sentence(rule, language) for language in LANGUAGES},
        "admissible": {language: admissible_sentence(rule, language) for language in LANGUAGES},
        "monotone": rule.monotone,
        "weights": sorted(rule.weights),
        "groups": sorted(rule.group_names),
        "facts": sorted(rule.facts),
    }


def both(words: Any) -> dict[str, str]:
    """Return a text of a document in both languages, whichever it has."""
    if isinstance(words, str):
        return {"en": words, "fr": words}
    given = dict(words) if isinstance(words, dict) else {}
    either = given.get("en") or given.get("fr") or ""
    return {"en": either, "fr": either} | given


def _each(items: Any) -> list[dict[str, str]]:
    return [both({name: text for name, text in item.items() if name in LANGUAGES}) for item in items or ()]


def _fits(row: dict[str, Any], asked: dict[str, Any]) -> bool:
    if asked.get("system", row["system"]["kind"]) != row["system"]["kind"]:
        return False
    if asked.get("basis", row["basis"]["kind"]) != row["basis"]["kind"]:
        return False
    text = " ".join((row["id"], *row["title"].values(), *row["sentence"].values())).casefold()
    return all(word in text for word in asked.get("search", "").casefold().split())

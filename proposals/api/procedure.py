"""Rules of procedure, what they say on each subject, who has accepted them, and the rules kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import NotAllowed
from coalition.founding import adopt_rule
from coalition.models import Acceptance, Rule, SubjectRules
from coalition.models.procedure import Opener, Procedure, TieBreak, Visibility
from coalition.permissions import reads_everything
from coalition.procedure import effective_rule, rules_in_force, subjects_in_force
from proposals.api.fields import Document, InBoth, Instant, Words
from proposals.api.members import AtListQuery, AtQuery
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import ListQuery
from proposals.api.reaching import reach_coalition
from proposals.api.rulebook import DocumentBody
from proposals.api.view import ApiView
from proposals.api.words import names_in, rule_in_words


class RuleNameSerializer(serializers.Serializer[Any]):
    """Which rule, in which version."""

    identifier = serializers.CharField()
    version = serializers.CharField()


class RuleSerializer(RuleNameSerializer):
    """A rule as it is kept: never edited."""

    title = serializers.SerializerMethodField()
    document = Document(help_text="The rule, in the rule language.")
    sentence = serializers.SerializerMethodField(help_text="The rule in words.")
    created_at = Instant()

    def get_title(self, rule: Rule) -> dict[str, str]:
        """Return it by language, as far as the rule has one."""
        return dict(rule.read().title)

    @extend_schema_field(Words())
    def get_sentence(self, rule: Rule) -> dict[str, str]:
        """Return it by language."""
        return rule_in_words(rule.read(), self.context["names"])


class SubjectSerializer(serializers.Serializer[Any]):
    """How the coalition decides on one subject."""

    code = serializers.CharField()
    title = InBoth("title")
    rule = RuleNameSerializer()
    sentence = serializers.SerializerMethodField(help_text="The rule in words, with this subject's quorum and tie.")
    procedure = serializers.ChoiceField(choices=Procedure.choices)
    notice_seconds = serializers.SerializerMethodField(help_text="The least time between opening and closing.")
    quorum = Document(allow_null=True, help_text="A condition of the rule language; null: the rule's own.")
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    tie_break = serializers.ChoiceField(choices=TieBreak.choices)
    opener = serializers.ChoiceField(choices=Opener.choices, help_text="Who may open a division.")

    @extend_schema_field(Words())
    def get_sentence(self, subject: SubjectRules) -> dict[str, str]:
        """Return it by language."""
        return rule_in_words(effective_rule(subject), self.context["names"])

    def get_notice_seconds(self, subject: SubjectRules) -> int:
        """Return it in whole seconds."""
        return int(subject.notice.total_seconds())


class RulesOfProcedureSerializer(serializers.Serializer[Any]):
    """One version of the rules of procedure."""

    version = serializers.IntegerField()
    in_force_from = Instant()
    subjects = SubjectSerializer(many=True)


class AcceptanceSerializer(serializers.Serializer[Any]):
    """A member's recorded acceptance of one version of the rules of procedure."""

    member = serializers.CharField(source="member.code")
    version = serializers.IntegerField(source="rules_of_procedure.version")
    accepted_at = Instant()


class RulesInForce(ApiView):
    """The rules of procedure of a coalition."""

    @operation(
        "read_rules_of_procedure",
        "Read the rules of procedure",
        gives=RulesOfProcedureSerializer,
        query=AtQuery,
        refuses=[404],
    )
    def get(self, request: Request, coalition: str) -> Response:
        """Give the version in force at an instant, with what it says on each subject."""
        at = self.query(AtQuery).get("at", self.instant)
        body = reach_coalition(self.person, coalition, self.instant)
        rules = rules_in_force(body, at)
        if rules is None:
            raise Http404
        row = {"version": rules.version, "in_force_from": rules.in_force_from, "subjects": subjects_in_force(body, at)}
        return Response(RulesOfProcedureSerializer(row, context={"names": names_in(body.pk)}).data)


class Subjects(ApiView):
    """The subjects of a coalition's rules of procedure."""

    pagination_class = Pages

    @operation("list_subjects", "List subjects", gives=SubjectSerializer(many=True), query=AtListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List the subjects, and how each is decided under the rules in force at an instant."""
        at = self.query(AtListQuery).get("at", self.instant)
        body = reach_coalition(self.person, coalition, self.instant)
        return self.listed(subjects_in_force(body, at), SubjectSerializer, names=names_in(body.pk))


class Rules(ApiView):
    """The rules that a coalition keeps."""

    pagination_class = Pages

    @operation("list_rules", "List rules", gives=RuleSerializer(many=True), query=ListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List every version of every rule kept, in the rule language and in words."""
        self.query(ListQuery)
        body = reach_coalition(self.person, coalition, self.instant)
        return self.listed(body.rules.all(), RuleSerializer, names=names_in(body.pk))

    @operation("keep_rule", "Keep a rule", takes=DocumentBody, gives=RuleSerializer, status=201, refuses=[404, 409])
    def post(self, request: Request, coalition: str) -> Response:
        """Keep one version of a rule. It decides nothing until the rules of procedure name it. The secretariat does."""
        body = reach_coalition(self.person, coalition, self.instant)
        kept = adopt_rule(coalition=body, document=self.body(DocumentBody)["document"], by=self.person)
        return Response(RuleSerializer(kept, context={"names": names_in(body.pk)}).data, status=201)


class Acceptances(ApiView):
    """Who has accepted the rules of procedure."""

    pagination_class = Pages

    @operation(
        "list_acceptances", "List acceptances", gives=AcceptanceSerializer(many=True), query=ListQuery, refuses=[403]
    )
    def get(self, request: Request, coalition: str) -> Response:
        """List each member's acceptance of each version: without it, a majority does not bind the member."""
        self.query(ListQuery)
        body = reach_coalition(self.person, coalition, self.instant)
        if not reads_everything(self.person, body, self.instant):
            raise NotAllowed("members_only", _("This is for the members of the coalition."))
        found = Acceptance.objects.filter(rules_of_procedure__coalition=body)
        related = found.select_related("member", "rules_of_procedure")
        return self.listed(related.order_by("rules_of_procedure__version", "member__code"), AcceptanceSerializer)

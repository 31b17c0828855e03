"""Rules of procedure, what they say on each subject, who has accepted them, and the rules kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.changing_rules import text_of
from coalition.errors import NotAllowed
from coalition.founding import adopt_rule
from coalition.membership import accept_rules
from coalition.models import Acceptance, Coalition, Rule, RulesOfProcedure, SubjectRules
from coalition.models.procedure import Consent, Opener, Procedure, Signing, TieBreak, Visibility
from coalition.permissions import reads_everything
from coalition.procedure import effective_rule, rules_in_force, subjects_in_force
from proposals.api.fields import Document, InBoth, Instant, Text, Words
from proposals.api.members import AtListQuery, AtQuery
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import members_named, reach, reach_coalition
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
    emergency_notice_seconds = serializers.SerializerMethodField(
        help_text="The least time in an emergency, with a reason on record; null: the rules know none."
    )
    outage_extension_seconds = serializers.SerializerMethodField(
        help_text="By how much an outage moves a deadline; null: as the two people say."
    )
    consent = serializers.ChoiceField(choices=Consent.choices, help_text="Whether the procedure needs consent.")
    body = serializers.CharField(help_text="The group whose members alone are the roll; empty: all members.")
    quorum = Document(allow_null=True, help_text="A condition of the rule language; null: the rule's own.")
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    tie_break = serializers.ChoiceField(choices=TieBreak.choices)
    opener = serializers.ChoiceField(choices=Opener.choices, help_text="Who may open a division.")
    four_eyes_opening = serializers.BooleanField(help_text="Whether opening a division takes two people.")
    implications = serializers.ListField(
        child=serializers.CharField(), help_text="What its decisions touch, where some rules may not be used for it."
    )
    signing = serializers.ChoiceField(choices=Signing.choices, help_text="Whether delegates sign their ballots.")
    note_wait_seconds = serializers.SerializerMethodField(
        help_text="How long after closing the count waits for signed notes received in time."
    )
    text = serializers.SerializerMethodField(
        help_text="What it says now, as a proposal on the subject `rules-of-procedure` would: change it there."
    )

    @extend_schema_field(Words())
    def get_text(self, subject: SubjectRules) -> dict[str, str]:
        """Return it by language."""
        return {"en": text_of(subject), "fr": text_of(subject, french=True)}

    @extend_schema_field(Words())
    def get_sentence(self, subject: SubjectRules) -> dict[str, str]:
        """Return it by language."""
        return rule_in_words(effective_rule(subject), self.context["names"])

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_emergency_notice_seconds(self, subject: SubjectRules) -> int | None:
        """Return it in whole seconds."""
        return _seconds(subject.emergency_notice)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_outage_extension_seconds(self, subject: SubjectRules) -> int | None:
        """Return it in whole seconds."""
        return _seconds(subject.outage_extension)

    def get_notice_seconds(self, subject: SubjectRules) -> int:
        """Return it in whole seconds."""
        return int(subject.notice.total_seconds())

    def get_note_wait_seconds(self, subject: SubjectRules) -> int:
        """Return it in whole seconds."""
        return int(subject.note_wait.total_seconds())


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


class RulesOfProcedureSerializer(serializers.Serializer[Any]):
    """One version of the rules of procedure."""

    version = serializers.IntegerField()
    in_force_from = Instant()
    adopted_by = serializers.CharField(help_text="The number of the decision that adopted it; empty: two people did.")
    subjects = SubjectSerializer(many=True)


class AcceptanceSerializer(serializers.Serializer[Any]):
    """A member's recorded acceptance of one version of the rules of procedure."""

    member = serializers.CharField(source="member.code")
    version = serializers.IntegerField(source="rules_of_procedure.version")
    accepted_at = Instant()


class AcceptanceBody(Body):
    """Who accepts which version."""

    member = Text(max_length=8, help_text="The code of the member.")
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


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
        row = {
            "version": rules.version,
            "in_force_from": rules.in_force_from,
            "adopted_by": rules.adopted_by,
            "subjects": subjects_in_force(body, at),
        }
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
        self._check_reads(body)
        found = Acceptance.objects.filter(rules_of_procedure__coalition=body)
        related = found.select_related("member", "rules_of_procedure")
        return self.listed(related.order_by("rules_of_procedure__version", "member__code"), AcceptanceSerializer)

    @operation(
        "accept_rules_of_procedure",
        "Accept the rules of procedure",
        takes=AcceptanceBody,
        gives=AcceptanceSerializer,
        status=201,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, coalition: str) -> Response:
        """Put on record that a member accepts a version: by its accredited delegate, or the secretariat by its note."""
        body = reach_coalition(self.person, coalition, self.instant)
        self._check_reads(body)
        asked = self.body(AcceptanceBody)
        (member,) = members_named(body.pk, [asked["member"]], "member")
        rules = reach(RulesOfProcedure.objects.filter(coalition=body), version=asked["version"])
        accepted = accept_rules(rules_of_procedure=rules, member=member, recorded_by=self.person)
        return Response(AcceptanceSerializer(accepted).data, status=201)

    def _check_reads(self, body: Coalition) -> None:
        if not reads_everything(self.person, body, self.instant):
            raise NotAllowed("members_only", _("This is for the members of the coalition."))

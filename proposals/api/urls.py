"""The addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from proposals.api import (
    ballots,
    coalitions,
    deciding,
    decisions,
    divisions,
    docs,
    me,
    members,
    nowhere,
    procedure,
    proposals,
    rulebook,
    tallies,
    tokens,
)


class RowIdConverter:
    """A row's number; more digits than any row has are no address."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return it as text."""
        return str(value)


register_converter(RowIdConverter, "row")

app_name = "api"
body: list[URLPattern | URLResolver] = [
    path("", coalitions.OneCoalition.as_view(), name="coalition"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/<slug:member>/", members.OneMember.as_view(), name="member"),
    path("groups/", members.Groups.as_view(), name="groups"),
    path("roll/", members.RollAt.as_view(), name="roll"),
    path("rules-of-procedure/", procedure.RulesInForce.as_view(), name="rules-of-procedure"),
    path("acceptances/", procedure.Acceptances.as_view(), name="acceptances"),
    path("subjects/", procedure.Subjects.as_view(), name="subjects"),
    path("rules/", procedure.Rules.as_view(), name="rules"),
]
v1: list[URLPattern | URLResolver] = [
    path("me/", me.Me.as_view(), name="me"),
    path("me/tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("me/tokens/<row:token>/", tokens.OneToken.as_view(), name="token"),
    path("me/ballots/", ballots.MyBallots.as_view(), name="my-ballots"),
    path("coalitions/", coalitions.Coalitions.as_view(), name="coalitions"),
    path("coalitions/<slug:coalition>/", include(body)),
    path("rules/", rulebook.Catalogue.as_view(), name="catalogue"),
    path("rules/validate/", rulebook.Validate.as_view(), name="validate-rule"),
    path("rules/decide/", deciding.Decide.as_view(), name="decide"),
    path("rules/<slug:rule>/", rulebook.CatalogueRule.as_view(), name="catalogue-rule"),
    path("proposals/", proposals.Proposals.as_view(), name="proposals"),
    path("proposals/<row:proposal>/", proposals.OneProposal.as_view(), name="proposal"),
    path("proposals/<row:proposal>/revisions/", proposals.Revisions.as_view(), name="revisions"),
    path("divisions/", divisions.Divisions.as_view(), name="divisions"),
    path("divisions/<row:division>/", divisions.OneDivision.as_view(), name="division"),
    path("divisions/<row:division>/tally/", tallies.Tally.as_view(), name="tally"),
    path("divisions/<row:division>/ballots/", ballots.Ballots.as_view(), name="ballots"),
    path("decisions/", decisions.Decisions.as_view(), name="decisions"),
    path("decisions/<row:decision>/", decisions.OneDecision.as_view(), name="decision"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(v1)),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
    re_path(r"^[\s\S]*\Z", nowhere.Nowhere.as_view(), name="nowhere"),
]

"""The addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from proposals.api import ballots, decisions, divisions, nowhere, tallies


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
v1: list[URLPattern | URLResolver] = [
    path("me/ballots/", ballots.MyBallots.as_view(), name="my-ballots"),
    path("divisions/", divisions.Divisions.as_view(), name="divisions"),
    path("divisions/<row:division>/", divisions.OneDivision.as_view(), name="division"),
    path("divisions/<row:division>/tally/", tallies.Tally.as_view(), name="tally"),
    path("divisions/<row:division>/ballots/", ballots.Ballots.as_view(), name="ballots"),
    path("decisions/", decisions.Decisions.as_view(), name="decisions"),
    path("decisions/<row:decision>/", decisions.OneDecision.as_view(), name="decision"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(v1)),
    re_path(r"^.*\Z", nowhere.Nowhere.as_view(), name="nowhere"),
]

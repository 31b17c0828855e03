"""Lists as CSV: the register, the members, the rules; the agenda of a meeting, the roll call of a decision."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from proposals.api.meeting_fields import MeetingView
from proposals.api.openapi import operation
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.lists import tables
from proposals.scope import decisions_for

CSV = "text/csv"


class CoalitionList(ApiView):
    """One of the coalition's lists."""

    @operation("download_list", "Download a list as CSV", gives=str, file=CSV, refuses=[404])
    def get(self, request: Request, coalition: str, listed: str) -> HttpResponse:
        """Give `decisions`, `members` or `rules` as CSV. `members` is what `--roll` of the commands reads."""
        found = reach_coalition(self.person, coalition, self.instant)
        table = tables.list_of(listed, found, self.person, self.instant)
        if table is None:
            raise Http404
        return as_file(table)


class AgendaList(MeetingView):
    """The agenda of a meeting."""

    @operation("download_agenda", "Download an agenda as CSV", gives=str, file=CSV, refuses=[404])
    def get(self, request: Request, meeting: int) -> HttpResponse:
        """Give the agenda as CSV, with the proposals on it that you may read."""
        return as_file(tables.agenda(self.meeting(meeting), self.person, self.instant))


class RollCallList(ApiView):
    """The roll call of a decision."""

    @operation("download_roll_call", "Download a roll call as CSV", gives=str, file=CSV, refuses=[404])
    def get(self, request: Request, decision: int) -> HttpResponse:
        """Give the roll call as CSV: `--ballots` of the commands reads its first two columns."""
        return as_file(tables.ballots(reach(decisions_for(self.person, self.instant), pk=decision)))


def as_file(table: tables.Table) -> HttpResponse:
    """Return the table as a file."""
    response = HttpResponse(table.as_csv(), content_type=f"{CSV}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return response

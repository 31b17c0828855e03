"""Minutes as their page needs them: where they stand, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from coalition.permissions import Act, table_allows
from frontend.access import Here
from frontend.meetings.reads import found as meetings_found
from frontend.words.times import date
from proposals.meetings.models import Meeting
from proposals.meetings.states import State as Sits
from proposals.meetings.states import meetings_in
from proposals.minutes.models import Minutes
from proposals.minutes.states import State, is_intact, minutes_for, state_of

BADGES = {State.DRAFT: "draft", State.CIRCULATED: "act", State.ADOPTED: "yes"}


@dataclass(frozen=True)
class Read:
    """Minutes with where they stand."""

    minutes: Minutes
    state: State
    intact: bool
    keeps: bool

    @property
    def css(self) -> str:
        """How the state's badge looks."""
        return BADGES[self.state]

    @property
    def standing(self) -> str:
        """Where they stand, in a sentence."""
        minutes = self.minutes
        if minutes.adopted_at and minutes.adopted_in:
            said = {"number": minutes.adopted_in.number, "date": date(minutes.adopted_at), "version": minutes.version}
            return _("Adopted by meeting %(number)s on %(date)s, version %(version)s. Nothing in them changes.") % said
        if minutes.circulated_at:
            said = {"date": date(minutes.circulated_at), "version": minutes.version}
            return _("Circulated on %(date)s, version %(version)s. Not adopted yet.") % said
        return _("In preparation: only those who run meetings read them.")

    @property
    def editable(self) -> bool:
        """Whether the reader may edit them."""
        return self.keeps and self.state is not State.ADOPTED


def keeps(here: Here) -> bool:
    """Whether the reader keeps the minutes."""
    return table_allows(here.standings, Act.KEEP_MINUTES)


def find(here: Here, meeting: Meeting) -> Read:
    """The meeting's minutes, or 404 where they are none of the reader's."""
    rows = minutes_for(here.person, here.now).select_related("meeting__coalition", "adopted_in")
    minutes = rows.prefetch_related("sections").filter(meeting=meeting).first()
    if minutes is None:
        raise Http404
    return Read(minutes, state_of(minutes), is_intact(minutes), keeps(here))


def exist(here: Here, meeting: Meeting) -> bool:
    """Whether the reader finds minutes of the meeting."""
    return minutes_for(here.person, here.now).filter(meeting=meeting).exists()


def in_session(here: Here, meeting: Meeting) -> Meeting | None:
    """The meeting in session that can adopt the minutes of this one."""
    return meetings_found(here).filter(meetings_in(Sits.LIVE)).exclude(pk=meeting.pk).order_by("opened_at").first()


def to_adopt(here: Here, meeting: Meeting) -> list[Minutes]:
    """The circulated minutes of earlier meetings that this one can adopt."""
    rows = minutes_for(here.person, here.now).filter(meeting__coalition=here.coalition, adopted_at__isnull=True)
    waiting = rows.filter(circulated_at__isnull=False).exclude(meeting=meeting)
    return list(waiting.select_related("meeting").order_by("meeting__number"))

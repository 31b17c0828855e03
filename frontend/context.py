"""What the frame of every page shows: the coalition, the way around, and the reader's preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.models import Member
from coalition.models.dated import holding_at
from frontend.access import Here
from frontend.house.preferences import theme_of
from frontend.words.members import titled


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    address: str
    text: str
    icon: str
    current: bool
    count: int = 0
    count_text: str = ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame; inside a coalition also its navigation."""
    here = getattr(request, "here", None)
    context: dict[str, Any] = {"theme": theme_of(request), "here": here}
    if here is None:
        return context
    return context | {
        "now": here.now,
        "coalition": here.coalition,
        "coalition_name": titled(here.coalition),
        "coalition_note": titled(here.coalition, "note"),
        "member_count": _members_now(here),
        "links": _links(request, here),
    }


def _members_now(here: Here) -> int:
    held = Member.objects.filter(holding_at(here.now, "memberships__"), coalition=here.coalition)
    return held.distinct().count()


def _links(request: HttpRequest, here: Here) -> list[Link]:
    slug = here.coalition.slug
    waiting = len(here.awaiting)
    entries = [
        ("coalition", _("Home"), "i-home"),
        ("proposals", _("Proposals"), "i-doc"),
        ("meetings", _("Meetings"), "i-cal"),
        ("rooms", pgettext("navigation", "Room"), "i-people"),
        ("decisions", _("Decisions"), "i-seal"),
        ("members", _("Members"), "i-people"),
    ]
    match = request.resolver_match
    section = SECTIONS.get(match.url_name or "", "") if match else ""
    return [
        Link(
            reverse(name, args=[slug]),
            text,
            icon,
            name == section,
            count=waiting if name == "coalition" else 0,
            count_text=ngettext(" awaits your vote", " await your vote", waiting),
        )
        for name, text, icon in entries
    ]


# Which entry a page belongs to. The rules of procedure and the rulebook stand in the footer.
SECTIONS = {
    "coalition": "coalition",
    "proposals": "proposals",
    "proposal-new": "proposals",
    "proposal": "proposals",
    "proposal-revise": "proposals",
    "proposal-compare": "proposals",
    "statement-new": "proposals",
    "proposal-open-vote": "proposals",
    "vote": "proposals",
    "vote-confirm": "proposals",
    "vote-receipt": "proposals",
    "meetings": "meetings",
    "meeting": "meetings",
    "meeting-new": "meetings",
    "meeting-edit": "meetings",
    "meeting-cancel": "meetings",
    "minutes": "meetings",
    "minutes-edit": "meetings",
    "item-new": "meetings",
    "item-edit": "meetings",
    "vote-proxy": "proposals",
    "rooms": "rooms",
    "room": "rooms",
    "room-frameworks": "rooms",
    "room-question": "rooms",
    "laboratory": "rooms",
    "decisions": "decisions",
    "decision": "decisions",
    "decision-mark": "decisions",
    "recorded-elsewhere": "decisions",
    "recorded-vote": "decisions",
    "ledger": "decisions",
    "check-receipt": "decisions",
    "import-votes": "decisions",
    "import-roll": "members",
    "members": "members",
    "roll-changes": "members",
    "roll-change": "members",
    "accreditations": "members",
    "accreditation-register": "members",
    "accreditation-revoke": "members",
    "pending-acts": "members",
    "pending-act": "members",
}

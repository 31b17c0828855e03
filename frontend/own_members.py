"""The member that somebody acts for, as a form names it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coalition.errors import Invalid
from coalition.models import Member
from coalition.permissions import Act, refuse
from frontend.access import Here


def own_member(here: Here, code: str, act: Act) -> Member:
    """The one named, or the only one. Raises `Invalid`, or `NotAllowed` for the act where the person votes for none."""
    members = {member.code: member for member in here.votes_for}
    if not members:
        raise refuse(act)
    if code in members:
        return members[code]
    if len(members) == 1 and not code:
        return next(iter(members.values()))
    raise Invalid("no_member", _("Choose the member that you speak for."), field="member")

"""Where the page of what a notice is about is: the path inside the house, and the address from outside."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Notice


def path_of(notice: Notice) -> str:
    """Return the path of the page that the reader is to open."""
    slug = notice.coalition.slug
    if notice.meeting and notice.kind == NoticeKind.MINUTES_CIRCULATED:
        return reverse("minutes", args=[slug, notice.meeting.number])
    if notice.meeting and notice.kind != NoticeKind.MEETING_UNCALLED:
        return reverse("meeting", args=[slug, notice.meeting.number])
    if notice.commitment:
        decision = notice.commitment.decision
        return f"{reverse('decision', args=[slug, decision.year, decision.number])}#commitments"
    if notice.division and notice.kind == NoticeKind.RECEIPT:
        return f"{reverse('vote-receipt', args=[slug, notice.division.pk])}?entry={notice.details['entry']}"
    if notice.division:
        return reverse("vote", args=[slug, notice.division.pk])
    if notice.proposal:
        return reverse("proposal", args=[slug, notice.proposal.year, notice.proposal.number])
    return reverse("webhooks" if notice.kind == NoticeKind.TEST else "coalition", args=[slug])


def outside(path: str) -> str:
    """Return the address of a path of ours, as somebody outside opens it."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"

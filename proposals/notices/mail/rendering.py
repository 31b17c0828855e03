"""A mail: what a notice says, as HTML and text, in one thread per proposal or meeting.

Every header that names a thread, a list or a message follows from numbers alone, so that a mail sent twice is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.notices.hearing import zone_of
from proposals.notices.kinds import NoticeKind
from proposals.notices.mail.parts import part_of
from proposals.notices.mail.receipts import receipt_in
from proposals.notices.mail.unsubscribing import EVERYTHING, address_to_unsubscribe
from proposals.notices.models import Delivery, Notice
from proposals.notices.places import outside, path_of
from proposals.notices.words import reading
from proposals.words.members import Rosters, titled


@dataclass(frozen=True)
class Paragraph:
    """One notice within a mail."""

    subject: str
    lines: tuple[str, ...]
    link: str


def message_of(deliveries: Sequence[Delivery], now: datetime, rosters: Rosters) -> EmailMultiAlternatives:
    """Return one message that tells all of these, which are one person's, in that person's language and zone."""
    first = deliveries[0]
    person, notice = first.person, first.notice
    with translation.override(person.language), timezone.override(zone_of(person)):
        said = [_paragraph(each, now, rosters) for each in deliveries]
        kind = EVERYTHING if first.digest else notice.kind
        stop = address_to_unsubscribe(person, kind)
        subject = _digest_subject(notice, len(said)) if first.digest else said[0].subject
        context = {
            "subject": subject,
            "paragraphs": said,
            "digest": first.digest,
            "coalition": titled(notice.coalition),
            "exercise": notice.coalition.exercise,
            "language": person.language,
            "kind": NoticeKind(notice.kind).label,
            "stop": stop,
            "preferences": outside(reverse("hearing")),
        }
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("mail/notice.txt", context),
            from_email=formataddr((f"Concert, {context['coalition']}", settings.MAIL_FROM)),
            to=[person.email],
            headers=_headers(first, stop),
        )
        message.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
        part = None if first.digest else part_of(notice, person)
    if part:
        message.attach_alternative(part.content, f"text/calendar; method={part.method}")
    receipt = receipt_in(notice)
    if receipt:
        message.attach(*receipt, "application/json")
    return message


def _paragraph(delivery: Delivery, now: datetime, rosters: Rosters) -> Paragraph:
    said = reading(delivery.notice, delivery.person, now, rosters, inside=False).say()
    return Paragraph(said.subject, said.lines, outside(path_of(delivery.notice)))


def _digest_subject(notice: Notice, number: int) -> str:
    subject = ngettext("Today: %(number)s notice", "Today: %(number)s notices", number) % {"number": number}
    return f"{_('EXERCISE')} · {subject}" if notice.coalition.exercise else subject


def _headers(delivery: Delivery, stop: str) -> dict[str, str]:
    """RFC 5322 threads, RFC 2919 lists, RFC 8058 one-click unsubscribing, RFC 3834 answers of nobody."""
    notice, host = delivery.notice, settings.MAIL_FROM.rpartition("@")[2]
    thread = f"<{thread_of(notice)}@{host}>"
    return {
        "Message-ID": f"<{delivery.pk}@{host}>",  # which counts nothing
        **({} if delivery.digest else {"In-Reply-To": thread, "References": thread}),
        "List-Id": f"<{notice.coalition.slug}.{host}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def thread_of(notice: Notice) -> str:
    """Return the name of the thread that all mail about one proposal, or one meeting, belongs to."""
    about = f"meeting-{notice.meeting_id}" if notice.meeting_id else f"proposal-{notice.proposal_id}"
    return f"{about}.{notice.coalition.slug}"

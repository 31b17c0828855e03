"""What is told: each kind of notice with its name, and how it is treated when somebody would rather wait.

`prompt`: loses its worth by waiting, so that it is never kept for a daily digest. `on request`: goes to whom asked for
it alone, by the one channel that is named.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(models.TextChoices):
    """Everything that somebody is told, in the order in which a person chooses how to hear of it."""

    TEXT_PUT = "text_put", _("A new text")
    TEXT_AMENDED = "text_amended", _("A text revised")
    VOTE_OPENED = "vote_opened", _("A vote opened")
    VOTE_EXTENDED = "vote_extended", _("A deadline moved")
    VOTE_ANNULLED = "vote_annulled", _("A vote annulled")
    VOTE_STOPPED = "vote_stopped", _("A vote stopped by a member")
    REMINDER = "reminder", _("Your member has not voted yet")
    SILENCE_EXPIRING = "silence_expiring", _("A silence about to expire")
    VOTE_MISSED = "vote_missed", _("A deadline passed without your member’s vote")
    MISSED_AGAIN = "missed_again", _("A member missed a second deadline in a row")
    OUTCOME = "outcome", _("An outcome")
    MEETING_CALLED = "meeting_called", _("A meeting called")
    MEETING_CHANGED = "meeting_changed", _("A meeting changed")
    MEETING_CANCELLED = "meeting_cancelled", _("A meeting cancelled")
    MEETING_UNCALLED = "meeting_uncalled", _("No longer called to a meeting")
    MINUTES_CIRCULATED = "minutes_circulated", pgettext_lazy("notice", "Minutes circulated")
    RESERVATION_LAPSING = "reservation_lapsing", _("A reservation about to lapse")
    COMMITMENT_DUE = "commitment_due", _("A commitment due")
    RECEIPT = "receipt", _("The receipt of a vote that you recorded")
    TEST = "test", _("A test")


PROMPT = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.SILENCE_EXPIRING,
        NoticeKind.VOTE_EXTENDED,
        NoticeKind.VOTE_ANNULLED,
        NoticeKind.VOTE_STOPPED,
        NoticeKind.MEETING_CALLED,  # its mail carries the invitation
        NoticeKind.MEETING_CHANGED,
        NoticeKind.MEETING_CANCELLED,
        NoticeKind.MEETING_UNCALLED,
        NoticeKind.COMMITMENT_DUE,
        NoticeKind.RECEIPT,
        NoticeKind.TEST,
    }
)
ON_REQUEST = {NoticeKind.RECEIPT: "mail"}
TO_THE_SECRETARIAT = frozenset({NoticeKind.MISSED_AGAIN})
CHOSEN = tuple(  # what a person chooses channels for
    kind for kind in NoticeKind if kind != NoticeKind.TEST and kind not in ON_REQUEST
)
CHOSEN_NAMES = [(kind.value, kind.value) for kind in CHOSEN]

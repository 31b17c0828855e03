"""Notices: something somebody must hear, who heard it in the inbox, and how it goes out on channels."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from coalition.models import ApiToken, Coalition, Person
from proposals.commitments.models import Commitment
from proposals.drafting.models import Proposal
from proposals.meetings.models import Meeting
from proposals.notices.kinds import NoticeKind
from proposals.notices.numbers import unguessable
from proposals.outbox.models import OutboxEvent
from proposals.statements.models import Statement
from proposals.voting.models import Division


class Notice(models.Model):
    """One thing to be heard. It is said in words when it is read or goes out, in the reader's language and zone."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120, help_text="What it is about, so that two workers tell it once.")
    kind = models.CharField(max_length=24, choices=NoticeKind.choices)
    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True, help_text="The deadline or the beginning that it speaks of.")
    details: Any = models.JSONField(default=dict, help_text="What was so when it was told, such as the time before.")
    urgent = models.BooleanField(default=False, help_text="An emergency: no quiet hours, no digest.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key", "coalition"], name="one_notice_per_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Told(models.Model):
    """A notice in a person's inbox: there once, whatever happens to the other channels.

    Its number tells nothing: of a hidden vote it would say how many others were reminded. `notice` has the order.
    """

    id = models.BigIntegerField(primary_key=True, default=unguessable, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="told")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="told")
    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-notice_id", "person_id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="told_once_per_notice"),
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(event__isnull=False), name="told_once_per_event"
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="told_unread")]


class Address(models.Model):
    """Where a channel reaches a person besides what is known of them: a browser's push address, a webhook.

    `data` is the channel's own; what opens a door in it is sealed. It ends, and is never deleted: deliveries name it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=24)
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Of this one alone."
    )
    name = models.CharField(max_length=80)
    kinds: Any = models.JSONField(default=list, help_text="The kinds that go there; all when empty.")
    data: Any = models.JSONField(default=dict)
    token = models.ForeignKey(
        ApiToken, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="It ends with this one."
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="address_live")]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """Where a delivery stands. `DROPPED`: nobody needs it any more; `DEAD`: given up, for somebody to look at."""

    WAITING = "waiting", "waiting"
    SENT = "sent", "sent"
    DROPPED = "dropped", "dropped"
    DEAD = "dead", "dead"


class Delivery(models.Model):
    """One notice on its way to one person by one channel: tried until it is sent, or given up.

    Its number tells nothing, as that of `Told`.
    """

    id = models.BigIntegerField(primary_key=True, default=unguessable, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=24)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    digest = models.BooleanField(default=False, help_text="Goes out with the others of its day.")
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(help_text="Not before this instant; after a failure, when it is tried again.")
    claim = models.CharField(max_length=32, blank=True, help_text="Which run of a worker has it in hand.")
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="When another may take it up.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Failures since it was last sent on its way.")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["notice_id", "person_id", "channel", "address_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "person", "channel"],
                condition=Q(address__isnull=True),
                name="one_delivery_per_channel",
            ),
            models.UniqueConstraint(
                fields=["notice", "address"], condition=Q(address__isnull=False), name="one_delivery_per_address"
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["notice"], condition=Q(state="dead"), name="delivery_dead"),
        ]


class Attempt(models.Model):
    """One try of a delivery, and what came of it. Append-only in use: the delivery's log."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    ok = models.BooleanField()
    detail = models.CharField(max_length=200, blank=True, help_text="Such as 250 or “timed out”: never what was sent.")

    class Meta:
        ordering = ["id"]


class Preference(models.Model):
    """How a person wants to hear. Where there is no row, by mail and push, at any hour, one by one."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="hearing")
    silenced: Any = models.JSONField(default=dict, help_text="By kind, the channels that it does not go out on.")
    quiet_from = models.TimeField(null=True, blank=True, help_text="In the person's own zone.")
    quiet_until = models.TimeField(null=True, blank=True)
    last_call = models.BooleanField(default=True, help_text="Be told in quiet hours when they would outlast a vote.")
    digest_at = models.TimeField(null=True, blank=True, help_text="When the daily digest goes out; null: no digest.")
    receipts = models.BooleanField(default=False, help_text="Mail the receipt of each vote that the person records.")
    changed_at = models.DateTimeField()


class ReminderTimes(models.Model):
    """When a coalition reminds those whose member has not voted. Where there is no row, as `reminding` has it."""

    coalition = models.OneToOneField(Coalition, on_delete=models.PROTECT, related_name="reminder_times")
    minutes: Any = models.JSONField(help_text="Before the deadline, the longest first.")
    escalate = models.PositiveIntegerField(help_text="From so many minutes before on, the alternates are told too.")
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

"""Divisions, ballots and decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalition.models import Accreditation, Coalition, Member, Partner, Person
from coalition.models.procedure import BY_OBJECTION, Consent, Procedure, Signing, Visibility
from coalition.rules.positions import Position
from proposals.drafting.models import Proposal, Revision

POSITIONS = [(position.value, position.value) for position in Position]


class StopReason(models.TextChoices):
    """Why a member stops a vote, or calls for it to be stopped, so that it is not held as it was opened."""

    CONSENT = "consent", _("opposed to the procedure")
    BRAKE = "brake", _("emergency brake")
    FULL_ROLL = "full_roll", _("called to the full roll")


class Division(models.Model):
    """One formal vote on one revision, under one rule, on one roll, from `opens_at` up to but not at `closes_at`.

    Roll, rule and text are frozen here at opening. Afterwards the deadline moves forward while it is open, by two
    people; it is sealed, once; or it is annulled, once, before it is decided. Where nobody votes, an objection ends
    it on receipt; a member's call may stop it, and then it is not decided.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="divisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="divisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="divisions")
    subject = models.SlugField(max_length=60)
    procedure = models.CharField(max_length=12, choices=Procedure.choices)
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    rule: Any = models.JSONField(help_text="The rule's document, with the subject's quorum and tie-break in it.")
    roll: Any = models.JSONField(help_text="The roll at opening.")
    facts: Any = models.JSONField(default=list, help_text="Given facts that the rule asks for.")
    accepted: Any = models.JSONField(
        null=True, help_text="Who had accepted the rules of procedure; null for votes opened before this was asked."
    )
    text_hash = models.CharField(max_length=64)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    signing = models.CharField(max_length=10, choices=Signing.choices, default=Signing.OFF)
    note_wait = models.DurationField(
        default=timedelta(0),
        help_text="How long after closing it is not sealed yet, for signed notes received in time.",
    )
    sealed_at = models.DateTimeField(null=True, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)
    body = models.CharField(max_length=60, blank=True, help_text="The group that is the roll; empty: all members.")
    consent = models.CharField(max_length=16, choices=Consent.choices, default=Consent.NONE)
    emergency = models.CharField(
        max_length=500, blank=True, help_text="Why its notice was shortened; empty: it is not."
    )
    emergency_salt = models.CharField(max_length=32, blank=True, help_text="Of the hash of that reason on record.")
    outage_extension = models.DurationField(
        null=True, blank=True, help_text="By how much a declared outage moves the deadline; null: as two people say."
    )
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="The vote that it follows: annulled, stopped, tied, objected to, or the circle before.",
    )
    question = models.CharField(
        max_length=40, blank=True, help_text="What it is on: an amendment, a ruling; empty: the whole text."
    )
    broken_at = models.DateTimeField(null=True, blank=True, help_text="When an objection ended it.")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="When it ended without being held.")
    stopped_because = models.CharField(max_length=16, choices=StopReason.choices, blank=True)

    class Meta:
        ordering = ["-closes_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="division_closes_after_opening"),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(sealed_at__isnull=True), name="division_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal.symbol}, vote {self.pk}"

    def is_open_at(self, instant: datetime) -> bool:
        """Tell whether a ballot received at `instant` counts. State is derived from the clock, never stored."""
        over = self.annulled_at or self.stopped_at or (self.broken_at is not None and self.broken_at <= instant)
        return not over and self.opens_at <= instant < self.closes_at

    @classmethod
    def open_at(cls, instant: datetime) -> Q:
        """Return the condition that a division is open at `instant`: `is_open_at`, for queries."""
        unbroken = Q(broken_at__isnull=True) | Q(broken_at__gt=instant)
        return unbroken & Q(
            annulled_at__isnull=True, stopped_at__isnull=True, opens_at__lte=instant, closes_at__gt=instant
        )

    @classmethod
    def unended(cls) -> Q:
        """Return the condition that a division is neither sealed, annulled nor stopped: a ballot may still come in."""
        return Q(annulled_at__isnull=True, stopped_at__isnull=True, sealed_at__isnull=True)

    @property
    def by_objection(self) -> bool:
        """Whether nobody votes in it: who says nothing consents, and one objection ends it."""
        return self.procedure in BY_OBJECTION


class Stop(models.Model):
    """One member's act against a vote being held: it opposes the procedure, brakes, or calls it to the full roll.

    It stands: it is not withdrawn. One is enough, but where the rule asks for several members to call.
    """

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="stops")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=StopReason.choices)
    reason = models.CharField(max_length=500, blank=True)
    reason_salt = models.CharField(max_length=32, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["division", "member", "kind"], name="one_stop_per_member")]


class HostConsent(models.Model):
    """A host's consent to what is voted on, given on record while the vote is open: a fact that its rule asks for."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="consents")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True, help_text="Which note it was given by; empty: it came itself.")
    note_salt = models.CharField(max_length=32, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    given_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["division", "partner"], name="one_consent_per_host")]


class Proxy(models.Model):
    """One member's written word that another may vote for it, in one division. Revoked, never deleted."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="proxies")
    principal = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proxies_given")
    holder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proxies_held")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField()
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "principal"], condition=Q(revoked_at__isnull=True), name="one_standing_proxy"
            ),
            models.CheckConstraint(condition=~Q(principal=F("holder")), name="proxy_to_another"),
        ]


class VotingKey(models.Model):
    """A key with which one person signs ballots in one coalition; the private half never comes here.

    Registered by its holder, on record; withdrawn, never deleted: what it signed before stays signed.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="voting_keys")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="voting_keys")
    name = models.CharField(max_length=80)
    algorithm = models.CharField(max_length=8, help_text="Ed25519, ES256 or RS256.")
    public_key = models.TextField(help_text="SubjectPublicKeyInfo in DER, in hexadecimal.")
    identity = models.CharField(max_length=64, help_text="SHA-256 of the public key's bytes.")
    credential = models.TextField(blank=True, help_text="Of a passkey: how browsers name it, in base64url.")
    party = models.CharField(max_length=253, blank=True, help_text="Of a passkey: the site that it was made for.")
    registered_at = models.DateTimeField()
    entry_index = models.PositiveBigIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["registered_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["coalition", "identity"], name="one_holder_per_voting_key")]


class NoteSettlement(models.TextChoices):
    """What the member said of a vote that was recorded for it by signed note."""

    AWAITED = "awaited", _("awaits countersignature")
    COUNTERSIGNED = "countersigned", _("countersigned")
    CONTESTED = "contested", _("contested")


class SignedNote(models.Model):
    """A note by which a member voted outside the platform, as the secretariat recorded it.

    The member says later that it is its own, or that it is not, once. `counts` is false when it said so before sealing.
    """

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="notes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    filed = models.CharField(max_length=200, help_text="Where the note is filed. The ledger holds its salted hash.")
    filed_salt = models.CharField(max_length=32)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(help_text="The database clock. The ballot holds when the note was received.")
    settlement = models.CharField(max_length=14, choices=NoteSettlement.choices, default=NoteSettlement.AWAITED)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    counts = models.BooleanField(default=True)

    class Meta:
        ordering = ["recorded_at", "pk"]


class Ballot(models.Model):
    """One member's position in one division, cast by one delegate. Appended, never overwritten.

    By `proxy` it is cast by a delegate of the holder; the accreditation is then that delegate's, for the holder. By
    signed `note` the secretariat recorded it, under no accreditation, and `received_at` is when it received the note.
    """

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="ballots")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="ballots")
    position = models.CharField(max_length=20, choices=POSITIONS)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ballots")
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="ballots", null=True, blank=True
    )
    proxy = models.ForeignKey(Proxy, on_delete=models.PROTECT, related_name="ballots", null=True, blank=True)
    note = models.OneToOneField(SignedNote, on_delete=models.PROTECT, related_name="ballot", null=True, blank=True)
    signed_with = models.ForeignKey(VotingKey, on_delete=models.PROTECT, related_name="ballots", null=True, blank=True)
    received_at = models.DateTimeField(
        help_text="The database clock, read before the transaction; of a note, attested."
    )
    entry_index = models.PositiveBigIntegerField()
    key = models.CharField(max_length=80, help_text="The actor's idempotency key.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked under the key.")

    class Meta:
        ordering = ["received_at", "entry_index"]
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="one_ballot_per_key"),
            models.CheckConstraint(
                condition=Q(accreditation__isnull=False, note__isnull=True)
                | Q(accreditation__isnull=True, proxy__isnull=True, note__isnull=False),
                name="ballot_cast_or_by_note",
            ),
        ]
        indexes = [models.Index(fields=["division", "member"])]


class Decision(models.Model):
    """The recorded outcome, numbered per coalition and year, with everything that it follows from."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="decisions")
    division = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="decision")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    result = models.CharField(max_length=20)
    outcome: Any = models.JSONField(help_text="Tally, conditions, effect and who is bound: `rules.deciding.Outcome`.")
    ballots: Any = models.JSONField(help_text="Each member's position that counted, in canonical order.")
    by_proxy: Any = models.JSONField(default=dict, help_text="Whose position was cast by proxy: holder by principal.")
    by_note: Any = models.JSONField(default=list, help_text="Whose position was recorded by signed note.")
    rule: Any = models.JSONField()
    roll: Any = models.JSONField()
    text_hash = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "year", "number"], name="one_decision_per_number"),
        ]

    def __str__(self) -> str:
        return self.symbol

    @property
    def symbol(self) -> str:
        """How it is cited."""
        return f"{self.year}/{self.number}"

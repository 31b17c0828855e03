"""Proposals and their revisions."""

from __future__ import annotations

from django.db import models

from coalition.models import Coalition, Member, Person


class Proposal(models.Model):
    """A text put to a coalition, numbered per year: P-2026/14."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="proposals")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    subject = models.SlugField(max_length=60, help_text="A subject of the coalition's rules of procedure.")
    sponsors = models.ManyToManyField(Member, related_name="sponsored")
    released_to_observers = models.BooleanField(default=False)
    marking = models.CharField(max_length=40, blank=True, help_text="One of the deployment's list, or none.")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "year", "number"], name="one_proposal_per_number"),
        ]

    def __str__(self) -> str:
        return self.symbol

    @property
    def symbol(self) -> str:
        """How it is cited."""
        return f"P-{self.year}/{self.number}"


class Revision(models.Model):
    """One version of a proposal's text. Never edited: a change is the next revision."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="Markdown.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of the text in UTF-8, in hexadecimal.")
    rev = models.PositiveIntegerField(default=0, help_text="How often the text was revised in substance.")
    cor = models.PositiveIntegerField(default=0, help_text="How often this REV was corrected in its language alone.")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.proposal}, revision {self.number}"

    @property
    def marks(self) -> str:
        """What follows the proposal's symbol: "REV 1 COR 2"; nothing for the text as it was put."""
        named = (("REV", self.rev), ("COR", self.cor))
        return " ".join(f"{word} {number}" for word, number in named if number)

    @property
    def symbol(self) -> str:
        """How it is cited: "P-2026/14 REV 1"."""
        return f"{self.proposal.symbol} {self.marks}".rstrip()


class Sponsorship(models.Model):
    """A member's name on a proposal, from when to when. The row of who sponsors it now is in `Proposal.sponsors`."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="sponsorships")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sponsorships")
    first = models.BooleanField(help_text="Whether it put the proposal forward, or joined it as a co-sponsor.")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "member"], condition=models.Q(until__isnull=True), name="one_standing_sponsorship"
            )
        ]


class Draft(models.Model):
    """A text that its sponsor still writes. It is the sponsor's own paper: nothing of it is on record until it is put.

    Read and edited by the sponsor's delegation; read by the delegations that it was shown to.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="drafts")
    sponsor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=200)
    subject = models.SlugField(max_length=60)
    text = models.TextField(help_text="Markdown.")
    marking = models.CharField(max_length=40, blank=True, help_text="One of the deployment's list, or none.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with each edit: nobody writes over another.")
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="draft", help_text="What it became."
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-edited_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class DraftShare(models.Model):
    """A draft shown to another member, which may join it as a co-sponsor before it is put."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="shares")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["shared_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "member"], name="one_share_per_member")]

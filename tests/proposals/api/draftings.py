"""A row of everything that the endpoints of drafts, sponsors and amendments are about."""

from __future__ import annotations

from datetime import timedelta
from typing import IO, Any

from coalition import clock
from proposals.amendments.models import Amendment, Change
from proposals.amendments.ordering import rule_on_order
from proposals.amendments.tabling import Asked, table
from proposals.documents.attaching import Label, attach
from proposals.documents.models import Document
from proposals.drafting.drafts import begin_draft, share_draft
from proposals.drafting.models import Draft, Proposal
from proposals.drafting.proposing import Words, create_proposal
from proposals.drafting.sponsoring import join
from tests.factories import Body, a_proposal
from tests.proposals.api.sittings import Sitting

WORDS = Words("Winter", "readiness", "1. The force is fed.")


def a_draft(body: Body, code: str = "FR") -> Draft:
    """Begin a draft of a member, shown to FR where it is another's."""
    draft = begin_draft(sponsor=body.members[code], words=WORDS, by=body.heads[code])
    if code != "FR":
        share_draft(draft=draft, member=body.members["FR"], by=body.heads[code])
    return draft


def an_amendment(body: Body, code: str = "FR", proposal: Proposal | None = None) -> Amendment:
    """Table an amendment of a member to the first paragraph."""
    asked = Asked(Change.REPLACE, "par-1", "1. The force is ready in ten days.")
    return table(proposal=proposal or a_proposal(body), member=body.members[code], asked=asked, by=body.heads[code])


def a_document(body: Body, proposal: Proposal | None = None, file: IO[bytes] | None = None, **label: Any) -> Document:
    """Attach a file to a proposal, or a reference."""
    said = Label(**{"title": "Annex", "marking": "secret", **label})
    reference = "" if file else "Registry, box 7"
    to = proposal or a_proposal(body)
    return attach(to=to, label=said, by=body.secretariat[0], file=file, reference=reference)


def a_drafting(body: Body) -> Sitting:
    """Make one row for each of the endpoints."""
    first = an_amendment(body)
    ours = create_proposal(
        coalition=body.coalition,
        title="Ours",
        text="1. The force is ready.",
        subject="readiness",
        sponsors=[body.members["FR"]],
        by=body.secretariat[0],
    )
    theirs = an_amendment(body, "DE", ours)
    conflicting = an_amendment(body)
    Amendment.objects.filter(pk=conflicting.pk).update(conflict=True, standing="adopted")
    ruled = an_amendment(body)
    rule_on_order(proposal=ruled.proposal, order=[1], reason="First things first.", by=body.chair)
    joined = a_proposal(body)
    join(proposal=joined, member=body.members["FR"], by=body.heads["FR"])

    def at(amendment: Amendment) -> dict[str, int]:
        return {"<row:proposal>": amendment.proposal_id, "<row:amendment>": amendment.number}

    named = {name: at(an_amendment(body)) for name in ("amendments", "amendment-withdraw", "order", "next-vote")}
    own_rows: dict[str, dict[str, int]] = {
        **named,
        "amendment": at(first),
        "passages": at(first),
        "amendment-accept": at(theirs),
        "amendment-carry": at(conflicting),
        "order-appeal": at(ruled),
        "sponsors": {"<row:proposal>": first.proposal_id},
        "sponsor-leave": {"<row:proposal>": joined.pk},
        "proposal-documents": {"<row:proposal>": first.proposal_id},
        "document-withdraw": {"<row:document>": a_document(body).pk},
        "draft-join": {"<row:draft>": a_draft(body, "DE").pk},
        "draft-put": {"<row:draft>": a_draft(body).pk},
        "draft-drop": {"<row:draft>": a_draft(body).pk},
    }
    words = {"title": "Winter", "subject": "readiness", "text": "1. The force is fed."}
    sent: dict[str, Any] = {
        "drafts": {"coalition": body.coalition.slug, "sponsor": "FR", **words},
        "draft-edit": {**words, "version": 1},
        "draft-share": {"member": "GB"},
        "draft-join": {"member": "FR", "version": 1},
        "sponsors": {"member": "FR"},
        "sponsor-leave": {"member": "FR"},
        "amendments": {"member": "FR", "change": "delete", "anchor": "par-1"},
        "amendment-carry": {"text": "1. Written in.", "base": 1},
        "order": {"order": [1], "reason": "Why not."},
        "order-appeal": {"member": "FR"},
        "next-vote": {"closes_at": (clock.now() + timedelta(hours=1)).isoformat()},
    }
    return Sitting(
        rows={"<row:draft>": a_draft(body).pk, "<row:amendment>": 1, "<row:document>": a_document(body).pk},
        own_rows=own_rows,
        sent=sent,
    )

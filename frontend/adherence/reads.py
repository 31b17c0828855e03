"""Who stands behind a joint statement or an opt-in, as its pages say it, and what the reader can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.models import Partner
from coalition.permissions import Act, table_allows
from coalition.rules.results import Result
from coalition.rules.rule import Manner, Rule
from frontend.access import Here
from frontend.words.members import Name, Roster
from proposals.adherence.adhering import OPEN_TO_STATES
from proposals.adherence.models import Adherence, Kind
from proposals.adherence.standing import Behind, behind_given
from proposals.voting.models import Division
from proposals.voting.tallies import HOST_CONSENTS


@dataclass(frozen=True)
class Step:
    """One dated act in words."""

    said: str
    at: datetime
    by_note: bool


@dataclass(frozen=True)
class Offer:
    """What the reader can do: the words on the button, and what its page is asked."""

    words: str
    query: str
    asks: str = "adhere"


@dataclass(frozen=True)
class Shown:
    """The section on who stands behind the text."""

    endorses: bool
    summary: str
    aligned: list[Name]
    steps: list[Step]
    consent: str
    offers: list[Offer]


def shown(
    here: Here, division: Division, rule: Rule, positions: Mapping[str, str] | None, *, open_: bool
) -> Shown | None:
    """The section; None where members vote. `positions` are those that the reader may see."""
    if rule.manner not in OPEN_TO_STATES:
        return None
    there = behind_given(division, dict(positions or {}))
    partners = _partners(here, division)
    names = Roster({**here.names, **{code: name_of_partner(each) for code, each in partners.items()}})
    endorses = rule.manner is Manner.ENDORSEMENT
    return Shown(
        endorses=endorses,
        summary=_summary(endorses, there, seen=positions is not None),
        aligned=names.sorted(there.aligned),
        steps=[Step(_said(act, names, endorses=endorses), act.made_at, bool(act.note_salt)) for act in there.acts],
        consent=_consent(division, rule, names),
        offers=_offers(here, division, rule, there, partners, names, open_=open_),
    )


def name_of_partner(partner: Partner) -> Name:
    """The name of a state beside the members."""
    return Name(partner.code, partner.name_en, partner.name_fr)


def partners_now(here: Here) -> list[Partner]:
    """The states that stand beside the members now."""
    return list(Partner.objects.at(here.now).filter(coalition=here.coalition).select_related("contact"))


def _partners(here: Here, division: Division) -> dict[str, Partner]:
    """By code, those that ever stood there: what they did stays, whoever they are now; the latest of a code last."""
    rows = Partner.objects.filter(coalition=here.coalition).order_by("starts_at", "pk")
    return {partner.code: partner for partner in rows}


def _summary(endorses: bool, there: Behind, *, seen: bool) -> str:
    """ "26 members endorse, 2 states align." """
    count, aligned = len(there.members), len(there.aligned)
    said = []
    if seen and endorses:
        said.append(ngettext("%(count)d member endorses", "%(count)d members endorse", count) % {"count": count})
    elif seen:
        said.append(ngettext("%(count)d member takes part", "%(count)d members take part", count) % {"count": count})
    if aligned or not said:
        said.append(ngettext("%(count)d state aligns", "%(count)d states align", aligned) % {"count": aligned})
    return ", ".join(said) + "."


def _said(act: Adherence, names: Roster, *, endorses: bool) -> str:
    name = names[act.code]
    joined = _("%(state)s endorsed it later") if endorses else _("%(state)s joined later")
    said = {Kind.JOINED: joined, Kind.ALIGNED: _("%(state)s aligned"), Kind.LEFT: _("%(state)s left")}
    return said[Kind(act.kind)] % {"state": name}


def _consent(division: Division, rule: Rule, names: Roster) -> str:
    """The host's consent, where the rule asks for it."""
    if HOST_CONSENTS not in rule.facts:
        return ""
    if HOST_CONSENTS in division.facts:
        return _("The host's consent was on record when the vote opened.")
    given = division.consents.select_related("partner").first()
    if given is None:
        return _("The host has not consented.")
    return _("%(state)s consents as the host.") % {"state": names[given.partner.code].first}


def _offers(
    here: Here,
    division: Division,
    rule: Rule,
    there: Behind,
    partners: Mapping[str, Partner],
    names: Roster,
    *,
    open_: bool,
) -> list[Offer]:
    decision = getattr(division, "decision", None)
    adopted = decision is not None and decision.result == Result.ADOPTED
    endorses = rule.manner is Manner.ENDORSEMENT
    offers = []
    if adopted:
        offers += [offer for member in here.votes_for if (offer := _of_member(names[member.code], rule, there))]
    if open_ or adopted:
        offers += _of_states(here, partners, there, names, endorses=endorses)
    if open_ and HOST_CONSENTS in rule.facts and HOST_CONSENTS not in division.facts:
        offers += _of_hosts(here, division, partners, names)
    return offers


def _of_member(name: Name, rule: Rule, there: Behind) -> Offer | None:
    said, endorses = {"for_member": name.on_behalf}, rule.manner is Manner.ENDORSEMENT
    if name.code in there.members:
        words = _("Leave the statement %(for_member)s") % said
        return Offer(words, f"act=leave&member={name.code}") if endorses else None
    if not rule.joined_later:
        return None
    words = _("Endorse %(for_member)s") if endorses else _("Take part %(for_member)s")
    return Offer(words % said, f"act=join&member={name.code}")


def _of_states(
    here: Here, partners: Mapping[str, Partner], there: Behind, names: Roster, *, endorses: bool
) -> list[Offer]:
    """For the contact of a state, its own acts; for the secretariat, to record a note."""
    own = [partner for partner in partners.values() if partner.contact_id == here.person.pk and partner.ends_at is None]
    offers = []
    for partner in own:
        said = {"for_state": names[partner.code].on_behalf}
        if partner.code not in there.aligned:
            offers.append(Offer(_("Align %(for_state)s") % said, f"act=align&state={partner.code}"))
        elif endorses:
            offers.append(
                Offer(
                    _("Leave the statement %(for_member)s") % {"for_member": said["for_state"]},
                    f"act=leave&state={partner.code}",
                )
            )
    if table_allows(here.standings, Act.RECORD_NOTE):
        offers.append(Offer(_("Record a state's note"), "act=align"))
    return offers


def _of_hosts(here: Here, division: Division, partners: Mapping[str, Partner], names: Roster) -> list[Offer]:
    consented = set(division.consents.values_list("partner__code", flat=True))
    own = {member.code for member in here.votes_for}
    noted = table_allows(here.standings, Act.RECORD_NOTE)
    hosts = [p for p in partners.values() if p.hosts and p.ends_at is None and p.code not in consented]
    mine = [p for p in hosts if p.code in own or p.contact_id == here.person.pk or noted]
    return [
        Offer(_("Consent %(for_state)s") % {"for_state": names[p.code].on_behalf}, f"state={p.code}", "consent")
        for p in mine
    ]

"""The members, and the rules of procedure that they have accepted."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from coalition.errors import Conflict, NotAllowed
from coalition.membership import accept_rules
from coalition.models import Member, RulesOfProcedure
from coalition.permissions import Act, refuse
from coalition.procedure import AMENDING, rules_in_force
from frontend.access import Here, Request, in_coalition
from frontend.adherence.reads import name_of_partner, partners_now
from frontend.drafting.reads import subjects
from frontend.membership.reads import changes_of_rules, lines
from frontend.words.conditions import weight_word
from frontend.words.effects import not_released
from frontend.words.members import Name, titled
from proposals.voting.models import Decision


@require_GET
@in_coalition
def members(request: Request, here: Here) -> HttpResponse:
    """The roll as it stands now."""
    roll = here.roll
    weights = sorted(roll.weights, key=lambda weight: (weight != "population", weight))
    context = {
        "lines": lines(here, roll, weights, delegations=not here.is_observer),
        "weights": [weight_word(weight) for weight in weights],
        "groups": [
            (group, titled(group), here.names.listed(roll.groups.get(group.code, ()), most=40))
            for group in here.coalition.groups.all()
        ],
        "total": len(roll.members),
        "beside": [(partner, name_of_partner(partner)) for partner in partners_now(here)],
    }
    return render(request, "frontend/membership/members.html", context)


@require_GET
@in_coalition
def rules(request: Request, here: Here) -> HttpResponse:
    """The rules of procedure in force, subject by subject."""
    if here.is_observer:
        raise NotAllowed("not_released", not_released())
    in_force = rules_in_force(here.coalition, here.now)
    roll = here.roll
    accepted = set(in_force.acceptances.values_list("member__code", flat=True)) if in_force else set()
    context = {
        "in_force": in_force,
        "subjects": subjects(here),
        "accepted": len(accepted.intersection(roll.members)),
        "total": len(roll.members),
        "missing": here.names.listed([code for code in roll.members if code not in accepted], most=40),
        "accepting": _accepting(here, accepted) if in_force else [],
        "changes": changes_of_rules(here),
        "amending": AMENDING,
        "adopted_by": _adopted_by(here, in_force),
    }
    return render(request, "frontend/membership/rules.html", context)


@require_POST
@in_coalition
def accept(request: Request, here: Here) -> HttpResponse:
    """Put on record that a member accepts the rules of procedure in force."""
    in_force = rules_in_force(here.coalition, here.now)
    shown = request.POST.get("version", "")
    if in_force is None or shown != str(in_force.version):
        raise Conflict("other_version", _("Another version is in force since you read it. Read it, then accept it."))
    codes = {name.code for name in _accepting(here, set())}
    member = Member.objects.filter(coalition=here.coalition, code=request.POST.get("member", "")).first()
    if member is None or member.code not in codes:
        raise refuse(Act.RECORD_ACCEPTANCE)
    accept_rules(rules_of_procedure=in_force, member=member, recorded_by=here.person)
    return HttpResponseRedirect(reverse("rules", args=[here.coalition.slug]))


def _accepting(here: Here, accepted: set[str]) -> list[Name]:
    """The members for which the reader may record an acceptance that is missing."""
    own = {member.code for member in here.votes_for}
    codes = [code for code in here.roll.members if code not in accepted and (here.is_secretariat or code in own)]
    return here.names.sorted(codes)


def _adopted_by(here: Here, in_force: RulesOfProcedure | None) -> Decision | None:
    """The decision that adopted the version in force, where a decision did."""
    if in_force is None or not in_force.adopted_by:
        return None
    year, _slash, number = in_force.adopted_by.partition("/")
    return Decision.objects.filter(coalition=here.coalition, year=int(year), number=int(number)).first()

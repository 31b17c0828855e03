"""The members, and the rules of procedure that they have accepted."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.errors import NotAllowed
from coalition.procedure import rules_in_force
from frontend.access import Here, Request, in_coalition
from frontend.drafting.reads import subjects
from frontend.membership.reads import lines
from frontend.words.conditions import weight_word
from frontend.words.effects import not_released
from frontend.words.members import titled


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
    }
    return render(request, "frontend/membership/rules.html", context)

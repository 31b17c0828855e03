"""The room of one vote: where it stands, the what-if board, the frameworks. What is posted is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused, Invalid
from coalition.models import SubjectRules
from coalition.permissions import Act, require
from coalition.procedure import subjects_in_force
from coalition.rules import catalogue
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule
from frontend.access import Here, Request, in_coalition
from frontend.pictures.conditions import draw
from frontend.room import words
from frontend.room.board import board_rows, choices_of, drawn_map, marks_of, rows_beside, seats_of
from frontend.room.framework_words import framework_row
from frontend.room.ladder import ladder_of
from frontend.room.limiting import check_rate
from frontend.room.naming import names_for
from frontend.room.questions import QUESTIONS
from frontend.room.supposing import supposed_in
from frontend.room.words import weight_said
from frontend.rulebook.words import title_of
from frontend.streams.tickets import address_for
from frontend.voting.reading import Read, find, last_entry, rule_words
from frontend.words.conditions import Speaker
from frontend.words.implications import implications_said
from frontend.words.members import Roster, language
from proposals.api.forgetting import forgetting
from proposals.room.bodies import members_of_other_bodies
from proposals.room.scenes import Scene, Stand, Supposed, frameworks_of, scene_of, stand_of, standing_as_cast
from proposals.scope import divisions_for
from proposals.voting.states import State, divisions_in
from proposals.voting.visibility import sights_of

MOST_RULES = 8
USUAL = ("coalition-qmv", "e6-with-e3", "coalition-opt-in", "eu-qmv", "eu-unanimity", "eu-cfsp", "nato-consensus")


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """Every open vote, with where it stands as far as the reader sees."""
    require(here.person, here.coalition, Act.READ, here.now)
    entries = subjects_in_force(here.coalition, here.now)
    context = {"cards": [_card(here, read, entries) for read in _open_votes(here)], "questions": QUESTIONS}
    partial = "frontend/room/open_votes.html" if request.htmx else "frontend/room/index.html"
    return render(request, partial, context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_coalition
def room(request: Request, here: Here, division_id: int) -> HttpResponse:
    """The room of one vote. Posted, the board's form is answered: whole, or the part that changes."""
    require(here.person, here.coalition, Act.READ, here.now)
    read = find(here, division_id)
    if request.method == "POST":
        check_rate(here.person)
        return forgetting(lambda: _answered(request, here, read))
    context = _page(here, read, QueryDict()) | answer_of(here, _scene(here, read), QueryDict())
    return render(request, "frontend/room/room.html", context)


@require_POST
@in_coalition
def frameworks(request: Request, here: Here, division_id: int) -> HttpResponse:
    """The same text and positions under the rules chosen."""
    require(here.person, here.coalition, Act.READ, here.now)
    check_rate(here.person)
    read = find(here, division_id)
    return forgetting(lambda: _frameworks(request, here, read))


def _answered(request: Request, here: Here, read: Read) -> HttpResponse:
    answer = answer_of(here, _scene(here, read), request.POST)
    if request.htmx:
        return render(
            request,
            "frontend/room/answer.html",
            {"division": read.division, "for_swap": True, "joined": any(request.POST.getlist("join")), **answer},
        )
    return render(request, "frontend/room/room.html", _page(here, read, request.POST) | answer)


def _page(here: Here, read: Read, form: QueryDict) -> dict[str, Any]:
    division, scene = read.division, _scene(here, read)
    quiet = read.sight.replied is None
    listens = (here.person.pk, here.coalition.pk, division.pk)
    rows = board_rows(scene.roll, scene.seen, here.names, form)
    beside = rows_beside(scene.roll, members_of_other_bodies(scene.roll), names_for(here), form)
    return {
        "division": division,
        "proposal": division.proposal,
        "is_open": read.state is State.OPEN,
        "rule": rule_words(here, read.rule, scene.roll),
        "touches": implications_said(scene.subjects),
        "hides": read.sight.positions is None,
        "free": [row for row in rows if not row.cast],
        "cast": [row for row in rows if row.cast],
        "beside": beside,
        "beside_set": any(form.get(f"p-{row.name.code}", "none") != "none" for row in beside),
        "with_odds": any(row.odds or row.effort for row in rows),
        "rules": _choices(read.rule, form),
        "joiners": _joiners(scene),
        "joining": sorted(choices_of(form.get("joining", "none")), key=lambda each: each.value != "none"),
        "form": form,
        "left": form.getlist("leave"),
        "spoken": form.getlist("spoken"),
        "members": here.names.sorted(scene.roll.voters),
        "weights": [(name, weight_said(name)) for name in sorted(scene.roll.weights)],
        "stream": address_for(*listens, session=here.session, after=last_entry(division, quiet=quiet), quiet=quiet),
        "storage": f"{here.person.pk}.{division.pk}",
    }


def answer_of(here: Here, scene: Scene, form: QueryDict) -> dict[str, Any]:
    """Return what the board's form says now; a form that makes no sense is answered with the reason."""
    try:
        stand = stand_of(scene, supposed_in(form, scene.roll))
    except ActRefused as refusal:
        return {"refusal": str(refusal), "as_of": here.now}
    on_cast = standing_as_cast(scene) if form else stand.vote
    return _told(here, scene, stand, on_cast)


def _told(here: Here, scene: Scene, stand: Stand, on_cast: Mapping[str, Any]) -> dict[str, Any]:
    marks = marks_of(stand.roll, stand.positions, scene.seen)
    expected = [code for code in stand.positions if code not in scene.seen]
    supposed = len(expected)
    names = names_for(here)
    return {
        "as_of": here.now,
        "cast_word": words.stand_word(on_cast, final=True),
        "word": words.stand_word(stand.vote, final=not supposed, expected=bool(supposed)),
        "supposed": supposed,
        "carry": words.carry_card(stand.vote, names),
        "stop": words.block_card(stand.vote, names, expected),
        "efforts": words.effort_cards(stand.vote, names),
        "odds": words.odds_card(stand.forecast, names),
        "pivotal": words.pivotal_said(stand, names),
        "conditions": draw(stand.outcome, Speaker(names, closed=False, manner=scene.rule.manner)),
        "calls": _calls(stand, names) or _to_hold(stand, names, expected),
        "path": ladder_of(scene, stand, names),
        "picture": seats_of(stand.roll, stand.positions, names),
        "marks": marks,
        "map": drawn_map(stand.roll, marks, stand.positions, names),
    }


def _calls(stand: Stand, names: Roster) -> list[dict[str, Any]]:
    """Whom to call: by influence where odds are set, else by how many of the shortest ways need the member."""
    ways, influence = stand.vote["carry"]["first"], (stand.forecast or {}).get("influence", {})
    counts = {code: sum(code in way for way in ways) for way in ways for code in way}
    order = sorted({*counts, *influence}, key=lambda c: (-influence.get(c, 0.0), -counts.get(c, 0), str(names[c])))
    return [
        {"name": names[code], "ways": counts.get(code, 0), "of": len(ways), "points": _points(influence.get(code))}
        for code in order[:8]
    ]


def _to_hold(stand: Stand, names: Roster, expected: Collection[str]) -> list[dict[str, Any]]:
    """Where it is carried if all goes as expected: the members that alone would turn it, the expected ones first."""
    if not expected or stand.vote["outcome"] != "adopted":
        return []
    alone = sorted(stand.vote["swing_members"], key=lambda code: (code not in expected, str(names[code])))
    return [{"name": names[code], "holds": True, "expected": code in expected} for code in alone[:8]]


def _points(influence: float | None) -> str:
    return "" if influence is None else f"{round(influence * 100)}"


def _frameworks(request: Request, here: Here, read: Read) -> HttpResponse:
    scene = _scene(here, read)
    try:
        chosen = chosen_rules(read.rule, request.POST)
        rows = frameworks_of(scene, chosen, supposed_in(request.POST, scene.roll))
    except ActRefused as refusal:
        return render(request, "frontend/room/frameworks.html", {"refusal": str(refusal)})
    names = names_for(here)
    told = [framework_row(row, names, here.now, own=row.rule == scene.rule) for row in rows]
    context = {"table": told, "touches": implications_said(scene.subjects), "division": read.division}
    if request.htmx:
        return render(request, "frontend/room/frameworks.html", context)
    page = _page(here, read, request.POST) | answer_of(here, scene, request.POST)
    return render(request, "frontend/room/room.html", page | context)


def chosen_rules(own: Rule, form: QueryDict) -> list[Rule]:
    """Return the vote's own rule and those that the form chooses, or the usual ones. Raises `Invalid`."""
    named = [name for name in dict.fromkeys(form.getlist("rule")) if name in catalogue.rule_ids()]
    if len(named) > MOST_RULES:
        raise Invalid("too_many", _("Choose at most %(most)d rules.") % {"most": MOST_RULES}, field="rule")
    return [own, *(catalogue.rule(name) for name in named or USUAL if name != own.id)]


def _choices(own: Rule, form: QueryDict) -> list[dict[str, Any]]:
    chosen = form.getlist("rule") or list(USUAL)
    usual = [*USUAL, *(name for name in sorted(catalogue.rule_ids()) if name not in USUAL)]
    return [
        {"id": name, "title": title_of(catalogue.rule(name)), "chosen": name in chosen}
        for name in usual
        if name != own.id
    ]


def _joiners(scene: Scene) -> list[tuple[str, str]]:
    known = [state for state in catalogue.states() if state.iso2 not in scene.roll.members]
    return sorted(((state.iso2, state.name(language())) for state in known), key=lambda each: each[1])


def _scene(here: Here, read: Read) -> Scene:
    return scene_of(read.division, read.sight, here.now)


def _open_votes(here: Here) -> Iterable[Read]:
    """The votes that are open, each as `find` reads it, in as many queries as one."""
    found = divisions_for(here.person, here.now).filter(divisions_in(State.OPEN, here.now), coalition=here.coalition)
    listed = list(found.select_related("coalition", "proposal", "revision", "decision").order_by("closes_at")[:20])
    for division, sight in zip(listed, sights_of(listed, here.person, here.now), strict=True):
        yield Read(division, read_rule(division.rule), State.OPEN, sight)


def _card(here: Here, read: Read, entries: Sequence[SubjectRules]) -> dict[str, Any]:
    scene = scene_of(read.division, read.sight, here.now, entries)
    told: dict[str, Any] = {"division": read.division, "hides": read.sight.positions is None}
    if read.sight.positions is None:
        return told | {"replied": read.sight.replied, "total": len(scene.roll.voters)}
    try:
        stand = stand_of(scene, Supposed())
    except ActRefused as refusal:
        return told | {"refusal": str(refusal)}
    speaker = Speaker(here.names, closed=False, manner=scene.rule.manner)
    return told | {
        "word": words.stand_word(stand.vote, final=True),
        "carry": words.carry_card(stand.vote, here.names),
        "stop": words.block_card(stand.vote, here.names),
        "pivotal": words.pivotal_said(stand, here.names),
        "conditions": draw(stand.outcome, speaker),
    }

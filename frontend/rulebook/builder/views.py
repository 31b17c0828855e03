"""The pages of the rule builder: write a rule, see it said and tried as it is written, keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, NotAllowed
from coalition.founding import adopt_rule
from coalition.rules import catalogue, wording
from coalition.rules.rule import Manner
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.rulebook.builder import choices as offered
from frontend.rulebook.builder import trying
from frontend.rulebook.builder.choices import Choices, choices_of
from frontend.rulebook.builder.composing import Built, check_identity, compose
from frontend.rulebook.builder.drafts import ASKED, READ, TREES, Draft, begun_from, new_draft, read_draft
from frontend.rulebook.builder.edits import edit
from frontend.rulebook.builder.nodes import walk
from frontend.rulebook.builder.problems import Problem
from frontend.rulebook.builder.shown import Drawer, Row
from frontend.rulebook.reads import find
from frontend.rulebook.views import as_file
from frontend.rulebook.words import text_of

# The fields that can be wrong and are redrawn as one types: of conditions, and of the rule itself.
CHECKED = ("number", "names", "least", "mode", "fact", "json", "seat", "counts", "share", "plus")
OWN = ("id", "version", "title_en", "title_fr", "tie", "manner", "binds", "disregard", "read_absent", "rule", *ASKED)


MEANING = ("disregard", *(f"read_{position}" for position in READ))


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here) -> HttpResponse:
    """Write a rule. Every button sends the whole form; nothing is kept before the last one."""
    require_secretariat(here)
    if request.method != "POST":
        return _page(request, here, _begun(request, here), QueryDict())
    if _held_still(request):
        return HttpResponse(status=204)
    draft, act = read_draft(request.POST), _act(request)
    if act == "save":
        return _save(request, here, draft)
    if act == "export":
        return _export(request, here, draft)
    name = act.partition(":")[2].partition(":")[0].partition(".")[0]
    focus = edit(draft.tree(name), act, _choices(here, draft).first_group)
    return _page(request, here, draft, request.POST, focus=focus)


def require_secretariat(here: Here) -> None:
    """The verb says so too; this spares somebody a form that they could not send."""
    if not here.is_secretariat:
        raise NotAllowed("not_secretariat", _("Only the secretariat keeps rules for the coalition."))


def address_of(here: Here, identity: str, version: str) -> str:
    """Where a rule that is kept can be read."""
    return f"{reverse('rule', args=[here.coalition.slug, identity])}?version={version}"


def _act(request: Request) -> str:
    """What the button asks. A redraw as one types carries the last button along, and must not press it again."""
    return "" if _as_one_types(request) else request.POST.get("do", "")


def _as_one_types(request: Request) -> bool:
    return bool(request.htmx) and request.htmx.target == "said"


def _held_still(request: Request) -> bool:
    """A redraw that was due while a button's answer is on its way: the fields are disabled then, and say nothing."""
    return _as_one_types(request) and "adopt.kind" not in request.POST


def _begun(request: Request, here: Here) -> Draft:
    """An empty form, the next version of a rule that is kept, or a copy of one of the catalogue."""
    identity = request.GET.get("from", "")
    if not identity:
        return new_draft()
    of_catalogue = request.GET.get("of") == "catalogue"
    found = find(here, identity, request.GET.get("version", ""), from_catalogue=of_catalogue)
    known = frozenset(name for name, _title in choices_of(here).groups)
    draft = begun_from(found.rule, known)
    draft.texts |= _next_version(found.rule.id, [row.version for row in found.versions if found.kept])
    return draft


def _next_version(identity: str, kept: list[str]) -> dict[str, str]:
    if not kept:
        return {"id": f"our-{identity}"[:80], "version": "1"}
    number = len(kept) + 1
    while str(number) in kept:
        number += 1
    return {"id": identity, "version": str(number)}


def _save(request: Request, here: Here, draft: Draft) -> HttpResponse:
    built = compose(here, draft, _choices(here, draft))
    check_identity(draft, built)
    if built.problems:
        return _page(request, here, draft, request.POST, built, status=400)
    try:
        kept = adopt_rule(coalition=here.coalition, document=built.document, by=here.person)
    except ActRefused as refusal:
        key = (refusal.field or "").removeprefix("document.") or "rule"
        built.problems.append(Problem("", key if key in OWN else "rule", str(refusal)))
        return _page(request, here, draft, request.POST, built, status=status_of(refusal))
    said = _("Kept. It can be voted under once the rules of procedure name it for a subject.")
    messages.success(request, said)
    return HttpResponseRedirect(address_of(here, kept.identifier, kept.version))


def _export(request: Request, here: Here, draft: Draft) -> HttpResponse:
    built = compose(here, draft, _choices(here, draft))
    if built.rule and not built.problems:
        return as_file(built.document)
    return _page(request, here, draft, request.POST, built, status=400)


def _choices(here: Here, draft: Draft) -> Choices:
    """What the form offers: also the groups that the rule names already."""
    nodes = [node for name in TREES for _path, node in walk(draft.tree(name), name)]
    named = {node.value(key) for node in nodes for key in ("group", "seat")} - {"", offered.NAMED}
    return choices_of(here, frozenset(named))


def _page(
    request: Request, here: Here, draft: Draft, given: QueryDict, built: Built | None = None, **options: Any
) -> HttpResponse:
    focus, status = options.get("focus", ""), options.get("status", 200)
    asked, known = status != 200, _choices(here, draft)
    built = built or compose(here, draft, known)
    drawer = Drawer(known, built, focus, asked)
    tops = {name: drawer.row(draft.tree(name), name) for name in TREES}
    rows = [row for top in tops.values() for row in top.all()]
    context = {
        "draft": draft,
        "built": built,
        "summary": asked,
        "has_population": "population" in here.roll.weights,
        "clash": draft.text("id") in catalogue.rule_ids(),
        **tops,
        **_drawn(rows, drawer),
        **_offered(here, draft, known),
        **_said(here, built),
        **_tried(here, built, given, _act(request)),
    }
    partial = _as_one_types(request)
    template = "frontend/rulebook/builder/said.html" if partial else "frontend/rulebook/builder/new.html"
    return render(request, template, context | {"partial": partial}, status=status)


def _drawn(rows: list[Row], drawer: Drawer) -> dict[str, Any]:
    """What is redrawn as one types: each condition's sentence, and what is wrong with each field."""
    tops = [row for row in rows if row.children or row.number]
    return {
        "rows": [row for row in rows if row.kind in ("test", "fact", "raw")],
        "checked": [row.fields[key] for row in tops for key in CHECKED if key in row.fields],
        "own": {key: drawer.error("", key) for key in OWN},
    }


def _offered(here: Here, draft: Draft, known: Choices) -> dict[str, Any]:
    """The choices of the fields around the conditions."""
    return {
        "binds": offered.binds(),
        "ties": offered.ties(here, draft.text("tie")),
        "manners": offered.manners(),
        "readings": [(key, text, options, draft.text(f"read_{key}")) for key, text, options in offered.readings()],
        "own_meaning": draft.participants_only or any(draft.text(key) for key in MEANING),
        "own_purpose": any(draft.text(key) for key in ASKED),
        "disregarded": offered.left_out(known, draft.text("disregard")),
        "procedures": [text_of(each) for each in draft.rest.get("procedures", []) if text_of(each)],
    }


def _said(here: Here, built: Built) -> dict[str, Any]:
    """The sentence in both languages, whom it binds, and what a writer should know."""
    rule = built.rule
    if rule is None:
        return {"sentences": [], "cautions": None}
    sentences = [
        (
            code,
            wording.sentence(rule, here.roll, code, {c: _name(here, c, code) for c in here.names}),
            wording.effect_sentence(rule, code),
        )
        for code in ("en", "fr")
    ]
    return {"sentences": sentences, "cautions": trying.cautions(here, rule)}


def _name(here: Here, member: str, code: str) -> str:
    name = here.names[member]
    return name.french if code == "fr" else name.english


def _tried(here: Here, built: Built, given: QueryDict, act: str) -> dict[str, Any]:
    """The rule on the positions that the form holds."""
    rule, facts = built.rule, frozenset(given.getlist("fact"))
    manner = rule.manner if rule else Manner.VOTE
    positions, wrong = trying.arranged(here, given, act, trying.read_positions(here, given))
    return {
        "places": trying.places(here, positions, manner),
        "others": trying.others(manner, given.get("but_position", "")),
        "but": given.get("but", ""),
        "but_error": wrong,
        "facts": [(name, name in facts) for name in sorted(rule.facts)] if rule else [],
        "trial": trying.try_on(here, rule, positions, facts) if rule and rule.adopt else None,
        "counted": len(positions),
    }

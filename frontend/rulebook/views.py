"""The rulebook: every known rule and the coalition's own, one page each, to read and to take away."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from coalition.rules import wording
from coalition.rules.conditions import Condition
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.standing import Basis
from frontend.access import Here, Request, in_coalition
from frontend.rulebook.cases import cases_of
from frontend.rulebook.reads import (
    Asked,
    Found,
    find,
    own_title,
    subjects_under,
    system_titles,
    systems,
    uses_of,
)
from frontend.rulebook.trees import Grower, Node
from frontend.rulebook.words import basis_word, labels, text_of, title_of
from frontend.words.members import Roster, language


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The rules to browse."""
    given = request.GET
    asked = Asked(given.get("q", ""), given.get("system", ""), given.get("basis", ""), bool(given.get("kept")))
    found = systems(here, asked)
    context = {
        "asked": asked,
        "systems": found,
        "filtered": asked != Asked(),
        "count": sum(len(system.entries) for system in found),
        "system_choices": [own_title(), *system_titles()],
        "basis_choices": [(basis.value, basis_word(basis)) for basis in Basis],
    }
    template = "frontend/rulebook/found.html" if request.htmx else "frontend/rulebook/index.html"
    return render(request, template, context)


@require_GET
@in_coalition
def show(request: Request, here: Here, identity: str) -> HttpResponse:
    """One rule: what it says, as a tree, what stands behind it, how it was proven, who used it."""
    found = _found(request, here, identity)
    subjects = subjects_under(here, identity)
    roll = here.roll if found.kept else None
    context = {
        "found": found,
        "rule": found.rule,
        **said(here, found.rule, roll),
        "cases": cases_of(identity) if found.is_of_catalogue else [],
        "subjects": subjects,
        **_uses(here, identity),
        "export": f"{reverse('rule-export', args=[here.coalition.slug, identity])}?{_query(found)}",
        "start": f"{reverse('rule-new', args=[here.coalition.slug])}?from={identity}&{_query(found)}",
    }
    return render(request, "frontend/rulebook/rule.html", context)


@require_GET
@in_coalition
def export(request: Request, here: Here, identity: str) -> HttpResponse:
    """The rule's document, to keep or to take elsewhere."""
    return as_file(_found(request, here, identity).rule.to_json())


def as_file(document: dict[str, Any]) -> HttpResponse:
    """A document as a file to download."""
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    name = f"{document.get('id', 'rule')}-{document.get('version', '1')}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


def said(here: Here, rule: Rule, roll: Roll | None) -> dict[str, Any]:
    """What a rule says, for its page."""
    code, names = language(), here.names.plain()
    source = rule.source
    return {
        "title": title_of(rule),
        "sentence": wording.sentence(rule, roll, code, names),
        "effect": wording.effect_sentence(rule, code),
        "basis": wording.basis_sentence(rule, code),
        "admissible": wording.admissible_sentence(rule, code),
        "only_members": here.names.listed(rule.admissible.only_members, most=40),
        "admissible_notes": text_of(_inside(source.get("admissible"), "notes")),
        "labels": labels(rule),
        "notes": text_of(source.get("notes")),
        "unverified": _texts(source.get("unverified")),
        "procedures": _texts(source.get("procedures")),
        "sources": source.get("sources", []),
        "monotone": rule.monotone,
        "weights": sorted(rule.weights),
        "trees": trees(rule, roll, here.names),
        "groups": [(name, here.names.listed(members, most=40)) for name, members in sorted(rule.groups.items())],
    }


def trees(rule: Rule, roll: Roll | None, names: Roster) -> list[tuple[str, Node]]:
    """The conditions of adoption, quorum and negative opinion, those that the rule has."""
    grower = Grower(rule, roll, names)
    parts: tuple[tuple[str, Condition | None], ...] = (
        ("adopt", rule.adopt),
        ("quorum", rule.quorum),
        ("reject", rule.reject),
    )
    return [(role, grower.grow(condition)) for role, condition in parts if condition is not None]


def _found(request: Request, here: Here, identity: str) -> Found:
    return find(here, identity, request.GET.get("version", ""), from_catalogue=request.GET.get("of") == "catalogue")


def _query(found: Found) -> str:
    """Which of the rules of this id: a version that is kept, or the catalogue's."""
    return f"version={found.kept.version}" if found.kept else "of=catalogue"


def _uses(here: Here, identity: str) -> dict[str, Any]:
    """The latest votes under the rule, and how many there are in the reader's scope."""
    latest, count = uses_of(here, identity)
    return {"uses": latest, "used": count}


def _inside(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _texts(items: object) -> list[str]:
    return [text for item in items if (text := text_of(item))] if isinstance(items, list) else []

"""Every kind of entry that the code appends is in the registry, with words in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from proposals.ledger import kinds
from proposals.ledger.appending import append
from proposals.ledger.kinds import KINDS

ROOT = Path(__file__).resolve().parents[3]
WRITERS = {"append", "record", "_append", "_record"}
KIND = re.compile(r"[a-z]+(_[a-z]+)+\Z")


def appended() -> Iterator[tuple[str, str]]:
    """Each literal kind that is handed to whatever appends, by keyword or, to a helper of a verb, by place."""
    for source in ("coalition", "proposals"):
        for path in (ROOT / source).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node) in WRITERS:
                    for argument in [*node.args[:2], *[k.value for k in node.keywords if k.arg == "kind"]]:
                        value = getattr(argument, "value", None)
                        if isinstance(value, str) and KIND.match(value):
                            yield value, str(path.relative_to(ROOT))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_every_kind_that_is_appended_has_words():
    found = dict(appended())
    assert {"ballot_cast", "act_asked", "proposal_revised", "key_introduced"} <= set(found)
    assert {kind: path for kind, path in found.items() if kind not in KINDS} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_said_in_both_languages(kind):
    with translation.override("en"):
        english = (str(KINDS[kind].title), str(KINDS[kind].says))
    with translation.override("fr"):
        french = (str(KINDS[kind].title), str(KINDS[kind].says))
    assert english[0] and english[1].endswith(".") and french[1].endswith(".")
    assert set(re.findall(r"%\((\w+)\)s", english[1])) == set(re.findall(r"%\((\w+)\)s", french[1]))
    assert english != french


@pytest.mark.django_db
def test_a_kind_without_words_fails_a_test_and_never_an_act(monkeypatch):
    with pytest.raises(AssertionError, match="something_new"):
        append(coalition_id=1, kind="something_new", subject="x", at=None, body={})
    assert kinds.check is not _production_check()
    _production_check()("something_new")


def _production_check():
    from importlib.util import find_spec, module_from_spec

    spec = find_spec("proposals.ledger.kinds")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check

"""The house: what must hold of the tree itself."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from frontend.translating.extracting import is_translated, messages, translations

ROOT = Path(__file__).resolve().parent.parent
SUBJECT_MODELS = sorted((ROOT / "proposals").glob("*/models.py"))


def test_imports_go_one_way():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_importing_a_rule_starts_nothing():
    assert (ROOT / "coalition" / "__init__.py").read_text() == ""
    imported = "import sys, coalition.rules; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", imported], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not {"django", "celery", "sqlite3"} & {name.split(".")[0] for name in names.split()}


@pytest.mark.parametrize("path", SUBJECT_MODELS, ids=lambda path: path.parent.name)
def test_every_model_is_collected(path: Path):
    collected = importlib.import_module("proposals.models")
    module = importlib.import_module(f"proposals.{path.parent.name}.models")
    defined = {
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, models.Model) and value.__module__ == module.__name__
    }
    concrete = {name for name in defined if not getattr(module, name)._meta.abstract}
    assert concrete <= set(collected.__all__)
    assert all(apps.get_model("proposals", name) is getattr(module, name) for name in concrete)


def test_models_are_nowhere_else_in_proposals():
    """A model outside a `models.py` would escape the test above."""
    for path in (ROOT / "proposals").rglob("*.py"):
        if path.name != "models.py" and "migrations" not in path.parts:
            bases = [
                ast.unparse(b)
                for n in ast.walk(ast.parse(path.read_text()))
                if isinstance(n, ast.ClassDef)
                for b in n.bases
            ]
            assert not {"models.Model", "Model"} & set(bases), path  # fmt: skip


def test_every_message_has_its_french():
    french = translations("fr")
    untranslated = [
        message.id
        for message in messages()
        if message.id and not ((known := french.get(message.id, message.context)) and is_translated(known))
    ]
    assert not untranslated, (
        f"{len(untranslated)} messages; run `manage.py messages` and translate: {untranslated[:20]}"
    )


def test_placeholders_survive_translation():
    from babel.messages.checkers import checkers

    french = translations("fr")
    for message in french:
        if message.id and message.python_format:
            for check in checkers:
                check(french, message)


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git clone")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


FORBIDDEN = re.compile(
    r"(?<![\w.~$}/-])/(?:home|root|work|Users)/\w"  # a path of somebody's machine
    r"|\b(?:files\.)?pytho" r"nhosted\.org|\bpyp" r"i\.org|registry\.npm" r"js\.org|\bdeb\.deb" r"ian\.org"
)  # fmt: skip


def test_no_file_names_a_machine_or_a_registry():
    """A clone must not depend on where it was made, nor on where its packages come from."""
    named = []
    for path in committed_files():
        if path.exists():
            text = path.read_bytes().decode("utf-8", "replace")
            named += [f"{path.relative_to(ROOT)}: {found.group()}" for found in FORBIDDEN.finditer(text)]
    assert not named


def test_each_decision_has_a_number_of_its_own_and_its_heading_says_it():
    named = [(int(path.name[:4]), path) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert len({number for number, _path in named}) == len(named), "two decisions share a number"
    for number, path in named:
        assert path.read_text().startswith(f"# {number}. "), path.name


def test_links_between_documents_lead_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [(path, link) for path in documents for link in re.findall(r"\]\(([^)#:\s]+)\)", path.read_text())]
    assert links
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []

"""The page of settings lists what the code reads from the environment, with the defaults that it has."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from coalition.config import providers

READ = re.compile(r"""environ(?:ment)?(?:\.get\(|\[)"([A-Z][A-Z_]*)"(?:, "([^"]*)")?""")
PAGE = Path("docs") / "operations" / "settings.md"


def read_by_the_code() -> dict[str, str]:
    """Each variable with its default, as far as that is written beside it."""
    found: dict[str, str] = {}
    for folder in ("coalition", "proposals", "frontend"):
        for file in sorted((Path(settings.BASE_DIR) / folder).rglob("*.py")):
            found |= dict(READ.findall(file.read_text()))
    of_a_provider = {f"OIDC_FR_{name}": "" for name in (*providers._NEEDED, "EMAIL_DOMAINS")}
    return found | of_a_provider


def on_the_page() -> dict[str, str]:
    lines = (Path(settings.BASE_DIR) / PAGE).read_text().splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| `")]
    return {name.strip(" `"): default.strip() for name, _is, default in rows}


def test_the_page_lists_what_is_read():
    assert len(read_by_the_code()) > 25
    assert sorted(on_the_page()) == sorted(read_by_the_code())


def test_the_page_says_the_defaults():
    page = on_the_page()
    said = {name: page[name] for name, default in read_by_the_code().items() if default}
    assert said == {name: f"`{default}`" for name, default in read_by_the_code().items() if default}

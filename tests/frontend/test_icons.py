"""Every icon that a page names is drawn: one that is missing leaves a hole that no other test sees."""

from __future__ import annotations

import re

from tests.stack.processes import ROOT

FRONTEND = ROOT / "frontend"
NAMED = re.compile(r"""["'](i-[a-z][a-z0-9-]*)["']""")


def test_every_icon_is_in_the_sprite():
    sprite = (FRONTEND / "static" / "frontend" / "sprite.svg").read_text()
    drawn = set(re.findall(r'<symbol id="(i-[^"]+)"', sprite))
    files = [path for pattern in ("*.html", "*.py", "*.js") for path in FRONTEND.rglob(pattern)]
    named = {name for path in files for name in NAMED.findall(path.read_text())}
    assert len(named) > 10
    assert named - drawn == set()

"""Pictures on paper.

WeasyPrint gives a picture inside a page neither the styles of the page nor the patterns of another picture.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

SHEETS = ("pictures", "room")
PICTURE = re.compile(r'<svg class="(?:map|hemi|bar|gauge)"[^>]*>')
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
# WeasyPrint reads no short form of a font in a picture, and paints a letter's outline over the letter.
FONT = re.compile(r"font:\s*\d+\s+([\d.]+px)(?:/[\d.]+)?\s+([^;}]+)")
PAPER = ".map text{stroke:none}.map text.halo{stroke:#fff}"
CODE = re.compile(r'<text(?: data-label="[A-Z]{2}")?( x="[\d.]+" y="[\d.]+" dy="-?\d+")(>[A-Z]{2})(</text>)')
DRAWN = re.compile(r"\.(map|hemi|bar|gauge|[fspt]-|m-)")


def inked(page: str) -> str:
    """Return the page with the styles and patterns of pictures inside each of them."""
    haloed = CODE.sub(r'<text class="halo"\1\2\3<text\1\2\3', page)
    return PICTURE.sub(lambda found: found.group() + ink(), haloed)


@cache
def ink() -> str:
    """Return what a picture needs: the rules for pictures, in the colours of paper, and the patterns."""
    rules = [rule for name in SHEETS for rule in RULE.findall(_without_comments(_sheet(name)))]
    said = "".join(f"{selector.strip()}{{{body.strip()}}}" for selector, body in rules if DRAWN.match(selector.strip()))
    said = FONT.sub(r"font-weight:bold;font-size:\1;font-family:\2", said) + PAPER
    patterns = re.search(r"<defs>.*</defs>", render_to_string("frontend/parts/patterns.html"), re.DOTALL)
    return f"<style>{_in_light(said)}</style>{patterns.group() if patterns else ''}"


def _in_light(rules: str) -> str:
    """The colours themselves for their names; of the themes, the light one stands first in the sheet."""
    values: dict[str, str] = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", _without_comments(_sheet("tokens"))):
        values.setdefault(name, value)
    return re.sub(r"var\(--([\w-]+)\)", lambda found: values[found.group(1)], rules)


def _sheet(name: str) -> str:
    found = finders.find(f"frontend/css/{name}.css")
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text()


def _without_comments(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)

"""Texts: Markdown comes through, everything else stays text."""

from __future__ import annotations

import pytest

from frontend.prose import rendered


def test_markdown_comes_through():
    html = rendered("The members\n\n1. agree **firmly**;\n2. act.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<ol>\n<li>agree <strong>firmly</strong>;</li>" in html
    assert "<th>a</th>" in html


def test_headings_stand_below_those_of_the_page():
    assert rendered("# One\n\n## Two\n\n###### Six") == "<h3>One</h3>\n<h4>Two</h4>\n<h5>Six</h5>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://example.org/pixel.png)",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        "<svg><style>*{x:expression(alert(1))}</style></svg>",
        '[x](https://example.org "a" onmouseover=alert(1))',
    ],
)
def test_nothing_that_runs_or_loads_comes_through(text):
    html = rendered(text)
    for forbidden in (
        "<script",
        "<img",
        "<svg",
        "<style",
        'javascript:"',
        'href="javascript',
        'href="data',
        '<a href="https://example.org" onclick',
    ):
        assert forbidden not in html


def test_a_link_tells_nobody_where_it_was_read():
    assert 'rel="noopener noreferrer"' in rendered("[x](https://example.org)")

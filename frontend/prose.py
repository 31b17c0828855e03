"""Texts of proposals: Markdown to HTML, and only what a text may hold comes through. HTML in a text stays text."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "strong"),
    *("sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto"}
DEEPEST = 5

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_markdown.disable("image")


def rendered(text: str) -> SafeString:
    """The text as HTML that nh3 has cleaned: the only HTML in the product that a person's input becomes."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):  # below the headings of the page itself
            token.tag = f"h{min(int(token.tag[1]) + 2, DEEPEST)}"
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return SafeString(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))

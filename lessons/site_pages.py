"""Pages of the whole site: the text that ships for a page, and Markdown to HTML. Reads files, never the database."""

from functools import lru_cache
from typing import NamedTuple

import nh3
from django.conf import settings
from markdown_it import MarkdownIt

from lessons.text import normalise

_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "code", "pre", "hr", "br", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Text(NamedTuple):
    title: str
    body: str


@lru_cache(maxsize=10)
def shipped_text(key: str) -> Text | None:
    """The text of content/site for this page, if there is one; its first line is "# " and the title."""
    path = settings.BASE_DIR / "content" / "site" / f"{key}.md"
    if not path.exists():
        return None
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    return Text(first.removeprefix("# ").strip(), normalise(rest))


@lru_cache(maxsize=10)
def shipped_html(key: str) -> str:
    text = shipped_text(key)
    return render(text.body) if text else ""


def render(source: str) -> str:
    """Markdown as safe HTML. The title is the page's only first heading, so "#" and "##" both make second ones."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    env: dict = {}
    tokens = parser.parse(source, env)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    html = parser.renderer.render(tokens, parser.options, env)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto", "tel"},
    )

"""Texts of questions to safe HTML: a line of inline Markdown, or blocks: paragraphs, lists, tables, code … Pure.

A line goes anywhere. Blocks can't stand in a label or a legend, so templates ask which of both a text is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lessons import boxes, formulas, pictures, recordings
from lessons.markup import INLINE_TAGS, NO_PICTURES, render_inline
from lessons.text import collapse

HEADING = "headings stand in lessons only"
_TAGS = {
    *(*INLINE_TAGS, "p", "ul", "ol", "li", "blockquote", "pre", "hr", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *pictures.TAGS,
    *recordings.TAGS,
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "figure": {"class"},
    "div": {"class", *boxes.ATTRIBUTES},
    **pictures.ATTRIBUTES,
    **recordings.ATTRIBUTES,
    **formulas.ATTRIBUTES,
}
# One line is parsed for blocks only where it may be one: a number with a dot is a good answer, not a list.
_MAY_BE_BLOCKS = re.compile(r"\n|\A!\[|\A\$\$")
_END_OF_BLOCK = re.compile(r"</(?:p|li|t[hd]|pre|figure)>")
_PARAGRAPH = re.compile(r"^<p>(.*?)</p>$", re.DOTALL | re.MULTILINE)
_TAG_OR_GAP = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>|\{(\d{1,3})\}')


@dataclass(frozen=True)
class Rich:
    """`asks` is what its paragraphs say, without lists, tables and code: the name of what it introduces."""

    html: str
    blocks: bool = False
    asks: str = ""


@lru_cache(maxsize=20_000)
def render_rich(source: str) -> Rich:
    """Raw HTML is shown as text. There are no passages, citations, terms and checks; a heading is a strong line."""
    tokens = _blocks(source)
    if not tokens:
        html = render_inline(source)
        return Rich(html, asks=html)
    parser = _parser()
    html = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        link_rel="noopener noreferrer",
        url_schemes={"http", "https"},
    )
    return Rich(html, blocks=True, asks=" ".join(_PARAGRAPH.findall(html)))


def plain_rich(source: str, shown: pictures.Shown = NO_PICTURES) -> str:
    """As plain words, for option elements, names and summaries; a picture is what it shows."""
    return plain(render_rich(source).html, shown)


def plain(html: str, shown: pictures.Shown) -> str:
    spaced = _END_OF_BLOCK.sub(r"\g<0> ", recordings.in_words(html, shown))
    words = pictures.plain(spaced, shown)
    return words if spaced == html else collapse(words)


def rich_tokens(source: str) -> Iterator[Token]:
    """What stands in a text: blocks, and what stands in their lines."""
    for token in _blocks(source) or _parser().parseInline(source):
        yield token
        yield from token.children or ()


def split_gaps(html: str) -> list[tuple[str, str]]:
    """HTML cut at its gaps {1}, {2} …: ("html", piece) and ("gap", number) in turn. A gap in a tag is none."""
    found, start = [], 0
    for match in _TAG_OR_GAP.finditer(html):
        if match[1]:
            found += [("html", html[start : match.start()]), ("gap", match[1])]
            start = match.end()
    return [each for each in [*found, ("html", html[start:])] if each[1]]


# --- the parser ------------------------------------------------------------------------------------------------------


def _blocks(source: str) -> list[Token]:
    """The tokens of a text with blocks; none for a line."""
    if not _MAY_BE_BLOCKS.search(source):
        return []
    tokens = _parser().parse(source)
    for index, token in enumerate(tokens):
        if token.type == "inline" and tokens[index - 1].type == "paragraph_open" and not tokens[index - 1].hidden:
            recordings.make_figures(tokens[index - 1], tokens[index + 1], token.children or [])
    return [] if _is_line(tokens) else tokens


def _is_line(tokens: Sequence[Token]) -> bool:
    """One paragraph; a picture alone stands in its line, a recording doesn't."""
    types = [token.type for token in tokens]
    return types == ["paragraph_open", "inline", "paragraph_close"] and tokens[0].attrGet("class") != "recording"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("reference")
    parser.use(formulas.formulas_plugin).use(boxes.boxes_plugin).use(recordings.recordings_plugin)
    parser.add_render_rule("heading_open", lambda *_args: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_args: "</strong></p>\n")
    return parser

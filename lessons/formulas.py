"""Formulas in texts: TeX between dollar signs becomes MathML, which browsers draw and screen readers say. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from lessons import boxes

LONGEST = 500
TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup"),
    *("munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"),
}
ATTRIBUTES = {
    "math": {"display", "alttext"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "minsize", "maxsize", "separator"},
    "mfrac": {"linethickness"},
    "mspace": {"width"},
    "mover": {"accent"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mstyle": {"displaystyle", "scriptlevel", "mathvariant"},
}
_UNKNOWN = re.compile(r"<mi\b[^<>]*>\\[A-Za-z]")  # a command that the library passes on as a name
_MATH = re.compile(r'<math\b[^>]*\balttext="([^"]*)"[^>]*>.*?</math>', re.DOTALL)


def formulas_plugin(parser: MarkdownIt) -> None:
    """`$…$` in a line, `$$…$$` as a paragraph. Two prices in a sentence are no formula: `$5 and $6`."""
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    parser.add_render_rule("math_inline", _render)
    parser.add_render_rule("math_block", _render)


def _render(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """One that can't be read is shown as it was written."""
    token = tokens[index]
    source = token.content.strip()
    display = "block" if token.type == "math_block" else "inline"
    html = mathml(source, display) or f"<code>{escape(source)}</code>"
    return f"{boxes.open_box('formula')}{html}</div>\n" if display == "block" else html


@lru_cache(maxsize=5_000)
def mathml(source: str, display: str = "inline") -> str:
    """MathML that holds nothing but TAGS and ATTRIBUTES; empty for what can't be read."""
    if len(source) > LONGEST:
        return ""
    try:
        # The library passes on what stands in \text, so nothing in it may look like a tag.
        found = convert(source.replace("<", r"\lt ").replace(">", r"\gt "), display=display)
    except Exception:  # noqa: BLE001 (its errors have no common class, and deep nesting ends in a RecursionError)
        return ""
    if _UNKNOWN.search(found):
        return ""
    named = found.replace("<math ", f'<math alttext="{escape(source)}" ', 1)
    return nh3.clean(named, tags=TAGS, attributes=ATTRIBUTES)


def is_read(token: Token) -> bool:
    return bool(mathml(token.content.strip()))


def complaint(token: Token) -> str:
    return f"the formula '{token.content.strip()[:60]}' can't be read"


def in_words(html: str) -> str:
    """The HTML with each formula as its author typed it."""
    return _MATH.sub(lambda match: match[1], html)

"""Boxes in which a wide table, code or formula scrolls by itself, so that a page never has to. Pure.

Stored HTML has no words of an interface language, so what a box is called is filled in when a page is made.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

ATTRIBUTES = {"data-box"}
_BOX = re.compile(r'<div class="box" data-box="(table|code|formula)">')


def boxes_plugin(parser: MarkdownIt) -> None:
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)


def open_box(kind: str) -> str:
    return f'<div class="box" data-box="{kind}">'


def _open_table(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"{open_box('table')}<table>\n"


def _close_table(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _code(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    html = getattr(renderer, tokens[index].type)(tokens, index, options, env)
    return f"{open_box('code')}{html.rstrip()}</div>\n"


def fill(html: str, names: Mapping[str, str]) -> str:
    """The HTML with boxes that the keyboard reaches; `names` are the words for "table", "code" and "formula"."""
    return _BOX.sub(lambda box: f'<div class="box" tabindex="0" role="group" aria-label="{names[box[1]]}">', html)

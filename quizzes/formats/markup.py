"""Texts of other programs as our Markdown: HTML, Moodle's own mixture, plain words. Pure.

What comes out shows the same words: characters that Markdown would take for its own are escaped. Scripts and styles are
left out with what stands in them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape as escape_html
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

import nh3
from bs4 import NavigableString
from markdownify import BACKSLASH, MarkdownConverter

from lessons import formulas
from lessons.markup import render_inline
from lessons.text import collapse

NameOf = Callable[[str], str]

_BLOCKS = {"p", "div", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td", "hr"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_PHRASES = {"br", "a", "img", "b", "strong", "i", "em", "code", "kbd", "samp", "sub", "sup"}
_TAGS = {*_BLOCKS, *_HEADINGS, *_PHRASES, "caption"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
# What looks like a tag and is none of these, nor closed, are words: `#include <stdio.h>`, `List<Integer>`, `x<y`.
_KNOWN = {
    *_TAGS,
    *("abbr", "acronym", "address", "algebra", "annotation", "applet", "area", "article", "aside", "audio"),
    *("base", "basefont", "bdi", "bdo", "big", "blink", "body", "button", "canvas", "caption", "center"),
    *("cite", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "dl"),
    *("dt", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "head"),
    *("header", "hgroup", "html", "iframe", "input", "ins", "label", "lang", "legend", "link", "main", "map"),
    *("mark", "marquee", "math", "menu", "meta", "meter", "nav", "nobr", "noembed", "noframes", "nolink"),
    *("noscript", "object", "optgroup", "option", "output", "param", "picture", "progress", "q", "rp", "rt"),
    *("rtc", "ruby", "s", "script", "section", "select", "slot", "small", "source", "span", "strike", "style"),
    *("summary", "svg", "template", "tex", "textarea", "tfoot", "time", "title", "track", "tt", "u", "var"),
    *("video", "wbr", "xml"),
}
# What people leave without an end.
_ENDLESS = {
    *("b", "br", "caption", "center", "col", "colgroup", "dd", "div", "dt", "em", "font", "hr", "i", "li", "p", "span"),
    *("strong", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "wbr"),
}
# With what stands in them; of all other tags the words stay.
_LEFT_OUT = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math"}
_EMBEDDED = {"iframe", "object", "embed", "video", "audio", "svg", "math", "canvas"}
_BREAK = "\\\n"
_WEB = ("http://", "https://")

_SPECIAL = re.compile(r"[\\`*\[\]<|$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};)|!\Z")
_LINE_START = re.compile(r"\A(\s*)(?=[-+#>=~:])")
_LINE_NUMBER = re.compile(r"\A(\s*\d{1,9})(?=[.)])")
# Of marks that are escaped wherever they stand: an item, a rule, code, a table, what a link or a footnote means.
_BLOCK_START = re.compile(r"\A\s*(?:\*(?:\s|\Z)|(?:[*_]\s*){3,}\Z|```|\||\[[^\]]*\]:)")
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][^\s<>/]*)(?=(\s*/?>)?)")  # the third: it has no attributes
_DECLARATION = re.compile(r"<(?:\?(?!xml:)|!--|!doctype\b)", re.IGNORECASE)
_TAG = re.compile(r"(<[^<>]*>)")
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(_BLOCKS | _HEADINGS)})\b")
_NO_TEX = re.compile(r"\\\(\s*\\\)|\\\[\s*\\\]")  # what some programs put before a text to start a filter
_TEX = re.compile(r"\\\((.{1,500}?)\\\)|\\\[(.{1,500}?)\\\]|\$\$(.{1,500}?)\$\$", re.DOTALL)
_RAISED = str.maketrans("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def from_html(html: str, name_of: NameOf | None = None) -> str:
    """`name_of` gives the name of a picture by its address, or "" where only its words are to be left."""
    clean = nh3.clean(
        _with_words_that_look_like_tags(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_LEFT_OUT,
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )
    clean = re.sub(r"<br>\s+", "<br>", clean.replace("&nbsp;", " "))
    clean = _without_breaks_at_edges(clean)
    try:
        if "<" not in clean:
            return from_plain(collapse(unescape(clean)))
        return _Converter(name_of or picture_name).convert(clean.replace("\xa0", " ")).strip()
    except RecursionError:
        return from_plain(words_of(clean))


def _with_words_that_look_like_tags(html: str) -> str:
    closed = _closed(html)
    first, last = len(html) - len(html.lstrip()), html.rfind("-->")

    def as_words(found: re.Match[str]) -> str:
        return found[0] if _is_tag(found, closed) else f"&lt;{found[0][1:]}"

    def declared(found: re.Match[str]) -> str:
        is_one = found.start() < last if found[0] == "<!--" else found[0] != "<?" and found.start() == first
        return found[0] if is_one else f"&lt;{found[0][1:]}"

    return _TAG_NAME.sub(as_words, _DECLARATION.sub(declared, html))


def _closed(html: str) -> set[str]:
    return {found[2].lower() for found in _TAG_NAME.finditer(html) if found[1]}


def _is_tag(found: re.Match[str], closed: set[str]) -> bool:
    """Without an end, what would hide the rest of the text is words, and so is what shows nothing by itself."""
    name = found[2].lower()
    if ":" in name or name in closed:
        return True
    return name in _ENDLESS or (name in _KNOWN and name not in _LEFT_OUT and not found[3])


def embedded(html: str) -> list[str]:
    """The names of the tags for which Markdown has no place, so that they go with what stands in them."""
    closed = _closed(html)
    names = (found[2].lower() for found in _TAG_NAME.finditer(html) if _is_tag(found, closed))
    return [name for name in dict.fromkeys(names) if name in _EMBEDDED]


def _without_breaks_at_edges(html: str) -> str:
    """Editors leave line breaks at the ends of paragraphs, where they show as nothing."""
    if "<br>" not in html:
        return html
    backwards = _inwards(reversed(_TAG.split(html)))
    return "".join(_inwards(reversed([*backwards])))


def _inwards(pieces: Iterable[str]) -> Iterator[str]:
    """Tags and words without the breaks between the edge of a block and its first words."""
    at_edge = True
    for piece in pieces:
        if piece == "<br>" and at_edge:
            continue
        if _BLOCK_TAG.match(piece):
            at_edge = True
        elif piece.startswith("<img") or (piece.strip() and not piece.startswith("<")):
            at_edge = False
        yield piece


def from_moodle(text: str, name_of: NameOf | None = None) -> str:
    """Moodle's "auto-format": HTML in which a line feed that stands beside no tag begins a new line."""
    text = re.sub(r"\r\n?", "\n", text.strip())
    text = re.sub(r">[ \t]*\n+", "> ", re.sub(r"\n\s*<(?=[a-zA-Z/!])", " <", text))
    return from_html(re.sub(r"\n", "<br>", re.sub(r"\n[ \t]*\n\s*", "<p>", text)), name_of)


def from_plain(text: str) -> str:
    """Lines stay lines, empty ones part paragraphs. Nothing is escaped where nothing has to be."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", re.sub(r"\r\n?", "\n", text).strip())
    return "\n\n".join(_paragraph([collapse(line) for line in each.split("\n")]) for each in paragraphs)


def _paragraph(lines: Sequence[str]) -> str:
    as_it_is = _BREAK.join(lines)
    shown = render_inline(as_it_is)
    literal = "<br>".join(escape_html(line, quote=False) for line in lines)
    if shown.replace("<br>\n", "<br>") == literal and not any(map(_begins_block, lines)):
        return as_it_is
    return _BREAK.join(map(escape, lines))


def _begins_block(line: str) -> bool:
    return any(each.search(line) for each in (_LINE_START, _LINE_NUMBER, _BLOCK_START, _TEX))


def to_markdown(text: str, text_format: str, name_of: NameOf | None = None) -> str:
    """By the name that Moodle gives to a format. Markdown is ours as it is, but for the addresses of its pictures."""
    match text_format:
        case "markdown":
            return _rename_pictures(text, name_of or picture_name)
        case "plain_text":
            return from_plain(text)
        case "moodle_auto_format":
            return from_moodle(text, name_of)
    return from_html(text, name_of)


def words_of(html: str) -> str:
    """The words of HTML without its tags."""
    return unescape(re.sub(r"<[^<>]*>", " ", html))


def picture_name(address: str) -> str:
    """A key (a-z, 0-9, '-') made of a file's name."""
    return slug(PurePosixPath(unquote(address)).stem) or "picture"


def slug(text: str, *, longest: int = 60) -> str:
    """A key (a-z, 0-9, '-') that reads like the text; "" when none of its characters can stand in one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")


def escape(text: str) -> str:
    """Words that stand at the beginning of a line, so that Markdown shows them as they are."""
    return _LINE_NUMBER.sub(r"\1\\", _LINE_START.sub(r"\1\\", escape_inline(text)))


def escape_inline(text: str) -> str:
    """The same for words within a line. TeX, as Moodle's filters take it, becomes a formula if it can be read."""
    text = _NO_TEX.sub("", text)
    pieces, end = [], 0
    for found in _TEX.finditer(text):
        tex = " ".join((found[1] or found[2] or found[3]).split())
        if tex and "$" not in tex and formulas.mathml(tex):
            pieces += [_escaped(text[end : found.start()]), f"${tex}$"]
            end = found.end()
    return "".join([*pieces, _escaped(text[end:])])


def unread_formulas(text: str) -> list[str]:
    """TeX that can't be read, and so stays as it was typed."""
    told = (" ".join(unescape(found[1] or found[2] or found[3]).split()) for found in _TEX.finditer(text))
    return [tex for tex in dict.fromkeys(told) if tex and not formulas.mathml(tex)]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def _rename_pictures(text: str, name_of: NameOf) -> str:
    def renamed(found: re.Match[str]) -> str:
        name = name_of(found[2])
        return f"![{found[1]}](picture:{name}{found[3]})" if name else found[1]

    return re.sub(r"!\[((?:[^\]\\]|\\.)*)\]\(@@PLUGINFILE@@/([^\s)]+)([^)]*)\)", renamed, text)


class _Converter(MarkdownConverter):
    """markdownify with what our Markdown has and has not: no strikes, no raised letters, no underlined headings."""

    def __init__(self, name_of: NameOf) -> None:
        super().__init__(newline_style=BACKSLASH, bullets="-", wrap=True, wrap_width=None, table_infer_header=True)
        self.name_of = name_of

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        self.at_line_start = not _continues(el)
        return str(super().process_text(el, parent_tags))  # type: ignore[misc]

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escape(text) if self.at_line_start else escape_inline(text)

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:
        """A question has no headings: a line in bold."""
        words = " ".join(text.split())
        return words if "_inline" in parent_tags or not words else f"\n\n**{words.replace('**', '')}**\n\n"

    def convert_hr(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return "\n\n"

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        words = _escaped(" ".join(str(el.get("alt") or "").split()))
        name = self.name_of(str(el.get("src") or ""))
        return f"![{words}](picture:{name})" if name else words

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Links to the web; of others their words stay, and so of those around a picture."""
        address = str(el.get("href") or "")
        if not text.strip() or not address.startswith(_WEB) or {"code", "pre"} & parent_tags or "](" in text:
            return text
        return f"[{text.strip()}]({quote(address, safe=_SAFE)})"

    def convert_pre(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if not text.strip():
            return ""
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"

    def convert_sup(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return _shifted(text, _RAISED, "^")

    def convert_sub(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return _shifted(text, _LOWERED, r"\_")


_SAFE = "/:?#@!$&'*+,;=%~.-_"


def _continues(node: NavigableString) -> bool:
    """Whether there are words before it on its line."""
    before = node.previous_sibling
    return (
        before is not None and getattr(before, "name", None) not in {"br", *_BLOCKS, *_HEADINGS} and bool(before.text)
    )


def _shifted(text: str, letters: Mapping[int, Any], sign: str) -> str:
    """Raised or lowered letters where Unicode has them all, else a sign that says so."""
    plain = text.replace("\\", "")
    if not plain.strip():
        return text
    shifted = plain.translate(letters)
    is_whole = all(one != two or one.isspace() for one, two in zip(plain, shifted, strict=True))
    return shifted if is_whole else f"{sign}({text})"

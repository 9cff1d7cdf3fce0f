"""Markdown of lessons and questions to safe HTML, with what stands in it: passages, citations, terms … Pure.

Lessons are CommonMark with the additions of docs/course-format.md. The HTML has no URL of the site and no word in any
interface language: figures, checks, claim labels and pictures are placeholders that the reader's template fills, see
`slots` and `pictures.fill`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html import escape, unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from lessons import boxes, formulas, pictures, recordings
from lessons.course_files import KEY_PATTERN
from lessons.text import collapse

VERDICTS = (
    *("supported", "incomplete", "imprecise", "misleading", "outdated", "vague", "overclaim", "promotional"),
    "opinion",
)
MOST_LABEL = 200  # characters from "[^" to "]"
NO_PICTURES: pictures.Shown = {}
_DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)$")
_CITATION = re.compile(r"^(?P<source>[a-z0-9-]+)(?:,\s*(?P<place>.*?))?(?:;\s*as of (?P<as_of>\d{4}-\d{2}-\d{2}))?$")
INLINE_TAGS = {"em", "strong", "code", "a", "br", "sub", "sup", "img", *formulas.TAGS}
_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "code", "pre", "hr", "br", "a", "span"),
    *("sup", "sub", "aside", "div", "button", "table", "thead", "tbody", "tr", "th", "td"),
    *pictures.TAGS,
    *recordings.TAGS,
    *formulas.TAGS,
}
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "role"},
    "div": {"data-slot", *boxes.ATTRIBUTES},
    "button": {"type", "popovertarget"},
    "ol": {"start"},
    **pictures.ATTRIBUTES,
    **recordings.ATTRIBUTES,
    **formulas.ATTRIBUTES,
}


@dataclass(frozen=True)
class FoundPassage:
    key: str
    text: str
    line: int


@dataclass(frozen=True)
class Citation:
    """A footnote: `source` is a key, `place` the place in it."""

    key: str
    number: int
    source: str
    place: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Mark:
    """Something named in the text: a term, figure, picture, check or lesson link."""

    kind: str
    key: str
    line: int


@dataclass
class Rendered:
    html: str = ""
    text: str = ""
    passages: list[FoundPassage] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def keys_of(self, kind: str) -> list[str]:
        return list(dict.fromkeys(mark.key for mark in self.marks if mark.kind == kind))


def render_lesson(source: str, *, lesson_prefix: str = "../") -> Rendered:
    """A lesson's Markdown as HTML and parts. Bad markup is told in `problems` as (line of the body from 1, sentence).

    `lesson_prefix` is the relative address from the page to the course's lessons.
    """
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = _without_footnote_block(parser.parse(source, env))
    result = Rendered()
    definitions = _definitions(source, result)
    _Walk(result, definitions, lesson_prefix, source).over(tokens)
    _check_citations(definitions, result)
    _check_passage_keys(result)
    html = parser.renderer.render(tokens, parser.options, env)
    result.html = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto"}
    )
    result.text = _readable(result.html)
    return result


@lru_cache(maxsize=20_000)
def render_inline(source: str) -> str:
    """Inline Markdown (definitions, captions, a line of a question …) as safe HTML; raw HTML is shown as text."""
    html = _inline_parser().renderInline(source)
    return nh3.clean(
        html,
        tags=INLINE_TAGS,
        attributes={"a": {"href"}, **pictures.ATTRIBUTES, **formulas.ATTRIBUTES},
        link_rel="noopener noreferrer",
        url_schemes={"http", "https"},
    )


# --- the parser ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).use(formulas.formulas_plugin)
    parser.add_render_rule("image", pictures.render_image)
    return parser


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(footnote_plugin, inline=False, move_to_end=True)
    parser.inline.ruler.at("footnote_ref", _footnote_ref)
    parser.use(attrs_plugin, after=("span_close",), spans=True, allowed={"id"})
    parser.use(attrs_block_plugin, allowed={"id"})
    for name in ("figure", "check", "claim"):
        parser.use(container_plugin, name, render=_render_container)
    parser.use(formulas.formulas_plugin).use(boxes.boxes_plugin).use(recordings.recordings_plugin)
    parser.add_render_rule("footnote_ref", _render_citation)
    return parser


def _footnote_ref(state: StateInline, silent: bool) -> bool:
    """The plugin's rule where an end of the label is near: it would look for one through all of the text, each time."""
    near = state.src.find("]", state.pos, state.pos + MOST_LABEL)
    return near >= 0 and footnote_ref(state, silent)


def _render_container(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    name = token.type.removeprefix("container_").removesuffix("_open").removesuffix("_close")
    if token.nesting == -1:
        return "</aside>\n" if name == "claim" else ""
    key = escape(token.meta["argument"])
    slot = f'<div data-slot="{name}:{key}"></div>\n'
    return f'<aside class="claim claim-{key}">\n{slot}' if name == "claim" else slot


def _render_citation(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    meta = tokens[index].meta
    label, number, occurrence = escape(meta["label"]), meta["number"], meta["occurrence"]
    link = f'<a href="#source-{label}" role="doc-noteref">{number}</a>'
    return f'<sup class="citation" id="cite-{label}-{occurrence}">{link}</sup>'


def _without_footnote_block(tokens: list[Token]) -> list[Token]:
    """The plugin's own list of notes goes: the reader's page shows sources with publisher and dates instead."""
    for index, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:index]
    return tokens


# --- what stands in the text -----------------------------------------------------------------------------------------


def _definitions(source: str, result: Rendered) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(source.split("\n"), start=1):
        if match := _DEFINITION.match(line):
            if match[1] in found:
                result.problems.append((number, f"footnote '{match[1]}' is defined twice"))
            found.setdefault(match[1], (number, match[2].strip()))
    return found


class _Walk:
    """One pass over the tokens: collects what stands there and rewrites ids, terms and links for the reader's page."""

    def __init__(
        self, result: Rendered, definitions: dict[str, tuple[int, str]], lesson_prefix: str, source: str
    ) -> None:
        self.result, self.definitions, self.prefix = result, definitions, lesson_prefix
        self.lines = source.split("\n")
        self.numbers: dict[str, int] = {}
        self.occurrences: Counter[str] = Counter()
        self.line = 1
        self.heading = 1

    def over(self, tokens: list[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.map:
                self.line = token.map[0] + 1
            if token.type.startswith("container_") and token.nesting == 1:
                self.container(token)
                if not token.type.startswith("container_claim") and tokens[index + 1].nesting != -1:
                    self.problem("a figure or check block is empty: its next line is ':::'")
            elif token.type == "heading_open":
                self.heading_level(token)
            elif token.type == "inline" and token.children:
                self.block(tokens[index - 1], token.children, tokens[index + 1])
                self.inline(token.children)
            elif token.type == "math_block":
                self.formula(token)
            if token.nesting == 1 and token.attrGet("id") and token.type != "paragraph_open":
                self.problem("a passage is a span or a paragraph, nothing else can have a key")

    def block(self, opening: Token, children: list[Token], closing: Token) -> None:
        """A paragraph with a key is a passage, one that holds nothing but a picture or a recording a figure."""
        if opening.type == "paragraph_open" and opening.attrGet("id"):
            self.passage(opening, children)
        elif opening.type == "paragraph_open" and not opening.hidden:
            recordings.make_figures(opening, closing, children)

    def problem(self, message: str) -> None:
        self.result.problems.append((self.line, message))

    def container(self, token: Token) -> None:
        name, _, argument = token.info.strip().partition(" ")
        argument = argument.strip()
        token.meta["argument"] = argument
        end = token.map[1] if token.map else 0
        if end >= len(self.lines) or not self.lines[end].lstrip().startswith(":::"):
            self.problem(f"the block '::: {name}' is not closed with ':::'")
        if name == "claim" and argument not in VERDICTS:
            self.problem(f"a claim's verdict is one of {', '.join(VERDICTS)}")
        elif not re.match(KEY_PATTERN, argument):
            self.problem(f"'::: {name}' needs the key of a {name}")
        elif name != "claim":
            self.result.marks.append(Mark(name, argument, self.line))

    def heading_level(self, token: Token) -> None:
        level = int(token.tag[1])
        if level < 2 or level > 4:
            self.problem("headings in a lesson have level two to four ('##' to '####')")
        elif level > self.heading + 1:
            self.problem("a heading skips a level")
        self.heading = level

    def inline(self, children: list[Token]) -> None:
        open_terms: list[Token] = []
        for index, token in enumerate(children):
            match token.type:
                case "span_open":
                    self.passage(token, children[index : _closing(children, index)])
                case "link_open":
                    self.link(token, open_terms)
                case "link_close" if open_terms and open_terms[-1] is not _NO_TERM:
                    token.tag = open_terms.pop().tag
                case "link_close" if open_terms:
                    open_terms.pop()
                case "footnote_ref":
                    self.citation(token)
                case "image" | "math_inline":
                    self.embedded(token)
                case "text":
                    self.literal(token.content)
                case "softbreak" | "hardbreak":
                    self.line += 1

    def passage(self, token: Token, inside: list[Token]) -> None:
        key = str(token.attrGet("id") or "")
        if not re.match(KEY_PATTERN, key):
            self.problem(f"'{key}' is not a passage key: a-z, 0-9 and '-'")
            return
        text = collapse("".join(_words(inside)))
        if not text:
            self.problem(f"passage '{key}' has no words")
        self.result.passages.append(FoundPassage(key, text, self.line))
        token.attrSet("id", f"p-{key}")
        token.attrSet("class", "passage")

    def link(self, token: Token, open_terms: list[Token]) -> None:
        href = str(token.attrGet("href") or "")
        open_terms.append(_NO_TERM)
        scheme, _, rest = href.partition(":")
        if scheme == "term":
            self.result.marks.append(Mark("term", rest, self.line))
            token.tag = "button"
            token.attrs = {"type": "button", "class": "term", "popovertarget": f"term-{rest}"}
            open_terms[-1] = token
        elif scheme == "lesson":
            lesson, _, passage = rest.partition("#")
            self.result.marks.append(Mark("passage" if passage else "lesson", rest, self.line))
            token.attrSet("href", f"{self.prefix}{lesson}/" + (f"#p-{passage}" if passage else ""))
        elif scheme not in {"http", "https", "mailto"}:
            self.problem(f"a link to '{href}' goes nowhere: use https:, mailto:, term: or lesson:")

    def formula(self, token: Token) -> None:
        if not formulas.is_read(token):
            self.problem(formulas.complaint(token))

    def embedded(self, token: Token) -> None:
        if token.type == "math_inline":
            self.formula(token)
        elif named := recordings.named(token):
            self.result.marks.append(Mark(*named, self.line))
        else:
            self.problem(recordings.complaint(token))

    def citation(self, token: Token) -> None:
        label = token.meta["label"]
        self.occurrences[label] += 1
        number = self.numbers.setdefault(label, len(self.numbers) + 1)
        token.meta |= {"number": number, "occurrence": self.occurrences[label]}
        line, text = self.definitions.get(label, (self.line, ""))
        if self.occurrences[label] > 1:
            return
        match = _CITATION.match(text)
        if not re.match(KEY_PATTERN, label):
            self.result.problems.append((line, f"footnote '{label}' is not a key: a-z, 0-9 and '-'"))
        elif not match or not _is_date(match["as_of"]):
            self.result.problems.append((line, f"footnote '{label}' must be 'source, place; as of YYYY-MM-DD'"))
        else:
            citation = Citation(label, number, match["source"], match["place"] or "", match["as_of"] or "")
            self.result.citations.append(citation)

    def literal(self, text: str) -> None:
        for label in re.findall(r"\[\^([^\[\]]*)\]", text):
            self.problem(f"footnote '{label}' is not defined")
        if re.search(r"\{#|\]\{", text):
            self.problem(
                "a passage key could not be read: '[words]{#key}' inside one paragraph, key of a-z, 0-9 and '-'"
            )
        if re.match(r":::", text):
            self.problem(f"'{text}' is not a block: use figure, check or claim, and close it with ':::'")


_NO_TERM = Token("none", "", 0)


def _closing(children: list[Token], start: int) -> int:
    depth = 0
    for index in range(start, len(children)):
        depth += {"span_open": 1, "span_close": -1}.get(children[index].type, 0)
        if depth == 0:
            return index
    return len(children)


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline", "math_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def _is_date(text: str | None) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_citations(definitions: dict[str, tuple[int, str]], result: Rendered) -> None:
    used = {citation.key for citation in result.citations}
    for key, (line, _text) in definitions.items():
        told = any(at == line for at, _message in result.problems)
        if key not in used and not told:
            result.problems.append((line, f"footnote '{key}' is defined and never used"))


def _check_passage_keys(result: Rendered) -> None:
    counts = Counter(passage.key for passage in result.passages)
    for passage in result.passages:
        if counts[passage.key] > 1:
            result.problems.append((passage.line, f"passage key '{passage.key}' stands twice"))


def _readable(html: str) -> str:
    """The words of the page for search: no tags, no citation numbers."""
    html = re.sub(r'<sup class="citation".*?</sup>', "", html, flags=re.DOTALL)
    return collapse(unescape(re.sub(r"<[^>]+>", " ", formulas.in_words(html))))

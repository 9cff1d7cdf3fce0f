"""Pictures in texts: `![words](picture:key)` becomes a placeholder when Markdown is rendered, and an img when the page
is made, so that stored HTML has no address of the site. Pure.

`Shown` says of each key what its picture is, as `lessons.models.Picture.shown` gives it.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any

from markdown_it.token import Token

from lessons import formulas
from lessons.course_files import KEY_PATTERN

Shown = Mapping[str, Mapping[str, Any]]
HIGHEST = 320
TAGS = {"img", "figure", "figcaption"}
ATTRIBUTES = {"img": {"data-picture", "alt"}}
_WRITTEN = re.compile(r"!\[([^\]]*)\]\((?:picture:)?((?:audio:)?[a-z0-9-]+)[^)]*\)")
# As nh3 writes it. A caption stands there only where the picture has a paragraph for itself.
_PLACEHOLDER = re.compile(r'<img data-picture="([a-z0-9-]+)" alt="([^"]*)">(?:<figcaption>(.*?)</figcaption>)?')


def key_of(token: Token, scheme: str = "picture") -> str:
    """The key that an image's address names; empty when it is no 'picture:key'."""
    named, _colon, key = str(token.attrGet("src") or "").partition(":")
    return key if named == scheme and re.match(KEY_PATTERN, key) else ""


def stands_alone(children: Sequence[Token]) -> bool:
    """Whether these are one picture of the course and nothing else."""
    return len(children) == 1 and children[0].type == "image" and bool(key_of(children[0]))


def make_figure(opening: Token, closing: Token, image: Token, name: str = "picture") -> None:
    """Of a paragraph."""
    opening.tag = closing.tag = "figure"
    opening.attrSet("class", name)
    image.meta["alone"] = True


def render_image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """The placeholder; an image from elsewhere leaves its words only."""
    token = tokens[index]
    words = escape(renderer.renderInlineAsText(token.children or [], options, env))
    if not (key := key_of(token)):
        return words
    caption = f"<figcaption>{escape(str(token.attrGet('title') or ''))}</figcaption>" if "alone" in token.meta else ""
    return f'<img data-picture="{key}" alt="{words}">{caption}'


def fill(html: str, shown: Shown, media: str) -> str:
    """The HTML with its pictures; `media` is the address below which their files are. One that is gone leaves words."""

    def image(match: re.Match[str]) -> str:
        picture = shown.get(match[1])
        if picture is None:
            return match[2]
        width, height = _size(picture, alone=match[3] is not None)
        size = f'width="{width}" height="{height}"'
        alt = match[2] or escape(picture["alt"])
        address = f'src="{media}{picture["file"]}"'
        return f'<img class="pictured" {address} alt="{alt}" {size} loading="lazy">{caption(match[3], picture)}'

    return _PLACEHOLDER.sub(image, html)


def _size(picture: Mapping[str, Any], *, alone: bool) -> tuple[int, int]:
    """In pixels of the page, so that its place is there before it is. In a line it isn't higher than HIGHEST."""
    width, height = picture["width"], picture["height"]
    if alone or height <= HIGHEST:
        return width, height
    return max(1, round(width * HIGHEST / height)), HIGHEST


def caption(words: str | None, picture: Mapping[str, Any]) -> str:
    """Words and whose it is, below what is shown; nothing where `words` is None."""
    if words is None:
        return ""
    credit = f'<span class="picture__credit">{escape(credit_of(picture))}</span>' if credit_of(picture) else ""
    return f"<figcaption>{' '.join(filter(None, (words, credit)))}</figcaption>" if words or credit else ""


def credit_of(picture: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (picture["credit"], picture["licence"])))


def in_words(html: str, shown: Shown) -> str:
    """The HTML with what each picture shows in its place, for where no picture can stand."""

    def words(match: re.Match[str]) -> str:
        return match[2] or escape(shown.get(match[1], {}).get("alt", ""))

    return _PLACEHOLDER.sub(words, html)


def plain(html: str, shown: Shown) -> str:
    """The HTML as words only."""
    return unescape(re.sub(r"<[^>]+>", "", formulas.in_words(in_words(html, shown))))


def told_in(source: str, shown: Shown) -> str:
    """Markdown that is shown as it is written, with what each picture shows, and each recording is, in its place."""
    return _WRITTEN.sub(lambda match: match[1] or shown.get(match[2], {}).get("alt", ""), source)

"""Recordings in texts: `![words](audio:key)` in a paragraph of its own, a player with its transcript on the page. Pure.

As with pictures, rendered Markdown has a placeholder, and what a text keeps (`pictures.Shown`) says what it stands for:
there the key of a recording has `PREFIX` before it, so that a picture may have the same key.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lessons import pictures

SCHEME = "audio"
PREFIX = f"{SCHEME}:"
TAGS = {"audio"}
ATTRIBUTES = {"audio": {"data-recording", "aria-label"}}
NO_PICTURE = "a picture is '![what it shows](picture:key)', with a key of pictures.yaml"
NO_RECORDING = "a recording is '![what it is](audio:key)', with a key of recordings.yaml"
NOT_ALONE = "a recording has a paragraph for itself"
_PLACEHOLDER = re.compile(r'<audio data-recording="([a-z0-9-]+)" aria-label="([^"]*)"></audio>')


def recordings_plugin(parser: MarkdownIt) -> None:
    """Draws the images of a text: recordings here, pictures as `pictures` does."""
    parser.add_render_rule("image", _render_image)


def make_figures(opening: Token, closing: Token, children: Sequence[Token]) -> None:
    """Of a paragraph that holds nothing but a picture or a recording."""
    if pictures.stands_alone(children):
        pictures.make_figure(opening, closing, children[0])
    elif len(children) == 1 and _key_of(children[0]):
        pictures.make_figure(opening, closing, children[0], "recording")


def named(image: Token) -> tuple[str, str] | None:
    """The (kind, key) of what an image of a text shows; None when it shows nothing of the course."""
    if key := pictures.key_of(image):
        return "picture", key
    return ("recording", _key_of(image)) if _key_of(image) and "alone" in image.meta else None


def complaint(image: Token) -> str:
    if not str(image.attrGet("src") or "").startswith(PREFIX):
        return NO_PICTURE
    return NOT_ALONE if _key_of(image) else NO_RECORDING


def _key_of(token: Token) -> str:
    return pictures.key_of(token, SCHEME) if token.type == "image" else ""


def _render_image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Among other words a recording leaves its own only."""
    token = tokens[index]
    key = _key_of(token)
    if not key or "alone" not in token.meta:
        return pictures.render_image(renderer, tokens, index, options, env)
    words = escape(renderer.renderInlineAsText(token.children or [], options, env))
    return f'<audio data-recording="{key}" aria-label="{words}"></audio>'


def fill(html: str, shown: pictures.Shown, media: str, transcript: str) -> str:
    """The HTML with its players; `transcript` is the word for it. A recording that is gone leaves its words."""

    def player(match: re.Match[str]) -> str:
        recording = shown.get(f"{PREFIX}{match[1]}")
        if recording is None:
            return match[2]
        return _player(recording, match[2] or escape(recording["alt"]), media, escape(transcript))

    return _PLACEHOLDER.sub(player, html)


def _player(recording: Mapping[str, Any], words: str, media: str, transcript: str) -> str:
    caption = pictures.caption(words, recording)
    audio = f'<audio controls preload="none" src="{media}{recording["file"]}" aria-label="{words}"></audio>'
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in recording["transcript"].split("\n") if each)
    return f"{caption}{audio}<details><summary>{transcript}</summary>{paragraphs}</details>"


def in_words(html: str, shown: pictures.Shown) -> str:
    """The HTML with the name of each recording in its place."""
    return _PLACEHOLDER.sub(lambda match: match[2] or escape(shown.get(f"{PREFIX}{match[1]}", {}).get("alt", "")), html)

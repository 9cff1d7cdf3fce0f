"""What must agree between the objects of a course folder: texts, sources, terms, figures, passages. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from lessons import formulas, recordings
from lessons.course_files import Entry, Folder, Located
from lessons.markup import Mark, Rendered, render_lesson
from lessons.rich import rich_tokens
from lessons.text import digest
from lessons.tiles import TILES

MEDIA = ("picture", "recording")


@dataclass
class Texts:
    """The rendered texts of a course: lessons by key, all passages as 'lesson#passage' with their digests, pictures."""

    lessons: dict[str, Rendered] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    media: set[tuple[str, str]] = field(default_factory=set)  # pictures and recordings that a text or a question shows


def check_texts(folder: Folder, used: Collection[tuple[str, str]] = ()) -> Texts:
    """Render every text and report what points to nothing; returns the lessons for the checks of upper apps.

    `used` are the (kind, key) of what objects of upper apps name.
    """
    texts = Texts()
    for key, located in folder.of_kind("lesson").items():
        rendered = render_lesson(located.entry.body)
        texts.lessons[key] = rendered
        texts.passages |= {f"{key}#{passage.key}": digest(passage.text) for passage in rendered.passages}
    named = set(used)
    for key, located in folder.of_kind("lesson").items():
        named |= _check_text(folder, located, texts.lessons[key], texts)
    for located in folder.of_kind("page").values():
        rendered = render_lesson(located.entry.body, lesson_prefix="lessons/")
        if rendered.passages or rendered.keys_of("check"):
            folder.report(located, "passages and checks stand in lessons only")
        named |= _check_text(folder, located, rendered, texts)
    texts.media |= {(kind, key) for kind, key in named if kind in MEDIA}
    _check_figures(folder, named)
    _check_contents(folder)
    _check_inline(folder)
    return texts


def _check_text(folder: Folder, located: Located, rendered: Rendered, texts: Texts) -> set[tuple[str, str]]:
    """Reports the text's problems; returns the (kind, key) of all that it names."""

    def line(at: int) -> int:
        return located.body_line + at - 1

    for at, message in rendered.problems:
        folder.report(located, message, line=line(at))
    for citation in rendered.citations:
        if ("source", citation.source) not in folder.objects:
            at = _line_of_definition(located.entry.body, citation.key)
            message = f"footnote '{citation.key}' names an unknown source '{citation.source}'"
            folder.report(located, message, line=line(at))
    for mark in rendered.marks:
        if not _is_known(folder, mark, texts):
            folder.report(located, f"there is no {mark.kind} '{mark.key}'", line=line(mark.line))
    return {(mark.kind, mark.key) for mark in rendered.marks}


def _line_of_definition(body: str, key: str) -> int:
    lines = enumerate(body.split("\n"), start=1)
    return next((number for number, text in lines if text.startswith(f"[^{key}]:")), 1)


def _is_known(folder: Folder, mark: Mark, texts: Texts) -> bool:
    match mark.kind:
        case "passage":
            return mark.key in texts.passages
        case "check":
            return True  # questions belong to an upper app, which checks them
    return (mark.kind, mark.key) in folder.objects


def _check_figures(folder: Folder, used: set[tuple[str, str]]) -> None:
    for key, located in folder.of_kind("figure").items():
        figure = located.entry
        for source in figure.sources:
            if ("source", source) not in folder.objects:
                folder.report(located, f"there is no source '{source}'")
        if ("figure", key) not in used:
            folder.report(located, f"figure '{key}' is used in no text", loose=True)
        if figure.kind == "tile_map":
            for code in (code for group in figure.groups for code in group.countries):
                if code not in TILES:
                    folder.report(located, f"the tile map has no country '{code}'")


def _check_inline(folder: Folder) -> None:
    """Pictures of questions are looked at by the upper app that has them."""
    for (kind, _key), located in folder.objects.items():
        if kind != "question" and (media_of(located.entry) or wrong_images(located.entry)):
            folder.report(located, "pictures and recordings stand in the texts of lessons, pages and questions")
        for token in _found_in(located.entry, ("math_inline", "math_block"), "$"):
            if not formulas.is_read(token):
                folder.report(located, formulas.complaint(token))


def media_of(entry: Entry) -> list[tuple[str, str]]:
    """The (kind, key) of each picture and recording in an object's texts, and of the picture that a question is about,
    which a field of that name names.
    """
    own = getattr(entry, "picture", None)
    found = [named for image in _images_of(entry) if (named := recordings.named(image))]
    return [("picture", own), *found] if own else found


def wrong_images(entry: Entry) -> list[str]:
    """What is wrong with each image that shows nothing of the course."""
    return [recordings.complaint(image) for image in _images_of(entry) if not recordings.named(image)]


def _images_of(entry: Entry) -> Iterator[Token]:
    return _found_in(entry, ("image",), "![")


def _found_in(entry: Entry, kinds: Collection[str], sign: str) -> Iterator[Token]:
    """What is of these kinds in an object's texts; texts without its sign have none."""
    texts = (text for text in texts_of(entry) if sign in text)
    return (token for text in texts for token in rich_tokens(text) if token.type in kinds)


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (text for each in value for text in texts_of(each))
    elif isinstance(value, Entry):
        yield from (text for name, each in value if name != "body" for text in texts_of(each))


def _check_contents(folder: Folder) -> None:
    course = folder.objects.get(("course", "course"))
    if course is None:
        return
    for kind in ("lesson", "quiz"):
        keys = course.entry.keys_of(kind)
        for key in keys:
            if (kind, key) not in folder.objects:
                folder.report(course, f"contents name a {kind} '{key}' that isn't there")
        for key in {key for key in keys if keys.count(key) > 1}:
            folder.report(course, f"contents name {kind} '{key}' twice")


def unused_passages(texts: Texts, referred: Iterable[str]) -> list[str]:
    return sorted(texts.passages.keys() - set(referred))

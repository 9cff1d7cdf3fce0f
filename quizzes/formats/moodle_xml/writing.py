"""Moodle XML, the way out: what all questions share, one writer for each type, and what the file can't carry."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.utils.translation import gettext as _

from quizzes.formats.base import Loss, Written
from quizzes.formats.losses import CantWrite, between
from quizzes.formats.moodle_xml import formula_code, own, tree, write_choices, write_gaps
from quizzes.formats.moodle_xml.read_typed import STIMULUS_TAG
from quizzes.formats.moodle_xml.reading import data_of
from quizzes.formats.moodle_xml.source import QuestionError, Source
from quizzes.formats.moodle_xml.tags import tags_of
from quizzes.formats.moodle_xml.target import Target, title_of
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.texts import STIMULUS, TextContent

# Moodle's name of a type, and who writes what is its own.
WRITERS: Mapping[str, tuple[str, Callable[[Target, Any], None]]] = {
    "single_choice": ("multichoice", write_choices.write_choices),
    "multiple_response": ("multichoice", write_choices.write_choices),
    "true_false": ("truefalse", write_choices.write_true_false),
    "short_answer": ("shortanswer", write_choices.write_short_answer),
    "numerical": ("numerical", write_choices.write_numerical),
    "matching": ("matching", write_choices.write_matching),
    "categorise": ("matching", write_choices.write_categorise),
    "ordering": ("ordering", write_choices.write_ordering),
    "random_matching": ("randomsamatch", write_choices.write_random_matching),
    "essay": ("essay", write_choices.write_essay),
    "cloze": ("cloze", write_gaps.write_cloze),
    "drag_words": ("ddwtos", write_gaps.write_drag_words),
    "drag_image": ("ddimageortext", write_gaps.write_drag_image),
    "hotspot": ("ddmarker", write_gaps.write_hotspot),
    "calculated": ("calculated", write_gaps.write_calculated),
}
_OWN_TEXT = {"cloze", "drag_words"}
_FIGURE = re.compile(r"::: figure |\]\(audio:")


def write(questions: Sequence[QuestionEntry | TextContent], pictures: Mapping[str, bytes]) -> Written:
    root = Element("quiz")
    losses: list[Loss] = []
    for question in questions:
        element = _question(question, pictures)
        there = _parsed(element)
        losses += [Loss(question.key, what) for what in _lost(question, there, pictures)]
        own_element = SubElement(element, own.NAME, {"digest": own.digest(there)})
        own_element.text = own.written(question)
        root.append(element)
    indent(root)
    return Written(tostring(root, "utf-8", xml_declaration=True), tuple(losses))


def _is_drawable(question: Any, pictures: Mapping[str, bytes]) -> bool:
    """Whether it stands on a picture whose file is there, if it stands on anything."""
    picture = getattr(question, "picture", None)
    on_map = getattr(question, "map", None)
    return not on_map and (not picture or write_gaps.size_of(pictures.get(picture, b"")) is not None)


def _question(question: QuestionEntry | TextContent, pictures: Mapping[str, bytes]) -> Element:
    if isinstance(question, TextContent):
        return _text(question, question.text, pictures)
    if not _is_drawable(question, pictures):
        return _text(question, question.prompt, pictures)
    kind, write_own = WRITERS[question.type]
    target = Target(kind, pictures)
    calculated = question.type == "calculated"
    as_moodle = formula_code.text_to_moodle if calculated else str
    target.words("name", title_of(question.prompt, question.key))
    if question.type not in _OWN_TEXT:
        target.markdown("questiontext", as_moodle(question.prompt))
    target.markdown("generalfeedback", as_moodle(question.explanation))
    if question.type != "cloze":
        target.add("defaultgrade", "1")
    target.add("penalty", question.penalty)
    _administration(target, question.key, tags_of(question))
    write_own(target, question)
    for hint in question.hints:
        target.markdown("hint", hint)
    return target.element


def _text(question: QuestionEntry | TextContent, text: str, pictures: Mapping[str, bytes]) -> Element:
    target = Target("description", pictures)
    target.words("name", title_of(text.split("\n")[0], question.key))
    target.markdown("questiontext", text)
    target.add("defaultgrade", "0")
    _administration(target, question.key, [STIMULUS_TAG] if question.type == STIMULUS else [])
    return target.element


def _administration(target: Target, key: str, tags: Sequence[str]) -> None:
    target.add("hidden", "0")
    target.add("idnumber", key)
    if tags:
        there = target.add("tags")
        for tag in tags:
            target.words("tag", tag, there)


def _parsed(element: Element) -> tree.Element:
    """The question as a reader sees it."""
    found: list[tree.Element] = []
    root = Element("quiz")
    root.append(element)
    tree.read_questions(tostring(root, "utf-8"), found.append)
    return found[0]


def _lost(question: Any, element: tree.Element, pictures: Mapping[str, bytes]) -> list[str]:
    if not _is_drawable(question, pictures):
        return [_("all but its prompt: there is no map in Moodle, or no file of its picture")]
    try:
        lost = between(question, data_of(Source(element)))
    except (QuestionError, CantWrite):
        return [_("so much that Moodle can't give it back as one of our questions")]
    return [*lost, *([_("figures and recordings")] if _FIGURE.search(own.written(question)) else [])]

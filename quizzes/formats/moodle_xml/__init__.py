"""Moodle XML: what Moodle exports from its question bank, and takes. docs/moodle-xml.md says what becomes of what."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise

from quizzes.formats.base import Reading, Written
from quizzes.formats.moodle_xml.reading import read
from quizzes.formats.moodle_xml.writing import write
from quizzes.question_types.base import QuestionEntry


class MoodleXml:
    name = "moodle_xml"
    title: str | Promise = "Moodle XML"
    suffix = ".xml"
    lacks: tuple[str, ...] = ("objective", "evidence", "misconception")

    def read(self, data: bytes) -> Reading:
        return read(data)

    def write(self, questions: Sequence[QuestionEntry], pictures: Mapping[str, bytes]) -> Written:
        return write(questions, pictures)

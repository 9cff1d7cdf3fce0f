"""Questions of a course as a file for another program."""

from collections.abc import Collection

from lessons.media_files import is_kept, path_of
from lessons.models import Course, Picture
from quizzes.composing import media_in
from quizzes.formats.base import Format, Written
from quizzes.models import Question
from quizzes.question_types import load_content


def export(
    form: Format, *, course: Course, lesson: str | None = None, keys: Collection[str] | None = None
) -> tuple[int, Written]:
    """How many questions there are, and the file. `lesson` is a key: its bank alone; `keys`: these questions alone."""
    rows = Question.objects.filter(course=course, archived=False, current__isnull=False)
    rows = rows.filter(lesson__key=lesson) if lesson else rows
    rows = rows.filter(key__in=keys) if keys is not None else rows
    ordered = rows.select_related("current").order_by("lesson__position", "lesson__key", "position", "key")
    questions = [load_content(row.current.content) for row in ordered]
    shown = {key for question in questions for _kind, key in media_in(question)}
    return len(questions), form.write(questions, _files(course, shown))


def _files(course: Course, keys: set[str]) -> dict[str, bytes]:
    rows = Picture.objects.filter(course=course, key__in=keys)
    return {row.key: path_of(row.file).read_bytes() for row in rows if is_kept(row.file)}

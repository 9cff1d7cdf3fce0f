"""How readers will see what is in an editor: by the templates of the reader and the quiz, before any row is written."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from lessons.checking import media_of
from lessons.markup import render_lesson
from lessons.models import Course, Passage
from lessons.stores import Library, shown_media
from quizzes.composing import rendered_text
from quizzes.drawing import content_of, lay_out
from quizzes.models import Answer, Attempt, Evidence, QuestionVersion, Quiz
from quizzes.policies import EVERYTHING, NOTHING
from quizzes.presenting import QuestionView, question_view
from quizzes.question_types import RECIPES, type_of
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.texts import TextContent
from securityedu.studio.checks import Written

SEED = "preview"


def written(course: Course, key: str, data: Mapping[str, Any], *, is_page: bool = False) -> Written:
    """What stands in the editor of a lesson or page, whatever else is wrong with it."""
    rendered = render_lesson(str(data.get("body", "")), lesson_prefix="lessons/" if is_page else "../")
    about = {"is_page": is_page, "has_objectives": bool(data.get("objectives")), "minutes": data.get("minutes")}
    return Written(course, rendered, Library.of(course), key, **about)


def preview_of_text(text: Written, data: Mapping[str, Any]) -> Any:
    """A lesson or page as `lessons/_body.html` wants it."""
    apparatus = text.library.apparatus(text.rendered)
    objectives = data.get("objectives", [])
    return SimpleNamespace(
        title=data.get("title", ""), html=text.rendered.html, apparatus=apparatus, objectives=objectives
    )


def preview_of_bank_text(entry: TextContent) -> Any:
    return SimpleNamespace(title="", html=rendered_text(entry.text).html, apparatus={}, objectives=[])


def preview_of_question(course: Course, entry: QuestionEntry) -> list[QuestionView]:
    """The question as it is asked and, where a right answer can be told, as its review shows that."""
    recipe = RECIPES.get(entry.type)
    if recipe and recipe.draws_from:
        return []
    data = entry.model_dump(mode="json", exclude_defaults=True)
    version = QuestionVersion(content=data, pictures=shown_media(course.pk, media_of(entry)))
    layout = lay_out(data, SEED, 1, shuffle_choices=False, bank=(), avoid=())
    attempt = Attempt(quiz=Quiz(course=course), seed=SEED, behaviour="immediate")
    asked = Answer(position=1, version=version, points=1, layout=layout)
    content = content_of(asked)
    views = [question_view(attempt, asked, NOTHING)]
    if (right := type_of(content).correct(content)) is not None:
        answered = Answer(position=2, version=version, points=1, layout=layout, response=right)
        views.append(question_view(attempt, answered, EVERYTHING, _evidence(course, entry)))
    return views


def _evidence(course: Course, entry: QuestionEntry) -> list[Evidence]:
    keys = [reference.split("#")[1] for reference in entry.evidence]
    rows = Passage.objects.filter(lesson__course=course, key__in=keys, present=True).select_related("lesson__course")
    found = {f"{row.lesson.key}#{row.key}": row for row in rows}
    return [Evidence(passage=found[reference]) for reference in entry.evidence if reference in found]

"""What the fields of an editor let one choose from: other objects of the course, by key."""

from collections.abc import Callable, Iterable

from django.utils.text import Truncator

from lessons.models import Course, Lesson, Passage, Picture, Source
from lessons.rich import plain_rich
from lessons.tiles import NAMES
from quizzes.models import Misconception, Question
from quizzes.question_types.texts import STIMULUS, TEXTS
from securityedu.studio.forms import Options
from securityedu.studio.specs import Spec, Widget

SHOWN = 90


def references(specs: Iterable[Spec], course: Course, parent: str = "") -> dict[str, Options]:
    """Options by what fields refer to: one query for each that these fields need. `parent` is the question's lesson."""
    return {name: FINDERS[name](course, parent) for name in _needed(specs) if name in FINDERS}


def _needed(specs: Iterable[Spec]) -> set[str]:
    found: set[str] = set()
    for spec in specs:
        found.add(spec.refers)
        if spec.widget in (Widget.ROWS, Widget.GROUP):
            kinds = [kind for kind, _entry in spec.variants] or [""]
            found |= {name for kind in kinds for name in _needed(spec.specs({"kind": kind}))}
    return found


def short(text: str) -> str:
    return Truncator(plain_rich(text)).chars(SHOWN)


def _objectives(course: Course, parent: str) -> Options:
    """Of the question's lesson; of all lessons where there is none, each with its lesson."""
    lessons = Lesson.objects.filter(course=course, archived=False).only("key", "title", "objectives")
    if parent:
        own = lessons.filter(key=parent).first()
        return [(each["key"], short(each["text"])) for each in own.objectives] if own else []
    return [(each["key"], f"{row.title}: {short(each['text'])}") for row in lessons for each in row.objectives]


def _passages(course: Course, parent: str) -> Options:
    rows = Passage.objects.filter(lesson__course=course, present=True, lesson__archived=False)
    rows = rows.filter(lesson__key=parent) if parent else rows
    return [(f"{lesson}#{key}", short(text)) for lesson, key, text in rows.values_list("lesson__key", "key", "text")]


def _lessons(course: Course, _parent: str) -> Options:
    return list(Lesson.objects.filter(course=course, archived=False).values_list("key", "title"))


def _questions(course: Course, _parent: str) -> Options:
    """Those that can stand in a quiz: with their prompts, descriptions with their text."""
    rows = Question.objects.askable().filter(course=course).exclude(type=STIMULUS).select_related("current", "lesson")
    rows = rows.order_by("lesson__position", "position", "key")
    return [(row.key, short(row.current.content["text" if row.type in TEXTS else "prompt"])) for row in rows]


def _stimuli(course: Course, _parent: str) -> Options:
    rows = Question.objects.filter(course=course, archived=False, type=STIMULUS).select_related("current")
    return [(row.key, short(row.current.content["text"])) for row in rows]


def _misconceptions(course: Course, _parent: str) -> Options:
    rows = Misconception.objects.filter(course=course, archived=False)
    return [(row.key, short(row.belief)) for row in rows]


def _pictures(course: Course, _parent: str) -> Options:
    return [(row.key, short(row.alt)) for row in Picture.objects.filter(course=course, archived=False)]


def _sources(course: Course, _parent: str) -> Options:
    return [(row.key, short(str(row))) for row in Source.objects.filter(course=course, archived=False)]


def _countries(_course: Course, _parent: str) -> Options:
    return sorted(((code, str(name)) for code, name in NAMES.items()), key=lambda each: each[1])


FINDERS: dict[str, Callable[[Course, str], Options]] = {
    "objective": _objectives,
    "passage": _passages,
    "lesson": _lessons,
    "question": _questions,
    "stimulus": _stimuli,
    "misconception": _misconceptions,
    "picture": _pictures,
    "source": _sources,
    "country": _countries,
}

"""What can be put into a text with a button: what the course has of each kind, and a small form for a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models import Course, Figure, Recording, Term
from quizzes.models import Question
from securityedu.studio import editing
from securityedu.studio.editing import Place
from securityedu.studio.forms import Bound, Frame, Options, bind
from securityedu.studio.kinds import BY_NAME, EditedKind
from securityedu.studio.references import FINDERS, references, short
from securityedu.studio.wording import Words


@dataclass(frozen=True)
class Insert:
    """`options` are the keys that there are; `fields` those of the form that makes a new one of `makes`."""

    name: str
    label: Words
    options: Options
    makes: EditedKind | None = None
    fields: tuple[Bound, ...] = ()


@dataclass(frozen=True)
class _Choice:
    label: Words
    find: Callable[[Place], Options]
    makes: str = ""


def _terms(place: Place) -> Options:
    return list(Term.objects.filter(course=place.course, archived=False).order_by("term").values_list("key", "term"))


def _figures(place: Place) -> Options:
    rows = Figure.objects.filter(course=place.course, archived=False)
    return [(row.key, short(row.data.get("title", row.key))) for row in rows]


def _recordings(place: Place) -> Options:
    return [(row.key, short(row.alt)) for row in Recording.objects.filter(course=place.course, archived=False)]


def _checks(place: Place) -> Options:
    """Of the lesson's own bank."""
    rows = Question.objects.askable().filter(course=place.course, use="check", lesson__key=place.key)
    return [(row.key, short(row.current.content.get("prompt", row.key))) for row in rows.select_related("current")]


def _named(name: str) -> Callable[[Place], Options]:
    return lambda place: FINDERS[name](place.course, "")


CHOICES = {
    "term": _Choice(_("Term"), _terms, "term"),
    "citation": _Choice(_("Source"), _named("source"), "source"),
    "figure": _Choice(_("Figure"), _figures),
    "picture": _Choice(_("Picture"), _named("picture"), "picture"),
    "recording": _Choice(_("Recording"), _recordings, "recording"),
    "check": _Choice(_("Question to try"), _checks),
}
# Which of them stand in the texts of which kind of object; of questions only what is shown or heard does.
BY_KIND = {
    "lesson": tuple(CHOICES),
    "page": ("term", "citation", "figure", "picture", "recording"),
    "question": ("picture", "recording"),
}
# The field above which the tools stand.
MAIN = {"lesson": "body", "page": "body"}


def main_field(place: Place, data: dict[str, Any]) -> str:
    if place.kind == "question":
        return editing.specs_for(place, data)[0].name
    return MAIN.get(place.kind, "")


def inserts_for(place: Place) -> list[Insert]:
    return [_insert(name, place) for name in BY_KIND.get(place.kind, ())]


def _insert(name: str, place: Place) -> Insert:
    choice = CHOICES[name]
    makes = BY_NAME.get(choice.makes)
    return Insert(name, choice.label, choice.find(place), makes, _fields(makes, place.course) if makes else ())


def _fields(makes: EditedKind, course: Course) -> tuple[Bound, ...]:
    """Their names begin with "new-" and the kind, as they stand on the page of another form."""
    specs = [spec for spec in editing.specs_for(Place(course, makes.name), {}) if not spec.rare]
    frame = Frame({}, {}, references(specs, course), timezone.get_current_timezone())
    return tuple(bind(specs, {}, frame, (f"new-{makes.name}",)))

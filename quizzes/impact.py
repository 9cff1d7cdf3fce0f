"""What rests on a question: the attempts that were given its versions, the quizzes that ask it, and what saving does.

For editors, before somebody saves. Previews count nowhere.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.models import Answer, Attempt, Question, Quiz, Slot
from quizzes.selectors import may_draw

OPEN = Q(attempt__state=Attempt.State.OPEN)
GRADED = Q(attempt__kind=Attempt.Kind.GRADED)
# Quizzes beyond these are counted, not named.
NAMED = 3


@dataclass(frozen=True)
class VersionUse:
    """How many attempts rest on one version; `graded` and `practice` are finished ones."""

    number: int
    open: int
    graded: int
    practice: int


@dataclass(frozen=True)
class QuizUse:
    """A quiz that asks the question: always in one `version`, or in the newest; `drawn`: it may, by a draw."""

    quiz: Quiz
    version: int | None = None
    drawn: bool = False


@dataclass(frozen=True)
class Impact:
    """`newest` is the version that the question has before it is saved; `versions` are those that attempts rest on."""

    newest: int
    versions: list[VersionUse]
    quizzes: list[QuizUse]
    is_check: bool = False

    @property
    def open(self) -> int:
        return sum(each.open for each in self.versions)

    @property
    def graded(self) -> int:
        return sum(each.graded for each in self.versions)

    @property
    def practice(self) -> int:
        return sum(each.practice for each in self.versions)

    def sentences(self) -> list[str]:
        """What rests on it, and what happens when it is saved with other words."""
        return [*self._open(), *self._finished(), *self._next()] or [_("No attempt and no quiz rests on it yet.")]

    def _open(self) -> list[str]:
        sentence = (
            "%(count)d open attempt keeps version %(number)d.",
            "%(count)d open attempts keep version %(number)d.",
        )
        held = [each for each in self.versions if each.open]
        return [ngettext(*sentence, each.open) % {"count": each.open, "number": each.number} for each in held]

    def _finished(self) -> list[str]:
        if not (finished := self.graded + self.practice):
            return []
        kept = ngettext(
            "The result of %(count)d finished attempt stays (%(graded)d graded, %(practice)d for practice).",
            "The results of %(count)d finished attempts stay (%(graded)d graded, %(practice)d for practice).",
            finished,
        )
        numbers = {"count": finished, "graded": self.graded, "practice": self.practice}
        return [kept % numbers, _("A regrade is a separate step.")]

    def _next(self) -> list[str]:
        followers = [each.quiz.title for each in self.quizzes if not each.version]
        found = [_("The next attempt at %(quizzes)s gets the new version.") % {"quizzes": _names(followers)}]
        found = found if followers else []
        found += [
            _("%(quiz)s goes on asking version %(number)d.")
            % {"quiz": _names([each.quiz.title]), "number": each.version}
            for each in self.quizzes
            if each.version
        ]
        return [*found, _("Its lesson shows the new version at once.")] if self.is_check else found


def _names(titles: list[str]) -> str:
    more = len(titles) - NAMED
    rest = [ngettext("%d more quiz", "%d more quizzes", more) % more] if more > 0 else []
    return get_text_list([*(f"“{title}”" for title in titles[:NAMED]), *rest], _("and"))


def impact_of(question: Question) -> Impact:
    """Two queries."""
    newest = question.current.number if question.current else 0
    return Impact(
        newest,
        _versions(question),
        _quizzes(question),
        question.use == "check" and not (question.archived or question.draft),
    )


def _versions(question: Question) -> list[VersionUse]:
    answers = Answer.objects.filter(version__question=question).exclude(attempt__kind=Attempt.Kind.PREVIEW)
    counted = (
        answers.order_by()
        .values("version__number")
        .annotate(open=Count("pk", OPEN), graded=Count("pk", ~OPEN & GRADED), practice=Count("pk", ~OPEN & ~GRADED))
    )
    rows = counted.order_by("version__number").values_list("version__number", "open", "graded", "practice")
    return [VersionUse(*row) for row in rows]


def _quizzes(question: Question) -> list[QuizUse]:
    """In the order of their titles. Where a quiz names the question, no draw of it takes it."""
    wanted = Q(question=question) | Q(draw_lesson=question.lesson_id, draw_use=question.use)
    slots = Slot.objects.filter(wanted, quiz__archived=False).select_related("quiz__course", "version")
    found: dict[int, QuizUse] = {}
    for slot in slots.order_by("quiz__title", "quiz__pk", "position"):
        if slot.question_id:
            found[slot.quiz_id] = QuizUse(slot.quiz, slot.version and slot.version.number)
        elif not question.draft and may_draw(slot, question):
            found.setdefault(slot.quiz_id, QuizUse(slot.quiz, drawn=True))
    return list(found.values())

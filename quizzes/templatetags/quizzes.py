"""What pages of lower apps show of quizzes: the seam upward (docs/architecture.md, "Seams")."""

from types import SimpleNamespace

from django import template
from django.conf import settings
from django.utils import timezone

from lessons.rich import render_rich, split_gaps
from lessons.templatetags.reading import embedded
from quizzes import journal
from quizzes.checks import check_view
from quizzes.outline import chapters
from quizzes.overview import quiz_overview
from quizzes.policies import shown_score
from quizzes.presenting import signed
from quizzes.question_types.regions import on_picture
from quizzes.selectors import checks_of, questions_in, quizzes_of, quizzes_with_attempts

register = template.Library()


@register.simple_tag
def lesson_checks(lesson):
    """The lesson's checks by key, ready to be answered."""
    return {
        key: SimpleNamespace(key=key, question=check_view(question), error="")
        for key, question in checks_of(lesson).items()
    }


@register.simple_tag
def lesson_quizzes(lesson):
    return quizzes_of(lesson)


@register.simple_tag
def course_chapters(course, lessons, user):
    """The course's lessons (given by key) with their quizzes and this person's overview of each."""
    now = timezone.now()
    overviews = {
        quiz.key: quiz_overview(quiz, quiz.attempts_of_user, now=now)
        for quiz in quizzes_with_attempts(user, course=course)
    }
    return chapters(course.contents, lessons, overviews)


@register.simple_tag
def question_total(course):
    return questions_in(course)


@register.filter
def points(value, places=2) -> str:
    """Points as a page shows them."""
    return "" if value is None else str(shown_score(value, places=places))


@register.filter
def percent(fraction) -> str:
    """A share of 1 as per cent, with at most one decimal place."""
    return signed(shown_score(fraction * 100, places=1))


@register.filter
def drawn(scene, pictures):
    """A question's map, or its picture with regions in pixels; nothing when the picture is gone."""
    if "tiles" in scene:
        return scene
    picture = (pictures or {}).get(scene["picture"])
    return on_picture(scene, picture) if picture else None


@register.simple_tag
def gapped(text, pictures):
    """A text with gaps as pieces of HTML with `html` or the number of a `gap`: one piece alone need not be balanced."""
    return [
        {kind: piece if kind == "gap" else embedded(piece, pictures)}
        for kind, piece in split_gaps(render_rich(text).html)
    ]


@register.simple_tag
def journal_keys(attempt) -> str:
    """For the player's journal. Pages with it are never stored (`views.attempt.signed_in`)."""
    return journal.journal_keys(attempt, [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)])

"""One question as learners see it: a GET form, like the checks in lessons, that keeps everything in its address."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quizzes.behaviours import BEHAVIOURS
from quizzes.impact import impact_of
from quizzes.models import Question
from quizzes.models.quiz import Behaviour
from quizzes.previews import TIMES, fill_in, preview_view, sheet, stage_of, tries_on_page
from quizzes.question_types.texts import TEXTS
from quizzes.selectors import evidence_of
from quizzes.views.teaching import for_teachers_of_course
from quizzes.wording import ERRORS, TIME_WORDS


@require_safe
@for_teachers_of_course
def question(request, course, key: str):
    rows = Question.objects.filter(course=course, archived=False, current__isnull=False).exclude(type__in=TEXTS)
    found = get_object_or_404(rows.select_related("course", "current"), key=key)
    now = timezone.now()
    quizzes = [use.quiz for use in impact_of(found).quizzes]
    stage = stage_of(request.GET, quizzes, found)
    attempt, answer = sheet(found, stage, request.user, now=now)
    error = fill_in(attempt, answer, request.GET, now=now)
    evidence = evidence_of([found.pk]).get(found.pk, [])
    context = {
        "course": found.course,
        "key": key,
        "stage": stage,
        "attempt": attempt,
        "question": preview_view(attempt, answer, stage, evidence, now=now),
        "tries": tries_on_page(attempt, answer),
        "error": ERRORS.get(error, ""),
        "checks": BEHAVIOURS[stage.behaviour].checks,
        "quizzes": quizzes,
        "behaviours": Behaviour.choices,
        "times": [(when, TIME_WORDS[when]) for when in TIMES],
    }
    return render(request, "quizzes/question_preview.html", context)

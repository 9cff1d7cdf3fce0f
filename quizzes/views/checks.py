"""Checks inside lessons: a GET form that anybody who may read the lesson can send; graded, explained, never counted."""

from types import SimpleNamespace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.selectors import lesson_for
from lessons.views import not_found
from quizzes.checks import check_view, response_of
from quizzes.selectors import check_for, evidence_of, held_questions
from quizzes.wording import ERRORS


@login_not_required
@require_safe
def check(request, course: str, lesson: str, key: str):
    found = lesson_for(request.user, course, lesson)
    if found is None:
        return not_found(request)
    question = check_for(found, key)
    if question is None:
        raise Http404
    response, error = response_of(question, request.GET)
    if response is None and request.GET and not error:
        error = "unanswered"
    evidence = evidence_of([question.pk]).get(question.pk, [])
    hidden = question.pk in held_questions(request.user)
    view = check_view(question, response, evidence=evidence, hidden=hidden)
    shown = SimpleNamespace(key=key, question=view, error=ERRORS.get(error, ""))
    context = {"lesson": found, "course": found.course, "check": shown}
    template = "quizzes/_check.html" if request.htmx else "quizzes/check_detail.html"
    return render(request, template, context)

"""Grading by hand: what waits, one answer after the other. For whoever writes courses; nobody else finds it."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lessons.rules import may_teach
from quizzes.drawing import content_of
from quizzes.forms import GradeForm
from quizzes.hand_grading import GradedMeanwhile, can_be_graded, grade_by_hand
from quizzes.models import Quiz
from quizzes.policies import shown_score
from quizzes.question_types.essay import remark
from quizzes.selectors import answer_to_grade, next_to_grade, waiting_quizzes


def for_graders(view):
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not may_teach(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@require_safe
@for_graders
def queue(request):
    return render(request, "quizzes/grading_list.html", {"quizzes": waiting_quizzes(request.user)})


@require_safe
@for_graders
def next_answer(request, course: str, key: str):
    """Leads to the answer that has waited longest, or comes after `after`."""
    quiz = get_object_or_404(Quiz.objects.gradable_by(request.user), course__key=course, key=key)
    after = request.GET.get("after", "")
    before = answer_to_grade(request.user, int(after)) if after.isdecimal() and len(after) < 18 else None
    following = next_to_grade(quiz, after=before)
    return redirect("grading_answer", following) if following else _all_done(request, quiz)


def _all_done(request, quiz):
    messages.info(request, _("No answer to “%(quiz)s” waits for grading.") % {"quiz": quiz.title})
    return redirect("grading")


@require_http_methods(["GET", "HEAD", "POST"])
@for_graders
def answer(request, answer_id: int):
    """One answer, what it is worth, and why; the next one comes after it."""
    found = answer_to_grade(request.user, answer_id)
    if found is None or not can_be_graded(found):
        raise Http404
    newest = _newest(found)
    form = GradeForm(request.POST or None, most=found.points, initial=_held(found, newest))
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, found, form)
        except GradedMeanwhile as meanwhile:
            form.tell_of(meanwhile.newest, found.points * meanwhile.newest.fraction)
            found = answer_to_grade(request.user, answer_id)
    return render(request, "quizzes/grading_answer.html", _context(request, found, form))


def _newest(found):
    return max(found.hand_grades.all(), key=lambda grade: grade.pk, default=None)


def _held(found, newest):
    if newest is None:
        return {}
    return {"points": shown_score(found.points * newest.fraction), "comment": newest.comment, "seen": newest.pk}


def _save(request, found, form):
    given = form.cleaned_data
    grade_by_hand(answer=found, by=request.user, now=timezone.now(), **given)
    quiz = found.attempt.quiz
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            _("Answer %(number)s: %(points)s of %(most)s points.")
            % {"number": found.pk, "points": shown_score(given["points"]), "most": shown_score(found.points)},
            reverse("grading_answer", args=[found.pk]),
            _("Change it"),
        ),
    )
    address = reverse("grading_next", args=[quiz.course.key, quiz.key])
    return redirect(f"{address}?after={found.pk}")


def _context(request, found, form):
    content = content_of(found)
    return {
        "answer": found,
        "quiz": found.attempt.quiz,
        "content": content,
        "remark": remark(content, found.response),
        "form": form,
        "grades": [(grade, found.points * grade.fraction) for grade in found.hand_grades.all()],
        "shows_name": request.GET.get("name") == "1",
    }

"""What is done with a quiz beside writing it: printing it, copying it to another course."""

import re
import secrets

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lessons.models import Course
from lessons.rules import WRITERS
from quizzes.models import Quiz
from securityedu.services import WouldBreak
from securityedu.studio.access import of_course
from securityedu.studio.paper import paper_of
from securityedu.studio.question_copies import NoLesson
from securityedu.studio.quiz_copies import copy_quiz
from securityedu.studio.views.notes import tell_notes

SEED = re.compile("[a-z0-9]{1,32}")


@require_safe
@of_course()
def paper(request, course, key: str):
    """A draw and an order of its own for each seed, which stands in the address and on the paper."""
    quiz = _quiz(course, key)
    seed = request.GET.get("seed", "")
    if not SEED.fullmatch(seed):
        address = reverse("studio_quiz_print", args=[course.key, quiz.key])
        return redirect(f"{address}?seed={secrets.token_hex(3)}")
    context = {"course": course, "quiz": quiz, "seed": seed, "paper": paper_of(quiz, seed)}
    return render(request, "studio/quiz_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def copy(request, course, key: str):
    quiz = _quiz(course, key)
    targets = Course.objects.taught_by(request.user, WRITERS)
    if request.method != "POST":
        context = {"course": course, "quiz": quiz, "targets": targets.only("key", "title")}
        return render(request, "studio/quiz_copy.html", context)
    target = get_object_or_404(targets, key=request.POST.get("target", ""))
    try:
        report = copy_quiz(source=course, key=quiz.key, target=target, by=request.user, now=timezone.now())
    except NoLesson:
        messages.error(request, _("That course has no lesson yet, and a question belongs to one."))
    except WouldBreak as error:
        messages.error(request, _("Not possible: %s") % " · ".join(error.problems[:8]))
    else:
        return _tell(request, target, report)
    return redirect("studio_quiz_copy", course.key, quiz.key)


def _tell(request, target, report):
    """To what was made, with what has changed on the way."""
    messages.success(request, _("Copied to “%s”.") % target.title)
    tell_notes(request, report.notes)
    if report.key:
        return redirect("studio_edit", target.key, "quizzes", report.key)
    return redirect("studio_objects", target.key, "questions")


def _quiz(course, key: str) -> Quiz:
    quiz = Quiz.objects.filter(course=course, key=key, archived=False).first()
    if quiz is None:
        raise Http404
    return quiz

"""The rules page of a quiz, and starting an attempt."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lessons.views import not_found
from quizzes import policies
from quizzes.models import Attempt
from quizzes.overview import quiz_overview
from quizzes.rules import can_grade, can_preview
from quizzes.selectors import attempts_of, missed_questions, question_count, quiz_for
from quizzes.services import StartRefused, start_attempt
from quizzes.wording import REFUSALS


@login_not_required
@require_safe
def detail(request, course: str, key: str):
    """The rules, open to whoever may read the course; own attempts for those who are signed in."""
    quiz = quiz_for(request.user, course, key)
    if quiz is None:
        return not_found(request)
    attempts = attempts_of(request.user, quiz) if request.user.is_authenticated else []
    missed = len(missed_questions(request.user, quiz)) if attempts else 0
    overview = quiz_overview(quiz, attempts, now=timezone.now())
    starts_graded = quiz.graded and not (overview.open_graded or overview.refusal)
    starts_practice = not (overview.open_practice or overview.practice_refusal)
    context = {
        "quiz": quiz,
        "course": quiz.course,
        "overview": overview,
        "missed": missed,
        "question_count": question_count(quiz),
        "refusal_text": REFUSALS.get(overview.refusal, ""),
        "can_preview": can_preview(request.user, quiz),
        "can_grade": can_grade(request.user, quiz),
        "starts_graded": starts_graded,
        "asks_password": quiz.password and (starts_graded or starts_practice),
        "wrong_password": request.GET.get("password") == "wrong",
    }
    return render(request, "quizzes/quiz_detail.html", context)


def client_address(request) -> str:
    """The learner's IP address, through as many proxies as the site trusts; "" when it can't be told."""
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""


def _kind(request, quiz) -> str:
    """What the button asked for; who may not preview gets what she could get anyway."""
    named = request.POST.get("kind")
    if named == "preview" and can_preview(request.user, quiz):
        return Attempt.Kind.PREVIEW
    practises = named == "practice" or "missed" in request.POST
    return Attempt.Kind.PRACTICE if practises else Attempt.Kind.GRADED


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, course: str, key: str):
    """POST starts, or leads to the attempt that is open. GET comes from signing in and leads back to the rules."""
    quiz = quiz_for(request.user, course, key)
    if quiz is None:
        return not_found(request)
    if request.method != "POST":
        return redirect(quiz)
    kind = _kind(request, quiz)
    missed = kind == Attempt.Kind.PRACTICE and "missed" in request.POST
    try:
        about = {"quiz": quiz, "user": request.user, "kind": kind, "now": timezone.now(), "missed": missed}
        access = {"password": request.POST.get("password", ""), "address": client_address(request)}
        attempt, _created = start_attempt(**about, **access)
    except StartRefused as refused:
        return _back(request, quiz, policies.Refusal(refused.reason))
    return redirect(attempt)


def _back(request, quiz, reason: policies.Refusal):
    """To the rules, which say why, or ask for the password. A wrong one is told at its field, which gets the focus."""
    if reason == policies.Refusal.WRONG_PASSWORD:
        return redirect(quiz.get_absolute_url() + ("?password=wrong" if request.POST.get("password") else ""))
    messages.warning(request, REFUSALS[reason])
    return redirect(quiz)

"""Taking a quiz: the pages of an attempt, saving, checking, handing in. JSON for the player, plain forms without it."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.selectors import lesson_after
from quizzes import forms, policies, saving
from quizzes.behaviours import BEHAVIOURS
from quizzes.models import Attempt
from quizzes.presenting import question_view, trying
from quizzes.selectors import answers_of, attempt_for, evidence_of, graded_count, held_questions
from quizzes.services import (
    AttemptClosed,
    check_answer,
    close_if_overdue,
    redo_question,
    save_answers,
    submit_attempt,
    turn_page,
)
from quizzes.views.quiz import client_address
from quizzes.views.reviewing import review_context
from quizzes.wording import ERRORS, REFUSALS


def signed_in(view):
    """401 for JSON and the sign-in page for the rest, instead of a redirect that a script takes for an answer."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if is_json(request):
            return JsonResponse({"error": "signed_out"}, status=401)
        return redirect_to_login(request.get_full_path())

    return login_not_required(never_cache(wrapped))


def own_attempt(view):
    """Gives the view the learner's own attempt; what is not hers is not there."""

    @wraps(view)
    def wrapped(request, attempt_id: int):
        attempt = attempt_for(request.user, attempt_id)
        if attempt is None:
            raise Http404
        return view(request, attempt)

    return signed_in(wrapped)


def is_json(request) -> bool:
    return request.content_type == "application/json"


# --- pages -----------------------------------------------------------------------------------------------------------


@require_safe
@own_attempt
def take(request, attempt):
    """One page of questions."""
    now = timezone.now()
    if close_if_overdue(attempt=attempt, now=now) or not attempt.is_open:
        return redirect("attempt_review", attempt.pk)
    if attempt.deadline and now >= attempt.deadline:
        return redirect("attempt_submit", attempt.pk)
    if attempt.kind != Attempt.Kind.PREVIEW and not policies.is_within(attempt.quiz.networks, client_address(request)):
        messages.warning(request, REFUSALS[policies.Refusal.WRONG_NETWORK])
        return redirect(attempt.quiz)
    answers = answers_of(attempt)
    pages = max((answer.page for answer in answers), default=1)
    page = attempt.reached_page if attempt.quiz.sequential else forms.page_number(request.GET.get("page"), pages)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "course": attempt.quiz.course,
        "questions": question_views(request, attempt, answers, page, now=now),
        "checks": BEHAVIOURS[attempt.behaviour].checks,
        "answers": answers,
        "page": page,
        "pages": range(1, pages + 1),
        "now": now,
    }
    return render(request, "quizzes/attempt_take.html", context)


def question_views(request, attempt, answers, page, *, now):
    """The questions of one page of an open attempt; only answers that were checked show more than themselves."""
    shown = [answer for answer in answers if answer.page == page]
    checked = [answer.version.question_id for answer in shown if answer.tries or answer.checked_at]
    options = options_of(request.user, attempt, now=now) if checked else policies.NOTHING
    evidence = evidence_of(checked) if checked else {}
    held = held_questions(request.user, besides=attempt) if BEHAVIOURS[attempt.behaviour].checks else set()
    before = {answer.position + 1: answer for answer in answers}
    return [
        question_view(
            attempt,
            answer,
            policies.NOTHING if answer.version.question_id in held else policies.seen_of(answer, options),
            evidence.get(answer.version.question_id, []),
            trying=trying(attempt, answer, before.get(answer.position), held=answer.version.question_id in held),
        )
        for answer in shown
    ]


def options_of(user, attempt, *, now, when=None):
    used = graded_count(user, attempt.quiz) + attempt.is_preview
    return policies.review_options(
        attempt.quiz, kind=attempt.kind, finished_at=attempt.finished_at, used=used, now=now, when=when
    )


def preview_time(request, attempt):
    """The row of the review matrix that the author of a preview looks at."""
    named = request.GET.get("as")
    if not attempt.is_preview:
        return None
    return named if named in ("just_after", "later", "closed") else "just_after"


@require_safe
@own_attempt
def review(request, attempt):
    """What was right, why, and which sentence says so, as far as it may be seen now."""
    now = timezone.now()
    if attempt.is_open and not close_if_overdue(attempt=attempt, now=now):
        return redirect(attempt)
    when = preview_time(request, attempt)
    context = {
        **review_context(
            attempt,
            answers_of(attempt),
            options_of(request.user, attempt, now=now, when=when),
            held=held_questions(request.user),
        ),
        "course": attempt.quiz.course,
        "when": when,
        "next_lesson": lesson_after(attempt.quiz.lesson) if attempt.quiz.lesson else None,
    }
    return render(request, "quizzes/attempt_review.html", context)


# --- saving ----------------------------------------------------------------------------------------------------------


@require_POST
@signed_in
def answers(request, attempt_id: int):
    """Save what a page sent: the player's JSON, or the plain form with only the fields that changed."""
    return _json(request, attempt_id, _save) if is_json(request) else _save_form(request, attempt_id)


def _json(request, attempt_id: int, act):
    """Parse at the edge, act, and answer as the contract says (docs/architecture.md, "The life of an answer")."""
    body = request.read(saving.MAX_BODY + 1)
    if len(body) > saving.MAX_BODY:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        client, entries = saving.parse_save(saving.parse_json(body))
        sent = {"attempt_id": attempt_id, "user": request.user, "client": client, "entries": entries}
        return JsonResponse(act(**sent, now=timezone.now()))
    except saving.BadRequest:
        return JsonResponse({"error": "bad_request"}, status=400)
    except Attempt.DoesNotExist:
        return JsonResponse({"error": "not_found"}, status=404)
    except AttemptClosed:
        return JsonResponse({"error": "attempt_closed"}, status=409)


def _save(**sent):
    saved = save_answers(**sent)
    return _acknowledgement(saved.attempt, saved.result)


def _acknowledgement(attempt, result):
    return {
        "saved": result.saved,
        "stale": result.stale,
        "refused": result.refused,
        "server_time": timezone.now(),
        "deadline": attempt.deadline,
    }


@own_attempt
def _save_form(request, attempt):
    now = timezone.now()
    action, argument = forms.action_of(request.POST)
    entries = forms.changed_entries(request.POST, attempt, answers_of(attempt), now=now)
    try:
        sent = {"attempt_id": attempt.pk, "client": forms.CLIENT, "entries": entries, "now": now}
        checks = action == "check" and BEHAVIOURS[attempt.behaviour].checks
        held = checks and is_held(request.user, attempt, argument)
        result = (check_answer(**sent, position=argument) if checks and not held else save_answers(**sent)).result
        result.refused += [{"position": argument, "error": "held"}] if held else []
        if action == "redo":
            redo_question(attempt_id=attempt.pk, position=argument, now=now)
        if action == "page" and attempt.quiz.sequential:
            turn_page(attempt_id=attempt.pk, page=argument)
    except AttemptClosed:
        messages.warning(request, _("This attempt is closed; your last change came too late to count."))
        return redirect("attempt_review", attempt.pk)
    _tell_refused(request, result)
    return HttpResponseRedirect(_next_page(request, attempt, action, argument))


def is_held(user, attempt, position) -> bool:
    """Whether another open attempt asks this question: already whether a check is the last one would tell about it."""
    question = next((each.version.question_id for each in answers_of(attempt) if each.position == position), None)
    return question in held_questions(user, besides=attempt)


def _tell_refused(request, result) -> None:
    for refused in result.refused:
        words = ERRORS.get(refused["error"], ERRORS["wrong_shape"])
        messages.warning(request, _("Question %(number)s: %(error)s") % {"number": refused["position"], "error": words})


def _next_page(request, attempt, action: str, argument: int) -> str:
    if action == "finish":
        return reverse("attempt_submit", args=[attempt.pk])
    if action == "page":
        return f"{attempt.get_absolute_url()}?page={argument}"
    here = forms.page_number(request.POST.get("page"), 10_000)
    anchor = f"#q{argument}" if action in ("check", "redo") else ""
    return f"{attempt.get_absolute_url()}?page={here}{anchor}"


@require_POST
@own_attempt
def check(request, attempt):
    """Save the page's form and grade one answer, or ask it once more; the page then shows its review."""
    if not BEHAVIOURS[attempt.behaviour].checks:
        raise Http404
    return _save_form(request, attempt.pk)


# --- handing in ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def submit(request, attempt_id: int):
    if request.method != "POST":
        return _confirm(request, attempt_id)
    return _json(request, attempt_id, _submit) if is_json(request) else _submit_form(request, attempt_id)


@own_attempt
def _confirm(request, attempt):
    """What is unanswered or flagged, before it is too late."""
    if not attempt.is_open or close_if_overdue(attempt=attempt, now=timezone.now()):
        return redirect("attempt_review", attempt.pk)
    rows = answers_of(attempt)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "course": attempt.quiz.course,
        "answers": rows,
        "unanswered": [answer for answer in rows if not answer.is_answered],
        "flagged": [answer for answer in rows if answer.flagged],
        "unsure": [answer for answer in rows if answer.is_answered and not answer.certainty]
        if BEHAVIOURS[attempt.behaviour].certainty
        else [],
        "hand_in_by": policies.hand_in_by(attempt.quiz, attempt.deadline),
        "time_is_up": attempt.deadline is not None and timezone.now() >= attempt.deadline,
        "now": timezone.now(),
    }
    return render(request, "quizzes/attempt_submit.html", context)


def _submit(**sent):
    done = submit_attempt(**sent)
    if not done.changed:
        raise AttemptClosed
    return _acknowledgement(done.attempt, done.result) | {"review": reverse("attempt_review", args=[done.attempt.pk])}


@own_attempt
def _submit_form(request, attempt):
    done = submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    if not done.changed:
        messages.info(request, _("This attempt was handed in already; nothing has changed."))
    return redirect("attempt_review", attempt.pk)

"""The results of a quiz, for who teaches its course; nobody else finds them. Nothing here writes."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.downloads import KINDS, as_file
from lessons.rules import can_edit_course
from quizzes import policies, results
from quizzes.late import late_answers
from quizzes.qr import qr_code
from quizzes.rules import learners_can_open
from quizzes.selectors import answers_of, held_questions
from quizzes.standings import Wanted, chosen, summary
from quizzes.tables import standing_table
from quizzes.verifying import receipt_state
from quizzes.views.attempt import options_of
from quizzes.views.reviewing import review_context
from quizzes.wording import STANDING_COLUMNS, STANDING_FILTERS

PER_PAGE = 50


def of_quiz(view):
    """For who teaches the quiz's course; the view gets the quiz. A page that keeps itself up to date comes anew when
    whoever looked at it is signed out."""

    @wraps(view)
    def wrapped(request, course: str, key: str, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponseClientRefresh() if request.htmx else redirect_to_login(request.get_full_path())
        quiz = results.gradable_quiz(request.user, course, key)
        if quiz is None:
            raise Http404
        return view(request, quiz, **kwargs)

    return login_not_required(never_cache(require_safe(wrapped)))


@of_quiz
def learners(request, quiz):
    """Who has begun, is stuck, has finished; with htmx only the part that changes."""
    now = timezone.now()
    standings, wanted = results.standings_of(quiz, now=now), Wanted.of(request.GET)
    runs = not (quiz.archived or policies.is_closed(quiz, now=now))
    context = {
        **{"quiz": quiz, "course": quiz.course, "now": now, "wanted": wanted},
        **{"columns": STANDING_COLUMNS, "filters": STANDING_FILTERS},
        **{"runs": runs, "live": runs and "live" in request.GET},
        "summary": summary(standings),
        "practice": results.practice_of(quiz),
        "page": Paginator(chosen(standings, wanted), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, f"quizzes/results/{'_learners' if request.htmx else 'learners'}.html", context)


@of_quiz
def export(request, quiz, kind: str):
    """The learners that the page shows, with its search, filter and order, as a file."""
    if kind not in KINDS:
        raise Http404
    standings = results.standings_of(quiz, now=timezone.now())
    return as_file(standing_table(chosen(standings, Wanted.of(request.GET))), kind, f"results-{quiz.key}")


@of_quiz
def questions(request, quiz):
    """What the answers say of each question."""
    found, by_facility = results.questions_of(quiz), request.GET.get("sort") == "facility"
    context = {
        "quiz": quiz,
        "course": quiz.course,
        "questions": found,
        "lines": found.hardest_first() if by_facility else found.lines,
        "by_facility": by_facility,
        "may_edit": can_edit_course(request.user, quiz.course),
    }
    return render(request, "quizzes/results/questions.html", context)


@of_quiz
def attempt(request, quiz, attempt_id: int):
    """One attempt as its learner saw it: all of it, or what she may see of it now."""
    found = results.attempt_in(quiz, attempt_id)
    if found is None:
        raise Http404
    answers = answers_of(found)
    as_learner = request.GET.get("as") == "learner" and not found.is_open
    context = {
        **(_as_learner(found, answers) if as_learner else review_context(found, answers, policies.EVERYTHING)),
        "course": quiz.course,
        "as_learner": as_learner,
        "attempts": results.graded_attempts(quiz, found.user),
        "late": late_answers(found, {answer.position: answer for answer in answers}),
        "receipt": receipt_state(found, answers),
    }
    return render(request, "quizzes/results/attempt.html", context)


def _as_learner(attempt, answers):
    options = options_of(attempt.user, attempt, now=timezone.now())
    return review_context(attempt, answers, options, held=held_questions(attempt.user))


@of_quiz
def link(request, quiz):
    """The quiz's address to hand out, as words and as a QR code, on a sheet that prints."""
    address = settings.SITE_URL + quiz.get_absolute_url()
    context = {
        "quiz": quiz,
        "course": quiz.course,
        "address": address,
        "code": qr_code(address),
        "is_open": learners_can_open(quiz),
    }
    return render(request, "quizzes/results/link.html", context)

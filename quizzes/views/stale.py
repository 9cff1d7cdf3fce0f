"""Questions whose passages have other words than somebody accepted: read both, accept them, or look at the question."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quizzes.evidence import accept_evidence
from quizzes.models import Question
from quizzes.previews import answered_right
from quizzes.stale import around, stale_page, stale_question
from quizzes.views.teaching import for_teachers


@require_safe
@for_teachers
def stale_list(request):
    return render(request, "quizzes/stale_list.html", {"page": stale_page(request.user, request.GET.get("page"))})


@require_safe
@for_teachers
def detail(request, question_id: int):
    """The passage in its lesson beside the question with its right answer."""
    found = stale_question(request.user, question_id)
    if found is None:
        raise Http404
    context = {
        "stale": found,
        "course": found.question.course,
        "passages": [(each, around(each.evidence.passage)) for each in found.passages],
        "question": answered_right(found.question, request.user, now=timezone.now()),
    }
    return render(request, "quizzes/stale_detail.html", context)


@require_POST
@for_teachers
def accept(request, question_id: int):
    """Takes the words that the page showed; others, that came since, wait for somebody to read them."""
    found = stale_question(request.user, question_id)
    if found is None:
        raise Http404
    seen = request.POST.get("seen", "").split()
    if accept_evidence(questions=Question.objects.filter(pk=question_id), seen=seen):
        messages.success(
            request, _("Accepted: the passages prove “%(key)s” as they read now.") % {"key": found.question.key}
        )
    else:
        messages.warning(request, _("The passage has changed again since you read it. Please look at its new words."))
    return redirect("stale")

"""A learner reports a question that she was asked. The page tells nothing of it: it may be open to be answered."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quizzes.forms import ReportForm
from quizzes.reports import TooMany, report_question
from quizzes.selectors import attempt_for
from quizzes.views.attempt import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request, attempt_id: int, position: int):
    attempt = attempt_for(request.user, attempt_id)
    answer = attempt and attempt.answers.filter(position=position).select_related("version__question").first()
    if answer is None or attempt.is_preview:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report_question(answer=answer, user=request.user, text=form.cleaned_data["text"], now=timezone.now())
        except TooMany:
            messages.error(request, _("You have reported many questions today. Please go on tomorrow."))
        else:
            messages.success(request, _("Thank you. Those who write the course will read it."))
        return redirect("attempt_report", attempt.pk, position)
    return render(request, "quizzes/report.html", {"attempt": attempt, "position": position, "form": form})

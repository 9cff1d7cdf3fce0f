"""The question bank of a course."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.models import Question
from quizzes.reports import close_reports
from securityedu.studio.access import of_course
from securityedu.studio.bank import bank_page
from securityedu.studio.bank_forms import BankForm
from securityedu.studio.bulk_forms import BulkForm
from securityedu.studio.kinds import BY_NAME
from securityedu.studio.views.bulk import change_chosen


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def questions(request, course):
    """What is looked for stands in the address; a POST changes those that are chosen."""
    form = BankForm(request.GET, course=course)
    bulk = BulkForm(request.POST or None, course=course, lessons=form.lessons, auto_id="bulk-%s")
    if request.method == "POST" and (done := change_chosen(request, course, bulk)):
        return done
    wanted = form.wanted
    page, rows = bank_page(course, wanted, request.GET.get("page"))
    context = {"course": course, "kind": BY_NAME["question"], "form": form, "page": page, "rows": rows, "bulk": bulk}
    context["chosen"] = request.POST.getlist("chosen")
    context["is_narrowed"] = bool(wanted.keys() - {"sort"})
    context["is_filtered"] = bool(wanted.keys() - {"q", "sort"})
    return render(request, "studio/question_bank.html", context)


@require_POST
@of_course()
def reports_done(request, course, key: str):
    question = get_object_or_404(Question, course=course, key=key)
    close_reports(question=question, by=request.user, now=timezone.now())
    messages.success(request, _("The reports on this question are done."))
    return redirect("studio_edit", course.key, "questions", key)

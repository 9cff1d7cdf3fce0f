"""The question bank of a course."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quizzes.models import Question
from quizzes.reports import close_reports
from securityedu.studio.access import of_course
from securityedu.studio.bank import bank_page
from securityedu.studio.bank_forms import BankForm
from securityedu.studio.bulk_forms import BulkForm
from securityedu.studio.kinds import BY_NAME


@require_safe
@of_course()
def questions(request, course):
    form = BankForm(request.GET, course=course)
    wanted = form.wanted
    page, rows = bank_page(course, wanted, request.GET.get("page"))
    context = {"course": course, "kind": BY_NAME["question"], "form": form, "page": page, "rows": rows}
    context["bulk"] = BulkForm(course=course, lessons=form.lessons, auto_id="bulk-%s")
    context["is_narrowed"] = bool(wanted.keys() - {"sort"})
    return render(request, "studio/question_bank.html", context)


@require_POST
@of_course()
def reports_done(request, course, key: str):
    question = get_object_or_404(Question, course=course, key=key)
    close_reports(question=question, by=request.user, now=timezone.now())
    messages.success(request, _("The reports on this question are done."))
    return redirect("studio_edit", course.key, "questions", key)

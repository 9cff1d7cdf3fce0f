"""The question bank of a course."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from securityedu.studio.access import of_course
from securityedu.studio.bank import bank_page
from securityedu.studio.bank_forms import BankForm
from securityedu.studio.kinds import BY_NAME


@require_safe
@of_course()
def questions(request, course):
    form = BankForm(request.GET, course=course)
    wanted = form.wanted
    page, rows = bank_page(course, wanted, request.GET.get("page"))
    context = {"course": course, "kind": BY_NAME["question"], "form": form, "page": page, "rows": rows}
    context["is_narrowed"] = bool(wanted.keys() - {"sort"})
    return render(request, "studio/question_bank.html", context)

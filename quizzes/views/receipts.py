"""Receipts of what was handed in: to download, and to check."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.forms import ReceiptForm
from quizzes.receipts import ReceiptInvalid
from quizzes.verifying import verify_receipt
from quizzes.views.attempt import own_attempt


@require_safe
@own_attempt
def download(request, attempt):
    if not attempt.receipt:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="receipt-{attempt.pk}.json"'}
    return HttpResponse(attempt.receipt, content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Whether a receipt is this site's, unchanged, and whether the site still holds what it names."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    verdict = None
    if form.is_valid():
        try:
            verdict = verify_receipt(form.cleaned_data["data"])
        except ReceiptInvalid:
            form.add_error(None, form.INVALID)
    return render(request, "quizzes/receipt_verify.html", {"form": form, "verdict": verdict})

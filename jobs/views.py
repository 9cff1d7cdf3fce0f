from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from jobs import services
from jobs.selectors import own_job


@require_safe
@login_not_required
@never_cache
def detail(request, job_id: int):
    """The page of a job. It asks for its middle part again and again; when that is over, the page comes anew."""
    job = own_job(request.user, job_id)
    if request.htmx:
        if job is None or job.has_ended:
            return HttpResponseClientRefresh()
        return render(request, "jobs/_progress.html", {"job": job, "heard": request.GET.get("heard")})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if job is None:
        raise Http404
    return render(request, "jobs/job_detail.html", {"job": job})


@require_POST
def cancel(request, job_id: int):
    job = own_job(request.user, job_id)
    if job is None:
        raise Http404
    if not services.cancel(job=job, now=timezone.now()):
        messages.info(request, _("It had ended before you cancelled it."))
    return redirect(job)

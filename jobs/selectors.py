from typing import Any

from jobs.models import Job


def own_job(user: Any, job_id: int) -> Job | None:
    """For the page of a job: without what it was given, which may be long. Nobody sees another's, admins included."""
    return Job.objects.filter(owner_id=user.pk, pk=job_id).defer("arguments").first()

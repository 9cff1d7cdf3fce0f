import os

from django.apps import AppConfig


class TestJobsConfig(AppConfig):
    """Installed where a test starts processes of its own; nobody else knows these kinds."""

    name = "tests.jobs"
    label = "test_jobs"

    def ready(self):
        from jobs import worker
        from tests.jobs import kinds  # noqa: F401 (it registers)

        worker.STOP_SECONDS = int(os.environ.get("STOP_SECONDS", worker.STOP_SECONDS))

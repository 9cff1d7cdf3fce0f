from django.core.management.base import BaseCommand
from django.utils import autoreload

from jobs.worker import Worker


class Command(BaseCommand):
    help = "Do the work that pages leave to the background, until SIGTERM. The site needs one of these processes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no job waits")
        parser.add_argument("--reload", action="store_true", help="begin anew when code changes, for developers")

    def handle(self, *, once: bool, reload: bool, **options) -> None:
        if reload:
            autoreload.run_with_reloader(Worker().run)
            return
        worker = Worker()
        worker.stop_on_signals()
        worker.run(once=once)

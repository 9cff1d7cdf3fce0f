from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.services import close_overdue


class Command(BaseCommand):
    help = "Hand in every attempt whose time is over. Run it every few minutes; pages do it for their own attempts."

    def handle(self, **options) -> None:
        self.stdout.write(f"{close_overdue(now=timezone.now())} attempts closed.")

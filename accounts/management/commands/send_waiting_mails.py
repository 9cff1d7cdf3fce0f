from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.mail import deliver_waiting


class Command(BaseCommand):
    help = "Send the mails that wait. Run it every few minutes, for what a restart left behind; the rest the site does."

    def handle(self, **options) -> None:
        self.stdout.write(f"{deliver_waiting(now=timezone.now())} mails sent.")

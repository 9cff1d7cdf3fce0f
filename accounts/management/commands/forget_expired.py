from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.privacy.services import forget_expired


class Command(BaseCommand):
    help = (
        "Deletes what the privacy page says is not kept: ended sign-ins, old codes, mails and jobs. Run it once a day."
    )

    def handle(self, *args, **options):
        count = forget_expired(now=timezone.now())
        self.stdout.write(f"{count} rows deleted.")

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from quizzes.receipts import ReceiptInvalid
from quizzes.verifying import verify_receipt


class Command(BaseCommand):
    help = "Check a receipt: is it this site's, is it unchanged, does the site still hold the answers that it names?"

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        try:
            verdict = verify_receipt(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}") from error
        except ReceiptInvalid as error:
            raise CommandError("This is no receipt of this site, or it was changed.") from error
        facts = verdict.facts
        self.stdout.write(f"Genuine: attempt {facts['attempt']} of “{facts['quiz']}”, received {facts['received_at']},")
        self.stdout.write(f"{facts['answered']} of {facts['questions']} answers.")
        if verdict.attempt is None:
            raise CommandError("The site does not hold this attempt any more.")
        if verdict.differing:
            places = ", ".join(map(str, verdict.differing))
            raise CommandError(f"The site holds other answers than the receipt says: {places}.")
        self.stdout.write("The site holds exactly these answers.")

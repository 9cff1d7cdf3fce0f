from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.models import Attempt
from securityedu.demo.people import ADMIN
from securityedu.demo.site import LEARNERS, SEED, DemoRefused, Login, create_demo, is_there


class Command(BaseCommand):
    help = "Fill an empty site with made-up people and six weeks of their work. Prints the passwords, once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--if-absent", action="store_true", help="do nothing when the demo is there already")
        parser.add_argument("--seed", default=SEED, help="another seed makes another history (default: %(default)s)")

    def handle(self, *, if_absent: bool, seed: str, **options) -> None:
        if if_absent and is_there():
            self.stdout.write("The demo is there already; its passwords were printed when it was made.")
            self.stdout.write(self.new_password())
            return
        self.stderr.write("Making the demo: this takes about half a minute.")
        try:
            logins = create_demo(now=timezone.now(), seed=seed)
        except DemoRefused as reason:
            raise CommandError(f"no demo was made: {reason}") from None
        self.show(logins)

    def show(self, logins: list[Login]) -> None:
        attempts = Attempt.objects.count()
        self.stdout.write(f"\nThe demo: {LEARNERS} learners, six weeks of their work, {attempts} attempts.\n\n")
        line = "  {:12}{:18}{:22}{}".format
        self.stdout.write(line("", "username", "password", "begin at"))
        for login in logins:
            self.stdout.write(line(login.who, login.username, login.password, settings.SITE_URL + login.path))
        self.stdout.write("\nThese passwords are shown only now: please note them.")
        self.stdout.write(self.new_password())

    def new_password(self) -> str:
        return f"For a new one: DATA_DIR={settings.DATA_DIR} .venv/bin/python manage.py changepassword {ADMIN}"

from django.core.management.base import BaseCommand

from lessons.models import Course
from securityedu.courses import STORES


class Command(BaseCommand):
    help = "Make the HTML and passages of every lesson anew, after the renderer has changed."

    def add_arguments(self, parser) -> None:
        parser.add_argument("course", nargs="*", help="keys of courses; all when none is named")

    def handle(self, *, course: list[str], **options) -> None:
        courses = Course.objects.filter(key__in=course) if course else Course.objects.all()
        for each in courses:
            for store in STORES:
                store.finish(each)
            self.stdout.write(f"Rendered {each.key}.")

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lessons.models import Course
from quizzes.formats import FORMATS
from securityedu.exporting import export


class Command(BaseCommand):
    help = "Write the questions of a course into a file for another program, and tell what the file lacks."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--course", required=True, help="its key")
        parser.add_argument("--lesson", help="the key of a lesson: its bank alone")

    def handle(self, *, file: Path, course: str, lesson: str | None, **options) -> None:
        found = Course.objects.filter(key=course).first()
        if found is None:
            raise CommandError(f"there is no course {course}")
        if lesson and not found.lesson_set.filter(key=lesson, archived=False).exists():
            raise CommandError(f"course {course} has no lesson {lesson}")
        questions, written = export(FORMATS[options["format"]], course=found, lesson=lesson)
        file.write_bytes(written.content)
        for loss in written.losses:
            self.stderr.write(f"{loss.key}: {loss.what}")
        self.stdout.write(f"{questions} questions to {file}; {len(written.losses)} losses")

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lessons.course_text import folder_files
from lessons.models import Course
from lessons.services import collect_course
from securityedu.courses import KINDS, STORES


class Command(BaseCommand):
    help = "Write a course as a folder of plain text, in canonical form. Files that the course has no more are removed."

    def add_arguments(self, parser) -> None:
        parser.add_argument("course")
        parser.add_argument("directory", type=Path)

    def handle(self, *, course: str, directory: Path, **options) -> None:
        found = Course.objects.filter(key=course).first()
        if found is None:
            raise CommandError(f"there is no course {course}")
        if directory.exists() and any(directory.iterdir()) and not (directory / "course.yaml").exists():
            raise CommandError(f"{directory} is neither empty nor a course folder")
        files = folder_files(collect_course(found, STORES), KINDS)
        for path in directory.rglob("*") if directory.exists() else ():
            if path.is_file() and path.relative_to(directory).as_posix() not in files:
                path.unlink()
        for name, text in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(f"{len(files)} files written to {directory}.")

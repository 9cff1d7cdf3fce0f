from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lessons.course_text import files_beside, folder_files
from lessons.media_files import path_of
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
        files = self.files_of(found)
        for path in directory.rglob("*") if directory.exists() else ():
            if path.is_file() and path.relative_to(directory).as_posix() not in files:
                path.unlink()
        for name, content in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.stdout.write(f"{len(files)} files written to {directory}.")

    def files_of(self, course: Course) -> dict[str, bytes]:
        """Read before anything is written or removed."""
        folder = collect_course(course, STORES)
        try:
            media = files_beside(folder, lambda name: path_of(name).read_bytes())
        except OSError as error:
            raise CommandError(f"a file can't be read: {error}; nothing was written") from error
        return {name: text.encode() for name, text in folder_files(folder, KINDS).items()} | media

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lessons.merge import Change
from lessons.models import Course
from lessons.services import CourseConflict, CourseInvalid, load_course
from securityedu.courses import STORES, read_course


class Command(BaseCommand):
    help = "Load a course folder: all of it or, when anything is wrong with it, nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--theirs", action="store_true", help="where both sides changed, the files win")
        parser.add_argument("--if-absent", action="store_true", help="do nothing when the course is there already")

    def handle(self, *, directory: Path, theirs: bool, if_absent: bool, **options) -> None:
        if not directory.is_dir():
            raise CommandError(f"there is no folder {directory}")
        directory = directory.resolve()
        if if_absent and Course.objects.filter(key=directory.name).exists():
            self.stdout.write(f"Course {directory.name} is there already.")
            return
        folder, _texts = read_course(directory)
        try:
            plan = load_course(folder, stores=STORES, now=timezone.now(), theirs=theirs)
        except CourseInvalid as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(error.problems)} problems; nothing was loaded") from None
        except CourseConflict as error:
            for kind, key in error.objects:
                self.stderr.write(f"changed here and in the files: {kind} {key}")
            raise CommandError("nothing was loaded; --theirs lets the files win") from None
        counts = {change: len(plan.of(change)) for change in (Change.TAKE, Change.KEEP, Change.ARCHIVE)}
        taken, kept, archived = counts.values()
        self.stdout.write(f"Course {folder.key}: {taken} taken, {kept} kept, {archived} archived.")

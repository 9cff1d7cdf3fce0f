import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lessons.models import Course, Lesson
from quizzes.formats import FORMATS, guess
from quizzes.formats.base import MAX_BYTES, Note
from quizzes.importing import Plan
from securityedu.importing import PlanOutdated, prepare, save


class Command(BaseCommand):
    help = "Import questions from a file of another program (docs/importing.md): all of them or, if one is wrong, none."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, help="without it, the file tells")
        parser.add_argument("--course", required=True, help="its key")
        parser.add_argument("--lesson", help="the key of the lesson whose bank takes them; by default the first one")
        parser.add_argument(
            "--objective", default="", help="the lesson's objective that they ask for; without it they are drafts"
        )
        parser.add_argument("--explanation", default="", help="for those that have none; without it they are drafts")
        parser.add_argument("--right-only", action="store_true", help="import those that are right when others are not")
        parser.add_argument("--skip-duplicates", action="store_true", help="leave out what the bank asks already")
        parser.add_argument("--dry-run", action="store_true", help="only tell what an import would do")
        parser.add_argument("--json", action="store_true", help="tell it as JSON")

    def handle(self, *, file: Path, course: str, lesson: str | None, objective: str, **options) -> None:
        target = lesson_of(course, lesson)
        if objective and objective not in {each["key"] for each in target.objectives}:
            raise CommandError(f"lesson {target.key} has no objective {objective}")
        data = _bytes_of(file)
        name = options["format"] or guess(data, file.name)
        found = prepare(
            FORMATS[name].read(data), lesson=target, objective=objective, explanation=options["explanation"]
        )
        if options["skip_duplicates"]:
            found.without_duplicates()
        imported = self._import(found, target, **options)
        told = json.dumps(as_json(found, imported), ensure_ascii=False) if options["json"] else None
        self._tell(found, imported, told, dry_run=options["dry_run"])
        if found.errors:
            raise SystemExit(1)

    def _import(self, found: Plan, lesson: Lesson, *, dry_run: bool, right_only: bool, **options) -> int:
        """How many were imported; a dry run counts those that are right."""
        if dry_run:
            return len(found.questions)
        if found.errors and not right_only:
            return 0
        try:
            return save(found, course=lesson.course, now=timezone.now())
        except PlanOutdated as error:
            raise CommandError("nothing was imported: the course has changed meanwhile; please try again") from error

    def _tell(self, found: Plan, imported: int, told: str | None, *, dry_run: bool) -> None:
        if told is not None:
            self.stdout.write(told)
            return
        for kind, notes in (("error", found.errors), ("warning", found.warnings)):
            for note in notes:
                self.stderr.write(f"{note.line}: {kind}: {note.message}" + (f" [{note.text}]" if note.text else ""))
        types = ", ".join(f"{count} {name}" for name, count in found.types.items())
        verb = "would be imported" if dry_run else "imported"
        self.stdout.write(f"{found.found} questions, {imported} {verb}" + (f" ({types})" if types else ""))


def lesson_of(course: str, key: str | None) -> Lesson:
    """The lesson of this key, or the course's first one. Raises CommandError."""
    if not Course.objects.filter(key=course).exists():
        raise CommandError(f"there is no course {course}")
    lessons = Lesson.objects.filter(course__key=course, archived=False).select_related("course")
    found = lessons.filter(key=key).first() if key else lessons.first()
    if found is None:
        raise CommandError(f"course {course} has no lesson {key}" if key else f"course {course} has no lesson")
    return found


def as_json(found: Plan, imported: int) -> dict[str, Any]:
    return {
        "questions": found.found,
        "imported": imported,
        "errors": [_note(note) for note in found.errors],
        "warnings": [_note(note) for note in found.warnings],
        "types": found.types,
    }


def _note(note: Note) -> dict[str, Any]:
    return {"line": note.line, "message": note.message}


def _bytes_of(file: Path) -> bytes:
    """At most one byte more than is taken, so that readers refuse it."""
    try:
        with file.open("rb") as source:
            return source.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}") from None

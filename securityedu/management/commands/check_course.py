import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lessons.course_files import Folder
from lessons.course_text import evidence_lines, files_beside, folder_files
from quizzes.checking import evidence_now
from quizzes.report import KeyPatterns, Report, report
from securityedu.courses import KINDS, read_course


class Command(BaseCommand):
    help = "Find what is wrong with a course folder, and tell what it covers. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--write", action="store_true", help="bring the files to canonical form")
        parser.add_argument("--accept", action="store_true", help="accept every passage as it is now: evidence.lock")
        parser.add_argument("--today", type=datetime.date.fromisoformat, default=timezone.localdate())

    def handle(self, *, directory: Path, write: bool, accept: bool, today: datetime.date, **options) -> None:
        if not directory.is_dir():
            raise CommandError(f"there is no folder {directory}")
        directory = directory.resolve()
        folder, texts = read_course(directory)
        for problem in folder.problems:
            self.stderr.write(str(problem))
        if folder.problems:
            raise CommandError(f"{len(folder.problems)} problems")
        if accept:
            folder.evidence = evidence_now(folder, texts)
            folder.stale = []
            (directory / "evidence.lock").write_text(evidence_lines(folder.evidence), encoding="utf-8", newline="\n")
        self._check_form(directory, folder, write)
        self._print(report(folder, texts, today))
        for line in folder.stale:
            self.stderr.write(line)
        if folder.stale:
            raise CommandError(f"{len(folder.stale)} passages wait to be accepted: read them, then --accept")
        self.stdout.write(self.style.SUCCESS("The course is in order."))

    def _check_form(self, directory: Path, folder: Folder, write: bool) -> None:
        files = {name: text.encode() for name, text in folder_files(folder, KINDS).items()} | files_beside(folder)
        for name, content in files.items():
            path = directory / name
            if path.exists() and path.read_bytes() == content:
                continue
            if write:
                path.write_bytes(content)
                self.stdout.write(f"{name}: written in canonical form")
            else:
                self.stdout.write(f"{name}: not in canonical form (--write mends it)")
        if write:
            beside = {path for kind in KINDS if kind.beside for path in directory.glob(kind.beside)}
            for path in beside - {directory / name for name in files}:
                path.unlink()  # it was written anew as what it is

    def _print(self, found: Report) -> None:
        for lesson, objective, types in found.blueprint:
            parts = ", ".join(f"{count} {name}" for name, count in sorted(types.items()))
            self.stdout.write(f"{lesson} / {objective}: {types.total()} questions ({parts})")
        for demand in found.demands:
            more = f"{demand.beyond_recall} of {demand.questions} questions"
            self.stdout.write(f"{demand.lesson}: {more} ask to compare, classify or apply")
        self.stdout.write(f"passages without a question: {', '.join(found.unasked) or 'none'}")
        self.stdout.write(f"pictures and recordings that nothing shows: {', '.join(found.unshown) or 'none'}")
        self.stdout.write(f"questions overdue for review: {', '.join(found.overdue) or 'none'}")
        self.stdout.write(f"words of empty praise: {'; '.join(found.praise) or 'none'}")
        for sentence in found.uncited:
            self.stdout.write(f"uncited: {sentence}")
        self.stdout.write(f"uncited factual sentences: {len(found.uncited)}")
        for level in found.levels:
            per_sentence = f"{level.words_per_sentence:.1f} words a sentence"
            self.stdout.write(f"{level.lesson}: {level.words} words, {per_sentence}, LIX {level.lix:.0f}")
        self._print_keys(found.keys)
        self.stdout.write(f"multiple response: ticking everything scores in {', '.join(found.generous) or 'none'}")

    def _print_keys(self, keys: KeyPatterns) -> None:
        places = ", ".join(f"{count} × {place}" for place, count in sorted(keys.positions.items()))
        chance = f"{keys.expected:.1f} by chance"
        self.stdout.write(f"single choice: the key is the longest in {keys.longest} of {keys.questions} ({chance})")
        self.stdout.write(f"single choice: the key is the shortest in {keys.shortest} of {keys.questions} ({chance})")
        self.stdout.write(f"single choice: place of the key in the file: {places or 'none'}")

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lessons.course_text import folder_files
from lessons.models import Term
from lessons.services import collect_course
from quizzes.models import Quiz
from securityedu.courses import KINDS, STORES, read_course
from tests.samples import load_sample, write_course

pytestmark = pytest.mark.django_db


def dump(directory: Path, key: str = "sample") -> dict[str, bytes]:
    call_command("dump_course", key, directory, stdout=StringIO())
    return contents(directory)


def contents(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def canonical_sample(root: Path, changes=None) -> dict[str, bytes]:
    folder, _texts = read_course(write_course(root / "canonical", changes))
    assert folder.problems == []
    return {name: text.encode() for name, text in folder_files(folder, KINDS).items()}


def test_dump_is_the_canonical_form_of_what_was_loaded(course, tmp_path):
    assert dump(tmp_path / "out") == canonical_sample(tmp_path)


DRAWN = """\
title: Draws
opens_at: 2026-09-01T10:00:00+02:00
closes_at: 2026-12-24T18:00:00.5Z
pass_percent: 62.50
practice: false
reveal: after_close
slots:
- draw: {lesson: first, objective: goal}
  count: 2
  points: 1.50
- question: zzcloze
"""


def test_dump_keeps_draws_times_and_numbers(tmp_path):
    changes = {"quizzes/drawn.yaml": DRAWN, "closing.md": "---\ntitle: Bye\n---\nBye.\n"}
    load_sample(tmp_path, changes)
    dumped = dump(tmp_path / "out")
    assert dumped == canonical_sample(tmp_path, changes)
    assert dumped["quizzes/drawn.yaml"].decode() == (
        "title: Draws\npass_percent: 62.5\npractice: false\nreveal: after_close\nopens_at: 2026-09-01T08:00:00Z\n"
        "closes_at: 2026-12-24T18:00:00.500000Z\nslots:\n- draw:\n    lesson: first\n    objective: goal\n"
        "  count: 2\n  points: 1.5\n- question: zzcloze\n"
    )


def test_dump_of_a_dump_is_byte_identical(course, tmp_path):
    first = dump(tmp_path / "first" / "again")
    load = call_command("load_course", tmp_path / "first" / "again", stdout=StringIO())
    assert load is None
    assert dump(tmp_path / "second", "again") == first


def test_load_after_dump_keeps_everything(tmp_path):
    load_sample(tmp_path, {"quizzes/drawn.yaml": DRAWN})
    dump(tmp_path / "sample")
    out = StringIO()
    call_command("load_course", tmp_path / "sample", stdout=out)
    assert out.getvalue() == "Course sample: 0 taken, 19 kept, 0 archived.\n"


def test_dump_has_what_the_editor_changed_and_not_what_is_archived(course, tmp_path):
    Term.objects.filter(key="ally").update(definition="NO: 12:30")
    Quiz.objects.update(archived=True)
    dumped = dump(tmp_path / "out")
    assert dumped["terms.yaml"].decode() == "- key: ally\n  term: Ally\n  definition: 'NO: 12:30'\n"
    assert [name for name in dumped if name.startswith("quizzes/")] == []


def test_dump_removes_files_that_the_course_has_no_more(course, tmp_path):
    (tmp_path / "out" / "lessons").mkdir(parents=True)
    for name in ("course.yaml", "lessons/old.md", "notes.txt"):
        (tmp_path / "out" / name).write_text("old")
    assert dump(tmp_path / "out") == canonical_sample(tmp_path)


def test_dump_refuses_a_folder_that_is_no_course(course, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(CommandError, match="is neither empty nor a course folder"):
        dump(tmp_path / "out")
    assert contents(tmp_path / "out") == {"thesis.txt": b"years of work"}


def test_dump_of_unknown_course_says_so(tmp_path):
    with pytest.raises(CommandError, match="^there is no course nothing$"):
        dump(tmp_path / "out", "nothing")
    assert not (tmp_path / "out").exists()


def test_dump_says_how_many_files_it_wrote(course, tmp_path):
    out = StringIO()
    call_command("dump_course", "sample", tmp_path / "out", stdout=out)
    assert out.getvalue() == f"10 files written to {tmp_path / 'out'}.\n"


def test_collected_course_keeps_positions_of_the_files(tmp_path):
    terms = "- {key: z, term: Z, definition: D}\n- {key: ally, term: A, definition: D}\n"
    load_sample(tmp_path, {"terms.yaml": terms})
    course = Term.objects.first().course
    folder = collect_course(course, STORES)
    assert [(key, located.position) for key, located in folder.of_kind("term").items()] == [("z", 0), ("ally", 1)]

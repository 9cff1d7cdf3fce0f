"""The two commands, and what they leave in the database."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from lessons.models import Picture, Revision
from lessons.services import collect_course
from quizzes.formats import FORMATS
from quizzes.formats.base import Found, Reading
from quizzes.models import Question
from securityedu.courses import STORES
from securityedu.exporting import export
from securityedu.importing import PlanOutdated, prepare, save
from tests.samples import MORE, load_sample

GIFT = """// [id:first-one] [tag:x]
::One::Is it so?{TRUE#no#yes####Because.}

::Two::Who? {=Ann =%50%An*}

[html]<script>alert(1)</script><p>Which?</p> {=<b>this</b> ~that}
"""
BROKEN = GIFT + "\nBroken {=a\n"


@pytest.fixture
def run(course, tmp_path, capsys):
    """Imports a text: the exit code, and what was said."""

    def run(text, *args, name="questions.gift.txt"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = 0
        try:
            call_command("import_questions", file, "--course", "sample", *args)
        except SystemExit as exit:
            code = exit.code
        return code, capsys.readouterr()

    return run


def bank() -> int:
    return Question.objects.count()


def test_import_saves_questions_with_versions_and_revisions(run, course):
    before = bank()
    code, said = run(GIFT, "--format", "gift", "--lesson", "first", "--objective", "goal")
    assert (code, bank() - before) == (0, 3)
    assert said.out == "3 questions, 3 imported (1 short_answer, 1 single_choice, 1 true_false)\n"
    one = Question.objects.get(key="first-one")
    assert (one.lesson.key, one.objective, one.draft, one.tags) == ("first", "goal", False, ["x"])
    assert one.current.content["feedback_true"] == "yes"
    assert Revision.objects.get(kind="question", key="first-one").text.startswith("key: first-one\n")
    which = Question.objects.get(key="which")
    assert (which.draft, which.current.content["prompt"]) == (True, "Which?")
    last = Question.objects.filter(lesson__key="first").exclude(key__in=["first-one", "two", "which"]).last()
    assert [last.position < each.position for each in (one, which)] == [True, True]


def test_dry_run_tells_as_json_and_saves_nothing(run):
    before = bank()
    code, said = run(BROKEN, "--format", "gift", "--dry-run", "--json")
    told = json.loads(said.out)
    assert (code, bank()) == (1, before)
    assert told == {
        "questions": 4,
        "imported": 3,
        "errors": [{"line": 8, "message": told["errors"][0]["message"]}],
        "warnings": [],
        "types": {"short_answer": 1, "single_choice": 1, "true_false": 1},
    }


def test_one_bad_question_keeps_all_back_unless_the_right_ones_are_wanted(run):
    before = bank()
    code, said = run(BROKEN, "--json")
    assert (code, bank(), json.loads(said.out)["imported"]) == (1, before, 0)
    code, said = run(BROKEN, "--right-only")
    assert (code, bank() - before) == (1, 3)
    assert said.err.startswith("8: error: One of the braces")


def test_what_does_not_agree_with_the_course_is_told(run):
    code, said = run("[markdown]![A map](picture:none) Where? {=here ~there}\n\nQ {T}", "--right-only")
    assert (code, said.out) == (1, "2 questions, 1 imported (1 true_false)\n")
    assert said.err == "1: error: there is no picture 'none' [![A map](picture:none) Where?]\n"


def test_duplicates_are_told_and_can_be_left_out(run):
    run(GIFT)
    before = bank()
    code, said = run(GIFT, "--skip-duplicates")
    assert (code, bank()) == (0, before)
    assert said.err.count("This asks the same as") == 3


def test_names_that_are_not_there_are_refused(run, tmp_path):
    for args in (["--lesson", "none"], ["--objective", "none"]):
        with pytest.raises(CommandError):
            run(GIFT, *args)
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_questions", tmp_path / "none", "--course", "sample")
    with pytest.raises(CommandError, match="no course"):
        call_command("import_questions", tmp_path / "none", "--course", "none")


@pytest.mark.parametrize("name", FORMATS)
def test_a_course_goes_out_and_comes_in_again(name, db, tmp_path, capsys):
    load_sample(tmp_path / "course", MORE)
    file = tmp_path / "file"
    call_command("export_questions", file, "--course", "sample", "--format", name)
    told = capsys.readouterr()
    left_out = told.err.count("the whole question")
    count = bank()
    assert told.out.startswith(f"{count} questions to {file}")
    found = prepare(FORMATS[name].read(file.read_bytes()), lesson=Question.objects.get(key="zzcheck").lesson)
    assert (found.errors, len(found.questions)) == ([], count - left_out)


def test_export_of_a_lesson_has_its_bank_alone(course):
    count, written = export(FORMATS["own"], course=course, lesson="second")
    assert (count, written.content) == (0, b"")
    with pytest.raises(CommandError):
        call_command("export_questions", "x", "--course", "sample", "--format", "own", "--lesson", "none")
    with pytest.raises(CommandError):
        call_command("export_questions", "x", "--course", "none", "--format", "own")


def test_pictures_become_pictures_of_the_course(course, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    target = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(target, "PNG")
    data = {"type": "essay", "prompt": "![A red square](picture:red) Why?"}
    reading = Reading(questions=[Found(1, data, files={"red": target.getvalue()})])
    lesson = course.lesson_set.get(key="first")
    assert save(prepare(reading, lesson=lesson), course=course, now=timezone.now()) == 1
    picture = Picture.objects.get(course=course, key="red")
    assert (picture.alt, picture.width) == ("A red square", 4)
    assert (settings.MEDIA_ROOT / picture.file).is_file()
    assert Question.objects.get(key="a-red-square-why").current.pictures["red"]["file"] == picture.file
    assert collect_course(course, STORES).problems == []


def test_many_questions_take_few_statements(course, django_assert_max_num_queries):
    text = "\n\n".join(f"Question {number}? {{=yes ~no}}" for number in range(120))
    lesson = course.lesson_set.get(key="first")
    found = prepare(FORMATS["gift"].read(text.encode()), lesson=lesson)
    with django_assert_max_num_queries(60):
        assert save(found, course=course, now=timezone.now()) == 120


def test_question_that_got_its_key_meanwhile_is_not_overwritten(course):
    lesson = course.lesson_set.get(key="first")
    found = prepare(FORMATS["gift"].read(b"Is it old? {T}"), lesson=lesson)
    Question.objects.filter(key="zzsingle").update(key=found.questions[0].key)
    hers = Question.objects.get(key=found.questions[0].key)
    with pytest.raises(PlanOutdated):
        save(found, course=course, now=timezone.now())
    assert Question.objects.get(pk=hers.pk).current_id == hers.current_id


def test_bank_of_a_lesson_that_was_archived_meanwhile_takes_nothing(course):
    found = prepare(FORMATS["gift"].read(b"Is it old? {T}"), lesson=course.lesson_set.get(key="second"))
    course.lesson_set.filter(key="second").update(archived=True)
    count = Question.objects.count()
    with pytest.raises(PlanOutdated):
        save(found, course=course, now=timezone.now())
    assert Question.objects.count() == count

"""docs/course-format.md tells the truth: its examples are read without problems, and so is the shipped course."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from lessons.course_files import Layout, parse
from lessons.course_text import folder_files
from lessons.markup import VERDICTS, render_lesson
from lessons.schema import FIGURES
from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.formulas import names_of_functions
from quizzes.question_types.order_grades import GRADINGS
from quizzes.question_types.texts import TEXTS
from quizzes.schema import QuizEntry
from securityedu.courses import KINDS, read_course

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/course-format.md").read_text(encoding="utf-8")
COURSE = ROOT / "content/european-security"
BY_FILE = {kind.pattern.split("/")[0].removesuffix(".yaml"): kind for kind in KINDS}


def examples() -> list[tuple[str, str, str]]:
    """Every example as (folder or file that its section is about, language, text)."""
    found, name = [], ""
    pattern = r"^## (?P<heading>\w+)|^```(?P<language>\w+)\n(?P<text>.*?)^```$"
    for match in re.finditer(pattern, PAGE, re.DOTALL | re.MULTILINE):
        if match["heading"]:
            name = match["heading"]
        else:
            found.append((name, match["language"], match["text"]))
    return found


EXAMPLES = examples()


def test_page_has_examples_of_every_kind():
    assert {name for name, _language, _text in EXAMPLES} == {
        *("course", "sources", "terms", "pictures", "recordings", "misconceptions"),
        *("lessons", "figures", "questions", "quizzes"),
    }
    kinds = re.findall(
        r"^kind: (\w+)$", "".join(text for name, _l, text in EXAMPLES if name == "figures"), re.MULTILINE
    )
    assert sorted(kinds) == sorted(FIGURES)


@pytest.mark.parametrize(("name", "language", "text"), EXAMPLES)
def test_example_is_read_without_problems(name, language, text):
    kind = BY_FILE[name]
    problems: list = []
    found = list(parse(kind, text, kind.pattern.replace("*", "example"), problems))
    assert problems == []
    assert len(found) == 1
    assert language == ("markdown" if kind.layout is Layout.FRONT_MATTER else "yaml")


def test_lesson_example_has_everything_that_the_page_explains():
    (text,) = [text for name, _language, text in EXAMPLES if name == "lessons"]
    ((_key, located),) = parse(BY_FILE["lessons"], text, "lessons/example.md", [])
    rendered = render_lesson(located.entry.body)
    assert rendered.problems == []
    assert [passage.key for passage in rendered.passages] == ["a5-means", "a5-once"]
    assert [(mark.kind, mark.key) for mark in rendered.marks] == [
        ("term", "armed-attack"),
        ("figure", "article-4-uses"),
        ("check", "a5-duty-check"),
        ("lesson", "forward-presence"),
        ("passage", "forward-presence#four-groups"),
    ]
    assert [(each.source, each.place, each.as_of) for each in rendered.citations] == [
        ("nato-treaty", "Article 5", "2026-06-30")
    ]


def test_question_examples_show_every_type_once():
    types = re.findall(r"^  type: (\w+)$", "".join(text for name, _l, text in EXAMPLES if name == "questions"), re.M)
    assert sorted(types) == sorted([*TYPES, *RECIPES, *TEXTS])


@pytest.mark.parametrize("grading", GRADINGS)
def test_page_explains_every_grading_of_an_order(grading):
    assert f"\n| `{grading}`" in PAGE


def test_page_names_every_function_of_formulas():
    listed = PAGE.split("the functions ")[1].split(";")[0]
    assert re.findall(r"\w+", listed) == [name for name in names_of_functions() if name != "pi"]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_page_names_every_verdict(verdict):
    assert f"`{verdict}`" in PAGE


def test_page_explains_every_setting_of_a_quiz():
    table = PAGE.split("\n## quizzes/")[1].split("\n| key |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.split("\n")[2:]]
    assert sorted(re.findall(r"`(\w+)`", "".join(cells))) == sorted(
        set(QuizEntry.model_fields) - {"title", "introduction"}
    )


# --- the shipped course ----------------------------------------------------------------------------------------------


def shipped() -> dict[str, bytes]:
    return {path.relative_to(COURSE).as_posix(): path.read_bytes() for path in COURSE.rglob("*") if path.is_file()}


def test_shipped_course_has_no_problem_and_no_stale_evidence():
    folder, _texts = read_course(COURSE)
    assert ([str(problem) for problem in folder.problems], folder.stale) == ([], [])


def test_shipped_course_is_in_canonical_form():
    folder, _texts = read_course(COURSE)
    assert {name: text.encode() for name, text in folder_files(folder, KINDS).items()} == shipped()


@pytest.mark.django_db
def test_shipped_course_is_dumped_byte_by_byte_as_it_was_loaded(tmp_path):
    call_command("load_course", COURSE, stdout=StringIO())
    out = tmp_path / "out"
    call_command("dump_course", COURSE.name, out, stdout=StringIO())
    dumped = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert dumped == shipped()

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.lessons.helpers import changed
from tests.samples import FILES, write_course


def check(root: Path, *options: str) -> tuple[list[str], list[str], str]:
    """Lines on standard output, on standard error, and the error at the end ("" when all is well)."""
    out, err, end = StringIO(), StringIO(), ""
    try:
        call_command("check_course", root, *options, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        end = str(error)
    return out.getvalue().splitlines(), err.getvalue().splitlines(), end


def texts(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


REPORT = [
    "first / goal: 4 questions (1 multiple_response, 2 single_choice, 1 true_false)",
    "first / other: 5 questions (1 cloze, 1 matching, 1 numerical, 1 ordering, 1 short_answer)",
    "first: 0 of 9 questions ask to compare, classify or apply",
    "second: 0 of 0 questions ask to compare, classify or apply",
    "passages without a question: second#planned",
    "pictures and recordings that nothing shows: none",
    "questions overdue for review: none",
    "words of empty praise: none",
]


@pytest.fixture
def accepted(tmp_path) -> Path:
    """The sample course in canonical form, its evidence accepted."""
    root = write_course(tmp_path)
    check(root, "--write", "--accept")
    return root


def test_course_in_order_is_said_to_be_so(accepted):
    out, err, end = check(accepted)
    assert (out[: len(REPORT)], out[-1], err, end) == (REPORT, "The course is in order.", [], "")


def test_ticking_everything_that_scores_is_a_warning_and_no_error(tmp_path):
    mild = "    text: Wrong C\n    fraction: -0.25\n"
    root = write_course(tmp_path, changed("questions/first.yaml", "    text: Wrong C\n", mild))
    out, err, end = check(root, "--write", "--accept")
    assert "multiple response: ticking everything scores in zzmultiple (0.25)" in out
    assert (out[-1], err, end) == ("The course is in order.", [], "")


def test_check_writes_nothing_by_itself(tmp_path):
    root = write_course(tmp_path)
    before = texts(root)
    check(root)
    assert texts(root) == before


def test_problems_are_told_and_nothing_else(tmp_path):
    root = write_course(tmp_path, {"stray.txt": "x"} | changed("course.yaml", "summary:", "sumary:"))
    assert check(root, "--write", "--accept") == (
        [],
        [
            "course.yaml:1: missing key 'summary'",
            "course.yaml:2: unknown key 'sumary'",
            "stray.txt:1: this file does not belong to a course folder",
        ],
        "3 problems",
    )
    assert "evidence.lock" not in texts(root)


def test_evidence_that_waits_is_told_and_fails(accepted):
    name = "lessons/first.md"
    (accepted / name).write_text((accepted / name).read_text().replace("chooses its action", "decides on its action"))
    out, err, end = check(accepted)
    assert (out[: len(REPORT)], "The course is in order." in out) == (REPORT, False)
    assert err == [
        "questions/first.yaml:1: question 'zzcheck': passage 'first#each-chooses' has changed",
        "questions/first.yaml:62: question 'zztruefalse': passage 'first#each-chooses' has changed",
    ]
    assert end == "2 passages wait to be accepted: read them, then --accept"


def test_accept_writes_the_lock_sorted_with_one_line_a_passage(accepted):
    lines = (accepted / "evidence.lock").read_text().split("\n")
    assert (len(lines), lines[-1], lines[:-1]) == (10, "", sorted(lines[:-1]))
    assert [line.rsplit(" ", 1)[0] for line in lines[:2]] == ["zzcheck first#each-chooses", "zzcloze first#one-for-all"]


def test_accept_takes_changed_wording_and_drops_what_is_no_evidence(accepted):
    before = (accepted / "evidence.lock").read_text()
    text = FILES["lessons/first.md"].replace("chooses its action", "decides on its action")
    (accepted / "lessons/first.md").write_text(text)
    (accepted / "evidence.lock").write_text(before + f"zzgone first#one-for-all {'0' * 16}\n")
    assert check(accepted, "--accept")[2] == ""
    after = (accepted / "evidence.lock").read_text()
    assert [line for line in after.split("\n") if line not in before.split("\n")] == [
        line for line in after.split("\n") if "#each-chooses" in line
    ]
    assert len(after.split("\n")) == 10


def test_files_in_another_form_are_named_and_mended_on_request(accepted):
    canonical = texts(accepted)
    loose = "- {definition: 'A member of the *Alliance*.', key: ally, term: \"Ally\"}"
    (accepted / "terms.yaml").write_text(loose)
    (accepted / "course.yaml").write_bytes(b"\xef\xbb\xbf" + canonical["course.yaml"].replace("\n", "\r\n").encode())
    assert check(accepted)[0][:2] == [
        "course.yaml: not in canonical form (--write mends it)",
        "terms.yaml: not in canonical form (--write mends it)",
    ]
    assert (accepted / "terms.yaml").read_text() == loose
    assert check(accepted, "--write")[0][:2] == [
        "course.yaml: written in canonical form",
        "terms.yaml: written in canonical form",
    ]
    assert texts(accepted) == canonical
    assert check(accepted)[0][: len(REPORT)] == REPORT


@pytest.mark.parametrize(("today", "overdue"), [("2026-10-31", "none"), ("2026-11-01", "zzsingle")])
def test_questions_to_review_are_named_by_the_day(tmp_path, today, overdue):
    explanation = "  explanation: One for all."
    root = write_course(
        tmp_path, changed("questions/first.yaml", explanation, explanation + "\n  review_by: 2026-10-31")
    )
    lines = [line for line in check(root, "--today", today)[0] if line.startswith("questions overdue")]
    assert lines == [f"questions overdue for review: {overdue}"]


def test_folder_that_is_not_there_is_told(tmp_path):
    assert check(tmp_path / "nowhere")[2] == f"there is no folder {tmp_path / 'nowhere'}"


def test_folder_may_be_named_by_a_relative_path(accepted, monkeypatch):
    monkeypatch.chdir(accepted)
    assert check(Path("."))[2] == ""

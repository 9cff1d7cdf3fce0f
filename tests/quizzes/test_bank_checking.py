import re
from collections import Counter
from datetime import date

import pytest

from quizzes.checking import evidence_now
from quizzes.misconceptions import misconceptions_of
from quizzes.report import Demand, report
from securityedu.courses import read_course
from tests.lessons.helpers import bank, changed, folder_of, problems_of
from tests.quizzes.question_types.helpers import sample_questions
from tests.samples import FILES, WITH_TEXTS, write_course

BANK, QUIZ, FIRST = "questions/first.yaml", "quizzes/first-quiz.yaml", "lessons/first.md"
DRAW = "title: T\nslots:\n- draw: {lesson: first%s}\n  count: %d\n"


def line_of(key: str) -> int:
    """Where this question stands in the sample bank."""
    return FILES[BANK].split("\n").index(f"- key: {key}") + 1


def second_bank(*lines: str, objective: str = "goal") -> dict[str, str]:
    """A bank for the second lesson with one question, and the objective that it needs."""
    objectives = "minutes: 3\nobjectives:\n- key: goal\n  text: G"
    lesson = changed("lessons/second.md", "minutes: 3", objectives)
    return lesson | {"questions/second.yaml": bank(*lines).replace("goal", objective)}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        (second_bank(), []),
        (second_bank("evidence: [first#one-for-all, second#planned]"), []),
        (second_bank(objective="other"), ["questions/second.yaml:1: lesson 'second' has no objective 'other'"]),
        (second_bank("evidence: [second#gone]"), ["questions/second.yaml:1: there is no passage 'second#gone'"]),
        (second_bank("evidence: [third#planned]"), ["questions/second.yaml:1: there is no passage 'third#planned'"]),
        (
            second_bank("evidence: [second#planned, second#planned]"),
            ["questions/second.yaml:1: a passage stands twice in the evidence"],
        ),
        (second_bank("misconception: tanks"), ["questions/second.yaml:1: there is no misconception 'tanks'"]),
        ({"questions/third.yaml": bank()}, ["questions/third.yaml:1: there is no lesson 'third' for this bank"]),
        (changed(BANK, "misconception: troops", "misconception: x"), [f"{BANK}:1: there is no misconception 'x'"]),
        ({"misconceptions.yaml": None}, [
            f"{BANK}:1: there is no misconception 'troops'",
            f"{BANK}:{line_of('zztruefalse')}: there is no misconception 'troops'",
        ]),
        (changed(QUIZ, "lesson: first", "lesson: third"), [f"{QUIZ}:1: there is no lesson 'third'"]),
        (changed(QUIZ, "question: zzsingle", "question: gone"), [f"{QUIZ}:1: slot 1: there is no question 'gone'"]),
        (changed(FIRST, "check zzcheck", "check gone"), [f"{FIRST}:25: the lesson's bank has no question 'gone'"]),
        (
            changed(FIRST, "::: check zzcheck", "::: check zzsingle"),
            [f"{FIRST}:25: question 'zzsingle' stands in the lesson and must have 'use: check'"],
        ),
        (
            changed("lessons/second.md", "See ", "::: check zzcheck\n:::\n\nSee "),
            ["lessons/second.md:5: the lesson's bank has no question 'zzcheck'"],
        ),
        ({"quizzes/drawn.yaml": DRAW % ("", 8)}, []),
        ({"quizzes/drawn.yaml": DRAW % ("", 9)}, [
            "quizzes/drawn.yaml:1: slot 1: draws 9 questions of lesson 'first' (use 'quiz'), which has 8"
        ]),
        ({"quizzes/drawn.yaml": DRAW % (", objective: goal", 4)}, [
            "quizzes/drawn.yaml:1: slot 1: draws 4 questions of lesson 'first' (objective 'goal', use 'quiz'), "
            "which has 3"
        ]),
        ({"quizzes/drawn.yaml": DRAW % (", use: exam", 1)}, [
            "quizzes/drawn.yaml:1: slot 1: draws 1 question of lesson 'first' (use 'exam'), which has 0"
        ]),
        ({"quizzes/drawn.yaml": DRAW % (", use: check", 1)}, []),
        ({"quizzes/drawn.yaml": DRAW % ("", 5) + "- draw: {lesson: first}\n  count: 4\n"}, [
            "quizzes/drawn.yaml:1: slots 1 and 2: draw 9 questions of lesson 'first' (use 'quiz'), which has 8"
        ]),
        ({"quizzes/drawn.yaml": DRAW % ("", 8) + "- question: zzsingle\n"}, [
            "quizzes/drawn.yaml:1: slot 1: draws 8 questions of lesson 'first' (use 'quiz'), which has 8, "
            "1 of them in slots of their own"
        ]),
        ({"quizzes/drawn.yaml": DRAW % (", type: matching", 1) + "  points: 2\nbehaviour: certainty\n"}, [
            "quizzes/drawn.yaml:1: slot 1: 'behaviour: certainty' is for right or wrong; 'zzmatching' can be partly "
            "right"
        ]),
        ({"quizzes/drawn.yaml": "title: T\nslots:\n- draw: {lesson: third}\n"}, [
            "quizzes/drawn.yaml:1: slot 1: draws 1 question of lesson 'third' (use 'quiz'), which has 0"
        ]),
    ],
)  # fmt: skip
def test_reference_that_leads_nowhere_is_told_with_its_line(tmp_path, changes, problems):
    assert problems_of(tmp_path, changes) == problems


def test_misconceptions_are_found_wherever_they_stand():
    found = {key: list(misconceptions_of(question)) for key, question in sample_questions().items()}
    assert {key: keys for key, keys in found.items() if keys} == {"zzcheck": ["troops"], "zztruefalse": ["troops"]}


def test_misconceptions_of_a_gap_are_found(tmp_path):
    changes = changed(BANK, "feedback: That is the sea.", "misconception: sea")
    assert problems_of(tmp_path, changes) == [f"{BANK}:{line_of('zzcloze')}: there is no misconception 'sea'"]


# --- evidence --------------------------------------------------------------------------------------------------------


def accepted(folder, texts) -> str:
    return "".join(f"{q} {p} {value}\n" for (q, p), value in sorted(evidence_now(folder, texts).items()))


def accepted_sample(root) -> str:
    return accepted(*read_course(write_course(root / "before")))


def test_evidence_without_lock_waits_for_each_passage_of_each_question(tmp_path):
    folder = folder_of(tmp_path)
    assert len(folder.stale) == 9
    assert folder.stale[0] == (
        "questions/first.yaml:1: question 'zzcheck': passage 'first#each-chooses' is not accepted yet"
    )


def test_evidence_that_was_accepted_is_not_stale(tmp_path):
    assert folder_of(tmp_path, {"evidence.lock": accepted_sample(tmp_path)}).stale == []


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("Each Ally chooses its action.", "Each Ally decides on its action.", ["zzcheck", "zztruefalse"]),
        ("Each Ally chooses its action.]", "Each  Ally *chooses*\nits action.[^t]]", []),
        ("## What it asks", "## What it wants", []),
    ],
)
def test_evidence_is_stale_when_the_words_of_its_passage_change(tmp_path, old, new, stale):
    folder = folder_of(tmp_path, {"evidence.lock": accepted_sample(tmp_path)} | changed(FIRST, old, new))
    assert (folder.problems, [re.findall("'(.+?)'", line)[0] for line in folder.stale]) == ([], stale)
    assert all(line.endswith("passage 'first#each-chooses' has changed") for line in folder.stale)


def test_evidence_line_of_what_is_no_evidence_any_more_is_told(tmp_path):
    lock = accepted_sample(tmp_path) + f"zzgone first#one-for-all {'0' * 16}\n"
    assert folder_of(tmp_path, {"evidence.lock": lock}).stale == [
        "evidence.lock:1: 'zzgone first#one-for-all' is not evidence any more"
    ]


# --- report ----------------------------------------------------------------------------------------------------------


def report_of(root, changes=None, today=date(2026, 11, 1)):
    return report(*read_course(write_course(root, changes)), today)


def test_report_counts_questions_by_lesson_objective_and_type(tmp_path):
    assert report_of(tmp_path).blueprint == [
        ("first", "goal", Counter(single_choice=2, multiple_response=1, true_false=1)),
        ("first", "other", Counter(short_answer=1, numerical=1, matching=1, ordering=1, cloze=1)),
    ]


def test_report_counts_questions_that_ask_for_more_than_recall(tmp_path):
    objective = "  type: single_choice\n  objective: goal\n"
    changes = changed(BANK, objective, objective + "  asks: compare\n")
    assert report_of(tmp_path, changes).demands == [Demand("first", 9, 1), Demand("second", 0, 0)]


def test_report_names_passages_that_no_question_asks(tmp_path):
    assert report_of(tmp_path).unasked == ["second#planned"]


@pytest.mark.parametrize(("day", "overdue"), [("2026-10-31", ["zzsingle"]), ("2026-11-01", []), ("2027-01-01", [])])
def test_report_names_questions_whose_review_day_has_passed(tmp_path, day, overdue):
    changes = changed(BANK, "  explanation: One for all.", f"  explanation: One for all.\n  review_by: {day}")
    assert report_of(tmp_path, changes).overdue == overdue


def test_report_names_words_of_praise_by_lesson(tmp_path):
    changes = changed("lessons/second.md", "See ", "A pivotal and robust step. See ")
    assert report_of(tmp_path, changes).praise == ["second: pivotal, robust"]
    assert report_of(tmp_path / "plain").praise == []


TEXTS_BANK = WITH_TEXTS["questions/first.yaml"]


def with_bank(old: str, new: str) -> dict[str, str]:
    assert old in TEXTS_BANK
    return WITH_TEXTS | {"questions/first.yaml": TEXTS_BANK.replace(old, new)}


def with_quiz(*slots: str) -> dict[str, str]:
    return WITH_TEXTS | {"quizzes/texts.yaml": "title: T\nslots:\n" + "".join(f"- {slot}\n" for slot in slots)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (WITH_TEXTS, None),
        (with_bank("figure years", "figure gone"), "there is no figure 'gone'"),
        (with_bank("Two dates", "![](picture:gone)"), "there is no picture 'gone'"),
        (with_bank("Two dates on a line.", "![](audio:gone)"), "there is no recording 'gone'"),
        (with_bank("Two dates", "[Two]{#two} dates"), "stand in lessons only"),
        (with_bank("Two dates", "[Two](term:ally) dates"), "stand in lessons only"),
        (with_bank("Two dates", "# Two dates\n\n    T"), "headings in a lesson have level"),
        (with_bank("stimulus: zzpicture", "stimulus: gone"), "there is no stimulus 'gone'"),
        (with_bank("stimulus: zzpicture", "stimulus: zzintro"), "there is no stimulus 'zzintro'"),
        (with_bank("  stimulus: zzpicture\n", ""), "no question is about stimulus 'zzpicture'"),
        (
            with_bank("objective: other\n  stimulus", "use: check\n  objective: other\n  stimulus"),
            "a check is about its lesson and has no stimulus",
        ),
        (with_quiz("question: zzpicture", "question: zzsingle"), "comes with the questions that name it"),
        (with_quiz("question: zzintro\n  points: 2", "question: zzsingle"), "description 'zzintro' has no points"),
        (with_quiz("question: zzintro"), "has no question"),
        (with_quiz("draw: {lesson: first, objective: goal}\n  count: 4"), "draws 4 questions of lesson"),
    ],
)  # fmt: skip
def test_texts_of_a_bank_are_checked(tmp_path, changes, message):
    found = problems_of(tmp_path, changes)
    assert found == [] if message is None else any(message in each for each in found), found


def test_figure_that_only_a_text_of_the_bank_shows_is_used(tmp_path):
    lesson = FILES[FIRST].replace("::: figure years\n:::\n\n", "")
    assert problems_of(tmp_path, WITH_TEXTS | {FIRST: lesson}) == []
    (unused,) = problems_of(tmp_path / "other", {FIRST: lesson})
    assert "figure 'years' is used in no text" in unused


def test_report_counts_no_text_as_a_question(tmp_path):
    folder, texts = read_course(write_course(tmp_path, WITH_TEXTS))
    found = report(folder, texts, date(2026, 9, 1))
    questions = sum(
        entry.entry.type not in ("description", "stimulus") for entry in folder.of_kind("question").values()
    )
    assert sum(demand.questions for demand in found.demands) == questions
    assert sum(sum(types.values()) for _lesson, _objective, types in found.blueprint) == questions

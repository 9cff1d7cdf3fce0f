import pytest
from django.utils import timezone

from lessons.course_text import canonical
from lessons.merge import Change
from lessons.services import CourseConflict, collect_course
from quizzes.models import Evidence, Question, QuestionVersion, Quiz
from quizzes.question_types import load_content
from quizzes.services import start_attempt
from securityedu.courses import STORES, read_course
from tests.factories import UserFactory
from tests.lessons.helpers import bank, changed
from tests.quizzes.question_types.helpers import sample_questions
from tests.quizzes.test_bank_checking import accepted_sample
from tests.samples import FILES, load_sample, write_course

pytestmark = pytest.mark.django_db
BANK, QUIZ, FIRST = "questions/first.yaml", "quizzes/first-quiz.yaml", "lessons/first.md"


def without(key: str) -> dict[str, str]:
    """The sample without one question, in bank and quiz."""
    start = FILES[BANK].index(f"- key: {key}\n")
    end = FILES[BANK].find("\n- key: ", start)
    questions = FILES[BANK][:start] + (FILES[BANK][end + 1 :] if end > 0 else "")
    return {BANK: questions} | changed(QUIZ, f"- question: {key}\n", "")


def versions(key: str) -> list[int]:
    return sorted(QuestionVersion.objects.filter(question__key=key).values_list("number", flat=True))


def test_loaded_questions_have_the_content_of_their_files(course):
    found = {row.key: load_content(row.current.content) for row in Question.objects.select_related("current")}
    assert found == sample_questions()


def test_loaded_question_tells_lesson_objective_use_type_and_position(course):
    fields = ("key", "lesson__key", "objective", "use", "type", "position")
    assert list(Question.objects.order_by("position").values_list(*fields))[:2] == [
        ("zzcheck", "first", "goal", "check", "single_choice", 0),
        ("zzsingle", "first", "goal", "quiz", "single_choice", 1),
    ]


# --- versions --------------------------------------------------------------------------------------------------------


def test_version_is_appended_when_the_content_differs(course, tmp_path):
    load_sample(tmp_path, changed(BANK, "explanation: One for all.", "explanation: All for one."))
    question = Question.objects.get(key="zzsingle")
    assert (versions("zzsingle"), question.current.number) == ([1, 2], 2)
    assert question.current.content["explanation"] == "All for one."
    assert question.versions.get(number=1).content["explanation"] == "One for all."
    assert versions("zzshort") == [1]


@pytest.mark.parametrize(
    "changes",
    [{}, changed(BANK, "fraction: 0.5", "fraction: 0.50"), changed(BANK, "  use: check\n", "  use: 'check'\n")],
)
def test_version_is_not_appended_when_the_content_is_the_same(course, tmp_path, changes):
    load_sample(tmp_path, changes)
    assert QuestionVersion.objects.count() == 9


def test_version_is_appended_again_when_the_content_goes_back(course, tmp_path):
    load_sample(tmp_path, changed(BANK, "explanation: One for all.", "explanation: All for one."))
    load_sample(tmp_path)
    question = Question.objects.get(key="zzsingle")
    assert (versions("zzsingle"), question.current.number) == ([1, 2, 3], 3)
    assert question.versions.get(number=1).content == question.versions.get(number=3).content


def test_question_that_has_gone_and_comes_back_is_the_same_one(course, tmp_path):
    before = Question.objects.get(key="zzshort").pk
    plan = load_sample(tmp_path, without("zzshort"))
    assert plan.of(Change.ARCHIVE) == [("question", "zzshort")]
    assert Question.objects.get(key="zzshort").archived is True
    load_sample(tmp_path)
    question = Question.objects.get(key="zzshort")
    assert (question.pk, question.archived, versions("zzshort")) == (before, False, [1])


def test_attempt_keeps_its_version_when_the_question_changes_and_goes(course, quiz, tmp_path):
    attempt, _created = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    load_sample(tmp_path, changed(BANK, "explanation: Five times.", "explanation: Five."))
    load_sample(tmp_path, without("zzshort"))
    answer = attempt.answers.get(version__question__key="zzshort")
    assert (answer.version.number, answer.version.content["explanation"]) == (1, "Five times.")
    assert attempt.answers.count() == 8
    assert quiz.slots.count() == 7


def test_question_that_moves_to_another_bank_moves_lesson(course, tmp_path):
    lesson = changed("lessons/second.md", "minutes: 3", "minutes: 3\nobjectives:\n- key: goal\n  text: G")
    load_sample(tmp_path, lesson | {BANK: FILES[BANK] + bank()})
    plan = load_sample(tmp_path, lesson | {"questions/second.yaml": bank()})
    assert plan.of(Change.TAKE) == plan.of(Change.ARCHIVE) == []
    question = Question.objects.get(key="one")
    assert (question.lesson.key, question.position, versions("one")) == ("second", 0, [1])


def test_positions_follow_the_bank_even_when_the_texts_did_not_change(course, tmp_path):
    first, rest = FILES[BANK].split("- key: zzsingle\n")
    plan = load_sample(tmp_path, {BANK: f"- key: zzsingle\n{rest}{first}"})
    assert set(plan.changes.values()) == {Change.KEEP}
    keys = list(Question.objects.order_by("position").values_list("key", flat=True))
    assert (keys[0], keys[-1]) == ("zzsingle", "zzcheck")


# --- quizzes ---------------------------------------------------------------------------------------------------------


def test_quiz_has_the_slots_of_its_file(quiz):
    assert list(quiz.slots.values_list("position", "question__key", "count", "points")) == [
        *((index, key, 1, 1) for index, key in enumerate(list(sample_questions())[1:-1])),
        (7, "zzcloze", 1, 2),
    ]


def test_quiz_slots_change_with_the_file(course, tmp_path):
    slots = "slots:\n- draw: {lesson: first, objective: goal, use: check}\n- question: zzcloze\n  points: 2.5\n"
    load_sample(tmp_path, {QUIZ: f"title: New\n{slots}"})
    quiz = Quiz.objects.get()
    fields = ("position", "question__key", "draw_lesson__key", "draw_objective", "draw_use", "count")
    assert list(quiz.slots.values_list(*fields)) == [
        (0, None, "first", "goal", "check", 1),
        (1, "zzcloze", None, "", "quiz", 1),
    ]
    assert (quiz.title, quiz.lesson, quiz.pass_percent, quiz.reveal) == ("New", None, 0, "when_finished")


def test_sections_of_a_quiz_come_back_as_they_were_written(course, tmp_path):
    slots = """\
slots:
- question: zzsingle
- section:
    title: The treaty
    shuffle: false
    new_page: true
  question: zzshort
- section:
    title: Its words
  question: zzcloze
"""
    plan = load_sample(tmp_path, {QUIZ: f"title: New\n{slots}"})
    assert ("quiz", "first-quiz") in plan.of(Change.TAKE)
    written = collect_course(course, STORES).of_kind("quiz")["first-quiz"].entry
    assert canonical(written) == f"title: New\n{slots}"
    again = load_sample(tmp_path, {QUIZ: f"title: New\n{slots}"})
    assert set(again.changes.values()) == {Change.KEEP}


def test_quiz_with_another_offset_of_the_same_time_is_no_change(tmp_path):
    def opening(text):
        return changed(QUIZ, "reveal: at_once", f"reveal: at_once\nopens_at: {text}")

    load_sample(tmp_path, opening("2026-09-01T10:00:00+02:00"))
    plan = load_sample(tmp_path, opening("2026-09-01T08:00:00Z"))
    assert set(plan.changes.values()) == {Change.KEEP}
    plan = load_sample(tmp_path, opening("2026-09-02T10:00:00+02:00"))
    assert plan.of(Change.TAKE) == [("quiz", "first-quiz")]


def test_quiz_that_was_changed_here_and_in_the_file_is_a_conflict(course, tmp_path):
    Quiz.objects.update(title="Of the editor")
    with pytest.raises(CourseConflict) as caught:
        load_sample(tmp_path, changed(QUIZ, "The first quiz", "Of the files"))
    assert caught.value.objects == [("quiz", "first-quiz")]


def test_quiz_that_has_gone_is_archived_with_its_attempts(course, quiz, tmp_path):
    start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    gone = changed("course.yaml", "- quiz: first-quiz\n", "")
    load_sample(tmp_path, gone | {QUIZ: None})
    quiz.refresh_from_db()
    assert (quiz.archived, quiz.listed, quiz.attempts_made.count()) == (True, False, 1)


# --- evidence --------------------------------------------------------------------------------------------------------


def states() -> dict[str, bool]:
    """Whether each question's evidence is stale."""
    return {row.question.key: row.is_stale for row in Evidence.objects.select_related("question", "passage")}


def stale() -> list[str]:
    found = sorted(key for key, is_stale in states().items() if is_stale)
    assert sorted(Question.objects.stale().values_list("key", flat=True)) == found
    return found


def test_evidence_is_stale_until_somebody_accepts_it(tmp_path):
    load_sample(tmp_path)
    assert stale() == sorted(sample_questions())
    load_sample(tmp_path, {"evidence.lock": accepted_sample(tmp_path)})
    assert stale() == []


CHANGED = changed(FIRST, "Each Ally chooses its action.", "Each Ally decides on its action.")


def test_evidence_goes_stale_with_the_words_of_its_passage_and_is_accepted_again(tmp_path):
    lock = accepted_sample(tmp_path)
    load_sample(tmp_path, {"evidence.lock": lock})
    load_sample(tmp_path, {"evidence.lock": lock} | CHANGED)
    assert stale() == ["zzcheck", "zztruefalse"]
    folder, texts = read_course(write_course(tmp_path, CHANGED))
    new = "".join(f"{question} {passage} {texts.passages[passage]}\n" for question, passage in sorted(folder.evidence))
    plan = load_sample(tmp_path, {"evidence.lock": new} | CHANGED)
    assert plan.of(Change.TAKE) == [
        ("evidence", "zzcheck first#each-chooses"),
        ("evidence", "zztruefalse first#each-chooses"),
    ]
    assert stale() == []


def test_evidence_whose_passage_has_gone_is_stale(tmp_path):
    lock = accepted_sample(tmp_path)
    load_sample(tmp_path, {"evidence.lock": lock})
    Evidence.objects.filter(question__key="zzsingle").get().passage.lesson.passages.update(present=False)
    assert stale() == sorted(sample_questions())


def test_evidence_that_a_question_names_no_more_goes(course, tmp_path):
    load_sample(tmp_path, changed(BANK, "  evidence:\n  - first#each-chooses\n", ""))
    assert "zzcheck" not in states()


def test_evidence_keeps_its_order_and_what_was_accepted_when_more_is_named(tmp_path):
    lock = accepted_sample(tmp_path)
    load_sample(tmp_path, {"evidence.lock": lock})
    more = changed(
        BANK, "  evidence:\n  - first#each-chooses\n", "  evidence:\n  - second#planned\n  - first#each-chooses\n"
    )
    load_sample(tmp_path, {"evidence.lock": lock} | more)
    rows = Evidence.objects.filter(question__key="zzcheck").select_related("passage")
    assert [(row.passage.key, row.is_stale) for row in rows] == [("planned", True), ("each-chooses", False)]


def test_evidence_that_is_taken_out_of_the_lock_is_stale_again(tmp_path):
    lock = accepted_sample(tmp_path)
    load_sample(tmp_path, {"evidence.lock": lock})
    load_sample(tmp_path, {"evidence.lock": lock.split("\n", 1)[1]})
    assert stale() == ["zzcheck"]


def test_evidence_is_dumped_as_it_was_loaded(tmp_path):
    lock = accepted_sample(tmp_path)
    load_sample(tmp_path, {"evidence.lock": lock})
    folder = collect_course(Quiz.objects.get().course, STORES)
    assert "".join(f"{q} {p} {value}\n" for (q, p), value in sorted(folder.evidence.items())) == lock


def test_evidence_line_of_an_unknown_question_is_loaded_without_harm(tmp_path):
    load_sample(tmp_path, {"evidence.lock": f"zzgone first#one-for-all {'0' * 16}\n"})
    assert Evidence.objects.exclude(accepted_digest="").count() == 0

"""The results of a quiz: what its teachers read of learners, questions and attempts, and what stays out of it."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from lessons.models import Course, Lesson
from quizzes import results, services
from quizzes.models import Attempt, Quiz
from quizzes.services import start_attempt
from tests.factories import AdminFactory, CourseFactory, UserFactory, teacher_of
from tests.queries import statements
from tests.quizzes.services.helpers import (
    all_right,
    all_true,
    at,
    edit,
    entry,
    keys_of,
    quiz_of,
    quiz_that_draws,
    save,
    start,
    submit,
)
from tests.samples import MORE, load_sample

MIRA = {"username": "mira", "display_name": "Mira Novak"}


@pytest.fixture
def grader(client, quiz):
    person = teacher_of(quiz.course, "grader", username="grader")
    client.force_login(person)
    return person


def address(quiz, rest="") -> str:
    return f"/teach/courses/{quiz.course.key}/quizzes/{quiz.key}/results/{rest}"


def page(client, quiz, rest="", **query) -> str:
    response = client.get(address(quiz, rest), query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client, quiz, **query) -> list[str]:
    response = client.get(address(quiz), query)
    return [each.user.username for each in response.context["page"]]


def handed_in(quiz, *wrong, user=None, now=None) -> Attempt:
    """All right but these keys, which get the answers that are given with them."""
    attempt = start(quiz, user or UserFactory(), now=now or at(0))
    own = keys_of(attempt)
    answers = dict(wrong)
    entries = [each for each in all_right(attempt) if own[each.position - 1] not in answers]
    wrong_ones = [entry(attempt, key, given) for key, given in wrong]
    submit(attempt, *entries, *wrong_ones, now=attempt.started_at + timedelta(minutes=1))
    attempt.refresh_from_db()
    return attempt


# --- learners --------------------------------------------------------------------------------------------------------


def test_nobody_has_begun_so_the_page_leads_to_the_link(client, grader, quiz):
    shown = page(client, quiz)
    assert "Nobody has begun a graded attempt yet." in shown
    assert address(quiz, "link/") in shown


def test_row_says_result_state_and_attempts(client, grader, quiz):
    mira = UserFactory(**MIRA)
    attempt = handed_in(quiz, ("zztruefalse", True), user=mira)
    shown = page(client, quiz)
    assert ("Mira Novak" in shown, "89 %" in shown, "8 of 9" in shown, "passed" in shown) == (True,) * 4
    assert address(quiz, f"attempts/{attempt.pk}/") in shown
    (standing,) = results.standings_of(quiz, now=at(90))
    assert (standing.result.score, standing.finished, standing.state) == (Decimal(8), 1, "finished")
    assert (standing.passed, standing.last_activity) == (True, at(60))


def test_result_is_counted_as_the_quiz_counts(client, grader, quiz):
    Quiz.objects.update(counting="last")
    quiz.refresh_from_db()
    mira = UserFactory(**MIRA)
    handed_in(quiz, user=mira)
    handed_in(quiz, ("zztruefalse", True), user=mira, now=at(100))
    (standing,) = results.standings_of(quiz, now=at(200))
    assert (standing.result.score, standing.finished) == (Decimal(8), 2)


def test_open_attempt_tells_how_far_it_is_and_when_it_was_saved(quiz):
    attempt = start(quiz, UserFactory())
    save(attempt, entry(attempt, 1, "zzall"), entry(attempt, 3, False), now=at(20))
    save(attempt, entry(attempt, 3, None, typed=25, sequence=2), now=at(30))
    (standing,) = results.standings_of(quiz, now=at(30 + 599))
    progress = standing.progress
    assert (progress.answered, progress.questions, progress.saved_at) == (1, 8, at(30))
    assert (standing.state, standing.result, standing.last_activity) == ("open", None, at(30))
    (standing,) = results.standings_of(quiz, now=at(30 + 600))
    assert standing.state == "stuck"


def test_previews_and_practice_are_in_no_list_and_practice_is_a_number(client, grader, quiz):
    learner = UserFactory(**MIRA)
    for kind, user in (("practice", learner), ("preview", grader)):
        submit(start(quiz, user, kind))
    assert results.standings_of(quiz, now=at(90)) == []
    assert results.practice_of(quiz) == {"attempts": 1, "learners": 1}
    assert "Nobody has begun" in page(client, quiz)
    handed_in(quiz)
    assert "Practice does not count here: 1 attempt, 1 learner." in page(client, quiz)
    assert results.questions_of(quiz).attempts == 1


def test_essay_that_waits_makes_a_result_provisional_and_leads_to_the_queue(client, db, tmp_path):
    load_sample(tmp_path, MORE)
    quiz = Course.objects.get(key="sample").quiz_set.get(key="drawn-quiz")
    client.force_login(teacher_of(quiz.course, "grader"))
    attempt = start(quiz, UserFactory(**MIRA))
    submit(attempt, entry(attempt, 1, "A promise."), entry(attempt, 2, False))
    shown = page(client, quiz)
    assert "provisional: one answer waits for grading" in shown
    assert f'href="/teach/grading/sample/{quiz.key}/"' in shown
    assert "not passed yet" not in shown
    assert listed(client, quiz, state="waiting") == ["mira"]
    found = results.questions_of(quiz)
    assert (found.attempts, found.left_out, found.lines) == (0, 1, [])
    assert "left out until its answers are graded" in page(client, quiz, "questions/")


def test_list_is_searched_filtered_and_sorted_by_its_address(client, grader, quiz):
    handed_in(quiz, user=UserFactory(**MIRA))
    handed_in(quiz, ("zzsingle", "zznone"), user=UserFactory(username="anton"))
    start(quiz, UserFactory(username="zora"))
    assert listed(client, quiz) == ["anton", "mira", "zora"]
    assert listed(client, quiz, sort="-score") == ["mira", "anton", "zora"]
    assert listed(client, quiz, state="stuck") == ["zora"]
    assert listed(client, quiz, q="novak") == ["mira"]
    assert "Nobody is like that." in page(client, quiz, q="nobody")


def test_sorting_keeps_what_is_searched_and_turns_round(client, grader, quiz):
    handed_in(quiz, user=UserFactory(**MIRA))
    shown = page(client, quiz, q="mira", sort="score", page="1")
    assert 'aria-sort="ascending"' in shown
    assert 'id="by-score" href="?q=mira&amp;sort=-score"' in shown
    assert 'id="by-name" href="?q=mira&amp;sort=name"' in shown


def test_fifty_learners_a_page(client, grader, quiz):
    start_all(quiz, 51)
    assert (len(listed(client, quiz)), len(listed(client, quiz, page="2"))) == (50, 1)
    assert "51 to 51 of 51" in page(client, quiz, page="2")
    assert len(listed(client, quiz, page="nonsense")) == 50


def start_all(quiz, count):
    people = [UserFactory() for _ in range(count)]
    Attempt.objects.bulk_create(
        Attempt(quiz=quiz, user=user, kind="graded", number=1, seed="0", started_at=at(0), max_score=9)
        for user in people
    )


def test_name_of_a_learner_is_text(client, grader, quiz):
    handed_in(quiz, user=UserFactory(username="mira", display_name="<script>x"))
    assert ("<script>x" in page(client, quiz), "&lt;script&gt;x" in page(client, quiz)) == (False, True)


# --- keeping up to date ----------------------------------------------------------------------------------------------


def test_page_asks_for_itself_only_where_somebody_wants_that(client, grader, quiz):
    start(quiz, UserFactory())
    assert ("every 15s" in page(client, quiz), "every 15s" in page(client, quiz, live="1")) == (False, True)
    part = client.get(address(quiz), {"live": "1"}, headers={"hx-request": "true"}).content.decode()
    assert ("<html" in part, 'id="learners"' in part, "every 15s" in part) == (False, True, True)


def test_quiz_that_has_closed_is_not_kept_up_to_date(client, grader, quiz):
    start(quiz, UserFactory())
    Quiz.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert ("every 15s" in page(client, quiz, live="1"), "Keep up to date" in page(client, quiz)) == (False, False)


def test_page_that_asks_for_itself_comes_anew_once_its_reader_is_signed_out(client, quiz):
    response = client.get(address(quiz), {"live": "1"}, headers={"hx-request": "true"})
    assert (response.status_code, response["HX-Refresh"], response.content) == (200, "true", b"")


# --- files -----------------------------------------------------------------------------------------------------------


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_file_has_the_learners_of_the_page_and_no_mail_address(client, grader, quiz):
    handed_in(quiz, ("zztruefalse", True), user=UserFactory(**MIRA, email="mira@example.org"))
    start(quiz, UserFactory(username="zora"))
    heading, *lines = rows_of(client.get(address(quiz, "export/csv/"), {"sort": "-score"}))
    assert heading == [
        *("Name", "Username", "State", "Attempts begun", "Attempts finished", "Points", "Out of", "Per cent"),
        *("Passed", "Not graded yet", "Last activity (UTC)"),
    ]
    assert lines == [
        ["Mira Novak", "mira", "finished", "1", "1", "8", "9", "89", "yes", "0", "2026-09-01 09:01:00"],
        ["", "zora", "stuck", "1", "0", "", "", "", "", "0", "2026-09-01 09:00:00"],
    ]
    assert len(rows_of(client.get(address(quiz, "export/csv/"), {"state": "stuck"}))) == 2


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1", "-1", "\t=1+1", "＝1+1"])
def test_file_runs_nothing_in_a_spreadsheet(client, grader, quiz, name):
    user = UserFactory(username="mira")
    type(user).objects.update(display_name=name)
    handed_in(quiz, user=user)
    _heading, line = rows_of(client.get(address(quiz, "export/csv/")))
    assert line[0] == "'" + name
    response = client.get(address(quiz, "export/xlsx/"))
    assert response["Content-Disposition"] == 'attachment; filename="results-first-quiz.xlsx"'
    assert "no-store" in response["Cache-Control"]
    cells = [cell for row in load_workbook(io.BytesIO(response.content)).active.rows for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "'" + name in {cell.value for cell in cells}


def test_file_of_another_kind_is_not_there(client, grader, quiz):
    assert client.get(address(quiz, "export/pdf/")).status_code == 404


# --- questions -------------------------------------------------------------------------------------------------------


def lines_of(quiz):
    return {line.key: line for line in results.questions_of(quiz).lines}


def test_question_says_share_right_facility_and_the_wrong_choice_that_most_took(client, grader, quiz):
    handed_in(quiz)
    handed_in(quiz, ("zzsingle", "zznone"), ("zzmultiple", ["zzm-a", "zzm-c"]), ("zzshort", None))
    handed_in(quiz, ("zzsingle", "zzhalf"), ("zztruefalse", True))
    lines = lines_of(quiz)
    single, several, short = lines["zzsingle"], lines["zzmultiple"], lines["zzshort"]
    assert list(lines)[:3] == ["zzsingle", "zzmultiple", "zztruefalse"]
    assert (single.item.asked, single.item.right, single.item.facility) == (3, 1, 50)
    assert single.distractor == ("No matter of others", 1)  # half right is not wrong
    assert several.distractor == ("Wrong C", 1)
    assert several.prompt == "Which two are right?"
    assert lines["zztruefalse"].distractor == ("True", 1)
    assert (short.item.answered, short.item.facility.quantize(Decimal("0.1")), short.distractor) == (
        2,
        Decimal("66.7"),
        None,
    )
    shown = page(client, quiz, "questions/")
    assert ("33.3 %" in shown, "No matter of others" in shown, "2 of 3" in shown) == (True, True, True)


def test_only_first_attempts_that_were_handed_in_say_something_of_questions(quiz):
    mira = UserFactory(**MIRA)
    handed_in(quiz, ("zztruefalse", True), user=mira)
    handed_in(quiz, user=mira, now=at(100))
    start(quiz, UserFactory())
    abandoned = handed_in(quiz)
    Attempt.objects.filter(pk=abandoned.pk).update(state="abandoned")
    item = lines_of(quiz)["zztruefalse"].item
    assert (item.asked, item.right) == (1, 0)


def test_drawn_question_is_told_by_those_who_drew_it(db):
    quiz = quiz_that_draws(1, draw_lesson=(base := quiz_of(3)).course.lesson_set.get())
    assert base.course == quiz.course
    for _ in range(4):
        attempt = start(quiz, UserFactory())
        submit(attempt, *all_true(attempt))
    lines = results.questions_of(quiz).lines
    assert (sum(line.item.asked for line in lines), {line.drawn for line in lines}) == (4, {True})


def test_versions_of_a_question_are_one_item_with_the_words_of_the_newest(db):
    quiz = quiz_of(1)
    question = quiz.slots.get().question
    for words in ("Old?", "New?"):
        edit(question, prompt=words)
        attempt = start(quiz, UserFactory())
        submit(attempt, entry(attempt, 1, False))
    (line,) = results.questions_of(quiz).lines
    assert (line.prompt, line.item.asked, line.item.right, line.distractor) == ("New?", 2, 0, ("False", 2))


def test_hardest_question_comes_first_when_asked_for(client, grader, quiz):
    handed_in(quiz, ("zznumber", {"raw": "1", "value": "1"}))
    keys = [line.key for line in client.get(address(quiz, "questions/"), {"sort": "facility"}).context["lines"]]
    assert (keys[0], len(keys)) == ("zznumber", 8)


def test_question_leads_to_its_editor_for_who_may_edit_it(client, grader, quiz):
    handed_in(quiz)
    editor = 'href="/teach/courses/sample/questions/zzsingle/"'
    assert editor not in page(client, quiz, "questions/")
    client.force_login(teacher_of(quiz.course, "editor"))
    assert editor in page(client, quiz, "questions/")


# --- one attempt -----------------------------------------------------------------------------------------------------


def test_attempt_shows_answers_keys_and_times_whatever_the_learner_may_see(client, grader, quiz):
    Quiz.objects.update(reveal="never", review={"just_after": [], "later": [], "closed": []})
    attempt = handed_in(quiz, ("zzsingle", "zznone"), user=UserFactory(**MIRA))
    shown = page(client, quiz, f"attempts/{attempt.pk}/")
    assert "Mira Novak" in shown
    assert ("your choice, not right" in shown, "It is a matter of all." in shown, "right answer" in shown) == (
        True,
    ) * 3
    assert "given, and still true" in shown
    hers = page(client, quiz, f"attempts/{attempt.pk}/", **{"as": "learner"})
    assert ("your choice" in hers, "It is a matter of all." in hers) == (False, False)
    assert "does not show its questions and your answers now" in hers


def test_as_the_learner_sees_it_hides_what_she_answers_elsewhere(client, grader, quiz):
    mira = UserFactory(**MIRA)
    attempt = handed_in(quiz, user=mira)
    start_attempt(quiz=quiz, user=mira, kind="graded", now=timezone.now())
    hers = page(client, quiz, f"attempts/{attempt.pk}/", **{"as": "learner"})
    assert "Some of these questions stand in a quiz that you have not handed in yet" in hers
    assert "right answer" not in hers
    assert "right answer" in page(client, quiz, f"attempts/{attempt.pk}/")


def test_open_attempt_shows_what_was_saved_and_says_so(client, grader, quiz):
    attempt = start(quiz, UserFactory(**MIRA))
    save(attempt, entry(attempt, 1, "zznone"))
    shown = page(client, quiz, f"attempts/{attempt.pk}/", **{"as": "learner"})
    assert ("This attempt is open" in shown, "1 of 8" in shown, "your choice, not right" in shown) == (True,) * 3


def test_looking_writes_nothing_even_when_the_time_is_over(client, grader, quiz):
    attempt = start(quiz, UserFactory(**MIRA))
    Attempt.objects.update(deadline=at(60))
    for rest in ("", "questions/", "link/", f"attempts/{attempt.pk}/", "export/csv/"):
        with statements(at_most=30) as found:
            page(client, quiz, rest)
        assert [sql for sql in found if not sql.startswith("SELECT")] == []
    attempt.refresh_from_db()
    assert (attempt.state, attempt.receipt) == ("open", "")
    assert "time is over" in page(client, quiz)


def test_answer_that_came_late_is_shown_and_only_staff_are_led_to_the_admin(client, grader, quiz):
    attempt = start(quiz, UserFactory(**MIRA))
    Attempt.objects.update(deadline=at(60))
    late = entry(attempt, 4, "too late", typed=50)
    with pytest.raises(services.AttemptClosed):
        save(attempt, late, now=at(120))
    shown = page(client, quiz, f"attempts/{attempt.pk}/")
    assert ("Came too late" in shown, "“too late”" in shown, "/admin/" in shown) == (True, True, False)
    client.force_login(AdminFactory())
    assert f"/admin/quizzes/attempt/{attempt.pk}/late/" in page(client, quiz, f"attempts/{attempt.pk}/")


def test_receipt_tells_when_another_answer_is_held_now(client, grader, quiz):
    attempt = handed_in(quiz)
    attempt.answers.filter(position__in=[1, 4]).update(response="zznone")
    assert "questions 1, 4 have other answers now" in page(client, quiz, f"attempts/{attempt.pk}/")
    Attempt.objects.update(receipt="{}")
    assert "none that can be checked" in page(client, quiz, f"attempts/{attempt.pk}/")


@pytest.mark.parametrize("kind", ["practice", "preview"])
def test_practice_and_previews_are_nobody_elses(client, grader, quiz, kind):
    attempt = start(quiz, UserFactory(), kind)
    submit(attempt)
    assert client.get(address(quiz, f"attempts/{attempt.pk}/")).status_code == 404


def test_attempt_at_another_quiz_is_not_here(client, grader, quiz):
    other = quiz_of(1, course=CourseFactory())
    attempt = start(other, UserFactory())
    assert client.get(address(quiz, f"attempts/{attempt.pk}/")).status_code == 404
    assert client.get(address(other, f"attempts/{attempt.pk}/")).status_code == 404


# --- the link --------------------------------------------------------------------------------------------------------


def test_sheet_has_the_address_of_the_site_and_its_code(client, grader, quiz, settings):
    settings.SITE_URL = "https://learn.example.org"
    shown = page(client, quiz, "link/")
    assert "https://learn.example.org/courses/sample/quizzes/first-quiz/" in shown
    assert ('<path class="handout__ink" d="M' in shown, " style=" in shown) == (True, False)
    assert "can't open this quiz yet" not in shown.replace("&#x27;", "'")


@pytest.mark.parametrize(
    "change",
    [
        lambda quiz: Quiz.objects.update(listed=False),
        lambda quiz: Course.objects.update(published=False),
        lambda quiz: Course.objects.update(publish_at=timezone.now() + timedelta(days=1)),
        lambda quiz: Quiz.objects.update(archived=True),
    ],
)
def test_sheet_warns_while_learners_cannot_open_it(client, grader, quiz, change):
    change(quiz)
    assert "Learners can't open this quiz yet" in page(client, quiz, "link/").replace("&#x27;", "'")
    client.force_login(UserFactory())
    assert client.get(quiz.get_absolute_url()).status_code == 404


# --- ways there, and what it costs -----------------------------------------------------------------------------------


def test_teachers_find_results_on_the_quiz_and_in_the_studio_and_learners_do_not(client, grader, quiz):
    link = f'href="{address(quiz)}"'
    assert link in page_at(client, quiz.get_absolute_url())
    assert link in page_at(client, "/teach/courses/sample/")
    client.force_login(UserFactory())
    assert link not in page_at(client, quiz.get_absolute_url())


def page_at(client, path) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("learners", [1, 3])
def test_pages_ask_the_same_number_of_queries(client, grader, quiz, learners):
    for number in range(learners):
        mira = UserFactory()
        attempt = handed_in(quiz, ("zzsingle", "zznone"), user=mira)
        if number % 2 == 0:
            start(quiz, mira, now=at(100))
    for rest, budget in (("", 8), ("questions/", 7), ("export/csv/", 7), (f"attempts/{attempt.pk}/", 8), ("link/", 3)):
        with statements(at_most=budget) as found:
            page(client, quiz, rest)
        assert len(found) == budget, rest


def test_lessons_are_not_read_for_their_questions(quiz):
    """A lesson's text is long, and its questions only need its place."""
    handed_in(quiz)
    with statements(at_most=4) as found:
        results.questions_of(quiz)
    body = Lesson._meta.get_field("body").column
    assert [sql for sql in found if f'"{body}"' in sql] == []

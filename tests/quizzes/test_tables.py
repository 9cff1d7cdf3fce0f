"""Results and attempts as files from the admin."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from quizzes.models import Attempt, Result
from tests.factories import AdminFactory, AttemptFactory, QuizFactory, UserFactory
from tests.queries import statements

WHEN = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def staff(client, db):
    user = AdminFactory()
    client.force_login(user)
    return user


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def export(client, model: str, *rows, kind: str = "csv"):
    chosen = {"action": f"export_{kind}", "_selected_action": [row.pk for row in rows]}
    return client.post(f"/admin/quizzes/{model}/", chosen)


def result(score: str, *, pass_percent: int = 0, **user) -> Result:
    quiz = QuizFactory(title="=1+1", pass_percent=pass_percent)
    person = UserFactory(**user)
    return Result.objects.create(user=person, quiz=quiz, score=Decimal(score), max_score=3, attempts=2, updated_at=WHEN)


def test_results_are_exported_with_percent_and_passed(client):
    row = result("2", pass_percent=60, username="ada", display_name="Ada", email="ada@example.org")
    heading, line = rows_of(export(client, "result", row))
    assert heading[1:] == [
        *("Quiz", "Name", "Username", "E-mail", "Points", "Out of", "Per cent", "Passed", "Attempts", "Updated (UTC)"),
        "Not graded yet",
    ]
    assert line[1:5] == ["'=1+1", "Ada", "ada", "ada@example.org"]
    assert [Decimal(cell) for cell in line[5:8]] == [2, 3, 67]
    assert line[8:] == ["yes", "2", "2026-09-01 10:00:00", "0"]


@pytest.mark.parametrize(("score", "passed"), [("1.79", "no"), ("1.8", "yes")])
def test_passed_is_decided_as_on_the_pages(client, score, passed):
    assert rows_of(export(client, "result", result(score, pass_percent=60)))[1][8] == passed


def test_attempt_without_a_score_has_empty_cells(client):
    attempt = AttemptFactory(state=Attempt.State.OPEN, score=None)
    heading, line = rows_of(export(client, "attempt", attempt))
    cells = dict(zip(heading, line, strict=True))
    assert (cells["State"], cells["Points"], cells["Per cent"], cells["Passed"]) == ("open", "", "", "")


def test_xlsx_is_a_workbook(client):
    response = export(client, "result", result("1"), kind="xlsx")
    assert response.content.startswith(b"PK") and 'filename="results.xlsx"' in response["Content-Disposition"]


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_the_same_number_of_queries(client, count):
    rows = [result("1") for _ in range(count)]
    with statements(at_most=9):
        export(client, "result", *rows)


def test_export_is_for_those_who_may_see_results(client):
    row = result("1")
    client.force_login(UserFactory(is_staff=True))
    assert export(client, "result", row).status_code == 403


@pytest.mark.parametrize("model", ["result", "attempt"])
def test_list_links_to_a_file_of_what_it_shows(client, model):
    for person in ("ada", "grace"):
        result("1", username=person)
        AttemptFactory(user__username=f"{person}-too")
    address = f"/admin/quizzes/{model}/"
    assert f'href="{address}export/csv/?q=ada"' in client.get(f"{address}?q=ada").content.decode()
    _heading, *lines = rows_of(client.get(f"{address}export/csv/?q=ada"))
    assert [line[3][:3] for line in lines] == ["ada"]


def test_file_of_a_list_is_for_those_who_may_see_results(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/admin/quizzes/result/export/csv/").status_code == 403

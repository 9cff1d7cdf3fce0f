"""People as files: those who are chosen, or all that the list shows."""

import csv
import io

import pytest
from openpyxl import load_workbook

from accounts.models import User
from tests.factories import UserFactory
from tests.queries import count_statements

LIST = "/admin/accounts/user/"


def rows_of(response):
    if "csv" in response["Content-Type"]:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


@pytest.fixture
def ada():
    return UserFactory(username="ada", display_name="=HYPERLINK()", email="ada@example.org")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_of_the_chosen_holds_who_they_are_and_runs_nothing(client, admin, ada, kind):
    response = client.post(LIST, {"action": f"export_{kind}", "_selected_action": ada.pk})
    heading, row = rows_of(response)
    assert heading == ["Name", "Username", "E-mail", "Role", "Active", "Joined (UTC)", "Last sign-in (UTC)"]
    assert row[:5] == ["'=HYPERLINK()", "ada", "ada@example.org", "learner", "yes"]
    assert str(row[5]) == f"{ada.date_joined:%Y-%m-%d %H:%M:%S}"
    assert row[6] in ("", None)
    assert response["Content-Disposition"] == f'attachment; filename="people.{kind}"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_of_the_list_follows_search_and_filters(client, admin, ada, kind):
    UserFactory(username="grace", role="instructor")
    exports = [f"{LIST}export/{kind}/{query}" for query in ("", "?q=ada", "?role__exact=instructor")]
    names = [[row[1] for row in rows_of(client.get(address))[1:]] for address in exports]
    assert names == [["ada", "admin", "grace"], ["ada"], ["grace"]]


def test_list_links_to_the_export_of_what_it_shows(client, admin, ada):
    assert 'href="/admin/accounts/user/export/csv/?q=ada"' in client.get(LIST + "?q=ada").content.decode()


def test_export_holds_more_than_a_page_of_the_list(client, admin):
    User.objects.bulk_create(User(username=f"p{n}") for n in range(120))
    assert len(rows_of(client.get(LIST + "export/csv/"))) == 122


@pytest.mark.parametrize(
    ("path", "status"),
    [("export/pdf/", 404), ("export/csv/?nonsense=1", 302), ("export/csv/?password__startswith=x", 400)],
)
def test_export_of_what_is_not_there_is_refused(client, admin, path, status):
    assert client.get(LIST + path).status_code == status


def test_export_takes_one_way_only(client, admin):
    assert client.post(LIST + "export/csv/").status_code == 404


def test_export_of_many_takes_as_many_statements_as_of_one(client, admin):
    counts = []
    client.get(LIST + "export/csv/")
    for turn in range(2):
        with count_statements() as found:
            client.get(LIST + "export/csv/")
        counts.append(len(found))
        User.objects.bulk_create(User(username=f"p{turn}.{n}") for n in range(3))
    assert counts[0] == counts[1]

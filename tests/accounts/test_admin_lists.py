"""Lists of people in the admin: brought in and taken out."""

import csv
import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory, staff_with
from tests.queries import count_statements
from tests.stalls import no_stall

LIST = "/admin/accounts/user/"
IMPORT = "/admin/accounts/user/import/"
ADD = "/admin/accounts/user/add/"
THREE = "name,e-mail,role\nAnna Müller,anna@example.org,\nBen,,\nCleo,,teacher\n"


@pytest.fixture
def look(client):
    """Checks a list, as text or as a file."""

    def post(text="", file=None, **data):
        files = {} if file is None else {"file": SimpleUploadedFile("people.csv", file)}
        return client.post(IMPORT, {"text": text, "check": "1", **files, **data})

    return post


@pytest.fixture
def make(client, look):
    """Looks at a list and makes it, as one does in the browser."""

    def post(text, **data):
        page = look(text)
        shown = page.context["form"].data
        return client.post(IMPORT, {"text": shown["text"], "looked_at": shown["looked_at"], "make": "1", **data})

    return post


def said(response):
    return [str(message) for message in response.context["messages"]]


def learners():
    return User.objects.exclude(username="admin").order_by("pk")


# --- a list is brought ---


def test_list_is_shown_before_anybody_is_made(look, admin):
    page = look(THREE)
    text = page.content.decode()
    assert "3 lines are right." in text
    assert 'value="Make 3 accounts"' in text
    assert [cell in text for cell in ("anna.muller", "anna@example.org", "instructor")] == [True] * 3
    assert list(learners()) == []


def test_list_that_is_right_makes_people_without_passwords_and_their_slips(make, admin):
    page = make(THREE)
    people = list(learners())
    assert [(each.username, each.display_name, each.email, each.role) for each in people] == [
        ("anna.muller", "Anna Müller", "anna@example.org", "learner"),
        ("ben", "Ben", "", "learner"),
        ("cleo", "Cleo", "", "instructor"),
    ]
    assert {each.has_usable_password() for each in people} == {False}
    assert list(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == [
        (people[0].pk, "anna@example.org", False, True)
    ]
    assert [slip.person for slip in page.context["slips"]] == people


def test_list_makes_slips_that_sign_in(make, admin):
    slip = make(THREE).context["slips"][0]
    data = {"login": slip.person.username, "code": slip.code, "password1": PASSWORD}
    assert Client().post("/accounts/slip/", data).url == reverse("home")


def test_page_of_slips_has_what_each_needs_and_is_kept_nowhere(make, admin, settings):
    page = make(THREE)
    text = page.content.decode()
    for slip in page.context["slips"]:
        assert slip.code in text
        assert slip.person.username in text
    assert text.count(f"{settings.SITE_URL}/accounts/slip/") == 3
    assert "shown this once" in text
    assert "no-store" in page["Cache-Control"]
    assert "<script>" not in text


def test_slips_as_csv_hold_the_codes_and_run_nothing(make, admin):
    from base64 import b64decode

    page = make("name\n=1+1\n")
    rows = list(csv.DictReader(io.StringIO(b64decode(page.context["as_csv"]).decode("utf-8-sig"))))
    assert [(row["Name"], row["Code"]) for row in rows] == [("'=1+1", page.context["slips"][0].code)]


def test_list_made_stands_in_the_history(make, admin):
    make(THREE)
    assert set(LogEntry.objects.values_list("user__username", "object_repr", "change_message")) == {
        ("admin", name, "From a list.") for name in ("anna.muller", "ben", "cleo")
    }


def test_file_is_read_and_stands_in_the_field_to_be_mended(look, admin):
    page = look(file=THREE.replace(",", ";").encode("cp1252"))
    assert page.context["form"].data["text"] == THREE.replace(",", ";")
    assert "Anna Müller;anna@example.org" in page.content.decode()
    assert len(page.context["roster"].right) == 3


def test_file_goes_before_what_is_pasted(look, admin):
    assert len(look("name\nZed\n", file=THREE.encode()).context["roster"].entries) == 3


def test_file_that_was_looked_at_is_made_from_the_field(client, look, admin):
    shown = look(file=b"name;class\r\nAnna;7b\r\n").context["form"].data
    client.post(IMPORT, {"text": shown["text"], "looked_at": shown["looked_at"], "make": "1"})
    assert [person.username for person in learners()] == ["anna"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Paste a list, or choose a file."),
        ({"text": " \n"}, "Paste a list, or choose a file."),
        ({"file": b""}, "Line 1: there is nothing here."),
        ({"text": "name\n"}, "There is nobody below the headings."),
        ({"text": "a,b\n1,2\n"}, "Line 1: the columns need headings"),
        ({"file": b"name\n\x81\n"}, "Line 2: a character can&#x27;t be read."),
        ({"file": b"PK\x03\x04"}, "This is a workbook, not a CSV file."),
        ({"text": 'name\n"A\nB\n'}, "Line 2: a quotation mark is not closed"),
        ({"text": "name\n" + "A\n" * 5_001}, "This has more than 5000 rows."),
        ({"file": b"name\n" + b"A\n" * 1_000_000}, "This file is too big."),
    ],
    ids=["nothing", "blank", "empty file", "headings", "no headings", "bytes", "workbook", "quote", "rows", "size"],
)
def test_list_that_cannot_be_read_says_why(look, admin, data, error):
    page = look(**data)
    assert error in page.content.decode()
    assert page.status_code == 200


def test_list_that_cannot_be_read_stays_in_the_field(look, admin):
    assert look(file=b'name\n"A\nB\n').context["form"].data["text"] == 'name\n"A\nB\n'


def test_list_of_fifty_thousand_is_refused_without_a_stall(look, admin):
    rows = "name,e-mail\n" + "".join(f"Anna {n},a{n}@x.org\n" for n in range(50_000))
    with no_stall():
        page = look(file=rows.encode())
    assert "more than 5000 rows" in page.content.decode()


def test_text_beyond_what_a_form_takes_gets_a_sentence(look, admin):
    page = look("name\n" + "A" * 3_000_000)
    assert page.status_code == 413
    assert "That is too much text at once" in page.content.decode()


def test_line_that_is_wrong_is_shown_with_its_number_and_text(look, admin):
    UserFactory(username="ben", email="ben@example.org")
    text = look("name,username,email\nA,BEN,x\nB,,Ben@example.org\n").content.decode()
    assert [
        error in text for error in ("“ben” is taken", "“x”: Enter a valid email", "“ben@example.org” is taken")
    ] == [
        True,
        True,
        True,
    ]
    assert 'name="make"' not in text


def test_list_with_wrong_lines_makes_nobody(make, admin):
    page = make("name,email\nAnna,\nBen,x\n")
    assert said(page) == ["Nobody was made: please mend the lines that are wrong."]
    assert list(learners()) == []
    assert "Ben,x" in page.content.decode()


def test_list_with_wrong_lines_makes_the_right_ones_when_asked(make, admin):
    make("name,email\nAnna,\nBen,x\nCleo,\n", only_right="on")
    assert [person.username for person in learners()] == ["anna", "cleo"]


def test_list_with_nothing_right_makes_nobody_even_when_asked(make, admin):
    make("name,email\nBen,x\n", only_right="on")
    assert list(learners()) == []


def test_list_that_was_not_looked_at_makes_nobody(client, admin):
    page = client.post(IMPORT, {"text": THREE, "make": "1"})
    assert "has changed since you looked" in said(page)[0]
    assert list(learners()) == []


def test_list_changed_after_the_look_is_shown_again(client, look, admin):
    looked_at = look(THREE).context["form"].data["looked_at"]
    page = client.post(IMPORT, {"text": THREE + "Dan,,\n", "looked_at": looked_at, "make": "1"})
    assert "has changed since you looked" in said(page)[0]
    assert (list(learners()), len(page.context["roster"].right)) == ([], 4)


@pytest.mark.parametrize("text", [THREE, "name\nAnna\n"], ids=["addresses", "names only"])
def test_list_sent_twice_makes_people_once(client, look, admin, text):
    shown = look(text).context["form"].data
    data = {"text": shown["text"], "looked_at": shown["looked_at"], "make": "1"}
    client.post(IMPORT, data)
    before = User.objects.count()
    page = client.post(IMPORT, data)
    assert "If you pressed the button twice, the accounts are there already" in said(page)[0]
    assert User.objects.count() == before


def test_name_taken_between_check_and_insert_makes_nobody(make, admin, monkeypatch):
    from accounts import lists

    def make_after_another(**kwargs):
        UserFactory(username="ben")
        return make_people(**kwargs)

    make_people = lists.make_people
    monkeypatch.setattr(lists, "make_people", make_after_another)
    page = make(THREE)
    assert "Nobody was made just now" in said(page)[0]
    assert [person.username for person in learners()] == ["ben"]
    assert page.context["roster"].entries[1].username == "ben2"


def test_list_cannot_give_rights(make, admin):
    text = "name,password,is_staff,is_superuser,groups,user permissions\nEve,secret,1,1,Admins,all\n"
    make(text)
    eve = learners().get()
    assert (eve.is_staff, eve.is_superuser, eve.groups.count(), eve.has_usable_password()) == (False, False, 0, False)


def test_columns_that_are_not_read_are_named(look, admin):
    text = look("name,Password,class\nEve,secret,7b\n").content.decode()
    assert "would give rights or passwords: Password." in text
    assert "Columns that are left out: class." in text


def test_list_never_changes_people_who_are_here(make, admin):
    before = UserFactory(username="ben", display_name="Old")
    make("name,username,role\nNew,ben,teacher\nDan,,\n", only_right="on")
    before.refresh_from_db()
    assert (before.display_name, before.role) == ("Old", "learner")


def test_list_takes_as_many_statements_for_many_as_for_few(make, admin):
    counts = []
    for number in (3, 40):
        rows = "".join(f"Person{number},p{n}.{number}@example.org\n" for n in range(number))
        with count_statements() as found:
            make("name,email\n" + rows)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 28


def test_markup_in_a_list_is_shown_as_text(make, look, admin):
    text = "name,email\n<script>alert(1)</script>,<b>\n"
    assert "<script>alert" not in look(text).content.decode()
    assert "<script>alert" not in make("name\n<script>alert(1)</script>\n").content.decode()


# --- who may ---


@pytest.mark.parametrize("role", ["learner", "instructor"])
@pytest.mark.parametrize("path", ["import/", "export/csv/", "export/xlsx/"])
def test_pages_for_lists_are_closed_to_others(client, role, path):
    for person in (None, UserFactory(role=role)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(LIST + path).status_code in (302, 403)


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        ((), (403, 403)),
        (("view_user",), (403, 200)),
        (("view_user", "add_user"), (403, 200)),
        (("view_user", "change_user"), (403, 200)),
        (("add_user", "change_user"), (200, 200)),
    ],
)
def test_pages_for_lists_ask_for_permissions(client, permissions, statuses):
    client.force_login(staff_with(*permissions))
    assert (client.get(IMPORT).status_code, client.get(LIST + "export/csv/").status_code) == statuses

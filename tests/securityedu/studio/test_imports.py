"""Questions brought in the browser: what was looked at is made, all of it or what is right; many in the background."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.privacy.services import erase_person, forget_expired
from lessons.models import Revision
from quizzes.formats import FORMATS, guess
from quizzes.models import Question
from securityedu.studio import import_forms, looking, uploads
from tests.factories import teacher_of
from tests.securityedu.studio.bringing import AIKEN, URL, brought, kept_files, new_ones, take, told

BROKEN = AIKEN + "\nWhich sea is it?<script>\nA) North Sea\nANSWER: A\n"


@pytest.fixture(autouse=True)
def _author(author):
    """The client is hers."""


def test_pasted_questions_are_shown_and_then_made(client, author, settings):
    address = brought(client)
    assert "form=aiken&into=first%23goal" in address
    page = client.get(address)
    assert [each.asks for each in page.context["shown_questions"]] == ["Which city is it?", "Which year is it?"]
    assert page.content.decode().count("draft: no explanation") == 2
    assert new_ones() == []
    response = take(client, address)
    assert response.redirect_chain == [("/teach/courses/sample/questions/?sort=newest", 302)]
    assert told(response) == ["2 questions were imported."]
    assert new_ones() == ["which-city-is-it", "which-year-is-it"]
    made = Question.objects.get(key="which-city-is-it")
    assert (made.lesson.key, made.objective, made.draft, made.search_text) == (
        "first",
        "goal",
        True,
        "which city is it?",
    )
    assert Revision.objects.get(key="which-city-is-it").created_by == author
    assert kept_files(settings) == []


def test_questions_without_an_explanation_get_the_one_of_the_import(client, author):
    address = brought(client, AIKEN, explanation="See the <lesson>.")
    assert "explanation=See+the+%3Clesson%3E." in address
    page = client.get(address)
    assert [each.draft for each in page.context["shown_questions"]] == [False, False]
    assert "See the &lt;lesson&gt;.</textarea>" in page.content.decode()
    take(client, address)
    made = Question.objects.get(key="which-city-is-it")
    assert (made.draft, made.current.content["explanation"]) == (False, "See the <lesson>.")


def test_example_of_the_page_is_read_as_it_says(client):
    html = client.get(URL).content.decode()
    example = unescape(html.partition('<pre id="example">')[2].partition("</pre>")[0])
    found = FORMATS[guess(example.encode(), "")].read(example.encode())
    assert found.errors + found.warnings == []
    assert [(each.data["type"], bool(each.data["explanation"])) for each in found.questions] == [
        ("single_choice", True),
        ("true_false", True),
    ]


def test_objective_is_chosen_where_there_is_one(client):
    choices = client.get(URL).context["form"].fields["into"].choices
    assert [key for key, _words in choices[0][1]] == ["first#goal", "first#other", "first"]


def test_file_counts_and_tells_its_format(client):
    file = SimpleUploadedFile("list.csv", b"Question,Answer 1,Answer 2,Correct answer(s)\nWho is it?,She,He,1\n")
    address = brought(client, "", file=file)
    assert "form=csv" in address
    take(client, address)
    assert new_ones() == ["who-is-it"]


def test_what_is_wrong_is_told_with_line_and_text_and_keeps_all_back(client):
    address = brought(client, BROKEN)
    html = client.get(address).content.decode()
    assert "1 error<" in html and "Line 13:" in html and "<q" in html and "Which sea is it?&lt;script&gt;" in html
    assert "Import the 2 that are right" in html
    assert "please mend what is wrong" in told(take(client, address))[0]
    assert new_ones() == []


def test_those_that_are_right_come_in_when_asked(client):
    assert told(take(client, brought(client, BROKEN), do="right")) == ["2 questions were imported."]
    assert len(new_ones()) == 2


def test_duplicates_are_told_and_can_be_left_out(client):
    take(client, brought(client))
    address = brought(client, AIKEN.replace("city", "CITY") + "\nIs it new?\nA) Yes\nB) No\nANSWER: A\n")
    html = client.get(address).content.decode()
    link = '<a class="studio-link" href="/teach/courses/sample/questions/which-city-is-it/">which-city-is-it</a>'
    assert f"asks the same as {link}" in html
    take(client, address + "&without_duplicates=on")
    assert new_ones() == ["which-city-is-it", "which-year-is-it", "is-it-new"]


def test_what_looks_alike_and_what_is_said_of_a_line_stand_with_the_question(client):
    asked = "Which of these towns is the capital of the country in the north?"
    gift = f"{asked} {{=Oslo ~Riga}}\n\n{asked.replace('these', 'the')} {{=Oslo ~Riga}}\n\nWho? {{=A ~B}};\n"
    address = brought(client, gift)
    html = client.get(address).content.decode()
    first = "which-of-these-towns-is-the-capital-of-the-country-in-the-no"
    assert f"looks like {first[:55]}" in html and "in this file" in html
    row = html[html.index('<tr role="row" id="line-5">') :]
    assert "What follows the closing brace was read as words behind a gap." in row[: row.index("</tr>")]
    assert '<a href="#line-5">Line 5</a>:' in html
    take(client, address + "&without_duplicates=on")
    assert len(new_ones()) == 3


def test_what_the_format_has_no_place_for_is_told(client):
    html = client.get(brought(client)).content.decode()
    assert "What Aiken has no place for" in html and "<p>Its key, tags, its objective," in html
    html = client.get(brought(client, "- key: so\n  type: description\n  text: So.\n")).content.decode()
    assert "has no place for" not in html


def test_what_changed_since_is_not_made(client):
    address = brought(client)
    seen = client.get(address).context["plan"].fingerprint
    Question.objects.filter(key="zzsingle").update(key="which-city-is-it")
    assert told(take(client, address, looked_at=seen)) == [str(looking.CHANGED)]
    assert new_ones() == ["which-city-is-it"]


def test_pressing_twice_imports_once(client):
    address = brought(client)
    seen = client.get(address).context["plan"].fingerprint
    take(client, address, looked_at=seen)
    assert told(take(client, address, looked_at=seen)) == [str(looking.GONE)]
    assert len(new_ones()) == 2


def test_place_can_be_changed_while_looking(client):
    address = brought(client).replace("first%23goal", "second")
    take(client, address)
    assert set(Question.objects.filter(key__in=new_ones()).values_list("lesson__key", "objective")) == {("second", "")}


@pytest.mark.parametrize(
    "change", [("form=aiken", "form=exe"), ("first%23goal", "gone"), ("first%23goal", "first%23x")]
)
def test_odd_addresses_lead_back(client, change):
    response = client.get(brought(client).replace(*change), follow=True)
    assert response.redirect_chain == [(URL, 302)]


def test_nobody_else_finds_the_file(client, course):
    address = brought(client)
    client.force_login(teacher_of(course, "editor"))
    assert told(client.get(address, follow=True)) == [str(looking.GONE)]


@pytest.mark.parametrize("token", ["0" * 32, "x", "..", "0" * 31 + "-"])
def test_odd_tokens_are_no_files(author, token):
    uploads.keep(author, b"x")
    assert uploads.read(author, token) is None


def test_nothing_and_too_much_are_refused(client, settings, monkeypatch):
    assert "Choose a file, or paste some questions." in client.post(URL, {"into": "first"}).content.decode()
    monkeypatch.setattr(import_forms, "MAX_BYTES", 3)
    response = client.post(URL, {"into": "first", "file": SimpleUploadedFile("a.txt", b"1234")})
    assert "The file is larger than 50 MB." in response.content.decode()
    assert not settings.UPLOADS_DIR.exists()


def test_course_without_lessons_says_so(client, course):
    course.lesson_set.update(archived=True)
    assert "write a lesson first" in client.get(URL).content.decode()


def test_files_are_private_and_forgotten(client, author, settings):
    brought(client)
    assert settings.UPLOADS_DIR.stat().st_mode & 0o077 == 0
    forget_expired(now=timezone.now() + timedelta(hours=23))
    assert len(kept_files(settings)) == 1
    assert uploads.forget_uploads(now=timezone.now() + timedelta(hours=25)) == 1
    assert kept_files(settings) == []


def test_oldest_files_of_one_person_make_room(client, author, course, settings):
    uploads.keep(teacher_of(course, "editor"), b"another's")
    tokens = [uploads.keep(author, str(number).encode()) for number in range(uploads.MOST_KEPT + 2)]
    held = [uploads.read(author, token) for token in tokens]
    assert held == [None, None, *(str(number).encode() for number in range(2, uploads.MOST_KEPT + 2))]
    assert len(kept_files(settings)) == uploads.MOST_KEPT + 1


def test_files_go_with_their_owner(client, author, course, settings):
    other = teacher_of(course, "editor")
    uploads.keep(other, b"x")
    brought(client)
    erase_person(user=author)
    assert [name.partition("-")[0] for name in kept_files(settings)] == [str(other.pk)]

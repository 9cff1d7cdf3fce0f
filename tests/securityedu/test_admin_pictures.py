"""Pictures in the admin: brought in, described, replaced, brought back, and never taken from under a text."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lessons import picture_files
from lessons.media_files import path_of
from lessons.models import Course, Lesson, Picture, Revision
from tests.factories import UserFactory
from tests.lessons.test_picture_files import GPS
from tests.pictures import decoded, drawn, encoded
from tests.queries import statements
from tests.samples import ASKED, PICTURED, load_sample

ADD = reverse("admin:lessons_picture_add")
LIST = reverse("admin:lessons_picture_changelist")


@pytest.fixture
def staff(client, db):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Admins"))
    client.force_login(user)
    return user


@pytest.fixture
def course(db, tmp_path):
    load_sample(tmp_path, PICTURED | ASKED)
    return Course.objects.get(key="sample")


def upload(data: bytes | None = None, name: str = "../../evil.php") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded() if data is None else data, content_type="text/html")


def new(course: Course, **changes) -> dict:
    return {"course": course.pk, "key": "new", "alt": "New", "upload": upload()} | changes


def change(picture: Picture) -> str:
    return reverse("admin:lessons_picture_change", args=[picture.pk])


def test_picture_that_is_brought_in_is_clean_and_named_by_its_content(client, staff, course):
    data = new(course, upload=upload(encoded(drawn(size=(64, 32)), "JPEG", exif=GPS.tobytes())), credit=" Ada ")
    assert client.post(ADD, data).status_code == 302
    found = Picture.objects.get(key="new")
    content = path_of(found.file).read_bytes()
    assert (found.credit, found.width, found.height) == ("Ada", 32, 64)
    assert b"where I live" not in content and decoded(content).size == (32, 64)
    revision = Revision.objects.first()
    assert (revision.created_by, revision.text) == (
        staff,
        f"key: new\nalt: New\ncredit: Ada\nfile: {found.file}\n",
    )


@pytest.mark.parametrize("data", [b"", b"MZ a program", b"<svg/>", encoded()[:40]])
def test_upload_that_is_no_picture_is_refused_with_a_sentence_and_the_words_stay(client, staff, course, data):
    html = client.post(ADD, new(course, upload=upload(data), alt="My words")).content.decode()
    assert "errorlist" in html and "My words" in html
    assert not Picture.objects.filter(key="new").exists()


def test_upload_that_is_too_heavy_is_refused_unread(client, staff, course, monkeypatch):
    monkeypatch.setattr(picture_files, "MAX_BYTES", 10)
    monkeypatch.setattr(picture_files, "clean", None)
    assert "The file has more than" in client.post(ADD, new(course)).content.decode()


def test_picture_without_words_is_refused_and_the_upload_is_not_lost(client, staff, course):
    form = client.post(ADD, new(course, alt="")).context["adminform"].form
    assert list(form.errors) == ["alt"]
    again = new(course) | {"file": form["file"].value()}
    del again["upload"]
    assert client.post(ADD, again).status_code == 302
    assert Picture.objects.get(key="new").file == form["file"].value()


@pytest.mark.parametrize("name", ["", "0" * 64 + ".png", "../secret_key", "/etc/passwd"])
def test_file_that_is_not_here_is_refused(client, staff, course, name):
    data = new(course) | {"file": name}
    del data["upload"]
    assert "Choose a picture." in client.post(ADD, data).content.decode()


def test_words_change_without_another_upload_and_reach_lesson_and_question(client, staff, course):
    flag = Picture.objects.get(key="zzflag")
    assert client.post(change(flag), {"alt": "A banner", "file": flag.file}).status_code == 302
    assert Lesson.objects.get(key="second").apparatus["pictures"]["zzflag"]["alt"] == "A banner"
    question = course.question_set.get(key="zzsingle")
    assert (question.versions.count(), question.current.pictures["zzflag"]["alt"]) == (2, "A banner")


def test_older_picture_comes_back_from_the_history(client, staff, course):
    flag = Picture.objects.get(key="zzflag")
    client.post(change(flag), {"alt": "Another", "upload": upload(), "file": flag.file})
    assert Picture.objects.get(key="zzflag").file != flag.file
    first = Revision.objects.filter(kind="picture", key="zzflag").last()
    client.post(reverse("admin:lessons_picture_restore", args=[flag.pk, first.pk]))
    back = Picture.objects.get(key="zzflag")
    assert (back.file, back.alt, back.credit) == (flag.file, flag.alt, flag.credit)


def test_page_of_a_picture_shows_it_and_where_it_is_used(client, staff, course):
    flag = Picture.objects.get(key="zzflag")
    html = client.get(change(flag)).content.decode()
    assert f'<img src="{flag.url}"' in html
    for name in ("The second lesson", "zzsingle", "zzmatching"):
        assert name in html
    assert flag.url in client.get(LIST).content.decode()


def test_picture_in_use_stays_and_one_that_nothing_shows_can_be_archived(client, staff, course, tmp_path):
    load_sample(tmp_path, PICTURED)
    for key, message in (("zzflag", "there is no picture"), ("zzmap", "1 object archived")):
        data = {"action": "archive", "_selected_action": Picture.objects.get(key=key).pk}
        assert message in client.post(LIST, data, follow=True).content.decode()
    assert list(Picture.objects.filter(archived=True).values_list("key", flat=True)) == ["zzmap"]


@pytest.mark.parametrize("more", [1, 3])
def test_list_of_pictures_costs_the_same_for_any_number(client, staff, course, more):
    for number in range(more):
        client.post(ADD, new(course, key=f"new-{number}"))
    with statements(at_most=12):
        client.get(LIST)

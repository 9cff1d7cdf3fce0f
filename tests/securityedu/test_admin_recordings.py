"""Recordings in the admin: as pictures, with a transcript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lessons.media_files import path_of
from lessons.models import Course, Recording
from tests.recordings import id3, mp3, opus, wav
from tests.rich import RICH
from tests.samples import load_sample
from tests.securityedu.test_admin_pictures import staff

__all__ = ["staff"]
ADD = reverse("admin:lessons_recording_add")


@pytest.fixture
def course(db, tmp_path):
    load_sample(tmp_path, RICH)
    return Course.objects.get(key="sample")


def new(course: Course, data: bytes, **changes) -> dict:
    upload = SimpleUploadedFile("../evil.php", data, content_type="text/html")
    return {"course": course.pk, "key": "new", "alt": "New", "transcript": "Words", "upload": upload} | changes


def test_recording_that_is_brought_in_is_clean_and_named_by_its_content(client, staff, course):
    assert client.post(ADD, new(course, id3(b"where I live") + mp3(9))).status_code == 302
    found = Recording.objects.get(key="new")
    assert (found.alt, found.transcript, path_of(found.file).read_bytes()) == ("New", "Words", mp3(9))


def test_ogg_is_brought_in_whatever_it_is_called(client, staff, course):
    assert client.post(ADD, new(course, opus(b"where I live"))).status_code == 302
    found = Recording.objects.get(key="new")
    assert found.file.endswith(".ogg") and b"where I live" not in path_of(found.file).read_bytes()


@pytest.mark.parametrize("name", ["../evil.php", "speech.ogg"])
def test_upload_that_is_no_recording_is_refused_with_a_sentence(client, staff, course, name):
    upload = SimpleUploadedFile(name, b"MZ a program", content_type="audio/ogg")
    response = client.post(ADD, new(course, b"", upload=upload))
    assert "This is no recording that can be read here" in response.content.decode()
    assert not Recording.objects.filter(key="new").exists()


def test_recording_without_a_transcript_is_refused_and_the_upload_is_not_lost(client, staff, course):
    form = client.post(ADD, new(course, wav(), transcript=" ")).context["adminform"].form
    assert list(form.errors) == ["transcript"]
    again = new(course, b"", file=form.data["file"])
    again.pop("upload")
    assert client.post(ADD, again).status_code == 302


def test_page_of_a_recording_plays_it_and_names_what_shows_it(client, staff, course):
    speech = Recording.objects.get(key="zzspeech")
    html = client.get(reverse("admin:lessons_recording_change", args=[speech.pk])).content.decode()
    assert f'src="{speech.url}"' in html and "second" in html and "zzsingle" in html

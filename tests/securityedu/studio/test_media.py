"""Pictures and recordings are brought in from the studio by the rules of the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.media_files import path_of
from lessons.models import Picture, Recording
from tests.pictures import encoded
from tests.securityedu.studio.pages import fields_of

PICTURES = "/teach/courses/sample/pictures/new/"
RECORDINGS = "/teach/courses/sample/recordings/new/"


def bring(client, url, data: bytes | None = None, **changes):
    fields = fields_of(client.get(url)).dict() | {"do": "save"} | changes
    if data is not None:
        fields["file-upload"] = SimpleUploadedFile("../../evil.php", data, content_type="text/html")
    return client.post(url, fields)


def test_picture_is_kept_clean_under_its_own_name(client, author):
    assert bring(client, PICTURES, encoded(), alt="Three flags").status_code == 302
    found = Picture.objects.get(key="three-flags")
    assert found.width > 0 and path_of(found.file).is_file()
    again = client.get("/teach/courses/sample/pictures/three-flags/")
    assert f'src="/media/{found.file}"' in again.content.decode()


def test_picture_without_words_stays_here_until_it_has_some(client, author):
    response = bring(client, PICTURES, encoded())
    page = fields_of(response)
    assert response.status_code == 200 and "Must not be empty" in response.content.decode()
    assert path_of(page["file"]).is_file()
    assert client.post(PICTURES, page.dict() | {"alt": "Words", "do": "save"}).status_code == 302
    assert Picture.objects.get().file == page["file"]


def test_all_that_is_missing_is_told_at_once(client, author):
    html = client.post(PICTURES, {"do": "save"}).content.decode()
    assert "Choose a picture." in html and "Must not be empty" in html
    assert html.index('id="f-file"') < html.index(" autofocus") < html.index('id="f-alt"')


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Choose a picture."),
        ({"data": b"#!/bin/sh"}, "studio-error"),
        ({"data": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"}, "studio-error"),
        ({"file": "0" * 64 + ".png"}, "Choose a picture."),
        ({"file": "../../../etc/passwd"}, "studio-error"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(client, author, changes, says):
    response = bring(client, PICTURES, alt="Words", **changes)
    assert response.status_code == 200 and says in response.content.decode()
    assert not Picture.objects.exists()


def test_recording_needs_a_transcript(client, author):
    html = bring(client, RECORDINGS, b"RIFF", alt="A speech").content.decode()
    assert html.count("studio-error") == 2 and not Recording.objects.exists()

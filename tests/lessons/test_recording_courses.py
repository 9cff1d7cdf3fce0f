"""Recordings of a course: in its folder, in the database, in its pages."""

from io import StringIO

import pytest
from django.core.management import call_command

from lessons.media_files import path_of
from lessons.models import Course, Lesson, Recording, Revision
from securityedu.courses import read_course
from tests.queries import statements
from tests.recordings import id3, mp3
from tests.rich import RECORDED
from tests.samples import load_sample, write_course

SECOND = "/courses/sample/lessons/second/"
SPEECH = "recordings/zzspeech.mp3"


@pytest.fixture
def recorded(db, tmp_path):
    load_sample(tmp_path / "loaded", RECORDED)
    return Course.objects.get(key="sample")


def problems(root, **changes) -> list[str]:
    names = {"yaml": "recordings.yaml", "speech": SPEECH, "lesson": "lessons/second.md", "terms": "terms.yaml"}
    changed = {names[name]: content for name, content in changes.items()}
    return [str(problem) for problem in read_course(write_course(root, RECORDED | changed))[0].problems]


def lesson(old: str, new: str) -> str:
    return str(RECORDED["lessons/second.md"]).replace(old, new)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"speech": None}, ["recordings.yaml:1: recording 'zzspeech' has no file recordings/zzspeech"]),
        (
            {"speech": b"MZ a program"},
            [
                f"{SPEECH}:1: This is no recording that can be read here: "
                "take MP3, M4A (AAC), Ogg (Vorbis, Opus) or WAV."
            ],
        ),
        (
            {"yaml": "- {key: zzspeech, alt: A}\n- {key: zztone, alt: B, transcript: C}\n"},
            [
                "recordings.yaml:1: missing key 'transcript'",
                f"{SPEECH}:1: this file does not belong to a course folder",
                "lessons/second.md:7: there is no recording 'zzspeech'",
            ],
        ),
        ({"lesson": lesson("audio:zzspeech", "audio:lost")}, ["lessons/second.md:7: there is no recording 'lost'"]),
        ({"lesson": lesson("![](", "Hear: ![](")}, ["lessons/second.md:7: a recording has a paragraph for itself"]),
        (
            {"lesson": lesson("audio:zzspeech", "audio:A")},
            ["lessons/second.md:7: a recording is '![what it is](audio:key)', with a key of recordings.yaml"],
        ),
        (
            {"terms": "- {key: ally, term: Ally, definition: '![](audio:zztone)'}\n"},
            ["terms.yaml:1: pictures and recordings stand in the texts of lessons, pages and questions"],
        ),
    ],
)
def test_folder_tells_what_is_wrong_with_its_recordings(tmp_path, changes, told):
    assert sorted(problems(tmp_path, **changes)) == sorted(told)


def test_dump_of_what_was_loaded_is_byte_identical_and_loads_without_a_change(recorded, tmp_path):
    call_command("dump_course", "sample", tmp_path / "sample", stdout=StringIO())
    assert (tmp_path / "sample" / SPEECH).read_bytes() == RECORDED[SPEECH]
    text = (tmp_path / "sample/recordings.yaml").read_text()
    assert text == str(RECORDED["recordings.yaml"]).replace("- key: zztone", "\n- key: zztone")
    out = StringIO()
    call_command("load_course", tmp_path / "sample", stdout=out)
    assert " 0 taken" in out.getvalue()


def test_metadata_of_a_file_stay_outside(db, tmp_path):
    load_sample(tmp_path, RECORDED | {SPEECH: id3(b"where I live") + mp3()})
    assert path_of(Recording.objects.get(key="zzspeech").file).read_bytes() == mp3()


def test_another_file_under_the_same_key_is_a_change_and_shows_in_the_lesson(recorded, tmp_path):
    before = Recording.objects.get(key="zzspeech").file
    load_sample(tmp_path, RECORDED | {SPEECH: mp3(50)})
    after = Recording.objects.get(key="zzspeech").file
    assert after != before and path_of(before).is_file()
    assert Lesson.objects.get(key="second").apparatus["pictures"]["audio:zzspeech"]["file"] == after
    assert Revision.objects.filter(kind="recording", key="zzspeech").count() == 2


def test_lesson_has_a_player_with_its_name_and_transcript(client, recorded):
    html = client.get(SECOND).content.decode()
    speech = Recording.objects.get(key="zzspeech")
    assert f'<audio controls preload="none" src="{speech.url}" aria-label="A speech of 1949"></audio>' in html
    assert '<span class="picture__credit">Archive, CC0</span>' in html
    assert "<p>Speaker: An attack on one.</p><p>All: Is an &lt;attack&gt; on all.</p>" in html
    assert "zzspeech" not in html


@pytest.mark.parametrize("more", [1, 3])
def test_lesson_costs_the_same_with_any_number_of_recordings(client, db, tmp_path, more):
    load_sample(
        tmp_path, RECORDED | {"lessons/second.md": lesson("\n\n[^t]:", "\n\n![](audio:zztone)" * more + "\n\n[^t]:")}
    )
    with statements(at_most=6):
        client.get(SECOND)


def test_sources_name_whose_recordings_the_course_has(client, recorded):
    assert "<li>Archive, CC0</li>" in client.get("/courses/sample/sources/").content.decode()

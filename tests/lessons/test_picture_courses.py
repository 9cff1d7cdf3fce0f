"""Pictures of a course: in its folder, in the database, in its pages."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from lessons.media_files import path_of
from lessons.models import Course, Lesson, Picture, Revision
from securityedu.courses import read_course
from securityedu.media import NAME
from tests.lessons.test_picture_files import GPS
from tests.pictures import decoded, drawn, encoded
from tests.queries import statements
from tests.samples import PICTURED, load_sample, write_course

FLAG = "pictures/zzflag.png"
SECOND = "/courses/sample/lessons/second/"
ANOTHER = encoded(drawn(size=(20, 20)))


@pytest.fixture
def pictured(db, tmp_path):
    load_sample(tmp_path / "loaded", PICTURED)
    return Course.objects.get(key="sample")


def problems(root: Path, **changes) -> list[str]:
    names = {"yaml": "pictures.yaml", "flag": FLAG, "map": "pictures/zzmap.jpg", "lesson": "lessons/second.md"}
    changed = {names.get(name, name): content for name, content in changes.items()}
    return [str(problem) for problem in read_course(write_course(root, PICTURED | changed))[0].problems]


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# --- the folder ------------------------------------------------------------------------------------------------------


def test_folder_with_pictures_is_in_order(tmp_path):
    assert problems(tmp_path) == []


def test_picture_without_a_file_is_told(tmp_path):
    assert problems(tmp_path, map=None) == ["pictures.yaml:5: picture 'zzmap' has no file pictures/zzmap"]


def test_file_without_a_picture_is_told(tmp_path):
    assert problems(tmp_path, **{"pictures/stray.png": ANOTHER, "pictures/zzmap.txt": b"notes"}) == [
        f"pictures/{name}:1: this file does not belong to a course folder" for name in ("stray.png", "zzmap.txt")
    ]


def test_file_that_is_no_picture_is_told_with_its_name(tmp_path):
    assert problems(tmp_path, flag=b"MZ a program") == [
        f"{FLAG}:1: This is no picture that can be read here: take PNG, JPEG, WebP or GIF."
    ]


@pytest.mark.parametrize("yaml", ["- {key: zzflag}", "- {key: zzflag, alt: ''}"])
def test_picture_without_words_is_told(tmp_path, yaml):
    assert any("alt" in each for each in problems(tmp_path, yaml=yaml + "\n- {key: zzmap, alt: A}\n"))


def test_picture_that_a_lesson_names_and_is_not_there_is_told_with_its_line(tmp_path):
    lesson = PICTURED["lessons/second.md"].replace("picture:zzflag", "picture:nothing")
    assert problems(tmp_path, lesson=lesson) == ["lessons/second.md:7: there is no picture 'nothing'"]


def test_picture_where_none_can_be_shown_is_told(tmp_path):
    terms = "- {key: ally, term: Ally, definition: '![](picture:zzflag)'}\n"
    assert problems(tmp_path, **{"terms.yaml": terms}) == [
        "terms.yaml:1: pictures and recordings stand in the texts of lessons, pages and questions"
    ]


def test_check_tells_pictures_that_nothing_shows(tmp_path):
    out = StringIO()
    with pytest.raises(CommandError, match="passages wait"):
        call_command("check_course", write_course(tmp_path, PICTURED), stdout=out, stderr=StringIO())
    assert "pictures and recordings that nothing shows: zzmap\n" in out.getvalue()


def test_check_mends_a_file_with_metadata_and_a_wrong_ending(tmp_path):
    folder = write_course(tmp_path, PICTURED | {FLAG: encoded(drawn(), "JPEG", exif=GPS.tobytes())})
    for _again in range(2):
        with pytest.raises(CommandError, match="passages wait"):
            call_command("check_course", folder, write=True, stdout=StringIO(), stderr=StringIO())
    assert sorted(path.name for path in folder.glob("pictures/*")) == ["zzflag.jpg", "zzmap.jpg"]
    assert b"where I live" not in (folder / "pictures/zzflag.jpg").read_bytes()
    assert read_course(folder)[0].problems == []


# --- the database ----------------------------------------------------------------------------------------------------


def test_loaded_picture_has_a_file_under_a_name_that_tells_nothing(pictured):
    flag = Picture.objects.get(key="zzflag")
    assert (flag.alt, flag.credit, flag.licence, flag.width, flag.height) == (
        *("A flag with a red corner", "Ada", "CC0"),
        *(64, 48),
    )
    assert re.fullmatch(NAME, flag.file) and flag.url == f"{settings.MEDIA_URL}{flag.file}"
    assert decoded(path_of(flag.file).read_bytes()).size == (64, 48)


def test_dump_of_what_was_loaded_is_byte_identical_and_loads_without_a_change(pictured, tmp_path):
    call_command("dump_course", "sample", tmp_path / "sample", stdout=StringIO())
    dumped = files(tmp_path / "sample")
    assert dumped["pictures/zzmap.jpg"] == PICTURED["pictures/zzmap.jpg"]
    assert dumped["pictures.yaml"].decode() == PICTURED["pictures.yaml"].replace("- key: zzmap", "\n- key: zzmap")
    out = StringIO()
    call_command("load_course", tmp_path / "sample", stdout=out)
    assert " 0 taken" in out.getvalue()
    call_command("dump_course", "sample", tmp_path / "again", stdout=StringIO())
    assert files(tmp_path / "again") == dumped


def test_dump_takes_away_the_files_of_pictures_that_are_gone(pictured, tmp_path):
    call_command("dump_course", "sample", tmp_path / "out", stdout=StringIO())
    Picture.objects.filter(key="zzmap").update(archived=True)
    call_command("dump_course", "sample", tmp_path / "out", stdout=StringIO())
    assert "pictures/zzmap.jpg" not in files(tmp_path / "out")


def test_dump_writes_nothing_while_a_file_is_missing(pictured, tmp_path):
    Picture.objects.filter(key="zzmap").update(file="0" * 64 + ".png")
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("dump_course", "sample", tmp_path / "out", stdout=StringIO())
    assert not (tmp_path / "out").exists()


def test_another_file_under_the_same_key_is_a_change_of_the_picture(pictured, tmp_path):
    before = Picture.objects.get(key="zzflag").file
    load_sample(tmp_path, PICTURED | {FLAG: ANOTHER})
    after = Picture.objects.get(key="zzflag")
    assert after.file != before and (after.width, after.height) == (20, 20)
    assert path_of(before).is_file()
    assert Lesson.objects.get(key="second").apparatus["pictures"]["zzflag"]["file"] == after.file
    assert Revision.objects.filter(kind="picture", key="zzflag").count() == 2


def test_picture_that_vanished_from_the_files_is_archived_and_its_file_stays(pictured, tmp_path):
    yaml = PICTURED["pictures.yaml"].split("- key: zzmap")[0]
    load_sample(tmp_path, PICTURED | {"pictures.yaml": yaml, "pictures/zzmap.jpg": None})
    gone = Picture.objects.get(key="zzmap")
    assert gone.archived and path_of(gone.file).is_file()


# --- pages -----------------------------------------------------------------------------------------------------------


def test_lesson_shows_the_picture_with_its_words_size_and_credit(client, pictured):
    html = client.get(SECOND).content.decode()
    flag = Picture.objects.get(key="zzflag")
    assert f'src="{flag.url}" alt="A flag with a red corner" width="64" height="48" loading="lazy"' in html
    assert '<figcaption>A flag <span class="picture__credit">Ada, CC0</span></figcaption>' in html
    assert "zzflag" not in html


def test_picture_of_a_lesson_is_served_to_whoever_reads_it(client, pictured):
    (address,) = re.findall(r'src="(/media/[^"]+)"', client.get(SECOND).content.decode())
    response = client.get(address)
    assert decoded(response.getvalue()).size == (64, 48)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["X-Content-Type-Options"] == "nosniff" and "immutable" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("more", [1, 3])
def test_lesson_costs_the_same_with_any_number_of_pictures(client, db, tmp_path, more):
    lesson = PICTURED["lessons/second.md"].replace("\n\n[^t]:", "\n\n![](picture:zzmap)" * more + "\n\n[^t]:")
    load_sample(tmp_path, PICTURED | {"lessons/second.md": lesson})
    with statements(at_most=6):
        client.get(SECOND)


def test_sources_name_whose_pictures_the_course_shows_and_not_which(client, pictured):
    html = client.get("/courses/sample/sources/").content.decode()
    assert "<li>Ada, CC0</li>" in html and "red corner" not in html

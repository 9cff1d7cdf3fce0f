"""Bytes that somebody brings in: a clean picture, or a refusal in a sentence, and never anything else."""

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from lessons import picture_files
from lessons.bare import is_bare
from lessons.picture_files import MAX_SIDE, Refused, clean, settled
from tests.pictures import decoded, drawn, encoded

ZIP = b"PK\x03\x04 a program"
GPS = Image.Exif()
GPS[0x0112] = 6  # turned by a quarter
GPS[0x9286] = "where I live"


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        clean(data)
    return str(caught.value)


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "png")])
def test_each_kind_is_taken_and_says_what_it_became(kind, extension):
    found = clean(encoded(drawn(size=(40, 30)), kind))
    assert found.extension == extension
    assert decoded(found.content).size == (40, 30)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_nothing_but_the_picture_is_left_of_a_file_with_another_one_behind_it(kind):
    found = clean(encoded(drawn(), kind) + ZIP)
    assert ZIP not in found.content
    assert is_bare(found.content, decoded(found.content).format)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_metadata_is_gone_and_the_picture_stands_upright(kind):
    found = clean(encoded(drawn(size=(64, 32)), kind, exif=GPS.tobytes()))
    image = decoded(found.content)
    assert image.size == (32, 64)
    assert b"where I live" not in found.content and not image.getexif()


def test_turned_picture_shows_its_corners_where_they_belong():
    image = decoded(clean(encoded(drawn(), "PNG", exif=GPS.tobytes())).content)
    assert image.getpixel((image.width - 1, 0)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_mode_of_a_png_becomes_eight_bits_of_grey_or_colour(mode):
    image = Image.new("I;16", (4, 4), 0x8000) if mode == "I;16" else drawn(mode)
    found = decoded(clean(encoded(image)).content)
    assert found.mode in {"L", "RGB", "RGBA", "P"}


def test_sixteen_bits_of_grey_keep_their_brightness():
    assert decoded(clean(encoded(Image.new("I;16", (4, 4), 0x8000))).content).getpixel((0, 0)) == 0x80


def test_transparent_colour_of_a_palette_stays_transparent():
    image = drawn("RGB").quantize(4)
    found = decoded(clean(encoded(image, "GIF", transparency=image.getpixel((3, 3)))).content)
    assert found.convert("RGBA").getpixel((3, 3))[3] == 0


def test_picture_for_a_printer_becomes_one_for_a_screen():
    found = decoded(clean(encoded(drawn("CMYK", (32, 32)), "JPEG")).content)
    assert found.mode == "RGB" and found.getpixel((20, 20)) == (255, 255, 255)


def test_colours_of_another_profile_are_turned_into_those_of_screens():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = decoded(clean(encoded(drawn(), "PNG", icc_profile=lab)).content)
    assert "icc_profile" not in found.info and found.getpixel((0, 0)) == (255, 0, 0)


def test_profile_that_is_none_is_left_out():
    assert decoded(clean(encoded(drawn(), "PNG", icc_profile=b"none")).content).size == (8, 6)


def test_large_picture_is_made_smaller():
    assert decoded(clean(encoded(Image.new("RGB", (4000, 1000)))).content).size == (MAX_SIDE, MAX_SIDE // 4)


def test_heavy_png_becomes_a_webp(monkeypatch):
    monkeypatch.setattr(picture_files, "HEAVY", 10)
    assert clean(encoded()).extension == "webp"


def test_name_is_the_digest_and_tells_nothing():
    assert clean(encoded()).name == clean(encoded()).name
    assert len(clean(encoded()).name) == 68


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90\x00 a program", b"%PDF-1.7", ZIP, b"\x00" * 100, "Bild".encode("utf-16")]
)
def test_what_is_no_picture_is_refused(data):
    assert refusal(data) == "This is no picture that can be read here: take PNG, JPEG, WebP or GIF."


@pytest.mark.parametrize("data", [b"<svg onload='alert(1)'/>", b"<?xml version='1.0'?>\n<!-- --><SVG/>"])
def test_svg_is_refused_and_says_why(data):
    assert refusal(data) == "SVG can hold programs, so it is not taken. Save the picture as PNG or WebP."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_file_that_is_cut_off_is_refused(kind):
    data = encoded(drawn(size=(200, 200)).effect_spread(50), kind)
    assert refusal(data[: len(data) // 2]) in {
        "The file is cut off or damaged.",
        "This is no picture that can be read here: take PNG, JPEG, WebP or GIF.",
    }


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_picture_that_moves_is_refused(kind):
    data = encoded(drawn(), kind, save_all=True, append_images=[Image.new("RGB", (8, 6), "red")])
    assert "moves" in refusal(data)


def test_heavy_file_is_refused_before_anything_looks_into_it(monkeypatch):
    monkeypatch.setattr(picture_files, "MAX_BYTES", 10)
    monkeypatch.setattr(picture_files.Image, "open", None)
    assert refusal(encoded()).startswith("The file has more than")


@pytest.mark.parametrize("side", [6_000, 12_000, 60_000])
def test_bomb_is_refused_before_it_is_unpacked(side):
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    assert refusal(data) == "The picture has more than 25 million pixels: make it smaller."


# --- files of a course -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_clean_file_stays_as_it_is_byte_by_byte(kind, mode):
    found = clean(encoded(drawn(mode, (50, 40)).effect_spread(9), kind))
    assert settled(found.content) == found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("options", [{"exif": GPS.tobytes()}, {"icc_profile": b"x"}])
def test_file_of_a_course_loses_its_metadata(kind, options):
    assert b"where I live" not in settled(encoded(drawn(), kind, **options)).content
    assert not is_bare(encoded(drawn(), kind, **options), kind)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_file_with_another_one_behind_it_is_not_bare(kind):
    data = encoded(drawn(), kind)
    assert is_bare(data, kind) and not is_bare(data + ZIP, kind) and not is_bare(data[:-3], kind)


def test_comment_in_a_jpeg_makes_it_encoded_anew():
    assert b"a program" not in settled(encoded(drawn(), "JPEG", comment=b"a program")).content


def test_large_file_of_a_course_is_made_smaller():
    assert max(decoded(settled(encoded(Image.new("L", (3000, 10)))).content).size) == MAX_SIDE


# --- any bytes at all ------------------------------------------------------------------------------------------------

SEEDS = [encoded(drawn(mode), kind) for kind in ("PNG", "GIF", "WEBP", "JPEG") for mode in ("RGB", "L")]
SEEDS += [encoded(drawn("P"), "PNG", transparency=0), encoded(drawn("CMYK"), "JPEG", exif=GPS.tobytes())]


@st.composite
def damaged(draw):
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _change in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(data) - 1))
        data[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@settings(max_examples=400, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), damaged()))
def test_any_bytes_are_refused_or_become_a_clean_picture(data):
    try:
        found = settled(data)
    except Refused as error:
        assert str(error)
        return
    image = decoded(found.content)
    assert {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[found.extension] == image.format
    assert settled(found.content) == found
    again = clean(data)
    assert settled(again.content) == again and is_bare(again.content, decoded(again.content).format)

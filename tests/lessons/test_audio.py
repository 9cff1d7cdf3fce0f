"""Files of recordings: what is taken, and that nothing but sound is left."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import recording_files
from lessons.audio import Damaged, sound_only
from lessons.media_files import Refused
from lessons.recording_files import clean
from tests.recordings import SAMPLES, box, chunk, id3, m4a, mp3, wav

SECRET = b"where I live"
TAG = b"TAG" + SECRET.ljust(125)


@pytest.mark.parametrize(("data", "extension"), [(mp3(), "mp3"), (wav(), "wav"), (clean(m4a()).content, "m4a")])
def test_clean_file_stays_as_it_is(data, extension):
    assert (clean(data).content, clean(data).extension) == (data, extension)


@pytest.mark.parametrize(
    "data",
    [
        *(id3(SECRET) + mp3(), id3() + id3(SECRET) + bytes(9) + mp3(), mp3() + TAG, mp3() + b"APETAGEX" + SECRET),
        *(mp3() + id3(SECRET), mp3() + mp3(1)[:100]),
    ],
)
def test_tags_around_an_mp3_and_a_frame_that_breaks_off_are_left_out(data):
    assert clean(data).content == mp3()


def test_chunks_of_a_wav_that_are_no_sound_are_left_out():
    assert clean(wav(0.2, chunk(b"LIST", SECRET), chunk(b"bext", SECRET)) + b"PK" + SECRET).content == wav()


@pytest.mark.parametrize("sound_first", [False, True])
def test_m4a_loses_names_and_dates_and_keeps_its_sound_where_its_table_says(sound_first):
    data = m4a(box(b"meta", SECRET), m4a(), sound_first=sound_first) + box(b"free", SECRET) + box(b"uuid", SECRET)
    found = clean(data).content
    assert SECRET not in found and struct.pack(">I", 3_800_000_000) not in found
    (offset,) = struct.unpack_from(">I", found, found.index(b"stco") + 12)
    assert found[offset : offset + 9] == b"".join(SAMPLES)


def test_same_sound_has_the_same_name_whatever_came_with_it():
    assert clean(id3() + mp3()).name == clean(mp3() + TAG).name


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"MZ a program", b"<svg/>", b"<html>", b"OggS" + bytes(40), b"fLaC" + bytes(40), bytes(100)),
        *(b"RIFF\0\0\0\0WEBP", bytes.fromhex("fffb00c0"), bytes.fromhex("fff190c0")),
    ],
)
def test_anything_else_is_no_recording(data):
    assert sound_only(data) is None
    with pytest.raises(Refused, match="take MP3, M4A"):
        clean(data)


@pytest.mark.parametrize(
    "data",
    [
        *(wav()[:-20], wav()[:30], b"RIFF\4\0\0\0WAVE", wav().replace(b"fmt \x10\0\0\0\1\0", b"fmt \x10\0\0\0\x55\0")),
        *(id3(), id3() + b"<html>", mp3(2) + b"<html>", mp3(2) + bytes.fromhex("fffb94c0") + bytes(600)),
        *(m4a()[:-4], m4a()[:60], m4a(code=b"avc1"), m4a(handler=b"vide"), m4a(box(b"trak", SECRET))),
        *(box(b"ftyp", b"isom"), box(b"ftyp", b"isom") + box(b"moof", bytes(8)), m4a() + m4a()),
    ],
)
def test_file_that_breaks_off_or_holds_another_is_damaged(data):
    with pytest.raises(Damaged):
        sound_only(data)
    with pytest.raises(Refused, match="damaged"):
        clean(data)


def test_file_that_is_too_heavy_is_refused_unread(monkeypatch):
    monkeypatch.setattr(recording_files, "MAX_BYTES", 10)
    monkeypatch.setattr(recording_files.audio, "sound_only", None)
    with pytest.raises(Refused, match="more than"):
        clean(mp3())


@st.composite
def broken(draw):
    data = bytearray(draw(st.sampled_from([mp3(3), wav(0.01), m4a(), m4a(sound_first=True), id3() + mp3(2)])))
    for at, value in draw(st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=6)):
        data[at] = value
    return bytes(data[: draw(st.integers(0, len(data)))]) + draw(st.binary(max_size=20))


@given(broken())
def test_any_bytes_are_clean_after_one_cleaning_or_refused(data):
    try:
        found = sound_only(data)
    except Damaged:
        return
    if found:
        assert sound_only(found[0]) == found

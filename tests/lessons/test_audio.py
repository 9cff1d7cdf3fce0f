"""Files of recordings: what is taken, and that nothing but sound is left."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import recording_files
from lessons.audio import Damaged, sound_only
from lessons.media_files import Refused
from lessons.recording_files import clean
from tests.recordings import (
    OPUS_HEAD,
    SAMPLES,
    SILENCE,
    VORBIS_HEAD,
    VORBIS_SETUP,
    box,
    chunk,
    comment,
    id3,
    m4a,
    mp3,
    opus,
    page,
    vorbis,
    wav,
)

SECRET = b"where I live"
TAG = b"TAG" + SECRET.ljust(125)


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        *((mp3(), "mp3"), (wav(), "wav"), (clean(m4a()).content, "m4a")),
        *((clean(opus()).content, "ogg"), (clean(vorbis()).content, "ogg")),
    ],
)
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


def test_opus_loses_its_comment_and_keeps_its_sound():
    plain = {"stream": 0}
    assert clean(opus(SECRET)).content == (
        page(OPUS_HEAD, flags=2, **plain)
        + page(b"OpusTags" + bytes(8), number=1, **plain)
        + page(*SILENCE, flags=4, position=2232, number=2, **plain)
    )


def test_vorbis_loses_its_comment_and_keeps_its_set_up_and_sound():
    plain = {"stream": 0}
    assert clean(vorbis(SECRET)).content == (
        page(VORBIS_HEAD, flags=2, **plain)
        + page(b"\3vorbis" + bytes(8) + b"\1", VORBIS_SETUP, number=1, **plain)
        + page(bytes(30), flags=4, position=512, number=2, **plain)
    )


def test_headers_of_several_pages_are_read_and_written():
    setup, sound = b"\5vorbis" + bytes(70_000), page(bytes(30), flags=4, position=512, stream=0, number=3)
    start, middle = page(VORBIS_HEAD, flags=2, stream=0), 255 * 254
    comments = b"\3vorbis" + bytes(8) + b"\1"
    clean_file = (
        start
        + page(comments, setup[:middle], stream=0, number=1, goes_on=True)
        + page(setup[middle:], flags=1, stream=0, number=2)
        + sound
    )
    long_comment = b"\3vorbis" + comment(SECRET * 4_000) + b"\1"
    cut = 255 * 188
    brought = (
        start
        + page(long_comment[:cut], position=-1, stream=0, number=1, goes_on=True)
        + page(long_comment[cut:], setup[: 255 * 200], flags=1, stream=0, number=2, goes_on=True)
        + page(setup[255 * 200 :], flags=1, stream=0, number=3)
        + sound
    )
    assert clean(brought).content == clean_file == clean(clean_file).content


THEORA = b"\x80theora\3\2\1" + bytes(30)


@pytest.mark.parametrize(
    "data",
    [
        *(
            page(THEORA, flags=2),
            page(THEORA, flags=2, stream=1) + opus(),
            opus()[:47] + page(THEORA, flags=2, stream=1) + opus()[47:],
        ),
        *(page(b"fishead\0" + bytes(56), flags=2, stream=1) + opus(), opus() + opus(stream=8)),
        *(page(b"\x7fFLAC\1\0", flags=2), page(b"Speex   ", flags=2), page(b"", flags=2)),
    ],
)
def test_ogg_with_a_video_with_another_code_or_with_several_streams_is_no_recording(data):
    assert sound_only(data) is None
    with pytest.raises(Refused, match="Vorbis, Opus"):
        clean(data)


def test_same_sound_has_the_same_name_whatever_came_with_it():
    assert clean(id3() + mp3()).name == clean(mp3() + TAG).name


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"MZ a program", b"<svg/>", b"<html>", b"fLaC" + bytes(40), bytes(100)),
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
        *(b"OggS", b"OggS" + bytes(40), b"OggS<svg onload=x>", opus()[:-1], opus() + b"MZ a program", opus() + opus()),
        *(opus().replace(SILENCE[0], b"\xf8\xff\xfd", 1), opus(head=OPUS_HEAD[:9] + b"\6" + OPUS_HEAD[10:])),
        *(opus(head=OPUS_HEAD + SECRET), opus(head=OPUS_HEAD[:-1] + b"\1"), page(OPUS_HEAD, flags=2)),
        *(vorbis(head=VORBIS_HEAD[:11] + b"\0" + VORBIS_HEAD[12:]), vorbis(head=VORBIS_HEAD[:20])),
        *(page(OPUS_HEAD, b"OpusTags", flags=2) + page(*SILENCE), page(OPUS_HEAD, flags=2) + page(SECRET) + page(b"x")),
        page(OPUS_HEAD, flags=2) + page(b"OpusTags", *SILENCE),
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
    whole = [mp3(3), wav(0.01), m4a(), m4a(sound_first=True), id3() + mp3(2), opus(), vorbis()]
    data = bytearray(draw(st.sampled_from(whole)))
    for at, value in draw(st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=6)):
        data[at] = value
    return bytes(data[: draw(st.integers(0, len(data)))]) + draw(st.binary(max_size=20))


def is_clean_after_one_cleaning_or_refused(data):
    try:
        found = sound_only(data)
    except Damaged:
        return True
    return found is None or sound_only(found[0]) == found


@given(broken())
def test_any_bytes_are_clean_after_one_cleaning_or_refused(data):
    assert is_clean_after_one_cleaning_or_refused(data)


packets = st.one_of(
    st.sampled_from([OPUS_HEAD, VORBIS_HEAD, b"OpusTags" + bytes(8), b"\3vorbis" + bytes(9), VORBIS_SETUP, *SILENCE]),
    st.binary(max_size=40),
)
pages = st.builds(
    lambda held, flags, position, stream: page(*held, flags=flags, position=position, stream=stream),
    st.lists(packets, max_size=3),
    st.integers(0, 255),
    st.integers(-1, 2**63 - 1),
    st.sampled_from([7, 7, 7, 8]),
)


@given(st.lists(pages, min_size=1, max_size=5))
def test_any_pages_of_an_ogg_file_are_clean_after_one_cleaning_or_refused(found):
    assert is_clean_after_one_cleaning_or_refused(b"".join(found))

"""The sound of an audio file without anything else, by the file's structure. Pure.

Nothing is decoded. A file is cut into its parts, and put together of those that a player needs; all else is left out:
names, pictures, places, dates, whole files behind the end.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ID3, _FOOTER = b"ID3", 0x10
_TAGS_BEHIND = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", _ID3, b"\0")
# ISO 11172-3 and 13818-3, layer III: kbit/s by index; samples a second of MPEG 1, halved by 2 and again by 2.5.
_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES = (44_100, 48_000, 32_000)
_MPEG_1, _DIVISORS = 3, {3: 1, 2: 2, 0: 4}
_LAYER_3 = 1
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
# ISO 14496-12: boxes with boxes in them (within `moov`), and those that say where sound is and how to play it.
_BOXES = {b"trak", b"mdia", b"minf", b"stbl", b"edts"}
_LEAVES = {
    *(b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"smhd", b"dinf", b"elst"),
    *(b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sgpd", b"sbgp"),
}
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
# RFC 3533: the head of a page, its flags, and how packets are laced into it.
_PAGE, _PAGE_HEAD = b"OggS", struct.Struct("<4sBBqIII")
_CONTINUED, _FIRST, _LAST, _NO_PACKET_ENDS, _FULL = 1, 2, 4, -1, 255
# How each header of a stream begins: Vorbis I, 4.2.1; RFC 7845, 5.
_VORBIS, _OPUS = (b"\1vorbis", b"\3vorbis", b"\5vorbis"), (b"OpusHead", b"OpusTags")
_NO_COMMENT = bytes(8)  # nobody's name, no lines


class Damaged(ValueError):
    """It begins as an audio file, and doesn't go on as one."""


def sound_only(data: bytes) -> tuple[bytes, str] | None:
    """Clean bytes and the ending of such files; None for anything but MP3, M4A with AAC, Ogg and WAV."""
    try:
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            return _wav(data), "wav"
        if data[4:8] == b"ftyp":
            return _m4a(data), "m4a"
        if data[:4] == _PAGE:
            found = _ogg(data)
            return (found, "ogg") if found else None
        if data[:3] == _ID3 or _frame(data, 0):
            return _mp3(data), "mp3"
    except (struct.error, IndexError) as error:  # it breaks off where something must follow
        raise Damaged from error
    return None


# --- MP3: frames, each with its own header ---------------------------------------------------------------------------


def _mp3(data: bytes) -> bytes:
    start = _after_tags(data)
    at, kinds = start, set()
    while frame := _frame(data, at):
        length, kind = frame
        if at + length > len(data):
            break  # the last one is cut off
        kinds.add(kind)
        at += length
    rest = data[at:]
    if len(kinds) != 1 or (rest and not rest.startswith(_TAGS_BEHIND) and not _frame(data, at)):
        raise Damaged
    return data[start:at]


def _after_tags(data: bytes) -> int:
    at = 0
    while data[at : at + 3] == _ID3:
        a, b, c, d = data[at + 6 : at + 10]
        at += 10 + (a << 21 | b << 14 | c << 7 | d) + (10 if data[at + 5] & _FOOTER else 0)
    while at < len(data) and not data[at]:
        at += 1
    return at


def _frame(data: bytes, at: int) -> tuple[int, tuple[int, int]] | None:
    """Length, and version with sampling rate, of the frame of layer III that begins there."""
    head = int.from_bytes(data[at : at + 4])
    version, layer, rate, samples = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version not in _DIVISORS or layer != _LAYER_3 or rate in {0, 15} or samples == 3:
        return None
    frequency = _SAMPLES[samples] // _DIVISORS[version]
    bits = _RATES[version == _MPEG_1][rate] * 1000 * (144 if version == _MPEG_1 else 72)
    return bits // frequency + (head >> 9 & 1), (version, frequency)


# --- WAV: chunks -----------------------------------------------------------------------------------------------------


def _wav(data: bytes) -> bytes:
    chunks = dict(_chunks(data))
    form, sound = chunks.get(b"fmt ", b""), chunks.get(b"data", b"")
    kind, channels = struct.unpack_from("<HH", form)
    if kind not in {_PCM, _FLOAT, _EXTENSIBLE} or channels not in {1, 2} or len(form) not in {16, 18, 40} or not sound:
        raise Damaged
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", sound)
    return _chunk(b"RIFF", body)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + size]
        if len(content) < size and name in {b"fmt ", b"data"}:
            raise Damaged
        yield name, content
        at += 8 + size + size % 2


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)


# --- M4A: boxes in boxes ---------------------------------------------------------------------------------------------


def _m4a(data: bytes) -> bytes:
    top = list(_boxes(data, 0, len(data)))
    moov = [each for each in top if each[0] == b"moov"]
    sound = [each for each in top if each[0] == b"mdat" and each[1] < each[2]]
    if len(moov) != 1 or len(sound) != 1 or _kinds(data, *moov[0][1:]) != [(b"soun", b"mp4a")]:
        raise Damaged
    _name, start, end = sound[0]
    head = _box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom")
    size = len(_moov(data, *moov[0][1:], 0))
    return head + _moov(data, *moov[0][1:], len(head) + size + 8 - start) + _box(b"mdat", data[start:end])


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, and where the content begins and ends, of each box between."""
    while at < end:
        size, name = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start)
            start += 8
        following = at + size if size else end
        if not start <= following <= end:
            raise Damaged
        yield name, start, following
        at = following


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def _kinds(data: bytes, start: int, end: int) -> list[tuple[bytes, bytes]]:
    """What each track holds, and in which code."""
    found = []
    for track in _within(data, start, end, b"trak"):
        (media,) = _within(data, *track, b"mdia") or [(0, 0)]
        handler = [data[at + 8 : at + 12] for at, _end in _within(data, *media, b"hdlr")]
        tables = [each for info in _within(data, *media, b"minf") for each in _within(data, *info, b"stbl")]
        codes = [data[at + 12 : at + 16] for table in tables for at, _end in _within(data, *table, b"stsd")]
        found += list(zip(handler, codes, strict=False))
    return found


def _within(data: bytes, start: int, end: int, name: bytes) -> list[tuple[int, int]]:
    return [(at, stop) for found, at, stop in _boxes(data, start, end) if found == name]


def _moov(data: bytes, start: int, end: int, moved: int, name: bytes = b"moov") -> bytes:
    """The box anew, of what is known; sound lies `moved` bytes further on."""
    parts = [
        _moov(data, at, stop, moved, found) if found in _BOXES else _box(found, _leaf(found, data[at:stop], moved))
        for found, at, stop in _boxes(data, start, end)
        if found in _BOXES or found in _LEAVES
    ]
    return _box(name, b"".join(parts))


def _leaf(name: bytes, content: bytes, moved: int) -> bytes:
    if name in {b"stco", b"co64"}:
        (count,) = struct.unpack_from(">I", content, 4)
        form = f">{count}{'I' if name == b'stco' else 'Q'}"
        return content[:8] + struct.pack(form, *(each + moved for each in struct.unpack_from(form, content, 8)))
    if name in _DATED:  # when it was recorded
        length = 16 if content[0] else 8
        return content[:4] + b"\0" * length + content[4 + length :]
    return content


# --- Ogg: pages with packets, Vorbis or Opus alone -------------------------------------------------------------------


@dataclass(frozen=True)
class _Page:
    flags: int
    position: int
    stream: int
    segments: bytes
    body: bytes

    def written(self, number: int) -> bytes:
        head = _PAGE_HEAD.pack(_PAGE, 0, self.flags, self.position, 0, number, 0)
        data = head + bytes([len(self.segments)]) + self.segments + self.body
        return _with_checksum(data)


def _ogg(data: bytes) -> bytes | None:
    """The headers anew, with an empty comment, and the pages of sound; None for another code, or several streams."""
    pages = list(_pages(data))
    codes = next((each for each in (_VORBIS, _OPUS) if pages[0].body.startswith(each[0])), None)
    if codes is None or len({page.stream for page in pages}) > 1:
        return None
    headers, sound = _headers(pages, len(codes))
    if not _is_head(headers[0]) or pages[0].body != headers[0] or not any(page.body for page in sound):
        raise Damaged
    if not all(header.startswith(code) for header, code in zip(headers, codes, strict=True)):
        raise Damaged
    if [page.flags & _FIRST for page in pages] != [_FIRST] + [0] * (len(pages) - 1):
        raise Damaged
    comment = codes[1] + _NO_COMMENT + (b"\1" if codes is _VORBIS else b"")
    written = [*_paged([headers[0]], _FIRST), *_paged([comment, *headers[2:]]), *sound]
    return b"".join(page.written(number) for number, page in enumerate(written))


def _is_head(head: bytes) -> bool:
    """Whether it says: a version that is known, one or two channels."""
    if head.startswith(_VORBIS[0]):
        version, channels, rate = struct.unpack_from("<IBI", head, 7)
        return (len(head), version, head[29] & 1) == (30, 0, 1) and channels in {1, 2} and rate > 0
    version, channels, family = head[8], head[9], head[18]
    return (len(head), version >> 4, family) == (19, 0, 0) and channels in {1, 2}


def _pages(data: bytes) -> Iterator[_Page]:
    at = 0
    while at < len(data):
        name, version, flags, position, stream, _number, _sum = _PAGE_HEAD.unpack_from(data, at)
        start = at + 27 + data[at + 26]
        segments = data[at + 27 : start]
        end = start + sum(segments)
        if name != _PAGE or version or end > len(data) or _with_checksum(data[at:end]) != data[at:end]:
            raise Damaged
        yield _Page(flags & (_CONTINUED | _FIRST | _LAST), position, stream, segments, data[start:end])
        at = end


def _headers(pages: Sequence[_Page], count: int) -> tuple[list[bytes], Sequence[_Page]]:
    """So many packets, and the pages behind them: sound begins on a page of its own."""
    packets, begun = [], bytearray()
    for index, page in enumerate(pages, start=1):
        at = 0
        for segment in page.segments:
            begun += page.body[at : at + segment]
            at += segment
            if segment < _FULL:
                packets.append(bytes(begun))
                begun.clear()
        if len(packets) == count and not begun:
            return packets, pages[index:]
    raise Damaged


def _paged(packets: Sequence[bytes], flags: int = 0) -> Iterator[_Page]:
    """Headers on pages of a stream, as many as they need."""
    lacing = b"".join(bytes([_FULL]) * (len(each) // _FULL) + bytes([len(each) % _FULL]) for each in packets)
    body, continued = b"".join(packets), 0
    for start in range(0, len(lacing), _FULL):
        segments = lacing[start : start + _FULL]
        position = 0 if min(segments) < _FULL else _NO_PACKET_ENDS
        yield _Page(flags | continued, position, 0, segments, body[: sum(segments)])
        body, continued = body[sum(segments) :], _CONTINUED if segments[-1] == _FULL else 0


_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _with_checksum(page: bytes) -> bytes:
    """Ogg's CRC is zlib's of mirrored bytes, mirrored, without the inversions at both ends."""
    mirrored = zlib.crc32((page[:22] + bytes(4) + page[26:]).translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return page[:22] + mirrored.to_bytes(4, "big").translate(_MIRRORED) + page[26:]

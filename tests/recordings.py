"""Recordings for tests, made on the spot."""

import math
import struct


def wav(seconds: float = 0.2, *extra: bytes, rate: int = 8_000) -> bytes:
    """A tone of 440 Hz; `extra` are chunks behind it."""
    samples = bytes(128 + round(100 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(round(seconds * rate)))
    form = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    body = b"WAVE" + chunk(b"fmt ", form) + chunk(b"data", samples) + b"".join(extra)
    return chunk(b"RIFF", body)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)


def mp3(frames: int = 40) -> bytes:
    """Silence: MPEG 1, layer III, 128 kbit/s, 44.1 kHz, mono."""
    return (bytes.fromhex("fffb90c0") + bytes(413)) * frames


def id3(content: bytes = b"TIT2 my name") -> bytes:
    size = len(content)
    return b"ID3\4\0\0" + bytes((size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127)) + content


def box(name: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", len(inside) + 8, name) + inside


SAMPLES = (b"\x01\x18\x20\x07", b"\x01\x18\x20\x07\0")


def m4a(*extra: bytes, sound_first: bool = False, code: bytes = b"mp4a", handler: bytes = b"soun") -> bytes:
    """Two short frames of AAC; `extra` are boxes within moov. The date is in each head, and a name in `udta`."""
    sound = box(b"mdat", *SAMPLES)
    start = box(b"ftyp", b"M4A \0\0\2\0M4A isom")

    def moov(offset: int) -> bytes:
        dated = struct.pack(">IIII", 0, 3_800_000_000, 3_800_000_000, 44_100)
        table = box(
            b"stbl",
            box(b"stsd", struct.pack(">II", 0, 1), box(code, bytes(28))),
            box(b"stts", struct.pack(">IIII", 0, 1, 2, 1024)),
            box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 2, 1)),
            box(b"stsz", struct.pack(">IIIII", 0, 0, 2, 4, 5)),
            box(b"stco", struct.pack(">III", 0, 1, offset)),
        )
        media = box(b"mdia", box(b"mdhd", dated), box(b"hdlr", bytes(8), handler, bytes(12)), box(b"minf", table))
        udta = box(b"udta", box(b"name", b"where I live"))
        return box(b"moov", box(b"mvhd", dated), box(b"trak", box(b"tkhd", dated), media), udta, *extra)

    if sound_first:
        return start + sound + moov(len(start) + 8)
    return start + moov(len(start) + len(moov(0)) + 8) + sound


def checksum(page: bytes) -> int:
    """RFC 3533, 6: polynomial 0x04c11db7, bit by bit."""
    found = 0
    for byte in page:
        found ^= byte << 24
        for _bit in range(8):
            found = (found << 1 ^ (0x04C11DB7 if found >> 31 else 0)) & 0xFFFFFFFF
    return found


def page(
    *packets: bytes, flags: int = 0, position: int = 0, stream: int = 7, number: int = 0, goes_on: bool = False
) -> bytes:
    """Of an Ogg file; where the last packet goes on on the next page, its part here is a multiple of 255 bytes."""
    lacing = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    lacing = lacing[:-1] if goes_on else lacing
    head = struct.pack("<4sBBqII", b"OggS", 0, flags, position, stream, number)
    tail = bytes([len(lacing)]) + lacing + b"".join(packets)
    return head + struct.pack("<I", checksum(head + bytes(4) + tail)) + tail


def comment(words: bytes) -> bytes:
    """A vendor and one line."""
    return struct.pack("<I4sII", 4, b"Lavf", 1, len(words)) + words


SILENCE = (b"\xf8\xff\xfe", b"\xf8\xff\xfe")  # two frames of 20 ms
OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48_000, 0, 0)
VORBIS_HEAD = b"\1vorbis" + struct.pack("<IBIiiiBB", 0, 1, 44_100, 0, 0, 0, 0xB8, 1)
VORBIS_SETUP = b"\5vorbis" + bytes(900)


def opus(words: bytes = b"TITLE=x", head: bytes = OPUS_HEAD, *, stream: int = 7) -> bytes:
    pages = [((head,), 2, 0), ((b"OpusTags" + comment(words),), 0, 0), (SILENCE, 4, 2232)]
    return b"".join(
        page(*packets, flags=flags, position=position, stream=stream, number=number)
        for number, (packets, flags, position) in enumerate(pages)
    )


def vorbis(words: bytes = b"TITLE=x", head: bytes = VORBIS_HEAD) -> bytes:
    """Its packet of sound, and its set-up, hold nothing that could be heard."""
    headers = page(b"\3vorbis" + comment(words) + b"\1", VORBIS_SETUP, number=1)
    return page(head, flags=2) + headers + page(bytes(30), flags=4, position=512, number=2)

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

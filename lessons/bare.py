"""Whether a file of a picture holds the picture and nothing else, by its structure. Pure.

A decoder skips what it doesn't need: comments, places, whole archives behind the end. Here every part of the file is
one of those that the picture needs.
"""

import struct

_PNG = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
# Quantisation, Huffman tables, restarts, baseline and progressive frames, scans.
_JPEG = {0xDB, 0xC4, 0xDD, 0xC0, 0xC2, 0xDA}
_JFIF = b"\xff\xe0\x00\x10JFIF\x00"


def is_bare(data: bytes, kind: str) -> bool:
    """`kind` is PNG, JPEG or WEBP; of any other it is false. `data` is known to decode as that."""
    try:
        match kind:
            case "PNG":
                return _is_bare_png(data)
            case "WEBP":
                return _is_bare_webp(data)
            case "JPEG":
                return _is_bare_jpeg(data)
    except (IndexError, ValueError, struct.error):  # it breaks off where something must follow
        pass
    return False


def _is_bare_png(data: bytes) -> bool:
    """Eight bits a channel at most: more is never seen, and twice as heavy."""
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        if name not in _PNG or (name == b"IEND" and length):
            return False
        at += length + 12
    return at == len(data) and data[24] <= 8


def _is_bare_webp(data: bytes) -> bool:
    (length,) = struct.unpack_from("<I", data, 4)
    at = 12
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name not in _WEBP:
            return False
        at += 8 + size + size % 2
    return at == len(data) == length + 8


def _is_bare_jpeg(data: bytes) -> bool:
    """In grey or in YCbCr: one component or three."""
    at = 20 if data[2:].startswith(_JFIF) and not any(data[18:20]) else 2
    while data[at + 1] != 0xD9:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if data[at] != 0xFF or marker not in _JPEG or (marker in {0xC0, 0xC2} and data[at + 9] not in {1, 3}):
            return False
        at += length + 2
        if marker == 0xDA:
            at = _end_of_scan(data, at)
    return data[at] == 0xFF and at + 2 == len(data)


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the coded pixels end: at the next marker that is no restart and no escaped byte."""
    at = data.index(b"\xff", start)
    while data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
        at = data.index(b"\xff", at + 2)
    return at

"""An address as a QR code. Pure."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

# Modules of white around the code, without which it is not read (ISO/IEC 18004).
QUIET_ZONE = 4


@dataclass(frozen=True)
class Code:
    """`path` draws the dark modules in a square of `size` units, quiet zone included: a page needs one SVG path."""

    size: int
    path: str


def qr_code(text: str) -> Code:
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    made.add_data(text)
    rows = made.get_matrix()
    path = "".join(f"M{start} {y}h{end - start}v1H{start}z" for y, row in enumerate(rows) for start, end in _runs(row))
    return Code(len(rows), path)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin and end."""
    padded = [False, *row, False]
    edges = [x for x in range(len(row) + 1) if padded[x] != padded[x + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))

import re

import pytest
import qrcode

from quizzes.qr import QUIET_ZONE, qr_code

ADDRESS = "https://learn.example.org/courses/european-security/quizzes/collective-defence-quiz/"


def drawn(code) -> list[list[bool]]:
    """The modules that the path fills."""
    rows = [[False] * code.size for _ in range(code.size)]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1H(\d+)z", code.path)
    assert "".join("M{} {}h{}v1H{}z".format(*run) for run in runs) == code.path
    for x, y, width, back in (map(int, run) for run in runs):
        assert back == x
        rows[y][x : x + width] = [True] * width
    return rows


@pytest.mark.parametrize("text", ["a", ADDRESS, "ä" * 200])
def test_path_draws_the_modules_of_the_code(text):
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    made.add_data(text)
    assert drawn(qr_code(text)) == made.get_matrix()


def test_code_has_its_quiet_zone():
    rows = drawn(qr_code(ADDRESS))
    assert not any(any(row) for row in (*rows[:QUIET_ZONE], *rows[-QUIET_ZONE:]))
    assert not any(any(row[:QUIET_ZONE]) or any(row[-QUIET_ZONE:]) for row in rows)
    assert rows[QUIET_ZONE][QUIET_ZONE : QUIET_ZONE + 8] == [True] * 7 + [False]

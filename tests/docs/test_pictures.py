"""The pictures of docs/: each is shown, each that is shown is there, and none is heavy."""

import re
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")]
SHOWN = re.findall(r"!\[[^\]]+\]\((pictures/[\w-]+\.png)\)", "\n".join(PAGES))


def test_pictures_are_those_that_pages_show_and_light():
    kept = {f"pictures/{path.name}" for path in (DOCS / "pictures").glob("*.png")}
    assert kept == set(SHOWN)
    for name in kept:
        with Image.open(DOCS / name) as picture:
            assert picture.width >= 300
        assert (DOCS / name).stat().st_size < 150_000

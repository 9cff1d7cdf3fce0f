"""docs/importing.md names every format and shows files that are read as it says."""

import re
from pathlib import Path

import pytest

from quizzes.formats import FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "importing.md"
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_named(name):
    assert f"`{name}`" in PAGE.read_text()


@pytest.mark.parametrize(
    ("name", "begins", "type_name"),
    [("aiken", "Which article", "single_choice"), ("numbered", "1. Which", "multiple_response")],
)
def test_examples_are_read(name, begins, type_name):
    (text,) = (block for block in BLOCKS if block.startswith(begins))
    reading = FORMATS[name].read(text.encode())
    assert reading.errors == []
    assert [found.data["type"] for found in reading.questions] == [type_name]

"""The commands of docs/operations.md can be run as they stand there."""

import os
import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
TEXTS = ["docs/operations.md", "docs/signing-in.md", "README.md", "deploy/upgrade"]


def commands() -> set[str]:
    """What deploy/as_site is told to run, and the files that are run without it."""
    text = "\n".join((ROOT / name).read_text() for name in TEXTS)
    return set(re.findall(r"deploy/as_site ([\w./]+)", text)) - {"COMMAND"}


def test_as_site_is_told_to_run_what_can_be_run():
    found = commands()
    assert ".venv/bin/python" in found
    assert [name for name in found if not os.access(ROOT / name, os.X_OK)] == []


@pytest.mark.parametrize("name", ["setup", "serve", "as_site", "upgrade"])
def test_script_can_be_run(name):
    assert os.access(ROOT / "deploy" / name, os.X_OK)

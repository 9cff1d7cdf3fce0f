"""Which version of the code this is."""

import shutil
import subprocess
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """The tag or commit that is checked out, e.g. "v1.0" or "v1.0-3-gab12cd3"; "unknown" outside of a Git checkout."""
    git = shutil.which("git")
    if git is None or not (settings.BASE_DIR / ".git").exists():
        return "unknown"
    # The site's user need not own the checkout, which Git would take for an attack.
    command = [
        git,
        "-C",
        settings.BASE_DIR,
        "-c",
        f"safe.directory={settings.BASE_DIR}",
        "describe",
        "--tags",
        "--always",
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)  # noqa: S603
    return found.stdout.strip() or "unknown"

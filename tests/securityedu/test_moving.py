"""From SQLite to PostgreSQL and back, with the commands that docs/operations.md names."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.samples import write_course

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs both databases")


@pytest.fixture
def manage(tmp_path):
    """Runs a command on a site of its own: `manage(name of its folder, command…)`; "postgres" has the real one."""

    def run(site: str, *arguments: str) -> None:
        environment = os.environ | {"DATA_DIR": str(tmp_path / site), "DJANGO_SUPERUSER_PASSWORD": "correct horse"}
        if site != "postgres":
            environment.pop("DATABASE_URL")
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return run


def rows_of(backup: Path) -> dict[str, list]:
    """As values: PostgreSQL orders the keys of JSON objects its own way."""
    with zipfile.ZipFile(backup) as archive:
        names = [name for name in archive.namelist() if name.startswith("tables/")]
        return {name: [json.loads(line) for line in archive.read(name).splitlines()] for name in names}


def test_site_moves_to_postgresql_and_back_without_a_difference(manage, tmp_path):
    manage("before", "migrate", "--verbosity=0")
    manage("before", "load_course", str(write_course(tmp_path)))
    manage("before", "createsuperuser", "--noinput", "--username=émile", "--email=emile@example.org")
    previous = "before"
    for site in ("postgres", "after"):
        manage(previous, "backup", str(tmp_path / f"{previous}.zip"))
        manage(site, "restore", str(tmp_path / f"{previous}.zip"))
        previous = site
    manage("after", "backup", str(tmp_path / "after.zip"))

    rows = rows_of(tmp_path / "before.zip")
    assert len(rows["tables/accounts.user"]) == 2  # the names of the columns, and she
    assert rows_of(tmp_path / "postgres.zip") == rows
    assert rows_of(tmp_path / "after.zip") == rows
    assert (tmp_path / "after" / "secret_key").read_text() == (tmp_path / "before" / "secret_key").read_text()

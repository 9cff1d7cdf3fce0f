"""Brings DATA_DIR and the database up to date: tables, static files, the shipped course where there is none.

One process for all three, because each start of Django costs a second.
usage: python deploy/prepare.py [--no-static] [--demo]
--demo fills a site that is new with made-up people.
"""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "securityedu.settings")

import django  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import OperationalError  # noqa: E402
from environs import EnvError  # noqa: E402

COURSE = ROOT / "content" / "european-security"


def fingerprint_of_static_files() -> str:
    """A digest of the name, size and time of every file that collectstatic would collect, and of how it does."""
    digest = hashlib.sha256(repr((settings.STORAGES, settings.STATIC_URL)).encode())
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    for finder in get_finders():
        for name, storage in sorted(finder.list(ignored), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files() -> None:
    """Run collectstatic when something changed: compressing the files takes longer than everything else here.

    The stamp lies beside the files, because another DATA_DIR has files of its own.
    """
    stamp = settings.DATA_DIR / "static.stamp"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    fingerprint = fingerprint_of_static_files()
    if manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    print("· static files", file=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def main() -> None:
    try:
        django.setup()
    except (ImproperlyConfigured, EnvError, ValueError, OSError) as error:
        sys.exit(f"securityedu: a setting is wrong (see the README's table): {error}")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        sys.exit(f"securityedu: the database can't be used (see DATABASE_URL and DATA_DIR in the README): {error}")
    if "--no-static" not in sys.argv:
        collect_static_files()
    try:
        if "--demo" in sys.argv:
            call_command("create_demo", if_absent=True)  # loads the course, too
        else:
            call_command("load_course", str(COURSE), if_absent=True)
    except CommandError as error:
        sys.exit(f"securityedu: {error}")


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"securityedu: {error}")  # a full disk, a folder that can't be written

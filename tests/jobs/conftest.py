import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from jobs.services import enqueue
from tests.factories import UserFactory
from tests.jobs import kinds  # noqa: F401 (it registers)
from tests.jobs.times import NOW


@pytest.fixture
def owner(db):
    return UserFactory(username="ines", role="instructor")


@pytest.fixture
def queue(owner):
    """queue(kind, arguments…) -> a waiting job of the owner."""

    def queue(kind="test_batches", *, now=NOW, **arguments):
        return enqueue(kind=kind, owner=owner, arguments=arguments or {"rows": 3}, now=now)

    return queue


@pytest.fixture
def start(transactional_db, tmp_path):
    """Starts a real process on the test's database; whatever still runs at the end is killed."""
    processes = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(settings.BASE_DIR),
    }

    def start(*command, **more):
        log = (tmp_path / "processes.log").open("ab")
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment | more, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def work(start):
    """Starts a worker."""
    return lambda *options, **more: start(sys.executable, "manage.py", "run_jobs", *options, **more)


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@pytest.fixture
def until():
    """until(condition): waits for it, for a minute at most."""

    def until(condition):
        for _ in range(600):
            if condition():
                return
            time.sleep(0.1)
        raise AssertionError("it did not come to pass")

    return until

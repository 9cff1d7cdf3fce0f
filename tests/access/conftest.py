import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.access.world import World

FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once for all tests of a module, in a transaction that ends with it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.PASSWORD_HASHERS", FAST)
        with transaction.atomic():
            yield World(tmp_path_factory.mktemp("world"))
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def world(world_of_module, db):
    return world_of_module


@pytest.fixture
def ask(world):
    """ask(role, method, url, data) -> (response, what it wrote): each request finds the same world."""

    def ask(role: str, method: str, url: str, data: dict | None = None):
        cache.clear()  # else rate limits would soon answer
        written: list[str] = []
        with transaction.atomic(), connection.execute_wrapper(noting(written)):
            response = getattr(world.client(role), method.lower())(url, data or {})
            transaction.set_rollback(True)
        return response, written

    return ask


WRITES = ("INSERT", "UPDATE", "DELETE")
# A session is no change of anything that somebody owns.
SESSIONS = '"django_session"'


def noting(written: list[str]):
    def wrapper(execute, sql, params, many, context):
        if sql.lstrip("(").startswith(WRITES) and SESSIONS not in sql:
            written.append(sql[:160])
        return execute(sql, params, many, context)

    return wrapper

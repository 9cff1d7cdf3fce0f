"""Signs of life: 200 only when people can be served, and an answer soon in any case."""

import threading

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from redis.exceptions import ConnectionError as RedisConnectionError

from securityedu import health

pytestmark = pytest.mark.django_db


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def ready(client) -> tuple[int, str]:
    response = client.get("/readyz")
    return response.status_code, response.content.decode()


def test_process_is_alive_and_ready(client):
    assert client.get("/healthz").content == b"ok"
    assert ready(client) == (200, "ok")


def test_process_is_not_ready_while_the_database_is_away(client, monkeypatch):
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", failing(OperationalError("connection refused")))
    assert ready(client) == (503, "database away")
    assert client.get("/healthz").status_code == 200


def test_process_is_not_ready_while_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {})
    assert ready(client) == (503, "migrations wait")


def test_process_is_not_ready_while_the_cache_is_away(client, monkeypatch):
    monkeypatch.setattr(type(cache._connections["default"]), "get", failing(RedisConnectionError("refused")))
    assert ready(client) == (503, "cache away")


def test_answer_does_not_wait_for_a_database_that_hangs(client, monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    answers = threading.Event()
    monkeypatch.setattr(health, "_database", lambda: str(answers.wait(60)))
    for _ in range(3):  # a second and third one don't queue up behind the first
        assert ready(client) == (503, "database or cache do not answer")
    answers.set()

"""A PostgreSQL that was restarted leaves dead connections behind: nobody sees an error for them."""

import pytest
from django.db import connection, connections

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server"),
]


def served(sql: str) -> int:
    """What a statement gives on a connection from the pool, which then goes back to it."""
    borrowed = connections.create_connection("default")
    try:
        with borrowed.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        borrowed.close()


def test_connection_that_the_server_has_ended_is_not_given_out():
    idle = served("SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [idle])
    assert served("SELECT pg_backend_pid()") != idle

"""Counting database statements. What only opens or closes a transaction or a savepoint is left out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Yields a list that holds the statements once the block has ended."""
    # A process asks for them once, and once more after a test that emptied all tables.
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]


@contextmanager
def statements(*, at_most: int) -> Iterator[list[str]]:
    """Fails, and shows them, when the block makes more statements than its budget."""
    with count_statements() as found:
        yield found
    assert len(found) <= at_most, "\n".join([f"{len(found)} statements, not {at_most}:", *found])

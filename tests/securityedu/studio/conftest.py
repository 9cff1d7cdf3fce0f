import pytest

from tests.factories import teacher_of


@pytest.fixture
def author(client, course):
    """Owns the sample course; the client is hers."""
    person = teacher_of(course, "owner", username="author")
    client.force_login(person)
    return person

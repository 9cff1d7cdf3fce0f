import pytest

from tests.factories import UserFactory


@pytest.fixture
def learner(db):
    return UserFactory()

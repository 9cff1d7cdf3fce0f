"""Signing in takes as long for a name that nobody has as for any other: it hashes one password either way."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher

from tests.factories import UserFactory


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that were hashed."""
    found, encode = [], MD5PasswordHasher.encode

    def counting(self, password, salt):
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "login",
    ["ada", "nobody", "ada@example.org", "new@example.org", "nobody@example.org", "closed", "closed@example.org"],
)
def test_wrong_password_is_hashed_once_whoever_is_meant(client, hashed, login):
    ada = UserFactory(username="ada", email="ada@example.org")
    EmailAddress.objects.create(user=ada, email="new@example.org", verified=True)
    UserFactory(username="closed", email="closed@example.org", is_active=False)
    hashed.clear()
    client.post("/accounts/login/", {"login": login, "password": "a wrong password"})
    assert hashed == ["a wrong password"]

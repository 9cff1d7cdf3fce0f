import pytest

from tests.factories import PASSWORD, AdminFactory


@pytest.fixture(autouse=True)
def database(db):
    """People live in it."""


@pytest.fixture
def mail(settings, mailoutbox):
    """A site with a mail server; what it sends lands in this list."""
    settings.EMAIL_URL = "smtp://localhost"
    return mailoutbox


@pytest.fixture
def sign_up(client):
    def post(address="/accounts/signup/", **data):
        return client.post(address, {"username": "ada", "password1": PASSWORD, **data})

    return post


@pytest.fixture
def sign_in(client):
    def post(login, password=PASSWORD, **data):
        return client.post("/accounts/login/", {"login": login, "password": password, **data})

    return post


@pytest.fixture
def errors_of():
    """The errors that a page shows, by field."""
    return lambda response, form="form": {
        name: [str(error) for error in found] for name, found in response.context[form].errors.items()
    }


@pytest.fixture
def admin(client):
    """Staff in the migrated group, signed in."""
    person = AdminFactory(username="admin")
    client.force_login(person)
    return person

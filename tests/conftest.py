import pytest
from django.core.cache import cache, caches

IMPRINT_CACHE = "site-has-imprint"  # lessons.selectors, which can't be imported before Django is set up


DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server"}


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="leave out what would be the same on any database")


def pytest_collection_modifyitems(config, items):
    """Pure tests need no second run on another database."""
    if not config.getoption("--database-only"):
        return
    left_out = [item for item in items if not _uses_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item) -> bool:
    return bool(DATABASE.intersection(item.fixturenames)) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    """Real hashing takes a third of a second on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits count in the cache: no test starts with the tries of another."""
    cache.clear()
    caches["process"].clear()
    # As in a process that has shown a page before: the footer's question is not counted against each page.
    caches["process"].set(IMPRINT_CACHE, False)


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    """Files that wait to be imported are a test's own."""
    settings.UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Static files under their own names: tests must not need `collectstatic`."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def course(db, tmp_path):
    """The sample course of tests/samples.py, loaded."""
    from lessons.models import Course
    from tests.samples import load_sample

    load_sample(tmp_path)
    return Course.objects.get(key="sample")


@pytest.fixture
def quiz(course):
    """Its quiz: eight questions, one of each type, nine points."""
    return course.quiz_set.get(key="first-quiz")

"""The site as the chaos test runs it, in processes of its own: files of the front end are copied once."""

from securityedu.settings import *  # noqa: F403
from securityedu.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3_600

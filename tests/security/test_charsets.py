"""A request says in which charset it is; whatever it says, the answer is never an error of ours."""

from io import BytesIO

import pytest
from django.test import RequestFactory

TYPES = [
    "text/plain; charset=utf-7",
    "text/plain; charset=hex",
    "text/plain; charset=idna",
    "text/plain; charset=utf-16",
    "text/plain; charset*=utf-8''utf-7",
    "text/plain; name*=nothing''%20",
    "multipart/form-data; boundary=x; charset=utf-7",
]


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:No directory at")  # of static files, which no test needs
@pytest.mark.parametrize("content_type", TYPES)
def test_another_charset_than_utf_8_is_no_error(content_type):
    from securityedu.wsgi import application

    environ = RequestFactory()._base_environ(PATH_INFO="/search/", QUERY_STRING="q=%2B2AA-")
    environ |= {"CONTENT_TYPE": content_type, "wsgi.input": BytesIO(), "SERVER_NAME": "localhost"}
    told = []
    application(environ, lambda status, headers, *rest: told.append(status))
    assert told[0][0] in "24"

"""What gunicorn serves: `securityedu.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "securityedu.settings")

# This answer is given before there is any middleware.
REFUSAL_HEADERS = [
    ("Content-Type", "text/plain"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


def utf8_only(site):
    """Refuses bodies in other encodings, and content types that can't be read, before Django trips over them."""

    def application(environ, start_response):
        try:
            _type, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            parameters = {"charset": "unreadable"}
        if parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8"):
            return site(environ, start_response)
        start_response("415 Unsupported Media Type", REFUSAL_HEADERS)
        return [b"Please send UTF-8."]

    return application


application = utf8_only(get_wsgi_application())

"""What holds for every request: personal pages stay out of shared caches, and NUL stays out of the database."""

from django.http import HttpResponseBadRequest
from django.utils.cache import patch_cache_control, patch_vary_headers

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def private_by_default(get_response):
    """A response that says nothing about caching is its reader's own, when cookies had a part in it."""

    def middleware(request):
        response = get_response(request)
        if "Cache-Control" not in response and (request.COOKIES or response.cookies):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def refuse_nul(get_response):
    """PostgreSQL can't hold a NUL, and no address, cookie or form needs one. JSON is looked at where it is parsed."""

    def middleware(request):
        texts = [request.path, *request.COOKIES.values(), *_fields(request.GET)]
        if request.content_type in FORMS:
            texts += _fields(request.POST)
        if any("\x00" in text for text in texts):
            return HttpResponseBadRequest("A NUL character can't be taken.", content_type="text/plain")
        return get_response(request)

    return middleware


def _fields(data):
    return [text for name, values in data.lists() for text in (name, *values)]

"""What holds for every request: personal pages stay out of shared caches and uncompressed, NUL out of the database."""

from django.http import HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware
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


def compress_public(get_response):
    """Compresses the pages that are the same for every guest.

    Nothing in them is secret, so their length can tell nothing (BREACH). Pages of people who have signed in go as they
    are: whether a proxy compresses those is for who runs it to decide.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request):
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and "public" in response.get("Cache-Control", ""):
            return gzip.process_response(request, response)
        return response

    return middleware


def refuse_nul(get_response):
    """PostgreSQL can't hold a NUL, and no form field needs one. JSON is looked at where it is parsed."""

    def middleware(request):
        fields = request.POST.lists() if request.content_type in FORMS else ()
        if any("\x00" in text for name, values in fields for text in (name, *values)):
            return HttpResponseBadRequest("A NUL character can't be taken.", content_type="text/plain")
        return get_response(request)

    return middleware

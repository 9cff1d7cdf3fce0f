from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import JsonResponse
from django.utils import timezone

from accounts.models import User
from accounts.time_zones import zone_of


def time_zone(get_response):
    """Shows every time in the zone of whoever is signed in; guests, and who chose none, get the site's."""

    def middleware(request):
        name = getattr(request.user, "time_zone", "")
        with timezone.override(zone_of(name)):
            return get_response(request)

    return middleware


def deleted_meanwhile(get_response):
    """An account is deleted in one tab while another sends something: that tab is signed out, which is no error."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if not isinstance(exception, (IntegrityError, ObjectDoesNotExist)) or not request.user.is_authenticated:
            return None
        if User.objects.filter(pk=request.user.pk).exists():
            return None
        logout(request)
        if request.content_type == "application/json":
            return JsonResponse({"error": "signed_out"}, status=401)
        return redirect_to_login("/")

    middleware.process_exception = process_exception
    return middleware

"""The site's addresses, and two for responses that it has none of on purpose: a plain download and an error of ours."""

from io import BytesIO

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse
from django.urls import path

from securityedu.urls import urlpatterns as those_of_the_site


@login_not_required
def download(request):
    return FileResponse(BytesIO(b"a,b"), as_attachment=True, filename="people.csv")


@login_not_required
def error(request):
    raise RuntimeError


urlpatterns = [path("download/", download), path("error/", error), *those_of_the_site]

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from securityedu import views
from securityedu.csp_report import csp_report
from securityedu.media import NAME
from securityedu.styleguide.views import styleguide

if settings.DEBUG:
    from debug_toolbar.toolbar import debug_toolbar_urls

handler400 = "securityedu.views.bad_request"
handler500 = "securityedu.views.server_error"

urlpatterns = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("styleguide/", styleguide, name="styleguide"),
    re_path(rf"^media/(?P<name>{NAME})\Z", views.media, name="media"),
    path("csp-report/", csp_report, name="csp_report"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", include("quizzes.urls")),
    path("teach/", include("securityedu.studio.urls")),
    path("", include("progress.urls")),
    path("", include("lessons.urls")),
    path("", include("jobs.urls")),
]

if settings.DEBUG:
    urlpatterns += debug_toolbar_urls()

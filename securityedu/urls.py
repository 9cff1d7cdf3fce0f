from django.contrib import admin
from django.urls import include, path

from securityedu import views

urlpatterns = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", include("quizzes.urls")),
    path("", include("progress.urls")),
    path("", include("lessons.urls")),
]

from django.urls import path

from jobs import views

urlpatterns = [
    path("jobs/<int:job_id>/", views.detail, name="job"),
    path("jobs/<int:job_id>/cancel/", views.cancel, name="job_cancel"),
]

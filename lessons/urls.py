from django.urls import path

from lessons import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("accessibility/", views.site_page, {"key": "accessibility"}, name="accessibility"),
    path("privacy/", views.site_page, {"key": "privacy"}, name="privacy"),
    path("imprint/", views.site_page, {"key": "imprint"}, name="imprint"),
    path("courses/<slug:course>/", views.course, name="course"),
    path("courses/<slug:course>/about/", views.page, {"key": "about"}, name="about"),
    path("courses/<slug:course>/closing/", views.page, {"key": "closing"}, name="closing"),
    path("courses/<slug:course>/glossary/", views.glossary, name="glossary"),
    path("courses/<slug:course>/sources/", views.sources, name="sources"),
    path("courses/<slug:course>/lessons/<slug:key>/", views.lesson, name="lesson"),
    path("courses/<slug:course>/lessons/<slug:key>/position/", views.position, name="lesson_position"),
    path("courses/<slug:course>/lessons/<slug:key>/complete/", views.complete, name="lesson_complete"),
    path("courses/<slug:course>/lessons/<slug:key>/complete/undo/", views.undo, name="lesson_complete_undo"),
]

from django.urls import path

from securityedu.studio.views import bank, bulk, courses, history, imports, learners, objects, quizzes

urlpatterns = [
    path("", courses.home, name="studio"),
    path("people/", learners.index, name="studio_learners"),
    path("people/add/", learners.add, name="studio_learners_add"),
    path("people/slips/", learners.slips, name="studio_slips"),
    path("courses/new/", courses.new, name="studio_course_new"),
    path("courses/<slug:course>/", courses.detail, name="studio_course"),
    path("courses/<slug:course>/settings/", courses.settings, name="studio_settings"),
    path("courses/<slug:course>/copy/", courses.copy, name="studio_copy"),
    path("courses/<slug:course>/people/", courses.people, name="studio_people"),
    path("courses/<slug:course>/people/<int:member>/remove/", courses.remove_person, name="studio_person_remove"),
    path("courses/<slug:course>/quizzes/<slug:key>/print/", quizzes.paper, name="studio_quiz_print"),
    path("courses/<slug:course>/quizzes/<slug:key>/copy/", quizzes.copy, name="studio_quiz_copy"),
    path("courses/<slug:course>/questions/", bank.questions, name="studio_bank"),
    path("courses/<slug:course>/questions/<slug:key>/reports/close/", bank.reports_done, name="studio_reports_close"),
    path("courses/<slug:course>/import/", imports.bring, name="studio_import"),
    path("courses/<slug:course>/import/<slug:token>/", imports.look, name="studio_import_look"),
    path("courses/<slug:course>/copy-questions/", bulk.copy, name="studio_questions_copy"),
    path("courses/<slug:course>/export/", bulk.export_page, name="studio_export"),
    path("courses/<slug:course>/export/file/", bulk.export_file, name="studio_export_file"),
    path("courses/<slug:course>/<slug:path>/", objects.index, name="studio_objects"),
    path("courses/<slug:course>/<slug:path>/new/", objects.new, name="studio_new"),
    path("courses/<slug:course>/<slug:path>/<slug:key>/", objects.edit, name="studio_edit"),
    path("courses/<slug:course>/<slug:path>/<slug:key>/archive/", objects.archive, name="studio_archive"),
    path("courses/<slug:course>/<slug:path>/<slug:key>/history/", history.history, name="studio_history"),
    path(
        "courses/<slug:course>/<slug:path>/<slug:key>/history/<int:revision>/restore/",
        history.restore,
        name="studio_restore",
    ),
]

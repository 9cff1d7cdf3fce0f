from django.urls import path

from quizzes.views import attempt, beliefs, checks, grading, previews, quiz, receipts, reports, results, stale

RESULTS = "teach/courses/<slug:course>/quizzes/<slug:key>/results/"

urlpatterns = [
    path("courses/<slug:course>/lessons/<slug:lesson>/checks/<slug:key>/", checks.check, name="check"),
    path("courses/<slug:course>/quizzes/<slug:key>/", quiz.detail, name="quiz"),
    path("courses/<slug:course>/quizzes/<slug:key>/start/", quiz.start, name="quiz_start"),
    path("attempts/<int:attempt_id>/", attempt.take, name="attempt"),
    path("attempts/<int:attempt_id>/answers/", attempt.answers, name="attempt_answers"),
    path("attempts/<int:attempt_id>/check/", attempt.check, name="attempt_check"),
    path("attempts/<int:attempt_id>/submit/", attempt.submit, name="attempt_submit"),
    path("attempts/<int:attempt_id>/review/", attempt.review, name="attempt_review"),
    path("attempts/<int:attempt_id>/receipt/", receipts.download, name="attempt_receipt"),
    path("attempts/<int:attempt_id>/questions/<int:position>/report/", reports.report, name="attempt_report"),
    path("teach/grading/", grading.queue, name="grading"),
    path("teach/grading/<int:answer_id>/", grading.answer, name="grading_answer"),
    path("teach/grading/<slug:course>/<slug:key>/", grading.next_answer, name="grading_next"),
    path("teach/stale/", stale.stale_list, name="stale"),
    path("teach/stale/<int:question_id>/", stale.detail, name="stale_question"),
    path("teach/stale/<int:question_id>/accept/", stale.accept, name="stale_accept"),
    path("teach/courses/<slug:course>/questions/<slug:key>/preview/", previews.question, name="question_preview"),
    path("teach/courses/<slug:course>/held-misconceptions/", beliefs.misconceptions, name="held_misconceptions"),
    path(RESULTS, results.learners, name="quiz_results"),
    path(f"{RESULTS}questions/", results.questions, name="quiz_results_questions"),
    path(f"{RESULTS}link/", results.link, name="quiz_results_link"),
    path(f"{RESULTS}export/<slug:kind>/", results.export, name="quiz_results_export"),
    path(f"{RESULTS}attempts/<int:attempt_id>/", results.attempt, name="quiz_results_attempt"),
    path("receipts/", receipts.verify, name="receipts"),
]

"""Who may do what at each address of the site. A new address needs a row here; test_access says which.

A row is for one address and one object (`what`, a key of World.objects). `get` and `post` have a word a role, in the
order guest, learner, other, instructor, colleague, staff, superuser (tests/access/roles.py): "in" leads to sign-in, a
number is a status. A method that a row doesn't name must be refused. HEAD is as GET; PUT, PATCH and DELETE are refused
everywhere. Nothing that is refused, and no GET, may write to the database.
"""

from dataclasses import dataclass, field

from django.urls import reverse

from tests.access.roles import authors, everybody, instructors, nobody, owner, owners, signed_in, teachers


@dataclass(frozen=True)
class Row:
    name: str
    what: str = ""
    get: str = ""
    post: str = ""
    data: dict[str, str] = field(default_factory=dict)

    def url(self, objects: dict[str, dict]) -> str:
        """An address that has no name stands in its row as it is."""
        return self.name if self.name.startswith("/") else reverse(self.name, kwargs=objects[self.what])

    def __str__(self) -> str:
        return f"{self.name} {self.what}".strip()


SITE = [
    Row("healthz", get=everybody(200), post=everybody(200)),
    Row("readyz", get=everybody(200), post=everybody(200)),
    Row("csp_report", post=everybody(204)),
    Row("media", "a file that is not there", get=everybody(404)),  # those that are there: test_media.py
    Row("styleguide", get="404 404 404 404 404 200 200"),
    Row("accessibility", get=everybody(200)),
    Row("privacy", get=everybody(200)),
    Row("imprint", get=everybody(404)),  # until an admin has written one
]

READING = [
    Row("home", get=everybody(302)),  # straight into the only course, if there is only one to see
    Row("search", get=everybody(200)),
    Row("course", "the course", get=everybody(200)),
    Row("course", "a draft course", get=authors(200)),
    Row("course", "no such course", get=nobody()),
    Row("about", "the course", get=nobody()),
    Row("about", "a draft course", get=nobody()),
    Row("closing", "the course", get=nobody()),
    Row("glossary", "the course", get=everybody(200)),
    Row("glossary", "a draft course", get=authors(200)),
    Row("sources", "the course", get=everybody(200)),
    Row("sources", "a draft course", get=authors(200)),
    Row("lesson", "its lesson", get=everybody(200)),
    Row("lesson", "an unlisted lesson", get=authors(200)),
    Row("lesson", "an archived lesson", get=nobody()),
    Row("lesson", "a lesson of a draft", get=authors(200)),
    Row("lesson", "no such lesson", get=nobody()),
    Row("check", "its check", get=everybody(200)),
    Row("check", "a question that is no check", get=everybody(404)),
    Row("check", "a check of an unlisted lesson", get="in 404 404 404 404 404 404"),
]

PROGRESS = [
    Row("progress", get=signed_in(200)),
    Row("lesson_position", "its lesson", post=signed_in(204)),
    Row("lesson_position", "an unlisted lesson", post=authors(204)),
    Row("lesson_position", "an archived lesson", post=nobody()),
    Row("lesson_complete", "its lesson", post=signed_in(302)),
    Row("lesson_complete", "an unlisted lesson", post=authors(302)),
    Row("lesson_complete", "a lesson of a draft", post=authors(302)),
    Row("lesson_complete_undo", "its lesson", post=signed_in(302)),
    Row("lesson_complete_undo", "a lesson of a draft", post=authors(302)),
]

QUIZZES = [
    Row("quiz", "its quiz", get=everybody(200)),
    Row("quiz", "an unlisted quiz", get=authors(200)),
    Row("quiz", "an archived quiz", get=nobody()),
    Row("quiz", "a quiz of a draft", get=authors(200)),
    Row("quiz", "no such quiz", get=nobody()),
    Row("quiz_start", "its quiz", get=signed_in(302), post=signed_in(302)),
    Row("quiz_start", "an unlisted quiz", get=authors(302), post=authors(302)),
    Row("quiz_start", "an archived quiz", get=nobody(), post=nobody()),
    Row("quiz_start", "a quiz of a draft", get=authors(302), post=authors(302)),
    Row("attempt", "her open attempt", get=owner(200)),
    Row("attempt", "her finished attempt", get=owner(302)),
    Row("attempt", "no such attempt", get=nobody()),
    Row("attempt_answers", "her open attempt", post=owner(302)),
    Row("attempt_answers", "her finished attempt", post=owner(302)),
    Row("attempt_answers", "no such attempt", post=nobody()),
    Row("attempt_check", "her open practice", post=owner(302), data={"action": "check:1"}),
    Row("attempt_check", "her open attempt", post=nobody(), data={"action": "check:1"}),
    Row("attempt_submit", "her open attempt", get=owner(200), post=owner(302)),
    Row("attempt_submit", "her finished attempt", get=owner(302), post=owner(302)),
    Row("attempt_submit", "no such attempt", get=nobody(), post=nobody()),
    Row("attempt_review", "her finished attempt", get=owner(200)),
    Row("attempt_review", "her open attempt", get=owner(302)),
    Row("attempt_review", "no such attempt", get=nobody()),
    Row("attempt_report", "a question of her open attempt", get=owner(200), post=owner(302), data={"text": "Why?"}),
    Row("attempt_report", "a question that she was not asked", get=nobody(), post=nobody()),
    Row("attempt_receipt", "her finished attempt", get=owner(200)),
    Row("attempt_receipt", "her open attempt", get=nobody()),
    Row("receipts", get=signed_in(200), post=signed_in(200)),
]

GRADING = [
    Row("grading", get=teachers(200)),
    Row("grading_next", "its quiz", get=authors(302)),
    Row("grading_next", "a quiz of a draft", get=authors(302)),
    Row("grading_next", "an archived quiz", get=authors(302)),
    Row("grading_next", "no such quiz", get=nobody()),
    Row("grading_answer", "her answer that waits", get=authors(200), post=authors(302), data={"points": "1"}),
    Row("grading_answer", "her answer that is graded by itself", get=nobody(), post=nobody(), data={"points": "1"}),
    Row("grading_answer", "no such answer", get=nobody(), post=nobody()),
]

RESULTS = [
    Row("quiz_results", "its quiz", get=authors(200)),
    Row("quiz_results", "an unlisted quiz", get=authors(200)),
    Row("quiz_results", "an archived quiz", get=authors(200)),
    Row("quiz_results", "a quiz of a draft", get=authors(200)),
    Row("quiz_results", "no such quiz", get=nobody()),
    Row("quiz_results_questions", "its quiz", get=authors(200)),
    Row("quiz_results_questions", "no such quiz", get=nobody()),
    Row("quiz_results_link", "its quiz", get=authors(200)),
    Row("quiz_results_link", "no such quiz", get=nobody()),
    Row("quiz_results_export", "its quiz as a spreadsheet", get=authors(200)),
    Row("quiz_results_export", "its quiz in a format that there is not", get=nobody()),
    Row("quiz_results_attempt", "her finished attempt at its quiz", get=authors(200)),
    Row("quiz_results_attempt", "her open attempt at its quiz", get=authors(200)),
    Row("quiz_results_attempt", "her practice at its quiz", get=nobody()),
    Row("quiz_results_attempt", "her attempt under another quiz", get=nobody()),
]

STUDIO = [
    Row("studio", get=teachers(200)),
    Row("studio_course_new", get=teachers(200), post=teachers(200)),  # with nothing filled in
    Row("studio_course", "the course", get=authors(200), post=authors(302)),
    Row("studio_course", "a draft course", get=authors(200), post=authors(302)),
    Row("studio_course", "no such course", get=nobody(), post=nobody()),
    Row("studio_settings", "the course", get=owners(200), post=owners(200)),
    Row("studio_people", "the course", get=owners(200), post=owners(200)),
    Row("studio_person_remove", "its editor", post=owners(302)),
    Row("studio_copy", "the course", get=authors(200), post=authors(200)),
    Row("studio_bank", "the course", get=authors(200), post=authors(200)),  # with nothing chosen
    Row("studio_reports_close", "its question", post=authors(302)),
    Row("studio_import", "the course", get=authors(200), post=authors(200)),  # with nothing brought
    Row("studio_import_look", "an upload that is not there", get=authors(302), post=authors(302)),
    Row("studio_objects", "its lessons", get=authors(200)),
    Row("studio_objects", "objects of no kind", get=nobody()),
    Row("studio_questions_copy", "the course", get=authors(200), post=authors(200)),  # with no lesson chosen
    Row("studio_export", "the course", get=authors(200)),
    Row("studio_export_file", "the course", get=authors(302)),  # without a format, to the page that asks for one
    Row("studio_new", "its lessons", get=authors(200), post=authors(200)),
    Row("studio_new", "objects of no kind", get=nobody(), post=nobody()),
    Row("studio_edit", "its first lesson", get=authors(200), post=authors(200)),
    Row("studio_edit", "a lesson of the draft", get=authors(200), post=authors(200)),
    Row("studio_edit", "an archived lesson of the studio", get=authors(302), post=authors(302)),
    Row("studio_edit", "an object that is not there", get=nobody(), post=nobody()),
    Row("studio_quiz_print", "its quiz", get=authors(302)),  # to a paper with a seed of its own
    Row("studio_quiz_print", "an archived quiz", get=nobody()),
    Row("studio_quiz_print", "a quiz of a draft", get=authors(302)),
    Row("studio_quiz_print", "no such quiz", get=nobody()),
    Row("studio_quiz_copy", "its quiz", get=authors(200), post=authors(302), data={"target": "draft"}),
    Row("studio_quiz_copy", "an archived quiz", get=nobody(), post=nobody()),
    Row("studio_quiz_copy", "no such quiz", get=nobody(), post=nobody()),
    Row("studio_archive", "its first lesson", post=authors(302)),
    Row("studio_archive", "an object that is not there", post=nobody()),
    Row("studio_history", "its first lesson", get=authors(200)),
    Row("studio_history", "an object that is not there", get=nobody()),
    Row("studio_restore", "an old text of its first lesson", post=authors(302)),
    Row("studio_restore", "a text that is not there", post=nobody()),
]

EDITING = [
    Row("stale", get=teachers(200)),
    Row("stale_question", "a stale question", get=authors(200)),
    Row("stale_question", "no such question of any course", get=nobody()),
    Row("stale_accept", "a stale question", post=authors(302)),
    Row("stale_accept", "no such question of any course", post=nobody()),
    Row("held_misconceptions", "the course", get=authors(200)),
    Row("held_misconceptions", "a draft course", get=authors(200)),
    Row("held_misconceptions", "no such course", get=nobody()),
    Row("question_preview", "its question", get=authors(200)),
    Row("question_preview", "a question of a draft", get=authors(200)),
    Row("question_preview", "no such question", get=nobody()),
]

LEARNERS = [
    Row("studio_learners", get=instructors(200)),
    Row("studio_learners_add", get=instructors(200), post=instructors(200), data={"text": "Anna", "check": "1"}),
    Row("studio_slips", get=instructors(302), post=instructors(302)),  # for whom, its query must say: test_access
]

# Signing up, in and out is for anybody; who is signed in is led on from there (302).
ENTRANCE = [
    Row("account_login", get=signed_in(302, guest=200), post=signed_in(302, guest=200)),
    Row("account_signup", get=signed_in(302, guest=200), post=signed_in(302, guest=200)),
    Row("account_logout", get=signed_in(200, guest=302), post=everybody(302)),
    Row("account_inactive", get=everybody(200)),
    Row("account_reset_password", get=everybody(200), post=everybody(200)),
    Row("account_reset_password_done", get=everybody(200)),
    Row("account_reset_password_from_key", "a wrong reset link", get=everybody(200), post=everybody(200)),
    Row("account_reset_password_from_key_done", get=everybody(200)),
    Row("account_email_verification_sent", get=everybody(302), post=everybody(302)),
    Row("email_confirm_later", post=everybody(302)),
    Row("account_confirm_login_code", get=everybody(302), post=everybody(302)),
    Row("account_slip", get=signed_in(302, guest=200), post=signed_in(302, guest=200)),
    Row("goodbye", get=signed_in(302, guest=200)),
    Row("mfa_authenticate", get=everybody(302), post=everybody(302)),  # the second step of a sign-in that has begun
    Row("mfa_login_webauthn", get=everybody(302), post=everybody(302)),
]

JOBS = [
    Row("job", "her running job", get=owner(200)),
    Row("job", "her job that is done", get=owner(200)),
    Row("job", "no such job", get=nobody()),
    Row("job_cancel", "her running job", post=owner(302)),
    Row("job_cancel", "her job that is done", post=owner(302)),
    Row("job_cancel", "no such job", post=nobody()),
]

# Sign-in through another site: the tests' site has none, and then these lead nowhere.
OTHER_SITE = [
    Row("oidc_login", get=everybody(404), post=everybody(404)),
    Row("oidc_callback", get=everybody(404), post=everybody(404)),
    Row("socialaccount_login_cancelled", get=everybody(404)),
    Row("socialaccount_login_error", get=everybody(404)),
    Row("socialaccount_signup", get=everybody(404), post=everybody(404)),
    Row("socialaccount_connections", get=signed_in(404), post=signed_in(404)),
]

# Each acts on the account of whoever asks; no address here names another's.
OWN_ACCOUNT = [
    Row("/accounts/", get=signed_in(302), post=signed_in(302)),
    Row("profile", get=signed_in(200), post=signed_in(302), data={"display_name": "Ada"}),
    Row("account_email", get=signed_in(200), post=signed_in(302)),
    Row("account_change_password", get=signed_in(200), post=signed_in(200)),
    Row("account_set_password", get=signed_in(302), post=signed_in(302)),
    Row("account_reauthenticate", get=signed_in(200), post=signed_in(200)),
    Row("usersessions_list", get=signed_in(200), post=signed_in(302)),
    Row("sign_out_everywhere", post=signed_in(302)),
    # To the password first (302), before anything that opens or ends the account.
    Row("own_data", get=signed_in(302), post=signed_in(302)),
    Row("account_delete", get=signed_in(302), post=signed_in(302)),
    Row("mfa_index", get=signed_in(200)),
    Row("mfa_reauthenticate", get=signed_in(302), post=signed_in(302)),
    Row("mfa_reauthenticate_webauthn", get=signed_in(302), post=signed_in(302)),
    Row("mfa_activate_totp", get=signed_in(302), post=signed_in(302)),
    Row("mfa_deactivate_totp", get=signed_in(404), post=signed_in(404)),
    Row("mfa_view_recovery_codes", get=signed_in(404)),
    Row("mfa_generate_recovery_codes", get=signed_in(302), post=signed_in(302)),
    Row("mfa_download_recovery_codes", get=signed_in(404)),
    Row("mfa_list_webauthn", get=signed_in(302), post=signed_in(302)),
    Row("mfa_add_webauthn", get=signed_in(302), post=signed_in(302)),
    Row("mfa_edit_webauthn", "no such passkey", get=signed_in(302), post=signed_in(302)),
    Row("mfa_remove_webauthn", "no such passkey", get=signed_in(302), post=signed_in(302)),
]

TABLE = [
    *(*SITE, *READING, *PROGRESS, *QUIZZES, *JOBS, *GRADING, *RESULTS, *STUDIO, *LEARNERS, *EDITING),
    *(*ENTRANCE, *OTHER_SITE, *OWN_ACCOUNT),
]

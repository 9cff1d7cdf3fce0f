"""Who may do what in the admin. A new model or address there needs a line here; the tests say which.

Whoever isn't staff is led to sign-in, everywhere below /admin/. So a model needs the words for two roles only: what
staff in the group "Admins" and superusers get when they open its list, add, look at, save, see the history of and
delete an object. Addresses that a model has beyond these, and those that belong to no model, have rows in ADMIN.
"""

from dataclasses import dataclass, field

from tests.access.table import Row

ACTS = ("list", "add", "look", "save", "history", "delete")
STANDARD = ("changelist", "add", "change", "history", "delete")


@dataclass(frozen=True)
class Kind:
    #              list add look save history delete
    staff: str
    superuser: str


CONTENT = Kind("200 200 200 200 200 403", "200 200 200 200 200 403")  # saved as text, archived instead of deleted
READ_ONLY = Kind("200 403 200 403 200 403", "200 403 200 403 200 403")  # history, written by services alone
ALL = Kind("200 200 200 200 200 200", "200 200 200 200 200 200")
LOOK_AND_DELETE = Kind("200 403 200 403 200 200", "200 403 200 403 200 200")
SUPERUSERS_ONLY = Kind("403 403 403 403 403 403", "200 200 200 200 200 200")


@dataclass(frozen=True)
class Model:
    label: str
    kind: Kind
    example: dict[str, str] = field(default_factory=dict)  # which object the tests take; else the first

    def name(self, act: str) -> str:
        return f"admin:{self.label.replace('.', '_')}_{act}"

    def names(self) -> set[str]:
        """Of the addresses that every model has."""
        short = f"/admin/{self.label.replace('.', '/')}/<path:object_id>/"  # leads to the page that changes it
        return {short, *(self.name(act) for act in STANDARD)}

    def __str__(self) -> str:
        return self.label


MODELS = [
    Model("lessons.course", CONTENT),
    Model("lessons.lesson", CONTENT),
    Model("lessons.page", CONTENT),
    Model("lessons.source", CONTENT),
    Model("lessons.term", CONTENT),
    Model("lessons.figure", CONTENT),
    Model("lessons.picture", CONTENT),
    Model("lessons.recording", CONTENT),
    Model("quizzes.misconception", CONTENT),
    Model("quizzes.question", CONTENT),
    Model("quizzes.quiz", CONTENT),
    Model("lessons.sitepage", ALL),
    Model("lessons.coursemember", ALL),
    Model("lessons.passage", READ_ONLY),
    Model("lessons.revision", READ_ONLY),
    Model("lessons.unsaveddraft", READ_ONLY),
    Model("lessons.readingprogress", READ_ONLY),
    Model("quizzes.attempt", READ_ONLY),
    Model("quizzes.answer", READ_ONLY),
    Model("quizzes.answerevent", READ_ONLY),
    Model("quizzes.result", READ_ONLY),
    Model("quizzes.handgrade", READ_ONLY),
    Model("quizzes.report", READ_ONLY),
    Model("quizzes.questionversion", READ_ONLY),
    Model("quizzes.evidence", READ_ONLY),
    Model("accounts.user", ALL, {"username": "other"}),  # not other admins: tests/accounts/test_admin.py
    Model("accounts.invitation", ALL),
    Model("accounts.outgoingmail", LOOK_AND_DELETE),
    Model("jobs.job", LOOK_AND_DELETE),
    Model("usersessions.usersession", LOOK_AND_DELETE),
    Model("auth.group", SUPERUSERS_ONLY),
]


def admins(staff: object, superuser: object | None = None) -> str:
    return f"in in in in in {staff} {superuser or staff}"


# Everything below /admin/ that is no address: 404 for staff.
ADMIN_REST = "/admin/(?P<url>.*)$"

ADMIN = [
    Row("admin:index", get=admins(200), post=admins(200)),
    Row("admin:login", get="in 403 403 403 403 302 302", post="in 403 403 403 403 405 405"),
    Row("admin:logout", get="in 302 302 302 302 405 405", post="in 302 302 302 302 200 200"),
    Row("admin:password_change", get=admins(302), post=admins(302)),  # to the site's own page
    Row("admin:password_change_done", get=admins(200), post=admins(405)),
    Row("admin:autocomplete", get=admins(403), post=admins(405)),  # what for, its query must say: test_admin_access
    Row("admin:jsi18n", get=admins(200), post=admins(405)),
    Row("admin:view_on_site", "the lesson of the site", get=admins(302), post=admins(302)),
    Row("admin:view_on_site", "an absent lesson of the site", get=admins(404), post=admins(404)),
    Row("admin:app_list", "the app", get=admins(200), post=admins(200)),
    Row("admin:accounts_user_import", get=admins(200), post=admins(200)),
    Row("admin:accounts_user_undo", "an old name of the learner", post=admins(302)),
    Row("admin:accounts_user_undo", "an old right of the learner", post=admins(403, 302)),
    Row("admin:accounts_user_undo", "nobody's old name", post=admins(404)),
    Row("admin:accounts_user_export", "a spreadsheet", get=admins(200)),
    Row("admin:quizzes_attempt_late", "her finished attempt", get=admins(200), post=admins(302)),
    Row("admin:quizzes_attempt_late", "no such attempt", get=admins(404), post=admins(404)),
    Row("admin:quizzes_result_export", "a spreadsheet", get=admins(200)),
    Row("admin:quizzes_attempt_export", "a spreadsheet", get=admins(200)),
    Row("admin:auth_user_password_change", "the learner", get=admins(200), post=admins(200)),
    Row("admin:auth_user_password_change", "the superuser", get=admins(403, 200), post=admins(403, 200)),
    Row("admin:auth_user_password_change", "nobody", get=admins(404), post=admins(404)),
    *(
        Row(model.name("restore"), f"an old text of {model}", post=admins(302))
        for model in MODELS
        if model.kind is CONTENT
    ),
]

"""The kinds of objects that are edited in the studio: their addresses and what people call them."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from securityedu.studio.wording import Words


@dataclass(frozen=True)
class EditedKind:
    """`name` is the store's, `path` stands in addresses; `key_from` is the field of which a new key is made."""

    name: str
    path: str
    one: Words
    many: Words
    new: Words
    key_from: str


KINDS = (
    EditedKind("lesson", "lessons", _("Lesson"), _("Lessons"), _("New lesson"), "title"),
    EditedKind("question", "questions", _("Question"), _("Questions"), _("New question"), "prompt"),
    EditedKind("quiz", "quizzes", _("Quiz"), _("Quizzes"), _("New quiz"), "title"),
    EditedKind("source", "sources", _("Source"), _("Sources"), _("New source"), "title"),
    EditedKind("term", "terms", _("Term"), _("Terms"), _("New term"), "term"),
    EditedKind(
        "misconception", "misconceptions", _("Misconception"), _("Misconceptions"), _("New misconception"), "belief"
    ),
    EditedKind("figure", "figures", _("Figure"), _("Figures"), _("New figure"), "title"),
    EditedKind("picture", "pictures", _("Picture"), _("Pictures"), _("New picture"), "alt"),
    EditedKind("recording", "recordings", _("Recording"), _("Recordings"), _("New recording"), "alt"),
    EditedKind("page", "pages", _("Page"), _("Pages"), _("New page"), "title"),
)
BY_PATH = {kind.path: kind for kind in KINDS}
BY_NAME = {kind.name: kind for kind in KINDS}


def kind_at(path: str) -> EditedKind:
    """Raises Http404 for what is no kind."""
    if path not in BY_PATH:
        raise Http404
    return BY_PATH[path]

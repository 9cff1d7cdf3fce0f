"""Essay: a longer text, graded by a person. Until then it is worth 0, and its outcome says that it waits."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import Field, model_validator

from lessons.course_files import Text
from quizzes.question_types.base import (
    ZERO,
    FormData,
    Outcome,
    Part,
    QuestionEntry,
    Shown,
    Translate,
    TypedResponse,
    text_response,
)

# At most 80 KB in UTF-8: three of them fit into the body of one save.
MAX_ESSAY = 20_000
WordLimit = Annotated[int, Field(ge=1, le=3_000)]


class EssayContent(QuestionEntry):
    """`template` stands in the field at the start; `marking_notes` are for those who grade, never for learners."""

    tail: ClassVar[tuple[str, ...]] = ("marking_notes", *QuestionEntry.tail)

    type: Literal["essay"]
    min_words: WordLimit | None = None
    max_words: WordLimit | None = None
    template: Annotated[Text, Field(max_length=5_000)] = ""
    marking_notes: Text = ""

    @model_validator(mode="after")
    def _limits_leave_room(self) -> "EssayContent":
        if self.min_words and self.max_words and self.min_words > self.max_words:
            raise ValueError("'min_words' must not be more than 'max_words'")
        return self

    @property
    def asked_for(self) -> str:
        """The limits in words, "" without any."""
        limits = {"least": self.min_words, "most": self.max_words}
        if self.min_words and self.max_words:
            return _("%(least)s to %(most)s words") % limits
        if self.min_words:
            return ngettext("at least one word", "at least %(least)s words", self.min_words) % limits
        return ngettext("at most one word", "at most %(most)s words", self.max_words) % limits if self.max_words else ""

    def fits(self, text: str) -> bool:
        return (self.min_words or 0) <= count_words(text) <= (self.max_words or MAX_ESSAY)


class Essay(TypedResponse):
    """A stored response is the text as it was typed, with line feeds between its lines; the template is no answer."""

    name = "essay"
    content = EssayContent

    def to_author(self, content: EssayContent, raw: Any, translate: Translate) -> Any:
        text = text_response(with_line_feeds(raw), limit=MAX_ESSAY)
        return None if text is None or text.split() == content.template.split() else text

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        """A template that was left alone must not look like a change, though browsers send other line ends."""
        text, template = (with_line_feeds(data.get(field, "")) for field in (name, f"{name}-template"))
        return None if text == template else text or None

    def widget(self, content: EssayContent, shown: Shown, stored: Any) -> dict[str, Any]:
        return {
            "value": content.template if stored is None else stored,
            "template": content.template,
            "asked_for": content.asked_for,
            "words": words_of(stored) if stored else "",
            "limit": MAX_ESSAY,
        }

    def grade(self, content: EssayContent, stored: Any) -> Outcome:
        part = Part("", given=stored or "", right=None if stored else False)
        return Outcome(ZERO, (part,), feedback=remark(content, stored) if stored else "", waits=bool(stored))

    def correct(self, content: EssayContent) -> Any:
        """Only a person can say."""
        return None


def with_line_feeds(raw: Any) -> Any:
    return raw.replace("\r\n", "\n").replace("\r", "\n") if isinstance(raw, str) else raw


def count_words(text: str) -> int:
    """What white space sets apart; a dash or a figure counts, as in a word processor."""
    return len(text.split())


def words_of(text: str) -> str:
    count = count_words(text)
    return ngettext("%d word", "%d words", count) % count


def remark(content: EssayContent, text: str) -> str:
    """How long the text is, and what was asked for where it isn't that; "" when no limit was set."""
    if not content.asked_for:
        return ""
    if content.fits(text):
        return words_of(text)
    return _("%(words)s; %(limits)s were asked for.") % {"words": words_of(text), "limits": content.asked_for}

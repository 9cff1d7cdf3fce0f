"""Texts of a bank: descriptions and stimuli. They ask nothing: an attempt has no answer, number or points for them."""

from typing import Any, ClassVar, Literal

from lessons.course_files import Entry, Key, NonEmpty

# A description is a slot of a quiz; a stimulus comes with the questions that name it.
DESCRIPTION, STIMULUS = "description", "stimulus"
TEXTS = (DESCRIPTION, STIMULUS)


class TextContent(Entry):
    """`text` is Markdown as in a lesson, with figures, tables and lists."""

    # What questions have and texts have not, for those who read a whole bank.
    use: ClassVar[str] = "quiz"
    draft: ClassVar[bool] = False
    objective: ClassVar[str] = ""
    tags: ClassVar[tuple[str, ...]] = ()
    difficulty: ClassVar[str | None] = None
    evidence: ClassVar[tuple[Any, ...]] = ()
    stimulus: ClassVar[str | None] = None

    key: Key
    type: Literal["description", "stimulus"]
    text: NonEmpty

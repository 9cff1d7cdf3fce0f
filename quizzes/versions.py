"""The versions of a question with what each changed. Going back to one is `securityedu.services.restore_version`."""

from dataclasses import dataclass
from itertools import pairwise

from quizzes.changes import Difference, in_words, question_changes
from quizzes.models import Question, QuestionVersion
from quizzes.question_types import load_content


@dataclass(frozen=True)
class VersionChange:
    """One version and its differences from the one before; the first has none."""

    version: QuestionVersion
    differences: list[Difference]

    @property
    def words(self) -> str:
        return in_words(self.differences)


def history_of(question: Question) -> list[VersionChange]:
    """Newest first: one query. A version that only shows another picture differs in nothing from the one before."""
    versions = list(question.versions.order_by("-number"))
    contents = [load_content(version.content) for version in versions]
    changed = [question_changes(before, after) for after, before in pairwise(contents)]
    return [VersionChange(*each) for each in zip(versions, [*changed, []][: len(versions)], strict=True)]

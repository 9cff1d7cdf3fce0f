"""The history of a question in an author's words, and the way back."""

import pytest
from django.utils import timezone

from lessons.models import Revision
from quizzes.models import Question, QuestionVersion
from quizzes.versions import history_of
from securityedu.services import WouldBreak, restore_version
from tests.factories import QuestionFactory, UserFactory
from tests.lessons.helpers import changed
from tests.queries import count_statements
from tests.quizzes.services.helpers import edit
from tests.samples import load_sample

BANK = "questions/first.yaml"


@pytest.mark.django_db
def test_history_tells_what_each_version_changed():
    question = QuestionFactory()
    edit(question, answer=False)
    edit(question, prompt="True?", tags=["pact"])
    told = [
        (each.version.number, each.words, [str(line) for line in each.differences]) for each in history_of(question)
    ]
    assert told == [
        (
            3,
            "Kind of change: wording and looks, data that no learner sees.",
            ["tag 1 added: pact", "prompt: ? → True?"],
        ),
        (2, "Kind of change: key (what is right).", ["right answer: True → False"]),
        (1, "", []),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3])
def test_history_takes_one_statement(count):
    question = QuestionFactory()
    for number in range(count):
        edit(question, prompt=f"{number}?")
    with count_statements() as found:
        assert len(history_of(question)) == count + 1
    assert len(found) == 1


def test_version_comes_back_as_a_new_one(course, tmp_path):
    load_sample(tmp_path, changed(BANK, "explanation: Five times.", "explanation: Five."))
    first, author = QuestionVersion.objects.get(question__key="zzshort", number=1), UserFactory()
    restored = restore_version(first, now=timezone.now(), by=author)
    question = Question.objects.get(key="zzshort")
    assert (restored.number, restored.content, question.current) == (3, first.content, restored)
    newest = Revision.objects.filter(kind="question", key="zzshort").first()
    assert (newest.created_by, "explanation: Five times." in newest.text) == (author, True)


def test_version_that_no_longer_fits_its_course_stays_away(course):
    version = QuestionVersion.objects.get(question__key="zzshort")
    version.content |= {"evidence": ["first#gone"]}
    with pytest.raises(WouldBreak) as caught:
        restore_version(version, now=timezone.now(), by=None)
    assert caught.value.problems == ["there is no passage 'first#gone'"]
    assert QuestionVersion.objects.filter(question__key="zzshort").count() == 1

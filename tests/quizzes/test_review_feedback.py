"""A review says each feedback once, whether a question has one part or several."""

import pytest

from tests.factories import LessonFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.quizzes.services.helpers import entry, start, submit

GAP = {"kind": "text", "answers": [{"text": "five", "feedback": "Help, not talks."}]}
CONTENTS = {
    "cloze": ({"text": "Article {1} is about help.", "gaps": [GAP]}, {"1": "five"}),
    "short_answer": ({"answers": GAP["answers"]}, "five"),
    "numerical": ({"answers": [{"value": 5, "feedback": "Help, not talks."}]}, {"raw": "5", "value": "5"}),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_feedback_on_a_single_part_is_shown_once(client, db, kind):
    fields, right = CONTENTS[kind]
    shared = {"key": "one", "type": kind, "objective": "goal", "prompt": "Which?", "explanation": "!"}
    lesson, learner = LessonFactory(), UserFactory()
    quiz = QuizFactory(course=lesson.course, reveal="at_once")
    SlotFactory(quiz=quiz, question=QuestionFactory(lesson=lesson, key="one", type=kind, content=shared | fields))
    attempt = start(quiz, learner)
    submit(attempt, entry(attempt, 1, right))
    client.force_login(learner)
    assert client.get(f"/attempts/{attempt.pk}/review/").content.decode().count("Help, not talks.") == 1

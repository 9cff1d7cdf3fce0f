"""Export, then import: everything comes back; and without our own element, whatever the loss report doesn't name."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.formats.moodle_xml import MoodleXml
from quizzes.formats.moodle_xml.writing import WRITERS
from quizzes.question_types import RECIPES, TYPES, type_of
from quizzes.question_types.texts import TEXTS
from tests.quizzes.formats.strategies import EVERY_TYPE, PICTURES
from tests.quizzes.formats.surviving import again, assert_survived
from tests.quizzes.question_types.helpers import content

FORMAT = MoodleXml()
# Moodle has the prompt at the most.
NO_QUESTION = {
    "all but its prompt: there is no map in Moodle, or no file of its picture",
    "so much that Moodle can't give it back as one of our questions",
}
_OWN = re.compile(rb"<securityedu .*?</securityedu>", re.DOTALL)
each_type = pytest.mark.parametrize("name", EVERY_TYPE)
# The strategies make whole questions: that takes its time.
slowly = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def test_every_type_has_a_writer_and_a_strategy():
    assert {*TYPES, *RECIPES} == set(WRITERS)
    assert {*TYPES, *RECIPES, *TEXTS} == set(EVERY_TYPE)


@each_type
@slowly
@given(data=st.data())
def test_what_is_exported_comes_back_equal(name, data):
    question = data.draw(EVERY_TYPE[name])
    reading = FORMAT.read(FORMAT.write([question], PICTURES).content)
    assert reading.errors == []
    assert [again(question, found.data) for found in reading.questions] == [question]
    assert all(PICTURES[key] == content for key, content in reading.questions[0].files.items())


@each_type
@slowly
@given(data=st.data())
def test_what_the_losses_do_not_name_survives_moodle(name, data):
    """Value by value, for whoever takes the file without our element."""
    question = data.draw(EVERY_TYPE[name])
    written = FORMAT.write([question], PICTURES)
    told = {loss.what for loss in written.losses}
    reading = FORMAT.read(_OWN.sub(b"", written.content))
    if told & NO_QUESTION:
        return
    assert_survived(question, reading.questions[0].data, told)


def test_gaps_that_stand_in_another_order_than_their_numbers_are_no_loss():
    gaps = [{"kind": "text", "answers": [{"text": text}]} for text in ("one", "two")]
    losses = FORMAT.write([content("cloze", text="{2} is not {1}.", gaps=gaps)], PICTURES).losses
    assert {loss.what for loss in losses} == {"its objective"}


@each_type
@slowly
@given(data=st.data())
def test_a_right_answer_stays_right_in_moodle(name, data):
    """Without our element, and whatever else is lost: keys are new, but the same choices, gaps and places are right."""
    question = data.draw(EVERY_TYPE[name])
    written = FORMAT.write([question], PICTURES)
    reading = FORMAT.read(_OWN.sub(b"", written.content))
    if name in RECIPES or name in TEXTS or not reading.questions or reading.questions[0].data["type"] != name:
        return
    back = again(question, reading.questions[0].data)
    right = type_of(back).correct(back)
    assert right is None or type_of(back).grade(back, right).fraction == 1


@slowly
@given(st.lists(st.one_of(*EVERY_TYPE.values()), max_size=4, unique_by=lambda question: question.key))
def test_questions_stand_beside_each_other(questions):
    reading = FORMAT.read(FORMAT.write(questions, PICTURES).content)
    assert [found.data["key"] for found in reading.questions] == [question.key for question in questions]

from lessons.course_text import canonical_file
from quizzes.formats.own import Own
from quizzes.schema import QUESTION
from tests.quizzes.question_types.helpers import sample_questions
from tests.samples import MORE

QUESTIONS = list(sample_questions(MORE).values())
GOOD = canonical_file(QUESTION, QUESTIONS[:1])


def test_every_type_comes_back_as_it_was():
    written = Own().write(QUESTIONS)
    assert written.losses == ()
    reading = Own().read(written.content)
    found = [QUESTION.choose_model(each.data).model_validate(each.data) for each in reading.questions]
    assert (reading.errors, found) == ([], QUESTIONS)


def test_each_item_is_read_for_itself():
    broken = "- key: x\n  type: essay\n  prompt: 'no end\n"
    wrong = "- key: y\n  type: essay\n  prompt: Why?\n"
    reading = Own().read(f"# a bank\n---\n{broken}{GOOD}{wrong}{GOOD}".encode())
    assert len(reading.questions) == 2
    assert [note.line for note in reading.errors] == [5, 6 + GOOD.count("\n")]
    assert reading.errors[1].message == "missing key 'objective'; missing key 'explanation'"


def test_what_is_no_list_is_told():
    assert [note.message for note in Own().read(b"key: x").errors] == ["must be a YAML list"]
    assert len(Own().read(b"[{key: x}]").errors) == 1


def test_a_list_may_stand_to_the_right():
    text = "".join(f"    {line}\n" for line in GOOD.splitlines())
    assert len(Own().read(text.encode()).questions) == 1

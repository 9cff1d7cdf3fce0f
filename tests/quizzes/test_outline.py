"""The contents of a course: lessons with their quizzes."""

from types import SimpleNamespace

from quizzes.outline import chapters

LESSONS = {key: SimpleNamespace(pk=pk, key=key) for pk, key in enumerate(("one", "two"), start=1)}


def overview(lesson_id):
    return SimpleNamespace(quiz=SimpleNamespace(lesson_id=lesson_id))


def outline(contents, **overviews):
    found = chapters([dict([entry]) for entry in contents], LESSONS, overviews)
    return [(each.number, each.lesson and each.lesson.key, len(each.quizzes)) for each in found]


def test_lesson_has_its_quizzes_beside_it():
    found = outline([("lesson", "one"), ("quiz", "a"), ("quiz", "b"), ("lesson", "two")], a=overview(1), b=overview(1))
    assert found == [(1, "one", 2), (2, "two", 0)]


def test_quiz_on_the_course_stands_alone_without_a_number():
    assert outline([("lesson", "one"), ("quiz", "exam")], exam=overview(None)) == [(1, "one", 0), (None, None, 1)]


def test_quiz_before_its_lesson_keeps_its_place():
    assert outline([("quiz", "a"), ("lesson", "one")], a=overview(1)) == [(None, None, 1), (1, "one", 0)]


def test_what_is_hidden_is_left_out():
    assert outline([("lesson", "gone"), ("quiz", "gone"), ("lesson", "two")]) == [(1, "two", 0)]

"""Who may do what with quizzes. Each rule has a twin queryset and a test that the two agree."""

from lessons.rules import can_teach, can_view_course, is_open


def can_view_quiz(user, quiz) -> bool:
    if quiz.archived or not can_view_course(user, quiz.course):
        return False
    return quiz.listed or can_teach(user, quiz.course)


def can_preview(user, quiz) -> bool:
    """Take it as learners will, whatever its dates say and without leaving a trace."""
    return not quiz.archived and can_teach(user, quiz.course)


def can_grade(user, quiz) -> bool:
    """Whoever teaches its course; also when the quiz is archived, for its learners wait all the same."""
    return can_teach(user, quiz.course)


def learners_can_open(quiz, at=None) -> bool:
    """Whether it is there for people who don't teach it, once they are signed in; its own dates come after that."""
    course = quiz.course
    return quiz.listed and not quiz.archived and course.published and is_open(course.publish_at, at)

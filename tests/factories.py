"""One factory a model, without surprises: what a test depends on, it says."""

from datetime import UTC, datetime
from decimal import Decimal

import factory
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from lessons.models import Course, CourseMember, Lesson
from quizzes.models import Attempt, Question, QuestionVersion, Quiz, Slot

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory):
    """A learner without e-mail. `password` is given in plain text."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"learner-{n}")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


def staff_with(*codenames):
    """Staff with these permissions on people and no others."""
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="accounts"))
    return person


class AdminFactory(UserFactory):
    """Staff in the migrated group "Admins", as most admins are; no superuser."""

    username = factory.Sequence(lambda n: f"admin-{n}")
    is_staff = True

    @factory.post_generation
    def in_group(self, create, extracted, **kwargs):
        self.groups.add(Group.objects.get(name="Admins"))


class CourseFactory(factory.django.DjangoModelFactory):
    """Published, empty."""

    class Meta:
        model = Course

    key = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"Course {n}")


def teacher_of(course, role=CourseMember.Role.EDITOR, **fields):
    """An instructor with this role in the course."""
    person = UserFactory(role="instructor", **fields)
    CourseMember.objects.create(course=course, user=person, role=role)
    return person


class LessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lesson

    course = factory.SubFactory(CourseFactory)
    key = factory.Sequence(lambda n: f"lesson-{n}")
    title = factory.Sequence(lambda n: f"Lesson {n}")
    minutes = 5
    listed = True


class QuestionFactory(factory.django.DjangoModelFactory):
    """A true/false question, the answer is true; `content` replaces what its version says."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    lesson = factory.SubFactory(LessonFactory)
    course = factory.SelfAttribute("lesson.course")
    key = factory.Sequence(lambda n: f"question-{n}")
    objective = "goal"
    type = "true_false"

    @factory.post_generation
    def content(self, create, extracted, **kwargs):
        shared = {"key": self.key, "type": self.type, "objective": self.objective, "prompt": "?", "explanation": "!"}
        content = shared | ({"answer": True} if extracted is None else extracted)
        self.current = QuestionVersion.objects.create(question=self, number=1, content=content)
        self.save()


class QuizFactory(factory.django.DjangoModelFactory):
    """Graded and for practice, without limits; it has no slots yet."""

    class Meta:
        model = Quiz

    course = factory.SubFactory(CourseFactory)
    key = factory.Sequence(lambda n: f"quiz-{n}")
    title = factory.Sequence(lambda n: f"Quiz {n}")
    listed = True


class SlotFactory(factory.django.DjangoModelFactory):
    """Needs a `question`, or a `draw_lesson` and a `count`."""

    class Meta:
        model = Slot

    quiz = factory.SubFactory(QuizFactory)
    position = factory.LazyAttribute(lambda slot: slot.quiz.slots.count())


class AttemptFactory(factory.django.DjangoModelFactory):
    """A graded attempt that was handed in with 0 of 10 points; it has no answers."""

    class Meta:
        model = Attempt

    quiz = factory.SubFactory(QuizFactory)
    user = factory.SubFactory(UserFactory)
    kind = Attempt.Kind.GRADED
    state = Attempt.State.SUBMITTED
    number = factory.Sequence(lambda n: n + 1)
    seed = "0" * 32
    started_at = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
    finished_at = datetime(2026, 9, 1, 9, 10, tzinfo=UTC)
    score = Decimal(0)
    max_score = Decimal(10)

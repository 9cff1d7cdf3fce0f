"""Who may see and teach courses and lessons. Each rule has a twin queryset in models.py and a test that they agree."""

from django.utils import timezone

from lessons.models import CourseMember

Role = CourseMember.Role
WRITERS = (Role.OWNER, Role.EDITOR)


def may_teach(user) -> bool:
    """Whether there is anything to teach for this person: pages below /teach/ are for nobody else."""
    return user.is_authenticated and (user.is_staff or user.is_instructor)


def can_teach(user, course, roles=tuple(Role)) -> bool:
    """Whether she has one of these roles in the course; the twin of `Course.objects.taught_by`."""
    if not may_teach(user):
        return False
    return user.is_staff or course.members.filter(user=user, role__in=roles).exists()


def can_edit_course(user, course) -> bool:
    """Write its lessons, questions and quizzes."""
    return can_teach(user, course, WRITERS)


def can_own_course(user, course) -> bool:
    """Say who else teaches it, publish and archive it."""
    return can_teach(user, course, (Role.OWNER,))


def is_open(opens_at, at=None) -> bool:
    """The twin of `models.open_since`."""
    return opens_at is None or opens_at <= (at or timezone.now())


def can_view_course(user, course, at=None) -> bool:
    if course.published and is_open(course.publish_at, at) and (user.is_authenticated or course.open_to_guests):
        return True
    return can_teach(user, course)


def can_view_lesson(user, lesson, at=None) -> bool:
    if lesson.archived or not can_view_course(user, lesson.course, at):
        return False
    return (lesson.listed and is_open(lesson.opens_at, at)) or can_teach(user, lesson.course)

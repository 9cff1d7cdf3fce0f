"""Who may see a course or lesson. Each rule has a twin queryset in models.py and a test that the two agree."""


def can_edit_content(user) -> bool:
    return user.is_authenticated and (user.is_staff or user.is_instructor)


def can_view_course(user, course) -> bool:
    if can_edit_content(user):
        return True
    return course.published and (user.is_authenticated or course.open_to_guests)


def can_view_lesson(user, lesson) -> bool:
    if lesson.archived or not can_view_course(user, lesson.course):
        return False
    return lesson.listed or can_edit_content(user)

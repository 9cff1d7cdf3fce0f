"""What a course's learners believe wrongly, for those who write it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from quizzes.beliefs import beliefs_in
from quizzes.views.teaching import for_teachers_of_course


@require_safe
@for_teachers_of_course
def misconceptions(request, course):
    return render(request, "quizzes/misconceptions.html", {"course": course, "beliefs": beliefs_in(course)})

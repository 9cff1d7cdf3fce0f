"""What a course's learners believe wrongly, for those who write it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from quizzes.beliefs import beliefs_in
from quizzes.views.teaching import for_teachers_of_course


@require_safe
@for_teachers_of_course
def misconceptions(request, course):
    beliefs = beliefs_in(course)
    context = {
        "course": course,
        "beliefs": [each for each in beliefs if each.held.is_beyond_guessing],
        "guessed": [each for each in beliefs if not each.held.is_beyond_guessing],
    }
    return render(request, "quizzes/misconceptions.html", context)

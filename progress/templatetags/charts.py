"""Charts of the dashboard: each tag draws one with the data behind it (progress/charts.py has the geometry)."""

from django import template

from progress import charts

register = template.Library()


@register.inclusion_tag("progress/charts/strip.html")
def reading_strip(lessons):
    """How far the lessons of a course are read; the list of lessons beside it is its table."""
    states = [(lesson.minutes, reading_state(lesson)) for lesson in lessons]
    read = [minutes for minutes, state in states if state == "read"]
    return {
        "cells": charts.strip(states),
        "read": len(read),
        "total": len(states),
        "minutes": sum(read),
        "all_minutes": sum(minutes for minutes, _state in states),
    }


def reading_state(lesson) -> str:
    if lesson.completed_at:
        return "read"
    return "begun" if lesson.read_at else "unread"


@register.inclusion_tag("progress/charts/trend.html")
def score_trend(overview):
    """Scores over a quiz's attempts, with the pass mark; nothing while there is no score to show."""
    scored = [line for line in overview.lines if line.percent is not None]
    scores = [(line.percent, line.attempt.is_practice) for line in scored]
    return {
        "trend": charts.trend(scores, overview.quiz.pass_percent) if scores else None,
        "quiz": overview.quiz,
    }

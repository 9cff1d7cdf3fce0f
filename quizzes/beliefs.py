"""Misconceptions that learners hold, from the answers of their first attempts: one learner's, and a course's.

A learner is told here what a review would tell her: only of attempts whose correctness and right answers she may see
now, and nothing of what an open graded attempt asks about.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from lessons.models import Course
from quizzes.drawing import DRAWN, content_of
from quizzes.misconceptions import Held, Observation, chances_of, held, misconceptions_of, observed
from quizzes.models import Answer, Attempt, Evidence, Misconception, Question, QuestionVersion
from quizzes.policies import review_options
from quizzes.selectors import evidence_of, without_held

# Whoever comes back has read the feedback of the first time. Where nothing is graded, practice is what there is.
FIRST = Q(attempt__number=1) & (
    Q(attempt__kind=Attempt.Kind.GRADED) | Q(attempt__kind=Attempt.Kind.PRACTICE, attempt__quiz__graded=False)
)
OPEN = Q(attempt__state=Attempt.State.OPEN)
GIVEN = Q(response__isnull=False, version__question__archived=False)
NAMES_ONE = '"misconception"'
# Of the passages that repair a belief.
SHOWN = 2


@dataclass(frozen=True)
class Belief:
    """A misconception, how often it was held, and the passages that repair it; of a course also on which questions,
    and how many `learners` held it.
    """

    misconception: Misconception
    held: Held
    evidence: list[Evidence]
    questions: Sequence[Question] = ()
    learners: int = 1


@dataclass
class Observer:
    """What answers show. Each response to each version is graded once."""

    _seen: dict[tuple[int, str], Observation] = field(default_factory=dict)
    _chances: dict[tuple[int, str], Mapping[str, Fraction]] = field(default_factory=dict)

    def observe(self, answer: Answer) -> Observation:
        """Of the first try: the others follow what was said of it."""
        response = answer.tries[0] if answer.tries else answer.response
        drawn = json.dumps(answer.layout.get(DRAWN), sort_keys=True)
        name = answer.version_id, f"{drawn} {json.dumps(response, sort_keys=True)}"
        if name not in self._seen:
            content, version = content_of(answer), (answer.version_id, drawn)
            if version not in self._chances:
                self._chances[version] = chances_of(content)
            self._seen[name] = observed(answer.version.question_id, content, response, self._chances[version])
        return self._seen[name]


def _naming(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Answers to questions that name a misconception."""
    return answers.annotate(content=Cast("version__content", TextField())).filter(content__contains=NAMES_ONE)


# --- one learner -----------------------------------------------------------------------------------------------------


def beliefs_of(user: Any, *, now: datetime) -> dict[int, list[Belief]]:
    """This learner's, by course: one query, or four when there is something to tell."""
    answers = _naming(Answer.objects.filter(FIRST & GIVEN & ~OPEN, attempt__user=user)).order_by("pk")
    answers = without_held(answers, user).annotate(used=_used(user))
    by_course: dict[int, list[Observation]] = {}
    observer = Observer()
    for answer in answers.select_related("version__question", "attempt__quiz"):
        if _may_be_told(answer.attempt, answer.used, now):
            by_course.setdefault(answer.version.question.course_id, []).append(observer.observe(answer))
    found = {course: some for course, seen in by_course.items() if (some := _telling(seen))}
    asked = _asked_now(user) if found else set()
    return _beliefs({course: [each for each in some if each.key not in asked] for course, some in found.items()})


def _telling(seen: Iterable[Observation]) -> list[Held]:
    """What guessing explains as well is no belief that somebody should be told of."""
    return [each for each in held(seen) if each.is_beyond_guessing]


def _may_be_told(attempt: Attempt, used: int, now: datetime) -> bool:
    """A correction says that an answer was wrong, and what is right instead."""
    options = review_options(attempt.quiz, kind=attempt.kind, finished_at=attempt.finished_at, used=used, now=now)
    return options.correctness and options.explanation and options.right_answer


def _used(user: Any) -> Any:
    """How many graded attempts she has begun at the answer's quiz."""
    rows = Attempt.objects.filter(user=user, kind=Attempt.Kind.GRADED, quiz=OuterRef("attempt__quiz")).order_by()
    return Coalesce(Subquery(rows.values("quiz").annotate(count=Count("pk")).values("count")), 0)


def _asked_now(user: Any) -> set[str]:
    """Misconceptions that questions of her open graded attempts are about."""
    rows = _naming(Answer.objects.filter(OPEN, attempt__user=user, attempt__kind=Attempt.Kind.GRADED))
    return {key for answer in rows.select_related("version") for key in misconceptions_of(content_of(answer))}


# --- a course --------------------------------------------------------------------------------------------------------


def beliefs_in(course: Course) -> list[Belief]:
    """Of all who have answered in the course: two queries, or five when there is something to tell."""
    naming = QuestionVersion.objects.annotate(text=Cast("content", TextField())).filter(text__contains=NAMES_ONE)
    versions = naming.filter(question__course=course).in_bulk()
    answers = Answer.objects.filter(FIRST & GIVEN & ~OPEN, attempt__quiz__course=course, version__in=naming)
    rows = answers.order_by("pk").values_list("attempt__user", "version", "layout", "response", "tries")
    observer, seen, holders = Observer(), [], dict[str, set[int]]()
    for user, version, layout, response, tries in rows.iterator():
        answer = Answer(version=versions[version], layout=layout, response=response, tries=tries)
        seen.append(observer.observe(answer))
        for key in seen[-1].shown:
            holders.setdefault(key, set()).add(user)
    return _with_questions(_beliefs({course.pk: held(seen)}).get(course.pk, []), holders)


def _with_questions(beliefs: Sequence[Belief], holders: Mapping[str, Collection[int]]) -> list[Belief]:
    ids = {question for each in beliefs for question in each.held.questions}
    rows = Question.objects.in_bulk(ids) if ids else {}
    return [
        replace(each, questions=[rows[pk] for pk in each.held.questions], learners=len(holders[each.held.key]))
        for each in beliefs
    ]


def _beliefs(found: Mapping[int, Iterable[Held]]) -> dict[int, list[Belief]]:
    """With their rows and passages: two queries, or none. What the course has no more is left out."""
    ids = {question for some in found.values() for each in some for question in each.questions}
    if not ids:
        return {}
    keys = {each.key for some in found.values() for each in some}
    rows = Misconception.objects.filter(course__in=found, key__in=keys, archived=False)
    misconceptions = {(row.course_id, row.key): row for row in rows}
    evidence = evidence_of(ids)
    return {
        course: [
            Belief(
                misconceptions[course, each.key],
                each,
                _different(row for pk in each.questions for row in evidence.get(pk, [])),
            )
            for each in some
            if (course, each.key) in misconceptions
        ]
        for course, some in found.items()
    }


def _different(rows: Iterable[Evidence]) -> list[Evidence]:
    """A few of them, each passage once."""
    passages = {row.passage_id: row for row in rows}
    return list(passages.values())[:SHOWN]

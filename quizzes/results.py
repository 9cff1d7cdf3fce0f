"""What the pages of a quiz's results show: one query for each kind of row, however many learners there are."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from lessons.rich import plain_rich
from quizzes.models import Answer, Attempt, QuestionVersion, Quiz
from quizzes.policies import Counted
from quizzes.question_types import TYPES, load_content
from quizzes.standings import Progress, Standing, standing
from quizzes.statistics import Item, Response, items

GRADED = Attempt.Kind.GRADED
COLUMNS = ("number", "content", "pictures")


def gradable_quiz(user: Any, course_key: str, key: str) -> Quiz | None:
    """The quiz, for who teaches its course; archived ones, too: what was answered stays to be read."""
    found = Quiz.objects.gradable_by(user).filter(course__key=course_key, key=key)
    return found.select_related("course").first()


# --- learners --------------------------------------------------------------------------------------------------------


def standings_of(quiz: Quiz, *, now: datetime) -> list[Standing]:
    """Each learner who has begun a graded attempt: four queries."""
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in _attempts(quiz):
        attempts[attempt.user_id].append(attempt)
    results = _results(quiz)
    waiting, progress = _waiting(quiz), _progress(quiz)
    return [
        standing(quiz, own, result=results.get(user), progress=progress, waiting=waiting.get(user, 0), now=now)
        for user, own in attempts.items()
    ]


def _attempts(quiz: Quiz) -> QuerySet[Attempt]:
    names = ("user__username", "user__display_name")
    columns = ("quiz", "kind", "state", "number", "started_at", "finished_at", "deadline")
    found = Attempt.objects.filter(quiz=quiz, kind=GRADED).select_related("user")
    return found.only(*columns, *names).order_by("user", "number")


def _results(quiz: Quiz) -> dict[int, Counted]:
    rows = quiz.results.values_list("user", "score", "max_score")
    return {user: Counted(score, out_of) for user, score, out_of in rows}


def _waiting(quiz: Quiz) -> dict[int, int]:
    """How many answers of a learner nobody has graded yet."""
    rows = Answer.objects.waiting().filter(attempt__quiz=quiz).order_by()
    return dict(rows.values_list("attempt__user").annotate(Count("pk")))


def _progress(quiz: Quiz) -> dict[int, Progress]:
    """Of open attempts, by id. An answer that was cleared again is JSON's null, one never given is SQL's."""
    rows = Answer.objects.filter(attempt__quiz=quiz, attempt__kind=GRADED, attempt__state=Attempt.State.OPEN)
    given = Q(response__isnull=False) & ~Q(response=None)
    counted = rows.order_by().values("attempt").annotate(newest=Max("saved_at"), of=Count("pk"))
    counted = counted.annotate(given=Count("pk", filter=given))
    return {each["attempt"]: Progress(each["newest"], each["given"], each["of"]) for each in counted}


def practice_of(quiz: Quiz) -> dict[str, int]:
    """How often this quiz was practised, and by how many: no more than that, it counts for nothing."""
    rows = quiz.attempts_made.filter(kind=Attempt.Kind.PRACTICE)
    return rows.aggregate(attempts=Count("pk"), learners=Count("user", distinct=True))


def attempt_in(quiz: Quiz, attempt_id: int) -> Attempt | None:
    found = Attempt.objects.filter(quiz=quiz, kind=GRADED, pk=attempt_id)
    return found.select_related("quiz__course", "user").first()


def graded_attempts(quiz: Quiz, user: Any) -> list[Attempt]:
    """One learner's, oldest first."""
    return list(Attempt.objects.filter(quiz=quiz, kind=GRADED, user=user).defer("texts").order_by("number"))


# --- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionLine:
    """One question of the quiz: its key, its words, and what the answers say. `drawn`: not everybody is asked it.

    `distractor` is the text of the wrong choice that most took, and how many did.
    """

    key: str
    prompt: str
    drawn: bool
    item: Item
    distractor: tuple[str, int] | None


@dataclass(frozen=True)
class Questions:
    """`attempts` were looked at, the first of each learner; `left_out` of them have answers that nobody has graded."""

    lines: list[QuestionLine]
    attempts: int
    left_out: int

    def hardest_first(self) -> list[QuestionLine]:
        """Those whose facility nobody can tell come last."""
        return sorted(self.lines, key=lambda line: (line.item.facility is None, line.item.facility))


def questions_of(quiz: Quiz) -> Questions:
    """What first attempts say of each question that was asked: three queries."""
    answers = list(_first_answers(quiz))
    begun, waiting = {each.attempt for each in answers}, {each.attempt for each in answers if each.fraction is None}
    graded = [answer for answer in answers if answer.attempt not in waiting]
    versions = _versions({answer.version for answer in graded})
    found = items(_responses(graded, versions))
    newest = {version.question_id: version for version in sorted(versions.values(), key=lambda each: each.number)}
    slots = dict(quiz.slots.filter(question__isnull=False).values_list("question", "position"))
    lines = [_line(newest[pk], item, drawn=pk not in slots) for pk, item in found.items()]
    places = {newest[pk].question.key: _place(newest[pk].question, slots) for pk in found}
    lines.sort(key=lambda line: places[line.key])
    return Questions(lines, len(begun - waiting), len(waiting))


def _first_answers(quiz: Quiz) -> Iterable[Any]:
    """Of the first attempt that each learner handed in: with later ones she knew what was said of it."""
    place = Window(RowNumber(), partition_by="user", order_by="number")
    handed_in = Attempt.objects.filter(quiz=quiz, kind=GRADED, state=Attempt.State.SUBMITTED).order_by()
    first = handed_in.annotate(place=place).filter(place=1).values("pk")
    columns = ("attempt", "version", "points", "response", "fraction")
    return Answer.objects.filter(attempt__in=first).order_by().values_list(*columns, named=True)


def _versions(wanted: set[int]) -> dict[int, QuestionVersion]:
    places = ("question__key", "question__position", "question__lesson__position")
    versions = QuestionVersion.objects.select_related("question__lesson").only(*COLUMNS, *places)
    return versions.in_bulk(wanted)


def _responses(answers: list[Any], versions: dict[int, QuestionVersion]) -> Iterator[Response]:
    """Each different answer to a version is looked at once: hundreds of learners choose among four."""
    contents = {pk: load_content(version.content) for pk, version in versions.items()}
    known: dict[tuple[int, str], tuple[str, ...]] = {}
    for answer in answers:
        same = answer.version, json.dumps(answer.response, sort_keys=True)
        if same not in known:
            known[same] = wrong_choices(contents[answer.version], answer.response)
        question, answered = versions[answer.version].question_id, answer.response is not None
        yield Response(question, answer.fraction, answer.points, answered, known[same])


def wrong_choices(content: Any, response: Any) -> tuple[str, ...]:
    """The author's keys of chosen choices that are worth nothing; none where a type has no choices."""
    kind = TYPES.get(content.type)
    if kind is None or not kind.choices:
        return ()
    parts = kind.grade(content, response).parts
    return tuple(part.id for part in parts if part.chosen and not part.key and not part.partly)


def _line(version: QuestionVersion, item: Item, *, drawn: bool) -> QuestionLine:
    shown = version.pictures
    words = plain_rich(version.content["prompt"], shown)
    distractor = None
    if item.distractor:
        key, count = item.distractor
        distractor = plain_rich(_choice_text(load_content(version.content), key), shown), count
    return QuestionLine(version.question.key, words, drawn, item, distractor)


def _choice_text(content: Any, key: str) -> str:
    """As the newest version that was asked has it; a choice that it has no longer keeps its key."""
    parts = TYPES[content.type].grade(content, None).parts if content.type in TYPES else ()
    return next((part.label for part in parts if part.id == key), key)


def _place(question: Any, slots: dict[int, int]) -> tuple[Any, ...]:
    """In the order of the quiz; what was drawn after that, in the order of the bank."""
    fixed = question.pk in slots
    return (not fixed, slots.get(question.pk, 0), question.lesson.position, question.position, question.key)

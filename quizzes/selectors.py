"""One named query a page, each pinned by a test with one and with three rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from lessons.models import Lesson
from lessons.rules import can_teach
from lessons.stores import figures_named
from quizzes import composing, drawing
from quizzes.models import Answer, Attempt, Evidence, HandGrade, Question, QuestionVersion, Quiz, Result, Slot
from quizzes.question_types import BY_HAND, RECIPES, load_content
from quizzes.question_types.base import RIGHT
from quizzes.question_types.texts import STIMULUS, TEXTS

# What a draw may ask of questions, beside their tag: columns of the same name on both sides.
FILTERS = ("objective", "type", "difficulty")
# An answer is graded when its attempt is handed in, or when it was checked in practice.
GRADED = ~Q(attempt__state=Attempt.State.OPEN) | Q(checked_at__isnull=False)
# Nobody can say yet whether a text that a person has to grade is right.
LEARNT = ~Q(attempt__kind=Attempt.Kind.PREVIEW)  # an author tried it: that says nothing of anybody
JUDGED = Q(fraction__isnull=False) | Q(attempt__state=Attempt.State.ABANDONED)


def quiz_for(user: Any, course_key: str, key: str) -> Quiz | None:
    found = Quiz.objects.visible_to(user).filter(course__key=course_key, key=key)
    return found.select_related("course", "lesson__course").first()


def question_count(quiz: Quiz) -> int:
    return sum(slot.size for slot in quiz.slots.exclude(question__type__in=TEXTS))


def attempt_for(user: Any, attempt_id: int) -> Attempt | None:
    """A learner's own attempt, whatever its state; nobody else's. A preview only while she teaches the course."""
    rows = Attempt.objects.filter(pk=attempt_id, user=user)
    found = rows.select_related("quiz__course", "quiz__lesson__course").first()
    return None if found and found.is_preview and not can_teach(user, found.quiz.course) else found


def attempts_of(user: Any, quiz: Quiz) -> list[Attempt]:
    return list(own_attempts(user).filter(quiz=quiz))


def graded_count(user: Any, quiz: Quiz) -> int:
    """How many graded attempts this learner has begun."""
    return Attempt.objects.filter(user=user, quiz=quiz, kind=Attempt.Kind.GRADED).count()


def answers_of(attempt: Attempt) -> list[Answer]:
    return list(attempt.answers.select_related("version__question"))


def hand_grades_of(answers: Iterable[Answer]) -> dict[int, HandGrade]:
    """What holds of the grades that people gave for these answers, by answer. No query where nobody can have."""
    ids = [answer.pk for answer in answers if answer.version.content["type"] in BY_HAND]
    grades = HandGrade.objects.filter(answer__in=ids).order_by("pk") if ids else ()
    return {grade.answer_id: grade for grade in grades}


def evidence_of(question_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The passages that prove each question's answer, as far as the lesson still has them and learners can read it."""
    rows = Evidence.objects.filter(question__in=question_ids, passage__present=True)
    rows = rows.filter(passage__lesson__in=Lesson.objects.listed())
    found: dict[int, list[Evidence]] = {}
    for row in rows.select_related("passage__lesson__course"):
        found.setdefault(row.question_id, []).append(row)
    return found


# --- drawing ---------------------------------------------------------------------------------------------------------


def questions_to_ask(
    quiz: Quiz, user: Any, seed: str, *, missed: bool = False, shuffled: bool = True
) -> list[composing.Drawn]:
    """The questions of a new attempt with their slots, and descriptions between them: drawn for this learner, or for
    nobody (None), in order; `shuffled` where the quiz is.

    `missed` takes those that she missed instead, one point each.
    """
    if missed:
        always = {slot.question_id: slot for slot in quiz.slots.exclude(version=None).select_related("version")}
        missed_ones = missed_questions(user, quiz)
        pinned = (as_pinned(each, always.get(each.pk)) for each in missed_ones)
        drawn = [composing.Drawn(question, Slot(quiz=quiz)) for question in pinned]
    else:
        drawn = _drawn(quiz, user, seed)
    return composing.in_order(drawn, seed, shuffled=shuffled and quiz.shuffle_questions)


def _drawn(quiz: Quiz, user: Any, seed: str) -> list[composing.Drawn]:
    slots = list(quiz.slots.select_related("version"))
    pool = pool_of(slots)
    seen = seen_counts(user, quiz.course_id) if any(slot.draw_lesson_id for slot in slots) else {}
    taken = {slot.question_id for slot in slots if slot.question_id}
    drawn: list[composing.Drawn] = []
    for slot, section in zip(slots, composing.sections_of(slots), strict=True):
        if slot.question_id:
            found = [as_pinned(pool[slot.question_id], slot)] if slot.question_id in pool else []
        else:
            open_to_draw = {q.key: q for q in pool.values() if may_draw(slot, q) and q.pk not in taken}
            keys = drawing.draw(seed, f"slot {slot.position}", open_to_draw, seen, slot.count)
            found = [open_to_draw[key] for key in keys]
        taken |= {question.pk for question in found}
        drawn += [composing.Drawn(question, slot, section) for question in found]
    return drawn


def as_pinned(question: Question, slot: Slot | None) -> Question:
    """The question as its slot asks it: in the version that this names, if it does. Such a row is never saved."""
    if slot and slot.version:
        question.current, question.type = slot.version, slot.version.content["type"]
    return question


def may_draw(slot: Any, question: Question) -> bool:
    """Whether a slot that draws has this question in its pool."""
    if question.type in TEXTS or (question.lesson_id, question.use) != (slot.draw_lesson_id, slot.draw_use):
        return False
    if slot.draw_tag and slot.draw_tag not in question.tags:
        return False
    return all(getattr(slot, f"draw_{name}") in ("", getattr(question, name)) for name in FILTERS)


def pool_of(slots: Iterable[Slot]) -> dict[int, Question]:
    """Every question that the slots name or may draw, with its current version, by id: one query."""
    wanted = Q(pk__in=[])
    for slot in slots:
        if slot.question_id:
            wanted |= Q(pk=slot.question_id)
        else:
            wanted |= Q(lesson=slot.draw_lesson_id, use=slot.draw_use) & ~Q(type__in=TEXTS)
    questions = Question.objects.askable().filter(wanted)
    return {question.pk: question for question in questions.select_related("current")}


def texts_to_keep(
    quiz: Quiz, ordered: Sequence[composing.Drawn], asked: Sequence[composing.Asked]
) -> list[dict[str, Any]]:
    """What a new attempt keeps of the texts between and above its questions: three queries, or none."""
    stimuli = _stimuli_of([each.question for each in asked], quiz.course_id)
    own = [each.question.current.content["text"] for each in ordered if composing.is_text(each.question)]
    named = composing.named_in([*own, *(version.content["text"] for version in stimuli.values())])
    figures = figures_named(quiz.course_id, {key for kind, key in named if kind == "figure"})
    return composing.kept_texts(ordered, asked, stimuli, figures)


def _stimuli_of(questions: Iterable[Question], course_id: int) -> dict[str, QuestionVersion]:
    """Current versions by key."""
    keys = {composing.stimulus_of(question) for question in questions} - {""}
    if not keys:
        return {}
    rows = Question.objects.filter(course=course_id, key__in=keys, type=STIMULUS, archived=False)
    return {row.key: row.current for row in rows.select_related("current") if row.current}


@dataclass(frozen=True)
class Banks:
    """The contents from which recipes draw, by lesson, use and type; `avoid` has keys of those to be left for others:
    they are asked in this attempt or in an open graded one."""

    contents: dict[tuple[int, str, str], list[Any]]
    avoid: set[str]

    def of(self, question: Question) -> list[Any]:
        return self.contents.get(_bank_of(question), [])


def banks_for(questions: Sequence[Question], user: Any) -> Banks:
    """What the recipes among these questions draw from: one query, or none."""
    banks: dict[tuple[int, str, str], list[Any]] = {_bank_of(each): [] for each in questions if _bank_of(each)[2]}
    avoid = {question.key for question in questions}
    if not banks:
        return Banks(banks, avoid)
    wanted = Q(pk__in=[])
    for lesson_id, use, kind in banks:
        wanted |= Q(lesson=lesson_id, use=use, type=kind)
    rows = Question.objects.askable().filter(wanted).select_related("current")
    for row in rows.annotate(is_held=Exists(_held(user).filter(pk=OuterRef("pk")))).order_by("position", "key"):
        if row.current:
            banks[row.lesson_id, row.use, row.type].append(load_content(row.current.content))
        if row.is_held:
            avoid.add(row.key)
    return Banks(banks, avoid)


def _bank_of(question: Question) -> tuple[int, str, str]:
    recipe = RECIPES.get(question.type)
    return question.lesson_id, question.use, recipe.draws_from if recipe else ""


def seen_counts(user: Any, course_id: int) -> dict[str, int]:
    """How often this learner has met each question of the course, by key."""
    rows = Answer.objects.filter(LEARNT, attempt__user=user, version__question__course=course_id)
    counted = rows.values_list("version__question__key").annotate(times=Count("pk"))
    return dict(counted.order_by())


def missed_questions(user: Any, quiz: Quiz) -> list[Question]:
    """Questions of this quiz whose newest finished answer by this learner is not right."""
    ids = [question_id for quiz_id, question_id in _missed(user, Q(attempt__quiz=quiz)) if quiz_id == quiz.pk]
    questions = Question.objects.askable().filter(pk__in=ids)
    return list(questions.select_related("current").order_by("position", "key"))


def missed_counts(user: Any) -> dict[int, int]:
    """How many questions `missed_questions` would give, by quiz id: one query for all quizzes."""
    counts: dict[int, int] = {}
    for quiz_id, _question_id in _missed(user, Q()):
        counts[quiz_id] = counts.get(quiz_id, 0) + 1
    return counts


def newest_answers(user: Any) -> list[tuple[int, bool]]:
    """(lesson id, whether it is right) of this learner's newest graded answer to each question.

    Questions of an open graded attempt are left out, as in `_missed`: the share would tell.
    """
    newest = Window(
        RowNumber(),
        partition_by=["version__question_id"],
        order_by=[F("attempt__started_at").desc(), F("pk").desc()],
    )
    rows = _judged(user)
    newest_rows = rows.exclude(version__question__in=_held(user)).annotate(recency=newest).filter(recency=1)
    found = newest_rows.order_by().values_list("version__question__lesson", "fraction")
    return [(lesson_id, fraction is not None and fraction >= RIGHT) for lesson_id, fraction in found]


def _judged(user: Any) -> QuerySet[Answer, Answer]:
    """Graded answers of which this learner may know whether they were right."""
    rows = Answer.objects.filter(GRADED, JUDGED, LEARNT, attempt__user=user, version__question__archived=False)
    return rows.exclude(attempt__kind=Attempt.Kind.GRADED, attempt__quiz__keeps_back_correctness=True)


def _missed(user: Any, where: Q) -> list[tuple[int, int]]:
    """(quiz id, question id) of each question whose newest graded answer is wrong, where the quiz may be practised.

    Questions of an open graded attempt are left out: being missed would tell.
    """
    newest = Window(
        RowNumber(),
        partition_by=["attempt__quiz_id", "version__question_id"],
        order_by=[F("attempt__started_at").desc(), F("pk").desc()],
    )
    rows = _judged(user).filter(where)
    newest_rows = rows.filter(attempt__quiz__practice=True).annotate(recency=newest).filter(recency=1)
    # Outside: beside the window, the condition would leave out right answers before the newest is looked for.
    missed = Answer.objects.filter(Q(fraction__lt=RIGHT) | Q(fraction=None), pk__in=newest_rows.values("pk"))
    missed = missed.exclude(version__question__in=_held(user))
    return list(missed.values_list("attempt__quiz_id", "version__question_id"))


# --- grading by hand -------------------------------------------------------------------------------------------------


def waiting_quizzes(user: Any) -> list[dict[str, Any]]:
    """Quizzes with answers that wait for this person or another to grade them, those that wait longest first."""
    waiting = Answer.objects.waiting().filter(attempt__quiz__in=Quiz.objects.gradable_by(user)).order_by()
    names = {
        "course_title": F("attempt__quiz__course__title"),
        "course": F("attempt__quiz__course__key"),
        "title": F("attempt__quiz__title"),
        "key": F("attempt__quiz__key"),
    }
    counted = waiting.values(**names).annotate(count=Count("pk"), oldest=Min("attempt__finished_at"))
    return list(counted.order_by("oldest"))


def next_to_grade(quiz: Quiz, *, after: Answer | None = None) -> int | None:
    """The id of the answer that comes next: all to one question first. After the last one comes the first again."""
    waiting = Answer.objects.waiting().filter(attempt__quiz=quiz).order_by("version__question_id", "pk")
    waiting = waiting.exclude(pk=after.pk) if after else waiting
    ids = waiting.values_list("pk", flat=True)
    if after:
        question = after.version.question_id
        later = Q(version__question__gt=question) | Q(version__question=question, pk__gt=after.pk)
        return ids.filter(later).first() or ids.first()
    return ids.first()


def answer_to_grade(user: Any, answer_id: int) -> Answer | None:
    """An answer with its attempt, learner and question, and the grades it has, oldest first."""
    found = Answer.objects.filter(pk=answer_id, attempt__quiz__in=Quiz.objects.gradable_by(user))
    found = found.select_related("attempt__quiz__course", "attempt__user", "version__question")
    return found.prefetch_related(Prefetch("hand_grades", HandGrade.objects.select_related("by"))).first()


# --- what must stay hidden -------------------------------------------------------------------------------------------


def held_questions(user: Any, *, besides: Attempt | None = None) -> set[int]:
    """Questions of this learner's open graded attempts, `besides` this one: no other page may show her their key."""
    return set(_held(user, besides)) if user.is_authenticated else set()


def _held(user: Any, besides: Attempt | None = None) -> QuerySet[Question, int]:
    """With what a recipe in such an attempt may have drawn, and the recipes that draw from what is asked there."""
    rows = Answer.objects.filter(
        attempt__user=user, attempt__state=Attempt.State.OPEN, attempt__kind=Attempt.Kind.GRADED
    ).exclude(attempt=besides)
    asked = Question.objects.filter(pk__in=rows.order_by().values("version__question"))
    same_bank = asked.filter(lesson=OuterRef("lesson"), use=OuterRef("use"))
    held = Q(pk__in=asked.values("pk"))
    for recipe in RECIPES.values():
        if recipe.draws_from:
            held |= Q(Exists(same_bank.filter(type=recipe.name)), type=recipe.draws_from)
            held |= Q(Exists(same_bank.filter(type=recipe.draws_from)), type=recipe.name)
    return Question.objects.filter(held).order_by().values_list("pk", flat=True)


def without_held(answers: QuerySet[Answer], user: Any) -> QuerySet[Answer]:
    return answers.exclude(version__question__in=_held(user))


def own_attempts(user: Any) -> QuerySet[Attempt]:
    """This learner's attempts, oldest first; `is_held` says that even the score would tell about an open attempt,
    `waiting` how many answers nobody has graded yet.
    """
    held = Answer.objects.filter(attempt=OuterRef("pk"), version__question__in=_held(user))
    attempts = with_waiting(Attempt.objects.of_learners().filter(user=user))
    return attempts.annotate(is_held=Exists(held)).defer("texts").order_by("started_at")


def with_waiting(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Each with `waiting`: how many of its answers a person has yet to grade. Until then its score is provisional."""
    waiting = Answer.objects.waiting().filter(attempt=OuterRef("pk")).order_by()
    counted = waiting.values("attempt").annotate(count=Count("pk")).values("count")
    return attempts.annotate(waiting=Coalesce(Subquery(counted), 0))


def results_with_waiting(results: QuerySet[Result]) -> QuerySet[Result]:
    """Each with `waiting`, over all attempts that may count."""
    waiting = Answer.objects.waiting().filter(attempt__user=OuterRef("user"), attempt__quiz=OuterRef("quiz"))
    counted = waiting.order_by().values("attempt__quiz").annotate(count=Count("pk")).values("count")
    return results.annotate(waiting=Coalesce(Subquery(counted), 0))


# --- lesson pages ----------------------------------------------------------------------------------------------------


def checks_of(lesson: Lesson) -> dict[str, Question]:
    questions = Question.objects.askable().filter(lesson=lesson, use="check")
    return {question.key: question for question in questions.select_related("current")}


def quizzes_of(lesson: Lesson) -> list[Quiz]:
    return list(Quiz.objects.filter(lesson=lesson, archived=False, listed=True).select_related("course"))


# --- dashboard and course page ---------------------------------------------------------------------------------------


def quizzes_with_attempts(user: Any, *, course: Any = None) -> list[Any]:
    """Listed quizzes of visible courses in course order; each has `attempts_of_user`, oldest first."""
    quizzes = Quiz.objects.visible_to(user).filter(listed=True).select_related("course", "lesson")
    if course is not None:
        quizzes = quizzes.filter(course=course)
    quizzes = quizzes.order_by("course__title", "course__key", "position", "key")
    if not user.is_authenticated:
        return [_without_attempts(quiz) for quiz in quizzes]
    own = Prefetch("attempts_made", own_attempts(user), to_attr="attempts_of_user")
    return list(quizzes.prefetch_related(own))


def _without_attempts(quiz: Any) -> Any:
    quiz.attempts_of_user = []
    return quiz


def questions_in(course: Any) -> int:
    """How many questions the course's bank holds."""
    questions = Question.objects.askable().filter(course=course)
    return questions.exclude(type__in=TEXTS).count()


def check_for(lesson: Lesson, key: str) -> Question | None:
    return checks_of(lesson).get(key)

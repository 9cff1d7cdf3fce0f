"""What taking quizzes leaves behind of a person (accounts.privacy).

The download is no way round the rules of a quiz: it says what the review would say at this moment, and right answers
and explanations, which are no data about a person, are not in it at all.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.privacy import AS_LONG_AS_ACCOUNT, Holding
from lessons.rich import plain_rich
from quizzes import policies
from quizzes.drawing import KeyMap, as_drawn
from quizzes.models import Answer, AnswerEvent, Attempt, HandGrade, QuestionVersion, Report, Result
from quizzes.overview import is_held, waiting_in
from quizzes.presenting import response_in_words
from quizzes.question_types import load_content, type_of
from quizzes.question_types.base import RIGHT, ResponseError
from quizzes.selectors import held_questions, own_attempts


class _Export:
    """All attempts of one person with five queries; a question that was asked often is read once."""

    def __init__(self, person: Any) -> None:
        self.now = timezone.now()
        self.held = held_questions(person)
        self.attempts = list(own_attempts(person).select_related("quiz__course"))
        self.used = Counter(attempt.quiz_id for attempt in self.attempts if not attempt.is_practice)
        self.answers: dict[int, dict[int, Answer]] = defaultdict(dict)
        for answer in Answer.objects.filter(attempt__user=person):
            self.answers[answer.attempt_id][answer.position] = answer
        versions = QuestionVersion.objects.filter(pk__in=Answer.objects.filter(attempt__user=person).values("version"))
        self.versions = {version.pk: version for version in versions}
        self.contents = {pk: load_content(version.content) for pk, version in self.versions.items()}
        self.events: dict[int, list[AnswerEvent]] = defaultdict(list)
        for event in AnswerEvent.objects.filter(attempt__user=person):
            self.events[event.attempt_id].append(event)
        grades = HandGrade.objects.filter(answer__attempt__user=person).order_by("pk")
        self.hand_grades = {grade.answer_id: grade for grade in grades}

    def content(self, answer: Answer) -> Any:
        return as_drawn(self.contents[answer.version_id], answer.layout)

    def attempt(self, attempt: Attempt) -> dict[str, Any]:
        shows_score = not attempt.is_open and not is_held(attempt)
        return {
            "course": attempt.quiz.course.title,
            "quiz": attempt.quiz.title,
            "kind": attempt.get_kind_display(),
            "number": attempt.number,
            "state": attempt.get_state_display(),
            "started_at": attempt.started_at,
            "deadline": attempt.deadline,
            "finished_at": attempt.finished_at,
            "score": _number(attempt.score) if shows_score else None,
            "out_of": _number(attempt.max_score),
            "waiting_for_grading": waiting_in(attempt),
            "answers": [self.answer(attempt, answer) for answer in self.answers[attempt.pk].values()],
            "events": [self.event(attempt, event) for event in self.events[attempt.pk]],
        }

    def answer(self, attempt: Attempt, answer: Answer) -> dict[str, Any]:
        content, shown = self.content(answer), self.versions[answer.version_id].pictures
        found = {
            "position": answer.position,
            "question": plain_rich(content.prompt, shown),
            "answer": response_in_words(content, answer.layout, answer.response, shown),
            "flagged": answer.flagged,
            "typed_at": answer.typed_at,
            "saved_at": answer.saved_at,
            "checked_at": answer.checked_at,
            "points": _number(answer.points),
        }
        options = self.seen(attempt, answer)
        if options.correctness and answer.fraction is not None:
            found["right"] = answer.fraction >= RIGHT
        if options.score and answer.fraction is not None:
            found["score"] = _number(answer.points * answer.fraction)
        grade = self.hand_grades.get(answer.pk)
        if grade and options.correctness:
            found["graded_at"] = grade.at
        if grade and options.correctness and options.feedback:
            found["comment"] = grade.comment
        return found

    def seen(self, attempt: Attempt, answer: Answer) -> policies.ReviewOptions:
        """As on the pages of an attempt: nothing of a question that stands in an open graded one."""
        if self.versions[answer.version_id].question_id in self.held or (attempt.is_open and not answer.checked_at):
            return policies.NOTHING
        used = self.used[attempt.quiz_id]
        about = {"kind": attempt.kind, "finished_at": attempt.finished_at, "used": used, "now": self.now}
        return policies.review_options(attempt.quiz, **about)

    def event(self, attempt: Attempt, event: AnswerEvent) -> dict[str, Any]:
        sent = [self.sent(attempt, each) for each in event.payload or ()]
        return {"at": event.at, "kind": event.get_kind_display(), "tab": event.client, "sent": sent}

    def sent(self, attempt: Attempt, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What a page sent, in words; as it came where it is no answer to that question."""
        answer = self.answers[attempt.pk].get(sent.get("position", 0))
        if answer is None or "response" not in sent:
            return dict(sent)
        content, keys = self.content(answer), KeyMap(attempt.seed, answer.position, answer.layout)
        try:
            stored = type_of(content).to_author(content, sent.get("response"), keys.to_author)
        except ResponseError:
            return dict(sent)
        shown = self.versions[answer.version_id].pictures
        return {"position": answer.position, "answer": response_in_words(content, answer.layout, stored, shown)}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(policies.shown_score(value))


def export_attempts(person: Any) -> list[dict[str, Any]]:
    found = _Export(person)
    return [found.attempt(attempt) for attempt in found.attempts]


def erase_attempts(person: Any) -> None:
    """All attempts are locked first, as services do: a save that is under way ends, the next one finds nothing."""
    list(Attempt.objects.select_for_update(no_key=True).filter(user=person).order_by("pk").values_list("pk"))
    HandGrade.objects.filter(answer__attempt__user=person).delete()
    Answer.objects.filter(attempt__user=person).delete()
    AnswerEvent.objects.filter(attempt__user=person).delete()
    Attempt.objects.filter(user=person).delete()


def remark_on_attempts(person: Any) -> str:
    count = Attempt.objects.filter(user=person, kind=Attempt.Kind.GRADED, state=Attempt.State.OPEN).count()
    if not count:
        return ""
    return ngettext(
        "You have a quiz that you haven't handed in: it will be deleted, not graded.",
        "You have %(count)d quizzes that you haven't handed in: they will be deleted, not graded.",
        count,
    ) % {"count": count}


def export_results(person: Any) -> list[dict[str, Any]]:
    """A result tells about its attempts: without points while one of them has a question that is to be answered."""
    held = {attempt.quiz_id for attempt in own_attempts(person) if is_held(attempt)}
    return [
        {
            "course": row.quiz.course.title,
            "quiz": row.quiz.title,
            "score": None if row.quiz_id in held else _number(row.score),
            "out_of": _number(row.max_score),
            "attempts": row.attempts,
            "updated_at": row.updated_at,
        }
        for row in Result.objects.filter(user=person).select_related("quiz__course").order_by("pk")
    ]


def erase_results(person: Any) -> None:
    Result.objects.filter(user=person).delete()


def export_grading(person: Any) -> list[dict[str, Any]]:
    """Which and when, and her own words; not whose answers they were."""
    rows = HandGrade.objects.filter(by=person).order_by("pk")
    return [
        {"quiz": row.answer.attempt.quiz.title, "question": row.answer.position, "at": row.at, "comment": row.comment}
        for row in rows.select_related("answer__attempt__quiz")
    ]


def erase_grading(person: Any) -> None:
    HandGrade.objects.filter(by=person).update(by=None)


YOU_AND_TEACHERS = _("You, those who teach the course of the quiz, and the administrators of this site.")
ATTEMPTS = Holding(
    "attempts",
    _("Attempts and answers"),
    what=_(
        "Which quizzes you took and when, your answers, flags and points, what a person wrote about an answer that she "
        "graded, and when your browser sent something: with the words of an answer where it replaced another, came "
        "late, was checked or was handed in."
    ),
    why=_("To grade, to show you the review, and to settle what happened when an answer seems lost."),
    how_long=_("As long as the account exists. Attempts, answers and results are deleted with it."),
    who_sees=_(
        "You, and the administrators of this site. Those who teach the course of the quiz see graded attempts with "
        "their answers, points and times; of practice they see only how often it happened."
    ),
    export=export_attempts,
    erase=erase_attempts,
    covers=("quizzes.Attempt.user",),
    remark=remark_on_attempts,
)
RESULTS = Holding(
    "results",
    _("Results"),
    what=_("What you hold for each quiz over all attempts that count."),
    why=_("To show your progress, and whether you have passed."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=YOU_AND_TEACHERS,
    export=export_results,
    erase=erase_results,
    covers=("quizzes.Result.user",),
)
GRADING = Holding(
    "grading",
    _("Answers graded"),
    what=_("Only of those who grade: which answers they graded and when, the points and the comments they gave."),
    why=_("So that a learner's question about her points can be answered, and two graders do not undo each other."),
    how_long=_("As long as the answer exists. Without the account the grade stays, without its grader's name."),
    who_sees=_("Administrators and those who grade; the learner sees points and comment without a name."),
    export=export_grading,
    erase=erase_grading,
    covers=("quizzes.HandGrade.by",),
)


def export_reports(person: Any) -> list[dict[str, Any]]:
    """Her own words; of reports of others that she was done with, only when."""
    said = Report.objects.filter(user=person).values("text", "at", "closed_at")
    return [*said, *Report.objects.filter(closed_by=person).exclude(user=person).values("closed_at")]


def erase_reports(person: Any) -> None:
    Report.objects.filter(user=person).delete()
    Report.objects.filter(closed_by=person).update(closed_by=None)


REPORTS = Holding(
    "reports",
    _("Reports on questions"),
    what=_("What you wrote when you reported that something is wrong with a question, and when."),
    why=_("So that the question can be put right."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=_("Those who write the course, without your name; the administrators of this site."),
    export=export_reports,
    erase=erase_reports,
    covers=("quizzes.Report.user", "quizzes.Report.closed_by"),
)

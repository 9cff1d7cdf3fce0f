"""Between the rows of this app and the entries of course files (see lessons.stores)."""

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import Any

from django.db.models import CharField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from lessons.course_files import Kind, Located, Problem
from lessons.models import Course, Lesson, Passage
from lessons.services import CourseInvalid
from lessons.stores import RowStore, Store, shown_media
from quizzes import quiz_entry, schema
from quizzes.asking import asked, search_text
from quizzes.checking import no_version
from quizzes.composing import media_in
from quizzes.models import Evidence, Misconception, Question, QuestionVersion, Quiz, Slot
from quizzes.policies import keeps_back_correctness
from quizzes.question_types import load_content
from quizzes.question_types.base import QuestionEntry
from quizzes.services import renew_deadlines, renew_results

BATCH = 500


class QuestionStore(Store):
    kind: Kind = schema.QUESTION
    name = "question"

    def collect(self, course: Course) -> dict[str, Located]:
        versions: dict[int, set[int]] = defaultdict(set)
        for question, number in askable_versions(course).values_list("question", "number"):
            versions[question].add(number)
        return {row.key: self.located(row, versions[row.pk]) for row in self.rows(course)}

    def one(self, course: Course, key: str) -> Located | None:
        row = self.rows(course).filter(key=key).first()
        return self.located(row) if row else None

    def keys(self, course: Course) -> set[str]:
        return set(Question.objects.filter(course=course).values_list("key", flat=True))

    def rows(self, course: Course) -> QuerySet[Question]:
        rows = Question.objects.filter(course=course, archived=False, current__isnull=False)
        return rows.select_related("current", "lesson")

    def located(self, row: Any, versions: Set[int] | None = None) -> Located:
        return Located(load_content(row.current.content), "", 1, row.position, row.lesson.key, versions=versions)

    def save(self, course: Course, key: str, located: Located) -> None:
        """A new version whenever the content differs; attempts stay pinned to the one they were made with."""
        lesson = Lesson.objects.get(course=course, key=located.parent)
        question, _created = Question.objects.update_or_create(
            course=course, key=key, defaults={"lesson": lesson} | _columns(located)
        )
        add_version(question, located.entry)
        save_evidence(question, located.entry)

    def save_all(self, course: Course, found: Mapping[str, Any]) -> None:
        """Those that are new in a few statements: an import may bring ten thousand."""
        known = self.keys(course)
        super().save_all(course, {key: located for key, located in found.items() if key in known})
        _create(course, {key: located for key, located in found.items() if key not in known})

    def finish(self, course: Course) -> None:
        """A picture or recording that has changed makes a new version of what shows it; attempts keep the old one."""
        rows = Question.objects.filter(course=course, archived=False, current__isnull=False)
        for row in rows.exclude(current__pictures={}).select_related("current", "course"):
            add_version(row, load_content(row.current.content))

    def archive(self, course: Course, key: str) -> None:
        Question.objects.filter(course=course, key=key).update(archived=True)

    def place(self, course: Course, found: Mapping[str, Any]) -> None:
        lessons = {lesson.key: lesson for lesson in Lesson.objects.filter(course=course)}
        rows = list(Question.objects.filter(course=course, key__in=found))
        for row in rows:
            row.position, row.lesson = found[row.key].position, lessons[found[row.key].parent]
        Question.objects.bulk_update(rows, ["position", "lesson"])


def askable_versions(course: Course) -> Any:
    """Those that a slot may name: no drafts."""
    return QuestionVersion.objects.filter(question__course=course).exclude(content__has_key="draft").order_by()


def _columns(located: Located) -> dict[str, Any]:
    entry: QuestionEntry = located.entry
    return {
        "objective": entry.objective or "",
        "use": entry.use,
        "type": entry.type,
        "tags": list(entry.tags),
        "difficulty": entry.difficulty or "",
        "draft": entry.draft,
        "search_text": search_text(asked(entry)),
        "position": located.position,
        "archived": False,
    }


def _create(course: Course, found: Mapping[str, Located]) -> None:
    """Questions that the course never had, with their first versions."""
    lessons = {lesson.key: lesson for lesson in Lesson.objects.filter(course=course)}
    rows = [
        Question(course=course, key=key, lesson=lessons[located.parent], **_columns(located))
        for key, located in found.items()
    ]
    Question.objects.bulk_create(rows, batch_size=BATCH)
    versions = [
        QuestionVersion(
            question=row,
            number=1,
            content=content_of(located.entry),
            pictures=shown_media(course.pk, media_in(located.entry)),
        )
        for row, located in zip(rows, found.values(), strict=True)
    ]
    QuestionVersion.objects.bulk_create(versions, batch_size=BATCH)
    first = QuestionVersion.objects.filter(question=OuterRef("pk")).values("pk")
    Question.objects.filter(course=course, current=None).update(current=Subquery(first[:1]))
    for row, located in zip(rows, found.values(), strict=True):
        if located.entry.evidence:
            save_evidence(row, located.entry)


def content_of(entry: QuestionEntry) -> dict[str, Any]:
    """What a version keeps."""
    return entry.model_dump(mode="json", exclude_defaults=True)


def add_version(question: Question, entry: QuestionEntry) -> None:
    content = content_of(entry)
    pictures = shown_media(question.course_id, media_in(entry))
    newest = question.versions.first()
    if newest is None or (newest.content, newest.pictures) != (content, pictures):
        number = newest.number + 1 if newest else 1
        newest = QuestionVersion.objects.create(question=question, number=number, content=content, pictures=pictures)
    question.current = newest
    question.save(update_fields=["current"])


def save_evidence(question: Question, entry: QuestionEntry) -> None:
    """Bring the question's evidence to what its content names; accepted digests stay."""
    keys = [reference.split("#")[1] for reference in entry.evidence]
    named = Passage.objects.filter(lesson__course=question.course_id, key__in=keys).select_related("lesson")
    passages = {f"{passage.lesson.key}#{passage.key}": passage for passage in named}
    rows = [
        Evidence(question=question, passage=passages[reference], position=position)
        for position, reference in enumerate(entry.evidence)
    ]
    question.evidence.exclude(passage__in=[row.passage for row in rows]).delete()
    Evidence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["question", "passage"], update_fields=["position"]
    )


NOT_COLUMNS = {"lesson", "slots", "preset"}


class QuizStore(RowStore):
    """A quiz with its slots."""

    def rows(self, course: Course) -> Any:
        quizzes = Quiz.objects.filter(course=course, archived=False).select_related("lesson")
        named = ("question", "version", "draw_lesson")
        slots = Slot.objects.select_related(*named).defer("draw_lesson__body", "draw_lesson__html")
        return quizzes.prefetch_related(Prefetch("slots", slots))

    def entry(self, row: Quiz) -> quiz_entry.QuizEntry:
        data = {name: getattr(row, name) for name in quiz_entry.QuizEntry.model_fields.keys() - NOT_COLUMNS}
        slots = [_slot_data(slot) for slot in row.slots.all()]
        return quiz_entry.QuizEntry.model_validate(data | {"lesson": row.lesson and row.lesson.key, "slots": slots})

    def save(self, course: Course, key: str, located: Located) -> None:
        entry: quiz_entry.QuizEntry = located.entry
        values = entry.model_dump(mode="python", exclude=NOT_COLUMNS)
        values |= entry.model_dump(mode="json", include={"bands", "review", "networks"}, exclude_none=True)
        values["keeps_back_correctness"] = keeps_back_correctness(values["review"])
        lesson = Lesson.objects.get(course=course, key=entry.lesson) if entry.lesson else None
        before = Quiz.objects.filter(course=course, key=key).first()
        quiz, _created = Quiz.objects.update_or_create(
            course=course, key=key, defaults=values | {"lesson": lesson, "archived": False}
        )
        quiz.slots.all().delete()
        Slot.objects.bulk_create([_slot(quiz, index, slot, located) for index, slot in enumerate(entry.slots)])
        if before:
            _renew_what_is_live(before, quiz)

    def place(self, course: Course, found: Mapping[str, Any]) -> None:
        """The order of quizzes stands in the course's contents, see `finish`."""

    def finish(self, course: Course) -> None:
        order = [item.get("quiz") for item in course.contents]
        for row in Quiz.objects.filter(course=course):
            row.listed = row.key in order
            row.position = order.index(row.key) if row.listed else len(order)
            row.save(update_fields=["listed", "position"])


def _renew_what_is_live(before: Quiz, quiz: Quiz) -> None:
    """Counting and dates hold for attempts that exist already. Attempts come first, as where one is handed in: two that
    lock in another order wait for each other for ever."""
    if (before.closes_at, before.time_limit_minutes) != (quiz.closes_at, quiz.time_limit_minutes):
        renew_deadlines(quiz=quiz)
    if before.counting != quiz.counting:
        renew_results(quiz=quiz, now=timezone.now())


def _slot_data(slot: Slot) -> dict[str, Any]:
    data: dict[str, Any] = {"count": slot.count, "points": slot.points, "needs_previous": slot.needs_previous}
    data["section"] = slot.section or None
    if slot.question:
        return data | {"question": slot.question.key, "version": slot.version and slot.version.number}
    draw = {name: getattr(slot, f"draw_{name}") or None for name in ("objective", "use", "type", "tag", "difficulty")}
    return data | {"draw": draw | {"lesson": slot.draw_lesson.key}}


def _slot(quiz: Quiz, position: int, entry: quiz_entry.SlotEntry, located: Located) -> Slot:
    """Raises CourseInvalid for a version that this site has not: files know nothing of versions."""
    slot = Slot(
        quiz=quiz, position=position, count=entry.count, points=entry.points, needs_previous=entry.needs_previous
    )
    slot.section = entry.section.model_dump(mode="json", exclude_defaults=True) if entry.section else {}
    if entry.question:
        slot.question = Question.objects.get(course=quiz.course_id, key=entry.question)
        askable = askable_versions(quiz.course).filter(question=slot.question)
        slot.version = entry.version and askable.filter(number=entry.version).first()
        if entry.version and not slot.version:
            message = f"slot {position + 1}: {no_version(entry.question, entry.version)}"
            raise CourseInvalid([Problem(located.file, located.line, message)])
    elif entry.draw:
        slot.draw_lesson = Lesson.objects.get(course=quiz.course_id, key=entry.draw.lesson)
        for name in ("objective", "use", "type", "tag", "difficulty"):
            setattr(slot, f"draw_{name}", getattr(entry.draw, name) or "")
    return slot


class EvidenceStore(Store):
    """Accepted wordings, one line of evidence.lock each; the object's key is 'question lesson#passage'."""

    name = "evidence"

    def collect(self, course: Course) -> dict[str, str]:
        rows = Evidence.objects.filter(question__course=course, question__archived=False).exclude(accepted_digest="")
        names = rows.values_list("question__key", "passage__lesson__key", "passage__key", "accepted_digest")
        return {f"{question} {lesson}#{passage}": digest for question, lesson, passage, digest in names}

    def digests(self, course: Course) -> dict[str, str]:
        return self.collect(course)

    def save_all(self, course: Course, found: Mapping[str, Any]) -> None:
        """`found` maps 'question lesson#passage' to the accepted digest; pairs that are no evidence are left out."""
        rows = Evidence.objects.filter(question__course=course)
        pairs = rows.annotate(
            name=Concat(
                "question__key",
                Value(" "),
                "passage__lesson__key",
                Value("#"),
                "passage__key",
                output_field=CharField(),
            )
        )
        wanted = [row for row in pairs if row.name in found]
        for row in wanted:
            row.accepted_digest = found[row.name]
        Evidence.objects.bulk_update(wanted, ["accepted_digest"], batch_size=500)

    def save(self, course: Course, key: str, located: Any) -> None:
        self.save_all(course, {key: located})

    def archive(self, course: Course, key: str) -> None:
        self.save_all(course, {key: ""})


STORES: tuple[Store, ...] = (
    RowStore(schema.MISCONCEPTION, Misconception),
    QuestionStore(),
    QuizStore(schema.QUIZ, Quiz),
    EvidenceStore(),
)

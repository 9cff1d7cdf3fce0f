"""What must agree between questions, quizzes and the lessons they rest on. Pure."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lessons.checking import Texts, images_of
from lessons.course_files import Folder, Located
from lessons.markup import NO_PICTURE
from quizzes.behaviours import BEHAVIOURS, can_be_partly_right
from quizzes.question_types.base import QuestionEntry
from quizzes.quiz_entry import DrawEntry


def check_bank(folder: Folder, texts: Texts) -> None:
    """Report references of questions and quizzes that lead nowhere, and checks in lessons that are no questions."""
    for located in folder.of_kind("question").values():
        _check_question(folder, located, texts)
    for located in folder.of_kind("quiz").values():
        _check_quiz(folder, located)
    _check_checks(folder, texts)
    _check_evidence(folder, texts)


def _check_question(folder: Folder, located: Located, texts: Texts) -> None:
    question, lesson = located.entry, folder.objects.get(("lesson", located.parent))
    if lesson is None:
        folder.report(located, f"there is no lesson '{located.parent}' for this bank")
    elif question.objective not in {objective.key for objective in lesson.entry.objectives}:
        folder.report(located, f"lesson '{located.parent}' has no objective '{question.objective}'")
    for reference in question.evidence:
        if reference not in texts.passages:
            folder.report(located, f"there is no passage '{reference}'")
    if len(set(question.evidence)) < len(question.evidence):
        folder.report(located, "a passage stands twice in the evidence")
    _check_pictures(folder, located, texts)
    for key in misconceptions_of(question):
        if ("misconception", key) not in folder.objects:
            folder.report(located, f"there is no misconception '{key}'")


def _check_pictures(folder: Folder, located: Located, texts: Texts) -> None:
    for key in images_of(located.entry):
        texts.pictures.add(key)
        if not key:
            folder.report(located, NO_PICTURE)
        elif ("picture", key) not in folder.objects:
            folder.report(located, f"there is no picture '{key}'")


def misconceptions_of(value: Any) -> Iterator[str]:
    """Every misconception that a question's answers name, wherever they stand."""
    for name, field in value:
        if name == "misconception" and field:
            yield field
        elif isinstance(field, tuple):
            for each in field:
                if hasattr(each, "model_fields_set"):
                    yield from misconceptions_of(each)


def _check_quiz(folder: Folder, located: Located) -> None:
    quiz = located.entry
    if quiz.lesson and ("lesson", quiz.lesson) not in folder.objects:
        folder.report(located, f"there is no lesson '{quiz.lesson}'")
    wanted: Counter[DrawEntry] = Counter()
    for slot in quiz.slots:
        if slot.question and ("question", slot.question) not in folder.objects:
            folder.report(located, f"there is no question '{slot.question}'")
        if slot.draw:
            wanted[slot.draw] += slot.count
    for draw, count in wanted.items():
        available = len(_pool(folder, draw))
        if available < count:
            filters = draw.model_dump(include={"objective", "type", "tag", "difficulty"}, exclude_none=True)
            what = "".join(f", {name} '{value}'" for name, value in filters.items())
            folder.report(
                located, f"draws {count} questions for {draw.use} from '{draw.lesson}'{what}, which has {available}"
            )
    if BEHAVIOURS[quiz.behaviour].certainty:
        _check_certainty(folder, located)


def _pool(folder: Folder, draw: DrawEntry) -> list[QuestionEntry]:
    bank = folder.of_kind("question").values()
    return [each.entry for each in bank if each.parent == draw.lesson and draw.takes(each.entry)]


def _check_certainty(folder: Folder, located: Located) -> None:
    """Certainty is asked of answers that are right or wrong: there is none for half a point."""
    asked: list[QuestionEntry] = []
    for slot in located.entry.slots:
        named = folder.objects.get(("question", slot.question or ""))
        asked += _pool(folder, slot.draw) if slot.draw else [named.entry] if named else []
    for question in asked:
        if can_be_partly_right(question):
            folder.report(
                located, f"'behaviour: certainty' is for right or wrong; '{question.key}' can be partly right"
            )


def _check_checks(folder: Folder, texts: Texts) -> None:
    for lesson, rendered in texts.lessons.items():
        for mark in rendered.marks:
            question = folder.objects.get(("question", mark.key)) if mark.kind == "check" else None
            located = folder.objects["lesson", lesson]
            line = located.body_line + mark.line - 1
            if mark.kind == "check" and (question is None or question.parent != lesson):
                folder.report(located, f"the lesson's bank has no question '{mark.key}'", line=line)
            elif question is not None and question.entry.use != "check":
                folder.report(
                    located, f"question '{mark.key}' stands in the lesson and must have 'use: check'", line=line
                )


def _check_evidence(folder: Folder, texts: Texts) -> None:
    """Each passage that a question names must have been accepted in the wording that it has now."""
    named = evidence_now(folder, texts)
    for located in folder.of_kind("question").values():
        for reference in located.entry.evidence:
            pair = (located.entry.key, reference)
            if pair in named and folder.evidence.get(pair) != named[pair]:
                state = "has changed" if pair in folder.evidence else "is not accepted yet"
                folder.stale.append(
                    f"{located.file}:{located.line}: question '{pair[0]}': passage '{reference}' {state}"
                )
    for question, reference in folder.evidence.keys() - named.keys():
        folder.stale.append(f"evidence.lock:1: '{question} {reference}' is not evidence any more")


def evidence_now(folder: Folder, texts: Texts) -> dict[tuple[str, str], str]:
    """(question, passage) → digest as the files have them: what `check_course --accept` writes."""
    return {
        (located.entry.key, reference): texts.passages[reference]
        for located in folder.of_kind("question").values()
        for reference in located.entry.evidence
        if reference in texts.passages
    }

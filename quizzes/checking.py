"""What must agree between questions, quizzes and the lessons they rest on. Pure."""

from collections.abc import Sequence

from lessons.checking import Texts, media_of, texts_of, wrong_images
from lessons.course_files import Folder, Located
from lessons.rich import HEADING, render_rich, rich_tokens, split_gaps
from quizzes.behaviours import BEHAVIOURS, can_be_partly_right
from quizzes.composing import NAMED, named_in, rendered_text
from quizzes.misconceptions import misconceptions_of
from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.texts import DESCRIPTION, STIMULUS, TEXTS
from quizzes.quiz_entry import DrawEntry, SlotEntry, in_words


def check_bank(folder: Folder, texts: Texts) -> None:
    """Report references of questions and quizzes that lead nowhere, and checks in lessons that are no questions."""
    for located in folder.of_kind("question").values():
        _check_question(folder, located, texts)
    for key, located in folder.of_kind("quiz").items():
        _check_quiz(folder, key, located)
    _check_checks(folder, texts)
    _check_evidence(folder, texts)


def _check_question(folder: Folder, located: Located, texts: Texts) -> None:
    question, lesson = located.entry, folder.objects.get(("lesson", located.parent))
    if lesson is None:
        folder.report(located, f"there is no lesson '{located.parent}' for this bank")
    if question.type in TEXTS:
        _check_text(folder, located)
        return
    if (
        lesson
        and question.objective
        and question.objective not in {objective.key for objective in lesson.entry.objectives}
    ):
        folder.report(located, f"lesson '{located.parent}' has no objective '{question.objective}'")
    for reference in question.evidence:
        if reference not in texts.passages:
            folder.report(located, f"there is no passage '{reference}'")
    if len(set(question.evidence)) < len(question.evidence):
        folder.report(located, "a passage stands twice in the evidence")
    _check_media(folder, located, texts)
    _check_blocks(folder, located)
    _check_recipe(folder, located)
    if question.stimulus:
        _check_stimulus(folder, located)
    for key in misconceptions_of(question):
        if ("misconception", key) not in folder.objects:
            folder.report(located, f"there is no misconception '{key}'")


def _check_media(folder: Folder, located: Located, texts: Texts) -> None:
    for message in wrong_images(located.entry):
        folder.report(located, message)
    for kind, key in media_of(located.entry):
        texts.media.add((kind, key))
        if (kind, key) not in folder.objects:
            folder.report(located, f"there is no {kind} '{key}'")


def _check_blocks(folder: Folder, located: Located) -> None:
    """Whether each text can be shown where it stands."""
    question, prompt = located.entry, render_rich(located.entry.prompt)
    if any(token.type == "heading_open" for text in texts_of(question) for token in rich_tokens(text)):
        folder.report(located, HEADING)
    if prompt.blocks and not prompt.asks:
        folder.report(located, "the prompt has no sentence beside its tables, lists, code and recordings")
    for text in question.listed():
        if render_rich(text).blocks:
            message = "stands in a list to choose from, so it is one line without tables, lists, code and recordings"
            folder.report(located, f"'{text.split(chr(10))[0]}' {message}")
    shown = [piece for kind, piece in split_gaps(render_rich(question.review_text).html) if kind == "gap"]
    for number, _gap in enumerate(getattr(question, "gaps", ()), start=1):
        if shown.count(str(number)) != 1:
            folder.report(located, f"gap {{{number}}} stands in an address, a formula or the words of a picture")


def _check_text(folder: Folder, located: Located) -> None:
    text, found = located.entry, rendered_text(located.entry.text)
    for _line, message in found.problems:
        folder.report(located, message)
    if found.passages or found.citations or any(mark.kind not in NAMED for mark in found.marks):
        folder.report(located, "passages, citations, terms, checks and links to lessons stand in lessons only")
    for kind, key in named_in([text.text]) - folder.objects.keys():
        folder.report(located, f"there is no {kind} '{key}'")
    questions = folder.of_kind("question").values()
    if text.type == STIMULUS and not any(each.entry.stimulus == text.key for each in questions):
        folder.report(located, f"no question is about stimulus '{text.key}'", loose=True)


def _check_stimulus(folder: Folder, located: Located) -> None:
    question = located.entry
    named = folder.objects.get(("question", question.stimulus))
    if named is None or named.entry.type != STIMULUS:
        folder.report(located, f"there is no stimulus '{question.stimulus}'")
    if question.use == "check":
        folder.report(located, "a check is about its lesson and has no stimulus")


def named_by_texts(folder: Folder) -> set[tuple[str, str]]:
    """What texts of the bank name, so that it counts as used."""
    return named_in(each.entry.text for each in folder.of_kind("question").values() if each.entry.type in TEXTS)


def _check_recipe(folder: Folder, located: Located) -> None:
    """Whether each attempt will find something to draw. A draft has none."""
    question = located.entry
    if (recipe := RECIPES.get(question.type)) and not question.draft:
        pool = _pool(folder, DrawEntry(lesson=located.parent, use=question.use))
        bank = [each for each in pool if each.type == recipe.draws_from]
        for problem in recipe.problems(question, bank):
            folder.report(located, problem)


def _check_quiz(folder: Folder, key: str, located: Located) -> None:
    quiz = located.entry
    if quiz.lesson and ("lesson", quiz.lesson) not in folder.objects:
        folder.report(located, f"there is no lesson '{quiz.lesson}'")
    for number, slot in enumerate(quiz.slots, start=1):
        if slot.question and (problem := _problem_of_named(folder, slot, listed=_is_listed(folder, key))):
            folder.report(located, f"slot {number}: {problem}")
    if all(_is_text(folder, slot.question) for slot in quiz.slots):
        folder.report(located, "has no question")
    _check_draws(folder, located)
    if BEHAVIOURS[quiz.behaviour].certainty:
        _check_certainty(folder, located)


def _is_listed(folder: Folder, quiz: str) -> bool:
    """Whether learners find it: a quiz that the course doesn't name is a draft itself."""
    course = folder.objects.get(("course", "course"))
    return course is not None and any(item.quiz == quiz for item in course.entry.contents)


def _is_text(folder: Folder, key: str | None) -> bool:
    question = folder.objects.get(("question", key or ""))
    return question is not None and question.entry.type in TEXTS


def _problem_of_named(folder: Folder, slot: SlotEntry, *, listed: bool) -> str:
    """A draft can wait in a quiz that is a draft, too."""
    question = folder.objects.get(("question", slot.question or ""))
    if question is None:
        return f"there is no question '{slot.question}'"
    if question.entry.draft and listed:
        return f"question '{slot.question}' is a draft"
    if question.entry.type == STIMULUS:
        return f"stimulus '{slot.question}' comes with the questions that name it and has no slot"
    if slot.version and question.versions is not None and slot.version not in question.versions:
        return no_version(slot.question, slot.version)
    if question.entry.type == DESCRIPTION and slot.points != 1:
        return f"description '{slot.question}' has no points"
    return ""


def _check_draws(folder: Folder, located: Located) -> None:
    """Slots that draw alike share a pool; what stands in a slot of its own is not drawn."""
    slots: dict[DrawEntry, list[int]] = {}
    for number, slot in enumerate(located.entry.slots, start=1):
        if slot.draw:
            slots.setdefault(slot.draw, []).append(number)
    named = {slot.question for slot in located.entry.slots}
    for draw, numbers in slots.items():
        pool = _pool(folder, draw)
        free = [question for question in pool if question.key not in named]
        count = sum(located.entry.slots[number - 1].count for number in numbers)
        if len(free) < count:
            folder.report(located, _too_few(draw, numbers, count, len(pool), len(free)))


def _too_few(draw: DrawEntry, numbers: Sequence[int], count: int, available: int, free: int) -> str:
    filters = draw.model_dump(include={"use", "objective", "type", "tag", "difficulty"}, exclude_none=True)
    what = ", ".join(f"{name} '{value}'" for name, value in filters.items())
    besides = f", {available - free} of them in slots of their own" if free < available else ""
    who = f"slot {numbers[0]}: draws" if len(numbers) == 1 else f"slots {in_words(numbers)}: draw"
    questions = "1 question" if count == 1 else f"{count} questions"
    return f"{who} {questions} of lesson '{draw.lesson}' ({what}), which has {available}{besides}"


def no_version(question: str | None, version: int) -> str:
    return f"question '{question}' has no version {version} on this site"


def _pool(folder: Folder, draw: DrawEntry) -> list[QuestionEntry]:
    bank = folder.of_kind("question").values()
    found = [each.entry for each in bank if each.parent == draw.lesson and each.entry.type not in TEXTS]
    return [question for question in found if draw.takes(question)]


def _check_certainty(folder: Folder, located: Located) -> None:
    """Certainty is asked of answers that are right or wrong: there is none for half a point."""
    for number, slot in enumerate(located.entry.slots, start=1):
        named = folder.objects.get(("question", slot.question or ""))
        for question in _pool(folder, slot.draw) if slot.draw else [named.entry] if named else []:
            if question.type in RECIPES or (question.type in TYPES and can_be_partly_right(question)):
                folder.report(
                    located,
                    f"slot {number}: 'behaviour: certainty' is for right or wrong; "
                    f"'{question.key}' can be partly right",
                )


def _check_checks(folder: Folder, texts: Texts) -> None:
    for lesson, rendered in texts.lessons.items():
        for mark in rendered.marks:
            question = folder.objects.get(("question", mark.key)) if mark.kind == "check" else None
            located = folder.objects["lesson", lesson]
            line = located.body_line + mark.line - 1
            if mark.kind == "check" and (question is None or question.parent != lesson):
                folder.report(located, f"the lesson's bank has no question '{mark.key}'", line=line)
            elif question is not None and question.entry.draft:
                folder.report(located, f"question '{mark.key}' is a draft", line=line)
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

"""What an import would do, without a database."""

import io

from PIL import Image

from lessons.text import fold
from quizzes.asking import Mark, asked, mark_of, search_text
from quizzes.formats.base import Found, Note, Reading
from quizzes.importing import Shelf, plan, unique
from tests.quizzes.question_types.helpers import content

TRUTH = {"type": "true_false", "prompt": "Is it so?", "answer": True}
SHELF = Shelf(lesson="first", objectives=frozenset({"goal"}))


def planned(*data, shelf=SHELF, **options):
    questions = [each if isinstance(each, Found) else Found(line, each) for line, each in enumerate(data, start=1)]
    return plan(Reading(questions=questions), shelf, **options)


def keys(result) -> list[str]:
    return [each.key for each in result.questions]


def drawn(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(target, "PNG")
    return target.getvalue()


def test_keys_come_from_the_file_the_name_or_the_words():
    named = Found(2, TRUTH | {"prompt": "B?"}, name="Änd: so on")
    result = planned(TRUTH | {"key": "My Id"}, named, TRUTH | {"prompt": "Why **not**?"}, TRUTH | {"prompt": "…"})
    assert keys(result) == ["my-id", "and-so-on", "why-not", "question"]


def test_keys_are_unique_in_the_course_and_long_ones_fit():
    shelf = Shelf(lesson="first", keys=frozenset({"x", "x-2"}))
    result = planned(*[TRUTH | {"key": "x", "prompt": f"{n}?"} for n in range(3)], shelf=shelf)
    assert keys(result) == ["x-3", "x-4", "x-5"]
    assert unique("a" * 60, {"a" * 60}, {}) == "a" * 58 + "-2"
    assert [note.line for note in result.warnings] == [1, 2, 3]


def test_questions_without_objective_or_explanation_are_drafts():
    ready = TRUTH | {"explanation": "So."}
    result = planned(TRUTH, ready, ready | {"objective": "goal", "prompt": "C?"})
    assert [each.entry.draft for each in result.questions] == [True, True, False]
    result = planned(TRUTH, ready | {"prompt": "B?"}, ready | {"objective": "other", "prompt": "C?"}, objective="goal")
    assert [(each.entry.draft, each.entry.objective) for each in result.questions] == [
        (True, "goal"),
        (False, "goal"),
        (False, "goal"),
    ]


def test_texts_are_never_drafts():
    result = planned({"type": "description", "text": "Read this."})
    assert result.types == {"description": 1}
    assert (result.errors, result.questions[0].entry.draft) == ([], False)


def test_what_a_schema_refuses_is_an_error_with_its_line_and_loses_no_other():
    wrong = {"type": "single_choice", "prompt": "Q", "choices": [{"key": "a", "text": "A"}, {"key": "b", "text": ""}]}
    result = planned(wrong, TRUTH)
    assert (result.found, len(result.questions)) == (2, 1)
    assert result.errors == [Note(1, "choice 2: must not be empty", "Q")]


def test_errors_of_the_reader_count_as_questions_unless_they_are_of_the_whole_file():
    reading = Reading(questions=[Found(5, TRUTH)], errors=[Note(1, "bad")])
    assert plan(reading, SHELF).found == 2
    assert plan(Reading(errors=[Note(0, "no text")]), SHELF).found == 0
    assert plan(Reading(errors=[Note(7, "breaks off", whole=True)]), SHELF).found == 0
    assert [note.line for note in plan(Reading(), SHELF).errors] == [0]


def test_duplicates_are_those_of_a_type_that_ask_the_same():
    shelf = Shelf(lesson="first", marks={Mark("true_false", fold("Is it so?")): "old"})
    essay = {"type": "essay", "prompt": "Is it so?"}
    result = planned(TRUTH | {"prompt": "is **it**  SO?"}, essay, essay | {"prompt": "IS it so?"}, shelf=shelf)
    assert [each.duplicate_of for each in result.questions] == ["old", "", "is-it-so-2"]
    result.without_duplicates()
    assert len(result.questions) == 1


def ordering(*texts):
    items = [{"key": f"k{number}-{len(texts)}", "text": text} for number, text in enumerate(texts)]
    return {"type": "ordering", "prompt": "Put these in order.", "items": items}


def test_questions_that_ask_the_same_of_other_parts_are_no_duplicates_but_look_alike():
    result = planned(
        ordering("A", "B", "C"), ordering("A", "B", "D"), ordering("c ", "**A**", "b"), ordering("C", "b", "A")
    )
    assert [each.duplicate_of for each in result.questions] == ["", "", "", "put-these-in-order"]
    assert [each.looks_like for each in result.questions][1] == "put-these-in-order"


def test_gapped_texts_are_told_apart_by_their_text_and_typed_answers_by_what_is_asked():
    gaps = [{"kind": "text", "answers": [{"text": "x"}]}]
    one, two = (content("cloze", text=text, gaps=gaps) for text in ("It is {1}.", "Was {1} it?"))
    assert _mark(one) != _mark(two)
    typed = [content("short_answer", answers=[{"text": text}]) for text in ("USA", "United States")]
    assert _mark(typed[0]) == _mark(typed[1])


def _mark(entry):
    return mark_of(entry.model_dump(mode="json"), search_text(asked(entry)))


def test_pictures_get_keys_of_the_course():
    shelf = Shelf(lesson="first", pictures={"map": "0" * 64 + ".png"})
    asked = TRUTH | {"prompt": "![A map](picture:map) Is it so?"}
    again = asked | {"prompt": "![](picture:map) Again?"}
    result = planned(
        Found(1, asked, files={"map": drawn("red")}),
        Found(2, again, files={"map": drawn("red")}),
        Found(3, again | {"answer": False}, files={"map": drawn("blue")}),
        shelf=shelf,
    )
    assert [each.entry.prompt for each in result.questions] == [
        "![A map](picture:map-2) Is it so?",
        "![](picture:map-2) Again?",
        "![](picture:map-3) Again?",
    ]
    assert {key: located.entry.alt for key, located in result.pictures.items()} == {"map-2": "A map", "map-3": "map"}
    known = Shelf(lesson="first", pictures={"old": result.pictures["map-2"].entry.file})
    (found,) = planned(Found(1, asked, files={"map": drawn("red")}), shelf=known).questions
    assert found.entry.prompt == "![A map](picture:old) Is it so?"


def test_a_picture_that_is_a_program_refuses_its_question():
    result = planned(Found(1, TRUTH, files={"x": b"<svg onload=alert(1)>"}), TRUTH)
    assert len(result.questions) == 1
    assert (result.errors[0].line, "SVG" in result.errors[0].message) == (1, True)


def test_what_does_not_agree_with_the_course_becomes_an_error():
    result = planned(TRUTH, TRUTH | {"prompt": "B?"})
    result.refuse({"b": ["there is no picture 'x'"]})
    assert keys(result) == ["is-it-so"]
    assert result.errors == [Note(2, "there is no picture 'x'", "B?")]


ASKED = "In which year was the North Atlantic Treaty signed?"


def test_what_looks_like_a_question_of_the_bank_or_the_file_is_told():
    rome = "in what year was the treaty of rome signed?"
    shelf = Shelf(lesson="first", marks={Mark("true_false", fold(ASKED)): "signed", Mark("true_false", rome): "rome"})
    asked = [
        ASKED.replace("which", "what"),
        ASKED,
        "Did 12 states sign it?",
        "Did 12 states sign it, then?",
        "Is it so?",
    ]
    result = planned(*[TRUTH | {"prompt": each, "key": f"q{n}"} for n, each in enumerate(asked)], shelf=shelf)
    assert [each.looks_like for each in result.questions] == ["signed", "", "", "q2", ""]
    assert [each.duplicate_of for each in result.questions] == ["", "signed", "", "", ""]
    assert [(note.line, note.message, note.text) for note in result.warnings] == [
        (1, "This looks like “signed”.", asked[0]),
        (2, "This asks the same as “signed”.", ""),
        (4, "This looks like “q2”.", asked[3]),
    ]
    result.without_duplicates()
    assert keys(result) == ["q0", "q2", "q3", "q4"]


def test_remarks_belong_to_the_question_whose_lines_they_are_about():
    questions = [Found(line, TRUTH | {"prompt": f"{line}?"}) for line in (3, 10, 30)]
    warnings = [Note(line, f"at {line}") for line in (0, 1, 3, 9, 9, 10, 21, 35)]
    result = plan(Reading(questions, errors=[Note(20, "Wrong.")], warnings=warnings), SHELF)
    assert [each.remarks for each in result.questions] == [("at 3", "at 9"), ("at 10",), ("at 35",)]

import pytest

from quizzes.formats.numbered import Numbered


def read(text: str):
    return Numbered().read(text.encode())


def right(data) -> list[str]:
    return [choice["text"] for choice in data["choices"] if choice.get("correct")]


WORD = (
    "1.\tWhat is a tre\u00adaty?\u00a0\r\n"
    "\ta)\tA \u201cpact\u201d\r\n\t*b)\tAn agreement of\u00a0states\r\n\tc)\tA letter\r\n\r\n"
    "2)  Which are Allies?\r\n A.  France\r\n B.  Austria\r\n C.  Italy\r\n D.  Malta\r\n"
    "Answers: A, C\r\nExplanation: Since 1949.\r\n"
)


def test_a_list_pasted_from_word():
    first, second = read(WORD).questions
    assert first.data == {
        "type": "single_choice",
        "prompt": "What is a treaty?",
        "choices": [
            {"key": "a", "text": "A “pact”"},
            {"key": "b", "text": "An agreement of states", "correct": True},
            {"key": "c", "text": "A letter"},
        ],
    }
    assert (second.line, second.data["type"], right(second.data)) == (6, "multiple_response", ["France", "Italy"])
    assert second.data["explanation"] == "Since 1949."


@pytest.mark.parametrize(
    "choices",
    [
        "*a) yes\nb) no",
        "a) *yes\nb) no",
        "a) yes*\nb) no",
        "a) **yes**\nb) no",
        "a) yes (correct)\nb) no",
        "a) yes (Richtig)\nb) no",
        "a) yes ✓\nb) no",
        "☑ yes\n☐ no",
        "• **yes**\n• no",
        "- yes (correct)\n- no",
        "• yes\n• no\nAnswer: A",
        "• yes\n• no\nAnswer: 1",
        "(a) yes\n(b) no\nCorrect answer: a)",
        "A. yes\nB. no\nANSWER = A.",
        "A. yes\nB. no\nAnswer: A) yes",
        "A. yes\nB. no\nAnswer: yes",
        "o yes ✔\no no",
    ],
)
def test_marks_of_the_right_choice(choices):
    (found,) = read(f"1. Well?\n{choices}\n").questions
    assert (found.data["prompt"], found.data["type"]) == ("Well?", "single_choice")
    assert [choice["text"] for choice in found.data["choices"]] == ["yes", "no"]
    assert right(found.data) == ["yes"]


def test_a_list_that_lost_its_numbers_has_blank_lines():
    found = read("Well?\n*a) yes\nb) no\n\nWhy?\na) so\nb) thus\nAnswer: B").questions
    assert [(each.line, each.data["prompt"]) for each in found] == [(1, "Well?"), (5, "Why?")]


def test_lines_go_on_with_what_stands_above_them():
    (found,) = read("1. Well,\nor not?\n*a) yes\nindeed\nb) no").questions
    assert (found.data["prompt"], right(found.data)) == ("Well,\\\nor not?", ["yes indeed"])


@pytest.mark.parametrize(
    ("answer", "data"),
    [
        ("Answer: True", {"type": "true_false", "answer": True}),
        ("Answer: False.", {"type": "true_false", "answer": False}),
        ("Answer: Paris", {"type": "short_answer", "answers": [{"text": "Paris"}]}),
        ("", {"type": "essay"}),
    ],
)
def test_questions_without_choices(answer, data):
    (found,) = read(f"1. Well?\n{answer}").questions
    assert found.data == {"prompt": "Well?"} | data


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("1. Well?\na) yes\nb) no", 1, "No choice is marked"),
        ("1. Well?\n*a) yes", 1, "less than two"),
        ("1. Well?\na) yes\nb) no\nAnswer: C", 4, "names none"),
        ("1. Well?\na) yes\nb) no\nAnswer: perhaps", 4, "names none"),
    ],
)
def test_a_bad_question_is_told_with_its_line_and_loses_no_other(text, line, words):
    reading = read(f"{text}\n\n{WORD}")
    (note,) = reading.errors
    assert (note.line, words in note.message, note.text) == (line, True, "Well?")
    assert len(reading.questions) == 2


def test_marks_of_markdown_and_tags_are_words():
    (found,) = read("1. Is <b>this</b> *it*, x_1?\n*a) `yes`\nb) [no](x)").questions
    assert found.data["prompt"] == r"Is \<b>this\</b> \*it\*, x_1?"


def test_what_exam_view_prints_is_read_column_by_column():
    text = (
        "\t1.\tWhich is a treaty?\na.\ta pact\tc.\ta memo\nb.\tan accord\td.\ta speech\n\n"
        "ANS:\tC\tPTS:\t1\tDIF:\tEasy\n\n\t2.\tWho?\na.\tx\nb.\ty\n\nANS: A PTS: 1"
    )
    first, second = read(text).questions
    assert [choice["text"] for choice in first.data["choices"]] == ["a pact", "an accord", "a memo", "a speech"]
    assert (right(first.data), right(second.data)) == (["a memo"], ["x"])


def test_a_mark_in_a_column_stays_with_its_choice():
    (question,) = read("1. Which?\na.\tx\tc.\t*z\nb.\ty\td.\tw").questions
    assert right(question.data) == ["z"]


def test_letters_that_are_no_row_of_the_alphabet_keep_the_order_of_the_lines():
    (question,) = read("1. Which?\nc) x\na) *y\ne) z").questions
    assert [choice["text"] for choice in question.data["choices"]] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "fractions"),
    [("*a) x\n*b) y\nc) z", ["0.5", "0.5", "-1"]), ("*a) x\n*b) y", ["0.5", "0.5"])],
)
def test_several_right_choices_need_no_two_wrong_ones(text, fractions):
    (question,) = read(f"1. Which?\n{text}").questions
    assert question.data["type"] == "multiple_response"
    assert [choice["fraction"] for choice in question.data["choices"]] == fractions


@pytest.mark.parametrize("begins", ["Q1. ", "Q 12) ", "Question: ", "Question 3: ", "Frage: "])
def test_a_question_may_say_that_it_is_one(begins):
    first, second = read(f"{begins}Which?\nA) x\nB) y\nAnswer: B\nExplanation: so\n{begins}Who?\nAnswer: me").questions
    assert (first.data["prompt"], right(first.data), first.data["explanation"]) == ("Which?", ["y"], "so")
    assert (second.line, second.data["prompt"]) == (6, "Who?")


LISTED = """1. Which state is a partner?
a) France
b) Austria

2) Malta is an Ally.
a. True
b. False

Q3. Which states are Allies?
(a) France
(b) Malta
(c) Italy
"""


@pytest.mark.parametrize(
    "answers",
    [
        "Answers:\n1. B\n2. F\n3. A, C",
        "Answer key\n\n3) a,c\n2) False\n1) b\n",
        "Correct answers:\n1 B\n2 b\n3 A&C",
        "Lösungen:\n1: B\n2: falsch\n3: A+C.",
    ],
)
def test_a_list_of_all_answers_stands_at_the_end(answers):
    reading = read(f"{LISTED}\n{answers}")
    assert (reading.errors, reading.warnings) == ([], [])
    names = [
        [choice["text"] for choice in found.data["choices"] if choice.get("correct") or choice.get("fraction") == "0.5"]
        for found in reading.questions
    ]
    assert names == [["Austria"], ["False"], ["France", "Italy"]]


def test_a_list_of_all_answers_is_taken_only_where_its_numbers_are_sure():
    reading = read(f"1. Which?\na) This\nb) That\n\n{LISTED}\nAnswers:\n1. B\n2. T\n3. D\n4. A")
    assert [found.data["prompt"] for found in reading.questions] == ["Malta is an Ally."]
    assert [(note.line, note.message.split(":")[0]) for note in reading.errors] == [
        (1, "No choice is marked as right"),
        (5, "No choice is marked as right"),
        (21, "“D” names none of the choices."),
        (19, "The answer to number 1 belongs to no question or to several."),
        (22, "The answer to number 4 belongs to no question or to several."),
    ]


def test_words_below_an_answer_are_no_part_of_the_last_choice():
    reading = read("Which?\na) This\nb) That\nAnswer: Option B\nAnd which is it?\na) One\nb) Two\nAnswer: A")
    assert [found.data["prompt"] for found in reading.questions] == ["Which?", "And which is it?"]
    assert [found.data["choices"][1]["text"] for found in reading.questions] == ["That", "Two"]


def test_an_explanation_may_begin_below_its_word_and_have_a_list():
    text = "1. Which?\na) This\n*b) That\nExplanation:\n\nBecause of\n- one\n- two\n\nA heading"
    (first, heading) = read(text).questions
    assert first.data["explanation"] == "Because of - one - two"
    assert len(first.data["choices"]) == 2
    assert heading.data["type"] == "essay"


def test_choices_below_an_answer_are_an_error():
    text = "Which?\na) This\n*b) That\nExplanation: Since.\nAnd now?\n*a) One\nb) Two\n\n1. Next?\n*a) x\nb) y"
    reading = read(text)
    assert len(reading.questions) == 1
    ((line, message),) = [(note.line, note.message) for note in reading.errors]
    assert line == 1
    assert "below the answer" in message

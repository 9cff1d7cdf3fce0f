"""GIFT as Moodle reads it."""

import pytest

from quizzes.formats.gift import Gift, read_text


def read(text: str | bytes):
    return Gift().read(text if isinstance(text, bytes) else text.encode())


def only(text: str) -> dict:
    reading = read(text)
    assert reading.errors == []
    (found,) = reading.questions
    return dict(found.data)


def errors(text: str | bytes) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in read(text).errors]


def warnings(text: str | bytes) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in read(text).warnings]


# --- types -----------------------------------------------------------------------------------------------------------


def test_single_choice_has_feedback_and_weights():
    data = only("::Q1:: Two and two? {\n =four # yes \n ~five\n ~%50%about four#nearly\n ~%-25%a fish\n####Count.}")
    assert data == {
        "type": "single_choice",
        "prompt": "Two and two?",
        "choices": [
            {"key": "a", "text": "four", "correct": True, "feedback": "yes"},
            {"key": "b", "text": "five"},
            {"key": "c", "text": "about four", "fraction": "0.5", "feedback": "nearly"},
            {"key": "d", "text": "a fish", "fraction": "-0.25"},
        ],
        "explanation": "Count.",
    }


def test_no_equals_sign_allows_several_answers():
    data = only("Pick {~%50%a ~%50%b ~%-50%c ~%-50%d}")
    assert data["type"] == "multiple_response"
    assert data["choices"] == [
        {"key": "a", "text": "a", "correct": True},
        {"key": "b", "text": "b", "correct": True},
        {"key": "c", "text": "c"},
        {"key": "d", "text": "d"},
    ]


@pytest.mark.parametrize(("third", "sixth"), [("33.33333", "16.66667"), ("33.33", "16.66"), ("33,333", "16.667")])
def test_weights_that_were_rounded_are_the_default(third, sixth):
    right = " ".join(f"~%{third}%r{n}" for n in range(3))
    wrong = " ".join(f"~%-{sixth}%w{n}" for n in range(6))
    data = only(f"Pick {{{right} {wrong}}}")
    assert [choice.get("correct") for choice in data["choices"]] == [True] * 3 + [None] * 6
    assert not any("fraction" in choice for choice in data["choices"])


def test_weights_that_do_not_sum_to_the_whole_are_brought_to_it_and_told():
    text = "Pick {~%90%a ~%60%b ~c ~d}"
    assert [choice["fraction"] for choice in only(text)["choices"]] == ["0.6", "0.4", "0", "0"]
    assert warnings(text) == [(1, "What the right choices are worth was brought to 100% together.")]


def test_two_right_answers_of_single_choice_become_multiple_response():
    text = "Who? {=Grant =his wife ~nobody ~all}"
    data = only(text)
    assert data["type"] == "multiple_response"
    assert [choice.get("correct") for choice in data["choices"]] == [True, True, None, None]
    assert len(warnings(text)) == 1


@pytest.mark.parametrize("rest", ["~%-100%c", "~c", ""])
def test_weights_stay_where_fewer_than_two_choices_are_wrong(rest):
    choices = only("Q {~%50%a ~%50%b " + rest + "}")["choices"]
    assert [choice.get("fraction") for choice in choices[:2]] == ["0.5", "0.5"]
    assert all("fraction" in choice for choice in choices)


def test_one_right_answer_among_weights_becomes_single_choice_when_only_one_is_wrong():
    assert only("Who? {~%100%she ~he}")["type"] == "single_choice"


@pytest.mark.parametrize("word", ["T", "TRUE"])
def test_true_has_its_feedback_behind_that_of_the_wrong_choice(word):
    data = only(f"Yes?{{{word}#no, wrong#right so####General}}")
    assert data == {
        "type": "true_false",
        "prompt": "Yes?",
        "answer": True,
        "feedback_true": "right so",
        "feedback_false": "no, wrong",
        "explanation": "General",
    }


def test_false_without_feedback():
    assert only("Yes? { F }") == {"type": "true_false", "prompt": "Yes?", "answer": False}


def test_short_answers_have_variants_weights_and_feedback_on_others():
    assert only("Who? {=Ann =Anna =%75%An* #nearly =%0%* #no}") == {
        "type": "short_answer",
        "prompt": "Who?",
        "answers": [{"text": "Ann", "also": ["Anna"]}, {"text": "An*", "fraction": "0.75", "feedback": "nearly"}],
        "feedback_other": "no",
    }


def test_a_single_word_is_a_short_answer():
    assert only("Who? {Ann}")["answers"] == [{"text": "Ann"}]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ("#1822", [{"value": "1822"}]),
        ("#1822:5", [{"value": "1822", "tolerance": "5"}]),
        ("#1..5", [{"value": "3", "tolerance": "2"}]),
        ("#-1.5..2", [{"value": "0.25", "tolerance": "1.75"}]),
        (
            "#=1822:0 =%50%1822:2#close",
            [{"value": "1822"}, {"value": "1822", "tolerance": "2", "fraction": "0.5", "feedback": "close"}],
        ),
        ("#3,14:0,005", [{"value": "3.14", "tolerance": "0.005"}]),
        ("#1e3", [{"value": "1000"}]),
        ("#1822#yes", [{"value": "1822", "feedback": "yes"}]),
    ],
)
def test_numbers(answers, found):
    assert only(f"When? {{{answers}}}")["answers"] == found


@pytest.mark.parametrize("answers", ["#=5 ~#other", "#=5 =%0%*#other"])
def test_feedback_on_other_numbers(answers):
    assert only(f"When? {{{answers}}}") == {
        "type": "numerical",
        "prompt": "When?",
        "answers": [{"value": "5"}],
        "feedback_other": "other",
    }


def test_matching_has_extra_right_hand_sides():
    assert only("Match {=a -> 1 = b->2 = -> 3}") == {
        "type": "matching",
        "prompt": "Match",
        "pairs": [{"key": "a", "left": "a", "right": "1"}, {"key": "b", "left": "b", "right": "2"}],
        "extra": [{"key": "xa", "text": "3"}],
    }


@pytest.mark.parametrize(
    ("head", "grading"),
    [
        (">4 CONTIGUOUS VERT ABSOLUTE TRUE ABCD", "position"),
        ("> 4 ALL HORIZONTAL RELATIVE_TO_CORRECT HIDE", "distance"),
        (">4     none", None),
        (">4 EXACT H REL", "next"),
        (">4 ALL VERTICAL LONGEST_CONTIGUOUS_SUBSET SHOW none", "longest_run"),
    ],
)
def test_ordering_has_a_line_for_each_item(head, grading):
    data = only(f"Sort {{{head}\nfirst\n second\nthird\n1 apple\n}}")
    assert [item["text"] for item in data["items"]] == ["first", "second", "third", "1 apple"]
    assert (data["type"], data.get("grading")) == ("ordering", grading)


def test_an_order_of_which_some_items_are_drawn_is_told():
    assert len(warnings("Sort {>2 RANDOM\na\nb\nc\n}")) == 1


def test_file_without_any_answer_says_what_it_is_taken_for():
    """Some other list, brought as this."""
    found = read_text("1. Which city is it?\nA Riga\nB Oslo\n\n2. Who?\nA She\n")
    assert [each.data["type"] for each in found.questions] == ["description"] * 2
    assert [(note.line, "answers in braces" in note.message) for note in found.warnings] == [(1, True)]
    assert read_text("Read this.\n\nIs it so? {T}").warnings == []


def test_empty_braces_are_an_essay_and_none_a_description():
    assert only("Write {}") == {"type": "essay", "prompt": "Write"}
    assert only("Write { ####Think.}") == {"type": "essay", "prompt": "Write", "explanation": "Think."}
    assert only("[markdown]Just **words**.") == {"type": "description", "text": "Just **words**."}


def test_a_missing_word_is_a_gap():
    assert only("[markdown]The sky {~green =blue ~red} is up.")["prompt"] == "The sky _____ is up."


# --- texts -----------------------------------------------------------------------------------------------------------


def test_escapes_are_marks_of_texts():
    data = only(r"::A\:B:: [plain]1 \= \{x\} \# \~ \\ end\nline {=yes \=> no#a\#b ~x}")
    assert data["prompt"] == "1 = {x} # ~ \\ end\\\nline"
    assert (data["choices"][0]["text"], data["choices"][0]["feedback"]) == ("yes => no", "a#b")


@pytest.mark.parametrize(
    ("prefix", "text", "markdown"),
    [
        ("[html]", "<p>A <b>bold</b> x_y</p>", "A **bold** x_y"),
        ("[markdown]", "A **bold** *", "A **bold** *"),
        ("[plain]", "A **bold** <b>", r"A \*\*bold\*\* \<b>"),
        ("[moodle]", "A <b>bold</b> *", r"A **bold** \*"),
        ("", "A <b>bold</b> *", r"A **bold** \*"),
        ("[plain]", "[word] a", "[word] a"),
        ("[plain]", "[word](a)", r"\[word\](a)"),
    ],
)
def test_texts_have_formats(prefix, text, markdown):
    assert only(f"{prefix}{text} {{=a ~b}}")["prompt"] == markdown


def test_answers_have_the_format_of_their_question_unless_they_say_their_own():
    choices = only("[html]Q {=<b>a</b>#[plain]<b> ~[markdown]*b*}")["choices"]
    assert choices[0] == {"key": "a", "text": "**a**", "correct": True, "feedback": "<b>"}
    assert choices[1]["text"] == "*b*"


@pytest.mark.parametrize(
    "text",
    [
        "Which tag begins a block?\n{\n={% block %}\n~{% begin %}\n~{{ block }}\n}",
        "What does {{ name }} show?\n{\n=a value\n~a brace\n}",
        "Which is a set? {={1} ~[1]}",
    ],
)
def test_braces_that_are_not_escaped_are_one_error(text):
    """Other programs take them; Moodle ends the answers at the first closing one."""
    reading = read(f"Before? {{T}}\n\n{text}\n\nBehind? {{F}}")
    assert [found.data["prompt"] for found in reading.questions] == ["Before?", "Behind?"]
    ((line, message),) = [(note.line, note.message) for note in reading.errors]
    assert line == 3
    assert "ends the answers too early" in message
    assert reading.warnings == []


def test_an_equals_sign_may_follow_a_gap():
    assert only("One and two {=3 ~4} = 3.")["prompt"].endswith("= 3.")


def test_an_answer_that_is_a_tag_is_the_tag():
    data = only("Which tag is a list? {=<ul> ~<p> ~<p></p> ~<!-- ~<b>list</b>}")
    assert [choice["text"] for choice in data["choices"]] == ["<ul>", "<p>", "<p></p>", "<!--", "**list**"]
    assert only("Pair. {=<b> -> bold =<i> -> italic}")["pairs"][0]["left"] == "<b>"
    assert [item["text"] for item in only("Sort. {>2 ALL\n<p>\n<br>\n}")["items"]] == ["<p>", "<br>"]


def test_what_is_embedded_is_told_and_what_only_asks_for_it_is_not():
    assert warnings('Look. <iframe src\\="x"></iframe> Why? {=a ~b}') == [
        (1, "What is embedded here (<iframe>) was left out.")
    ]
    assert warnings("What do <video> and <img> show? {=a ~b}\n\n[plain]And <svg></svg>? {=a ~b}") == []


def test_pictures_leave_their_words_and_are_told():
    text = """[html]See\n<img src\\="@@PLUGINFILE@@/a.png" alt\\="a map"> {T}"""
    assert only(text)["prompt"] == "See a map"
    assert [line for line, _message in warnings(text)] == [2]
    assert only("[markdown]![a](@@PLUGINFILE@@/a.png) b {T}")["prompt"] == "a b"


def test_other_words_in_brackets_stay():
    assert only("[note] Q {=a ~b}")["prompt"] == "[note] Q"


def test_a_script_ends_as_nothing_or_as_text():
    assert "<script" not in only("[html]<script>alert(1)</script>Q {=a ~b}")["prompt"]
    assert only("[plain]<script>x</script> {=a ~b}")["prompt"] == "<script>x</script>"


# --- around questions ------------------------------------------------------------------------------------------------


def test_comments_tell_key_and_tags():
    text = r"""// question: 1  name: x
// [id:my-id] [tag:Cold War] [tag:b\]c] [id:other]
::x::Q
// and nothing
{T}"""
    (found,) = read(text).questions
    assert (found.line, found.name) == (3, "x")
    assert (found.data["key"], found.data["tags"], found.data["prompt"]) == ("my-id", ["cold-war", "b-c"], "Q")


def test_a_category_holds_until_the_next_one():
    text = "Q0 {T}\n\n$CATEGORY: $course$/top/A\n\nQ1 {T}\n\nQ2 {T}\n\n// switch\n$CATEGORY: B\n\nQ3 {T}"
    assert [each.category for each in read(text).questions] == ["", "$course$/top/A", "$course$/top/A", "B"]


def test_a_question_right_below_a_category_is_not_lost():
    text = "$CATEGORY: A\nQ1 {T}"
    (found,) = read(text).questions
    assert (found.line, found.category, found.data["prompt"]) == (2, "A", "Q1")
    assert [line for line, _message in warnings(text)] == [2]


def test_line_ends_and_marks_of_other_systems():
    text = "\ufeff// a\r\nQ1 {T}\r\n\r\nQ2\r\n{F}"
    assert [(each.line, each.data["prompt"]) for each in read(text).questions] == [(2, "Q1"), (4, "Q2")]
    assert len(read("Q1 {T}\r\rQ2 {F}").questions) == 2
    assert len(read(text.encode("utf-16")).questions) == 2


def test_windows_1252_is_read_and_told():
    data = "ok {T}\n\n\u201cCaf\u00e9\u201d \u20ac? {=oui ~non}".encode("cp1252")
    assert read(data).questions[1].data["prompt"] == "“Café” €?"
    assert [line for line, _message in warnings(data)] == [3]


# --- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Q1 {T", "Q1 T}", "Q1 } {", "Q {#x}", "Q {#=5 =%50%*}", "Q {=a -> b}", "Q {~a}", "Q {#}", "Q {=a -> b =c}"]
)
def test_a_bad_question_is_told_with_its_line_and_loses_no_other(text):
    reading = read(f"First {{T}}\n\n// note\n{text}\n\nLast {{F}}")
    assert [note.line for note in reading.errors] == [4]
    assert reading.errors[0].text
    assert [each.line for each in reading.questions] == [1, 6]


@pytest.mark.parametrize(
    "text",
    [
        "Q {\n=a\n\n~b\n}",
        "Q {\n\n=a\n\n// why\n\n~b\n}",
        "Q\n\n{=a\n~b\n}",
        "::N::\nQ\n\n{\n\n=a ~b }",
    ],
)
def test_a_question_with_blank_lines_is_read_as_one_with_a_warning(text):
    reading = read(f"{text}\n\nNext {{T}}")
    assert (reading.errors, len(reading.questions), len(reading.warnings)) == ([], 2, 1)
    assert [choice["text"] for choice in reading.questions[0].data["choices"]] == ["a", "b"]


@pytest.mark.parametrize("text", ["Q {\n=a\n\n::B::R {T}", "Q {\n=a\n\nR {T}", "Q {\n=a\n\n$CATEGORY: x}\n\nR {T}"])
def test_braces_that_stay_open_lose_no_other_question(text):
    reading = read(text)
    assert [note.line for note in reading.errors] == [1]
    assert reading.questions[-1].data["type"] == "true_false"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Q {=a ~b}\nR {=c ~d}\nS {T}", [1, 2, 3]),
        ("::A::Q {\n=a\n~b\n}\n::B::R {T}\n// note\n::C::S {F}", [1, 5, 7]),
        ("Q {T}\n::B::only words", [1, 2]),
        ("::A::only words\nof two lines\n// note\n::B::Q {T}\n::C::only words", [1, 4, 5]),
        ("// note\n::A::Q {\n=a\n~::b\n}\n::B::only words\n::C::R {T}", [2, 6, 7]),
    ],
)
def test_questions_without_a_blank_line_between_them_are_parted_with_a_warning(text, lines):
    reading = read(text)
    assert [each.line for each in reading.questions] == lines
    assert [note.line for note in reading.warnings] == lines[1:]
    assert reading.errors == []


def test_words_behind_a_gap_on_a_line_of_their_own_stay_with_it():
    (question,) = read("Two and {=two =2}\nare four.").questions
    assert question.data["prompt"] == "Two and _____\\\nare four."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Q {=a ~b}";', 1),
        ("Q {=a ~b} more {=c ~d}", 1),
        ("::A::B::Q {T}", 1),
        ("::A Q {T}", 1),
        ("Q {true}", 1),
        ("Q\n{#=5 ~3}", 2),
        ("Q\n{=a -> b\n=%50%c -> d#e}", 3),
        ("Q {~=a ~b\n=%50%c\n~d}", 2),
        ("Q {\n~\n~a =b}", 2),
    ],
)
def test_traps_are_told_with_their_line(text, line):
    reading = read(text)
    assert (reading.errors, len(reading.questions)) == ([], 1)
    assert reading.warnings[0].line == line


@pytest.mark.parametrize("data", [b"Q {T}\x00", b"PK\x03\x04", "Q {T}".encode("utf-16")[2:], b"\x81\x8d"])
def test_what_is_no_text_is_refused_with_a_sentence(data):
    assert errors(data) == [(0, "This is not a text file. Save it as plain text, in UTF-8, and try again.")]


def test_a_file_that_is_too_large_is_refused():
    assert errors(b"a" * 50_000_001) == [(0, "The file has more than 50 MB. Please split it.")]

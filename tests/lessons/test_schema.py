import pytest
from pydantic import ValidationError

from lessons import schema
from lessons.course_files import describe, details, parse
from quizzes import schema as quizzes_schema

HEAD = "title: T\nsummary: S\nsources: [treaty]\n"
TIMELINE = "kind: timeline\n" + HEAD + "events:\n- {date: 1949, label: A, text: B}\n"
BARS = "kind: bar_chart\n" + HEAD + "unit: requests\nbars:\n"
TILES = "kind: tile_map\n" + HEAD + "groups:\n"
TABLE = "kind: comparison\n" + HEAD + "columns: [A, B]\nrows:\n"
TREE = "kind: tree\n" + HEAD + "nodes:\n- {key: a, label: A}\n"
QUIZ = "title: T\nslots:\n- question: a\n"


def read(kind, text: str, name: str):
    """The entry (None when there is none) and what is wrong."""
    problems: list = []
    found = [located.entry for _key, located in parse(kind, text, name, problems)]
    return (found or [None])[0], [f"{problem.line}: {problem.message}" for problem in problems]


def refusals(model, **fields) -> list[str]:
    try:
        model.model_validate(fields)
    except ValidationError as error:
        return [describe(detail) for detail in details(error)]
    return []


# --- keys and sources ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["a", "1", "a5-means", "null", "no", "x" * 60, "a-", "2001-09-11"])
def test_key_of_letters_digits_and_hyphens_is_taken(key):
    assert refusals(schema.Objective, key=key, text="T") == []


@pytest.mark.parametrize("key", ["", "-a", "A", "a_b", "a b", "a.b", "é", "x" * 61, "a\n", "a#b", "a/b", "../a"])
def test_key_of_anything_else_is_refused(key):
    assert refusals(schema.Objective, key=key, text="T") == [f"key: '{key}' is not a key: a-z, 0-9 and '-', at most 60"]


SOURCE = {"key": "a", "title": "T", "publisher": "P", "kind": "official"}


@pytest.mark.parametrize("url", ["https://example.org/a", "http://example.org", "https://example.org/Türkiye?a=b#c"])
def test_source_with_a_web_address_is_taken(url):
    assert refusals(schema.SourceEntry, **SOURCE, url=url) == []


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org", "javascript:alert(1)", "example.org", "https://", "https://a b", "/a", "https://a\nb"],
)
def test_source_with_another_address_is_refused(url):
    assert refusals(schema.SourceEntry, **SOURCE, url=url) == [f"url: '{url}' is not of the form ^(https?://\\S+)?$"]


def test_source_with_an_address_of_601_signs_is_refused():
    url = "https://example.org/".ljust(601, "x")
    assert refusals(schema.SourceEntry, **SOURCE, url=url) == ["url: must have at most 600 characters"]
    assert refusals(schema.SourceEntry, **SOURCE, url=url[:-1]) == []


@pytest.mark.parametrize(("field", "limit"), [("date", 200), ("language", 60)])
def test_source_whose_text_does_not_fit_the_database_is_refused(field, limit):
    assert refusals(schema.SourceEntry, **SOURCE, **{field: "x" * limit}) == []
    assert refusals(schema.SourceEntry, **SOURCE, **{field: "x" * (limit + 1)}) == [
        f"{field}: must have at most {limit} characters"
    ]


def test_source_of_another_kind_is_refused():
    assert refusals(schema.SourceEntry, **SOURCE | {"kind": "private"}) == [
        "kind: Input should be 'official' or 'secondary'"
    ]


def test_source_needs_no_more_than_key_title_publisher_and_kind():
    entry = schema.SourceEntry.model_validate(SOURCE)
    assert (entry.date, entry.url, entry.read_at, entry.document, entry.language) == ("", "", "", "", "")


@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "zh-Hans"])
def test_course_in_a_language_is_taken(language):
    assert refusals(schema.CourseEntry, title="T", summary="S", language=language) == []


@pytest.mark.parametrize("language", ["", "English", "EN", "e", "en_GB", "en-"])
def test_course_in_no_language_is_refused(language):
    assert len(refusals(schema.CourseEntry, title="T", summary="S", language=language)) == 1


def test_course_defaults_are_those_of_the_format():
    entry = schema.CourseEntry(title="T", summary="S")
    assert (entry.language, entry.licence, entry.as_of, entry.open_to_guests, entry.contents) == (
        "en",
        "",
        None,
        False,
        (),
    )


def test_course_tells_the_keys_of_its_contents_in_order():
    contents = [{"lesson": "b"}, {"quiz": "q"}, {"lesson": "a"}]
    entry = schema.CourseEntry.model_validate({"title": "T", "summary": "S", "contents": contents})
    assert (entry.keys_of("lesson"), entry.keys_of("quiz")) == (["b", "a"], ["q"])


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (TIMELINE + "- {date: 2001-09, label: A, text: B}\n", []),
        (TIMELINE + "- {date: 2001-09-11, label: A, text: B}\nas_of: 2026-06-30\n", []),
        (TIMELINE, ["5: events: must have at least 2 entries, not 1"]),
        (
            TIMELINE + "- {date: September 2001, label: A, text: B}\n",
            ["7: events.1.date: 'September 2001' is not of the form ^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"],
        ),
        (TIMELINE + "- {label: A, text: B}\n", ["7: missing key 'date'"]),
        (TIMELINE + "- 2001\n", ["7: events.1: Input should be an object"]),
        (TIMELINE + "unit: x\n", [
            "5: events: must have at least 2 entries, not 1",
            "7: unknown key 'unit'",
        ]),
        (BARS + "- {label: A, value: 5}\n- {label: B, value: 0.25, note: N}\n", []),
        (BARS + "- {label: A, value: -1}\n", ["7: bars.0.value: Input should be greater than or equal to 0"]),
        (BARS + "- {label: A, value: many}\n", ["7: bars.0.value: Input should be a valid decimal"]),
        ("kind: bar_chart\n" + HEAD + "bars: [{label: A, value: 1}]\n", ["1: missing key 'unit'"]),
        (TILES + "- {key: a, label: A, countries: [NO, SE]}\n", []),
        (TILES + "- {key: a, label: A, countries: [norway]}\n", [
            "6: groups.0.countries.0: 'norway' is not of the form ^[A-Z]{2}$"
        ]),
        (TILES + "- {key: a, label: A, countries: []}\n", [
            "6: groups.0.countries: must have at least 1 entry, not 0"
        ]),
        (TILES + "- {key: a, label: A, countries: [NO]}\n" * 4, []),
        (TILES + "- {key: a, label: A, countries: [NO]}\n" * 5, [
            "5: groups: must have at most 4 entries, not 5"
        ]),
        (TABLE + "- {label: L, cells: [x, y]}\n", []),
        (TABLE + "- {label: L, cells: [x]}\n", ["1: each row has one cell a column"]),
        (TABLE + "- {label: L, cells: [x, y, z]}\n", ["1: each row has one cell a column"]),
        ("kind: pie\n" + HEAD, [
            "1: kind: Input should be 'timeline', 'bar_chart', 'tile_map', 'comparison' or 'tree'"
        ]),
        (TREE + "- {key: b, label: B, under: a}\n- {key: c, label: C}\n", []),
        (TREE, ["5: nodes: must have at least 2 entries, not 1"]),
        (TREE + "- {key: b, label: B, under: c}\n", ["1: 'c' must stand before 'b', which is under it"]),
        (TREE + "- {key: b, label: B, under: b}\n", ["1: 'b' must stand before 'b', which is under it"]),
        (TREE + "- {key: a, label: B}\n", ["1: node 'a' stands twice"]),
        (HEAD, ["1: missing key 'kind'"]),
        ("kind: timeline\nevents: x\n", [
            "1: missing key 'title'",
            "1: missing key 'summary'",
            "2: events: Input should be a valid array",
        ]),
    ],
)  # fmt: skip
def test_figure_follows_its_kind(text, problems):
    assert read(schema.FIGURE, text, "figures/a.yaml")[1] == problems


def test_figure_keeps_norway():
    entry, _problems = read(schema.FIGURE, TILES + "- {key: a, label: A, countries: [NO]}\n", "figures/a.yaml")
    assert entry.groups[0].countries == ("NO",)


# --- quizzes ---------------------------------------------------------------------------------------------------------


def test_quiz_defaults_are_those_of_the_format():
    entry, problems = read(quizzes_schema.QUIZ, QUIZ, "quizzes/a.yaml")
    assert problems == []
    assert entry.model_dump(exclude={"slots", "title"}) == {
        "preset": None,
        "lesson": None,
        "introduction": "",
        "graded": True,
        "attempts": 0,
        "delay_minutes": 0,
        "builds_on_last": False,
        "counting": "best",
        "pass_percent": 0,
        "decimal_places": 2,
        "bands": (),
        "time_limit_minutes": 0,
        "at_end": "submit",
        "grace_minutes": 0,
        "questions_per_page": 0,
        "sequential": False,
        "shuffle_questions": False,
        "shuffle_choices": True,
        "behaviour": "deferred",
        "redo": False,
        "practice": True,
        "reveal": "when_finished",
        "review": {"during": None, "just_after": None, "later": None, "closed": None},
        "password": "",
        "networks": (),
        "opens_at": None,
        "due_at": None,
        "closes_at": None,
    }
    (slot,) = entry.slots
    assert (slot.question, slot.draw, slot.count, slot.points) == ("a", None, 1, 1)


@pytest.mark.parametrize(
    ("more", "problems"),
    [
        ("- draw: {lesson: a}\n  count: 3\n  points: 2.5\n", []),
        ("- draw: {lesson: a, objective: b, use: exam}\n", []),
        ("- question: b\n  points: 0\n", []),
        ("- question: b\n  draw: {lesson: a}\n", ["4: slots.1: a slot has a 'question' or a 'draw'"]),
        ("- points: 2\n", ["4: slots.1: a slot has a 'question' or a 'draw'"]),
        ("- question: b\n  count: 2\n", ["4: slots.1: only a draw has a 'count'"]),
        ("- question: a\n", ["1: slots 1 and 2 hold the same question, 'a'"]),
        ("- draw: {lesson: a}\n  count: 0\n", ["5: slots.1.count: Input should be greater than or equal to 1"]),
        ("- draw: {lesson: a}\n  count: 1.5\n", ["5: slots.1.count: Input should be a valid integer"]),
        ("- question: b\n  points: -1\n", ["5: slots.1.points: Input should be greater than or equal to 0"]),
        ("- question: b\n  points: 1.005\n", [
            "5: slots.1.points: Decimal input should have no more than 2 decimal places"
        ]),
        ("- draw: {lesson: a, use: homework}\n", ["4: slots.1.draw.use: Input should be 'quiz', 'exam' or 'check'"]),
        ("- draw: {lesson: a, topic: b}\n", ["4: unknown key 'topic'"]),
        ("graded: false\n", []),
        ("graded: false\npractice: false\n", ["1: a quiz is graded, or for practice, or both"]),
        ("graded: no\n", ["4: graded: Input should be a valid boolean"]),
        ("practice: false\nreveal: after_close\n", ["1: 'reveal: after_close' needs 'closes_at'"]),
        ("practice: false\nreveal: after_close\ncloses_at: 2026-09-01T08:00:00Z\n", []),
        ("reveal: later\n", [
            "4: reveal: Input should be 'at_once', 'when_finished', 'after_close' or 'never'"
        ]),
        ("counting: median\n", ["4: counting: Input should be 'best', 'last', 'first' or 'average'"]),
        ("opens_at: 2026-09-01T08:00:00Z\ncloses_at: 2026-09-01T10:00:00+02:00\n", [
            "1: 'opens_at' must be before 'closes_at'"
        ]),
        ("opens_at: 2026-09-01T08:00:00Z\ncloses_at: 2026-09-01T10:00:01+02:00\n", []),
        ("opens_at: 2026-09-01T08:00:00\n", ["4: opens_at: Input should have timezone info"]),
        ("due_at: 1899-12-31T23:59:59Z\n", ["4: due_at: must be in the years 1900 to 9000"]),
        ("due_at: 9999-12-31T23:59:59Z\n", ["4: due_at: must be in the years 1900 to 9000"]),
        ("opens_at: 2026\n", ["4: opens_at: Input should be a valid datetime"]),
        ("pass_percent: 100\n", []),
        ("pass_percent: 62.5\n", []),
        ("pass_percent: 101\n", ["4: pass_percent: Input should be less than or equal to 100"]),
        ("attempts: -1\n", ["4: attempts: Input should be greater than or equal to 0"]),
        ("attempts: unlimited\n", ["4: attempts: Input should be a valid integer"]),
        ("time_limit_minutes: 10001\n", ["4: time_limit_minutes: Input should be less than or equal to 10000"]),
        ("questions_per_page: 201\n", ["4: questions_per_page: Input should be less than or equal to 200"]),
    ],
)  # fmt: skip
def test_quiz_follows_the_format(more, problems):
    assert read(quizzes_schema.QUIZ, QUIZ + more, "quizzes/a.yaml")[1] == problems


def test_quiz_without_slots_is_refused():
    assert read(quizzes_schema.QUIZ, "title: T\nslots: []\n", "quizzes/a.yaml")[1] == [
        "2: slots: must have at least 1 entry, not 0"
    ]


def test_question_of_unknown_type_is_told_which_there_are():
    text = "- {key: a, type: guess, objective: b, prompt: P, explanation: E}\n"
    assert read(quizzes_schema.QUESTION, text, "questions/a.yaml")[1] == [
        "1: type: Input should be 'single_choice', 'multiple_response', 'true_false', 'short_answer', 'numerical', "
        "'matching', 'ordering', 'cloze', 'drag_words', 'categorise', 'essay', 'hotspot', 'drag_image', "
        "'calculated', 'random_matching', 'description' or 'stimulus'"
    ]


def test_question_without_type_is_refused():
    text = "- {key: a, objective: b, prompt: P, explanation: E}\n"
    assert read(quizzes_schema.QUESTION, text, "questions/a.yaml")[1] == ["1: missing key 'type'"]

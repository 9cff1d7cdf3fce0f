import pytest

from lessons.course_files import MAX_FILE_BYTES, Layout, parse, read_folder
from lessons.schema import COURSE, KINDS, LESSON, TERM
from securityedu.courses import read_course
from tests.lessons.helpers import bank, changed, folder_of, problems_of
from tests.samples import FILES, write_course

COURSE_YAML = "title: Title\nsummary: Summary.\n"
KEY_RULE = "a-z, 0-9 and '-'"


def entries(kind, text, name):
    problems: list = []
    found = list(parse(kind, text, name, problems))
    assert problems == []
    return found


def test_sample_course_has_no_problem(tmp_path):
    folder = folder_of(tmp_path)
    assert (folder.key, folder.problems) == ("sample", [])
    assert sorted({kind for kind, _key in folder.objects}) == [
        *("course", "figure", "lesson", "misconception", "page", "question", "quiz", "source", "term")
    ]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"course.yaml": None}, ["course.yaml:1: this file is missing"]),
        ({"notes.txt": "x"}, ["notes.txt:1: this file does not belong to a course folder"]),
        ({".DS_Store": "x"}, [".DS_Store:1: this file does not belong to a course folder"]),
        ({"lessons/draft.txt": "x"}, ["lessons/draft.txt:1: this file does not belong to a course folder"]),
        ({"lessons/deep/a.md": "x"}, ["lessons/deep/a.md:1: this file does not belong to a course folder"]),
        ({"questions/first.yml": "[]"}, ["questions/first.yml:1: this file does not belong to a course folder"]),
        ({"epilogue.md": "x"}, ["epilogue.md:1: this file does not belong to a course folder"]),
        (
            {"lessons/First Lesson.md": "---\ntitle: x\n---\nx\n"},
            [f"lessons/First Lesson.md:1: the file's name 'First Lesson' is not a key: {KEY_RULE}"],
        ),
        ({"quizzes/Quiz.yaml": "x"}, [f"quizzes/Quiz.yaml:1: the file's name 'Quiz' is not a key: {KEY_RULE}"]),
        ({"figures/-a.yaml": "x"}, [f"figures/-a.yaml:1: the file's name '-a' is not a key: {KEY_RULE}"]),
        (
            {f"figures/{'a' * 61}.yaml": "x"},
            [f"figures/{'a' * 61}.yaml:1: the file's name '{'a' * 61}' is not a key: {KEY_RULE}"],
        ),
    ],
)
def test_file_that_is_missing_or_strange_is_told(tmp_path, changes, problems):
    assert problems_of(tmp_path, changes) == problems


@pytest.mark.parametrize("key", ["Sample", "my course", "-sample", "x" * 61, "café"])
def test_folder_whose_name_is_no_key_is_told(tmp_path, key):
    folder = read_folder(write_course(tmp_path, key=key), ())
    assert str(folder.problems[0]) == f"{key}:1: the folder's name must be a key: {KEY_RULE}"


def test_files_that_may_be_absent_are_not_missed(tmp_path):
    root = tmp_path / "small"
    root.mkdir()
    (root / "course.yaml").write_text(COURSE_YAML)
    folder = read_folder(root, KINDS)
    assert (list(folder.objects), folder.problems) == ([("course", "course")], [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["course.yaml:1: must be a YAML mapping"]),
        ("# only a comment\n", ["course.yaml:1: must be a YAML mapping"]),
        ("- title: x\n", ["course.yaml:1: must be a YAML mapping"]),
        ("title\n", ["course.yaml:1: must be a YAML mapping"]),
        ("title: Title\n", ["course.yaml:1: missing key 'summary'"]),
        (COURSE_YAML + "sumary: x\n", ["course.yaml:3: unknown key 'sumary'"]),
        (COURSE_YAML + "title: Other\n", ["course.yaml:3: key 'title' stands twice"]),
        (
            COURSE_YAML + "contents:\n- lesson: a\n  lesson: b\n",
            [
                "course.yaml:1: contents name a lesson 'b' that isn't there",
                "course.yaml:5: key 'lesson' stands twice",
            ],
        ),
        ("title: Title\nsummary: x: y\n", ["course.yaml:2: is not YAML: mapping values are not allowed here"]),
        (
            "title: Title\n\tsummary: x\n",
            ["course.yaml:2: is not YAML: found character '\\t' that cannot start any token"],
        ),
        ("title: [Title\n", ["course.yaml:2: is not YAML: expected ',' or ']', but got '<stream end>'"]),
        ("title: 'Title\n", ["course.yaml:2: is not YAML: found unexpected end of stream"]),
        (COURSE_YAML + "---\ntitle: x\n", ["course.yaml:3: is not YAML: but found another document"]),
        ("title: \x00\n", ["course.yaml:1: is not YAML: it has characters that YAML does not take"]),
        ("title: \x08\n", ["course.yaml:1: is not YAML: it has characters that YAML does not take"]),
        ("[" * 3000, ["course.yaml:1: is nested too deeply"]),
        (
            "title: &t Title\nsummary: *t\n",
            [
                "course.yaml:2: anchors and aliases are not used in course files",
                "course.yaml:2: summary: Input should be a valid string",
            ],
        ),
        (
            COURSE_YAML + "contents: &c [*c]\n",
            [
                "course.yaml:3: anchors and aliases are not used in course files",
                "course.yaml:3: contents.0: Input should be an object",
            ],
        ),
        (COURSE_YAML + "<<: {licence: x}\n", ["course.yaml:3: unknown key '<<'"]),
        ("title: 5\nsummary: 1.5\n", ["course.yaml:1: title: Input should be a valid string"]),
        ("title: true\nsummary: x\n", ["course.yaml:1: title: Input should be a valid string"]),
        ("title: [x]\nsummary: x\n", ["course.yaml:1: title: Input should be a valid string"]),
        ("title: {a: x}\nsummary: x\n", ["course.yaml:1: title: Input should be a valid string"]),
        ("title:\nsummary: x\n", ["course.yaml:1: title: Input should be a valid string"]),
        ("title: ' '\nsummary: x\n", ["course.yaml:1: title: must not be empty"]),
        ('title: "a\\0b"\nsummary: x\n', ["course.yaml:1: title: has control characters"]),
        ('title: "a\\x1bb"\nsummary: x\n', ["course.yaml:1: title: has control characters"]),
        (f"title: {'x' * 201}\nsummary: x\n", ["course.yaml:1: title: must have at most 200 characters"]),
        (COURSE_YAML + f"licence: {'x' * 101}\n", ["course.yaml:3: licence: must have at most 100 characters"]),
        (COURSE_YAML + "open_to_guests: yes\n", ["course.yaml:3: open_to_guests: Input should be a valid boolean"]),
        (COURSE_YAML + "open_to_guests: NO\n", ["course.yaml:3: open_to_guests: Input should be a valid boolean"]),
        (COURSE_YAML + "open_to_guests: 1\n", ["course.yaml:3: open_to_guests: Input should be a valid boolean"]),
        (COURSE_YAML + "open_to_guests: 'true'\n", ["course.yaml:3: open_to_guests: Input should be a valid boolean"]),
        (COURSE_YAML + "as_of: 20260630\n", ["course.yaml:3: as_of: Input should be a valid date"]),
        (COURSE_YAML + "contents: first\n", ["course.yaml:3: contents: Input should be a valid array"]),
        (
            COURSE_YAML + "contents:\n- lesson: first\n- lesson: Second\n",
            [f"course.yaml:5: contents.1.lesson: 'Second' is not a key: {KEY_RULE}, at most 60"],
        ),
        (
            COURSE_YAML + "contents:\n- lesson: a\n  quiz: b\n- {}\n",
            [
                "course.yaml:4: contents.0: names one lesson or one quiz",
                "course.yaml:6: contents.1: names one lesson or one quiz",
            ],
        ),
    ],
)
def test_mapping_that_cannot_be_read_is_told_with_its_line(tmp_path, text, problems):
    assert problems_of(tmp_path, {"course.yaml": text}) == problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("key: ally\n", ["terms.yaml:1: must be a YAML list"]),
        ("ally\n", ["terms.yaml:1: must be a YAML list"]),
        ("- ally\n", ["terms.yaml:1: must be a mapping with a 'key'"]),
        ("- key: a\n  term: A\n  definition: x\n-\n", ["terms.yaml:4: must be a mapping with a 'key'"]),
        (
            "- key: a\n  term: A\n\n- term: B\n  definition: y\n",
            [
                "terms.yaml:1: missing key 'definition'",
                "terms.yaml:4: missing key 'key'",
            ],
        ),
        ("- key: 5\n  term: A\n  definition: x\n", ["terms.yaml:1: key: Input should be a valid string"]),
        (
            "- key: a_b\n  term: A\n  definition: x\n",
            [f"terms.yaml:1: key: 'a_b' is not a key: {KEY_RULE}, at most 60"],
        ),
        (
            "- key: a\n  term: A\n  definition: x\n  also:\n  - b\n  - ''\n",
            ["terms.yaml:6: also.1: must not be empty"],
        ),
        (
            "- key: a\n  term: A\n  definition: x\n- key: a\n  term: B\n  definition: y\n",
            ["terms.yaml:4: term 'a' stands already at terms.yaml:1"],
        ),
        ("\n\n# comment\n\n- key: a\n  term: A\n", ["terms.yaml:5: missing key 'definition'"]),
        (
            "- key: a\r\n  term: A\r\n  definision: x\r\n",
            [
                "terms.yaml:1: missing key 'definition'",
                "terms.yaml:3: unknown key 'definision'",
            ],
        ),
    ],
)
def test_list_that_cannot_be_read_is_told_with_its_line(tmp_path, text, problems):
    without_term = changed("lessons/first.md", "[Ally](term:ally)", "Ally")
    assert problems_of(tmp_path, without_term | {"terms.yaml": text}) == problems


@pytest.mark.parametrize("text", ["", "\n", "[]\n", "# nothing yet\n", "null\n"])
def test_list_may_be_empty(tmp_path, text):
    without_term = changed("lessons/first.md", "[Ally](term:ally)", "Ally")
    assert problems_of(tmp_path, without_term | {"terms.yaml": text}) == []


def test_question_with_the_key_of_one_in_another_file_is_told(tmp_path):
    second = bank().replace("key: one", "key: zzsingle").replace("goal", "plan")
    lesson = changed("lessons/second.md", "minutes: 3", "minutes: 3\nobjectives: [{key: plan, text: Plan}]")
    assert problems_of(tmp_path, lesson | {"questions/second.yaml": second}) == [
        "questions/second.yaml:1: question 'zzsingle' stands already at questions/first.yaml:18"
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Text without front matter.\n", ["must begin with front matter between two lines of '---'"]),
        ("---\ntitle: x\nminutes: 3\nText.\n", ["must begin with front matter between two lines of '---'"]),
        ("", ["must begin with front matter between two lines of '---'"]),
    ],
)
def test_lesson_without_front_matter_is_told(tmp_path, text, problems):
    course = changed("course.yaml", "- lesson: second\n", "")
    found = problems_of(tmp_path, course | {"lessons/second.md": text})
    assert found == [f"lessons/second.md:1: {problem}" for problem in problems]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("---\ntitle: x\n---\nText.\n", ["lessons/third.md:2: missing key 'minutes'"]),
        (
            "---\ntitle: x\nminutes: soon\n---\nText.\n",
            ["lessons/third.md:3: minutes: Input should be a valid integer"],
        ),
        (
            "---\ntitle: x\nminutes: true\n---\nText.\n",
            ["lessons/third.md:3: minutes: Input should be a valid integer"],
        ),
        ("---\ntitle: x\nminutes: '3'\n---\nText.\n", ["lessons/third.md:3: minutes: Input should be a valid integer"]),
        (
            "---\ntitle: x\nminutes: 0\n---\nText.\n",
            ["lessons/third.md:3: minutes: Input should be greater than or equal to 1"],
        ),
        ("---\ntitle: x\nminutes: 3\nbody: y\n---\nText.\n", ["lessons/third.md:4: unknown key 'body'"]),
        ("---\ntitle: x\ntitle: y\nminutes: 3\n---\nText.\n", ["lessons/third.md:3: key 'title' stands twice"]),
        ("---\ntitle: x\nminutes: 3\n---\n\n", ["lessons/third.md:2: body: must not be empty"]),
        ("---\n- title: x\n---\nText.\n", ["lessons/third.md:1: must be a YAML mapping"]),
        ("\n\n---\ntitle: x\nminuts: 3\nminutes: 3\n---\nText.\n", ["lessons/third.md:5: unknown key 'minuts'"]),
        (
            "---\ntitle: x\nminutes: 3\n---\n# Big\n",
            ["lessons/third.md:5: headings in a lesson have level two to four ('##' to '####')"],
        ),
        (
            "---\ntitle: x\nminutes: 3\n---\n\n\n# Big\n",
            ["lessons/third.md:7: headings in a lesson have level two to four ('##' to '####')"],
        ),
        (
            "\n---\ntitle: x\nminutes: 3\n---\n\nText.\n\n# Big\n",
            ["lessons/third.md:9: headings in a lesson have level two to four ('##' to '####')"],
        ),
        (
            "---\ntitle: x\nminutes: 3\nobjectives:\n- key: a\n  text: A\n- key: a\n  text: B\n---\nText.\n",
            ["lessons/third.md:4: objectives: two objectives have the same key"],
        ),
    ],
)
def test_front_matter_that_is_wrong_is_told_with_its_line(tmp_path, text, problems):
    assert problems_of(tmp_path, {"lessons/third.md": text}) == problems


def write_bytes(root, name: str, data: bytes):
    path = write_course(root) / name
    path.write_bytes(data)
    return [str(problem) for problem in read_folder(path.parent, KINDS).problems if problem.file == name]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"- key: \xff\n", 1),
        (b"# one\n# two\n- term: caf\xe9\n", 3),
        ("- key: a\n".encode("utf-16"), 1),
        (b"\xc0\x80", 1),
    ],
)
def test_file_that_is_not_utf_8_is_told_with_its_line(tmp_path, data, line):
    assert write_bytes(tmp_path, "terms.yaml", data) == [f"terms.yaml:{line}: is not UTF-8"]


def test_file_of_five_megabytes_is_not_read(tmp_path):
    assert write_bytes(tmp_path, "terms.yaml", b"# x\n" * 1_250_000) == ["terms.yaml:1: is larger than 2000000 bytes"]


def test_file_of_the_largest_size_is_read(tmp_path):
    assert write_bytes(tmp_path, "terms.yaml", b"#" * MAX_FILE_BYTES) == []


def test_file_with_byte_order_mark_and_windows_lines_reads_like_any_other(tmp_path):
    plain = folder_of(tmp_path / "plain")
    root = write_course(tmp_path / "windows")
    for name, text in FILES.items():
        (root / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    windows = read_course(root)[0]
    assert windows.problems == []
    assert windows.objects == plain.objects


def test_text_is_kept_in_nfc():
    ((_key, located),) = entries(COURSE, "title: Tu\u0308rkiye\nsummary: x\n", "course.yaml")
    assert located.entry.title == "Türkiye"


@pytest.mark.parametrize(
    "word",
    ["NO", "no", "yes", "Yes", "on", "off", "y", "n", "12:30", "1:2:3", "2026-06-30", "1.0", "1e3", "0o17", "~x"],
)
def test_yaml_1_2_reads_words_as_texts(word):
    ((_key, located),) = entries(COURSE, f"title: {word}\nsummary: x\n", "course.yaml")
    assert located.entry.title == word


@pytest.mark.parametrize(("word", "value"), [("true", True), ("false", False), ("True", True), ("FALSE", False)])
def test_yaml_1_2_reads_true_and_false_as_truth_values(word, value):
    ((_key, located),) = entries(COURSE, f"{COURSE_YAML}open_to_guests: {word}\n", "course.yaml")
    assert located.entry.open_to_guests is value


def test_list_that_is_indented_as_a_whole_is_read():
    found = entries(TERM, "  - key: a\n    term: A\n    definition: x\n", "terms.yaml")
    assert [key for key, _located in found] == ["a"]


def test_located_tells_file_line_position_and_bank(tmp_path):
    found = folder_of(tmp_path).of_kind("question")
    assert (found["zzsingle"].file, found["zzsingle"].line) == ("questions/first.yaml", 18)
    assert (found["zzsingle"].position, found["zzsingle"].parent) == (1, "first")
    assert [located.position for located in found.values()] == list(range(9))


def test_lesson_tells_where_its_text_begins():
    text = "---\ntitle: x\nminutes: 3\n---\n\n\nText.\n"
    ((key, located),) = entries(LESSON, text, "lessons/third.md")
    assert (key, located.entry.body, located.body_line) == ("third", "Text.", 7)


def test_layout_of_every_kind_is_known():
    assert {kind.layout for kind in KINDS} == set(Layout)


@pytest.mark.parametrize(
    "line",
    [
        "zzsingle first#one-for-all",
        "zzsingle first#one-for-all 0123456789abcde",
        "zzsingle first#one-for-all 0123456789ABCDEF",
        "zzsingle first 0123456789abcdef",
        "zzsingle first#a#b 0123456789abcdef",
        "zzsingle # 0123456789abcdef",
        "ZZ first#one-for-all 0123456789abcdef",
        "zzsingle first#one-for-all 0123456789abcdef more",
    ],
)
def test_evidence_line_that_is_wrong_is_told_with_its_line(tmp_path, line):
    good = "zzsingle first#one-for-all 0123456789abcdef"
    assert problems_of(tmp_path, {"evidence.lock": f"{good}\n\n{line}\n"}) == [
        "evidence.lock:3: must be 'question lesson#passage digest'"
    ]


def test_evidence_is_kept_by_question_and_passage(tmp_path):
    folder = folder_of(tmp_path, {"evidence.lock": "zzsingle  first#one-for-all\t0123456789abcdef\r\n\n"})
    assert folder.evidence == {("zzsingle", "first#one-for-all"): "0123456789abcdef"}


@pytest.mark.parametrize("text", ['title: "\\ud800"\nsummary: x\n', '"\\ud800": x\n'])
def test_lone_surrogate_is_told_in_words_that_can_be_printed(tmp_path, text):
    found = problems_of(tmp_path, {"course.yaml": text})
    assert found[0].startswith("course.yaml:1: ")
    assert "".join(found).encode("utf-8")

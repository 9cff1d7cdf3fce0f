"""Questions with tables, lists, code and recordings: checked, shown where they can stand, told where they can't."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from lessons.models import Recording
from quizzes.models import Answer, Question, Quiz
from quizzes.privacy import export_attempts
from quizzes.services import start_attempt, submit_attempt
from securityedu.courses import read_course
from tests.factories import UserFactory
from tests.quizzes.requests import url
from tests.recordings import mp3
from tests.rich import RICH, RICH_MORE
from tests.samples import load_sample, write_course

BANK = str(RICH_MORE["questions/first.yaml"])
LISTED = "stands in a list to choose from, so it is one line without tables, lists, code and recordings"
PHRASING_ONLY = {"p", "label", "legend", "span", "option", "h1", "h2", "h3", "summary", "button"}
BLOCKS = {"p", "div", "ul", "ol", "table", "pre", "blockquote", "figure", "details", "fieldset"}


@pytest.fixture
def quiz(db, tmp_path):
    load_sample(tmp_path, RICH_MORE)
    return Quiz.objects.get(key="first-quiz")


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def attempt(quiz, learner):
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


def handed_in(attempt, **responses):
    for key, response in responses.items():
        Answer.objects.filter(attempt=attempt, version__question__key=key).update(response=response)
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    return url(attempt, "review/")


# --- checked ---------------------------------------------------------------------------------------------------------


def test_course_with_blocks_wherever_they_can_stand_is_in_order(tmp_path):
    assert read_course(write_course(tmp_path, RICH_MORE))[0].problems == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("text: Right B", '"# B\\n\\nC"', "headings stand in lessons only"),
        ("prompt: Earliest first.", '"- Earliest\\n- first"', "the prompt has no sentence beside its tables"),
        ("right: Resist", '"- a\\n- b"', f"'- a' {LISTED}"),
        ("text: self-defence", '"![](audio:zztone)"', f"'![](audio:zztone)' {LISTED}"),
        ("text: Allies", '"A\\n\\nB"', f"'A' {LISTED}"),
        ("text: three", '"```\\nx\\n```"', f"'```' {LISTED}"),
        ("text: Right B", "'Hear ![it](audio:zztone)'", "a recording has a paragraph for itself"),
        ("text: Right B", "'![](audio:lost)'", "there is no recording 'lost'"),
        ("text: Right B", '"A\\n\\n| ![](picture:lost) |\\n|---|"', "there is no picture 'lost'"),
        ("text: Right B", '"A\\n\\n$$\\n\\\\frac\\n$$"', "the formula '\\frac' can't be read"),
    ],
)
def test_text_that_can_not_be_shown_where_it_stands_is_told(tmp_path, old, new, told):
    assert f"{old}\n" in BANK
    bank = BANK.replace(f"{old}\n", f"{old.split(':')[0]}: {new}\n", 1)
    found = read_course(write_course(tmp_path, RICH_MORE | {"questions/first.yaml": bank}))[0].problems
    assert [problem.message[: len(told)] for problem in found] == [told]


@pytest.mark.parametrize("text", ["[x](https://example.org/{1}) {2}", "$x_{1}$ {2}", "![{1}](picture:x) {2}"])
def test_gap_where_it_can_not_be_shown_is_told(tmp_path, text):
    bank = re.sub(r"(- key: zzcloze.*?  text: ).*?\n", lambda match: f"{match[1]}'{text}'\n", BANK, flags=re.DOTALL)
    found = read_course(write_course(tmp_path, RICH_MORE | {"questions/first.yaml": bank}))[0].problems
    assert "gap {1} stands in an address, a formula or the words of a picture" in [each.message for each in found]


# --- shown -----------------------------------------------------------------------------------------------------------


class Nesting(HTMLParser):
    """Blocks where only words can stand, which browsers tear apart, and controls within labels."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS and (around := PHRASING_ONLY & set(self.open)):
            self.wrong.append((tag, around))
        if tag == "audio" and "label" in self.open:
            self.wrong.append((tag, "label"))
        if tag not in {"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle", "line"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]


def wrong_in(html: str) -> list:
    parser = Nesting()
    parser.feed(html.split("<main")[1].split("</main>")[0])
    return parser.wrong


def test_no_page_has_blocks_in_labels_and_sentences(client, attempt):
    pages = [url(attempt), "/courses/sample/lessons/first/", "/courses/sample/lessons/second/"]
    found = {page: wrong_in(client.get(page).content.decode()) for page in pages}
    review = handed_in(attempt, zzsingle="zzhalf", zzmatching={"zzl-3": "zzl-4"})
    found[review] = wrong_in(client.get(review).content.decode())
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_plain_prompt_is_a_legend_and_one_with_blocks_a_name_of_its_sentences(client, attempt):
    html = client.get(url(attempt)).content.decode()
    assert '<legend class="question__prompt">Which <strong>two</strong> are right?</legend>' in html
    assert 'aria-label="Read the table. What is an attack on one?"' in html


def test_review_has_the_blocks_of_feedback_explanation_and_gaps(client, attempt):
    html = client.get(handed_in(attempt, zzsingle="zzhalf")).content.decode()
    tone = Recording.objects.get(key="zztone")
    assert f'src="{tone.url}" aria-label="A tone"' in html.split('class="review__feedback"')[1]
    explanation = html.split('class="review__explanation"')[1].split("review__")[0]
    assert re.findall("<(p|ol|blockquote|math)\\b", explanation) == ["p", "blockquote", "p", "ol", "math"]
    assert "<td><strong>[1]</strong></td>" in html and "<td><strong><strong>[2]</strong></strong></td>" in html


def test_check_in_a_lesson_has_its_code_and_says_what_was_right(client, quiz):
    html = client.get("/courses/sample/lessons/first/").content.decode()
    check = html.split('id="check-zzcheck"')[1].split("</form>")[0]
    assert check.count('role="group" aria-label="Code"') == 2 and 'aria-label="What does this say?"' in check


def test_lines_of_the_points_call_a_part_with_blocks_in_words(client, attempt):
    html = client.get(handed_in(attempt, zzmatching={"zzl-3": "zzl-3", "zzl-4": "zzl-4"})).content.decode()
    lines = html.split('class="sum__lines"')
    assert any("Three: State Since" in part.split("</table>")[0] for part in lines[1:])


def test_download_tells_blocks_and_recordings_in_words(attempt, learner):
    handed_in(attempt, zzsingle="zznone")
    text = str(export_attempts(learner))
    assert "Read the table. State Since" in text and "A speech of 1949" in text and "audio:" not in text


# --- kept ------------------------------------------------------------------------------------------------------------


def test_recording_that_changes_is_a_new_version_and_attempts_keep_theirs(attempt, client, tmp_path):
    before = Recording.objects.get(key="zzspeech").url
    load_sample(tmp_path / "again", RICH_MORE | {"recordings/zzspeech.mp3": mp3(50)})
    after = Recording.objects.get(key="zzspeech").url
    question = Question.objects.get(key="zzsingle")
    assert question.versions.count() == 2
    assert question.current.pictures["audio:zzspeech"]["file"] in after
    html = client.get(url(attempt)).content.decode()
    assert before in html and after not in html


def test_rich_course_without_the_later_types_loads(db, tmp_path):
    load_sample(tmp_path, RICH)
    assert Quiz.objects.get(key="first-quiz").slots.count() == 8

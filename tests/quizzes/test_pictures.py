"""Pictures in questions: shown where one looks, told where one can't, and what they were for whoever was asked."""

import re

import pytest
from django.utils import timezone

from lessons.models import Picture
from quizzes.models import Question, QuestionVersion, Quiz
from quizzes.privacy import export_attempts
from quizzes.services import start_attempt, submit_attempt
from securityedu.courses import read_course
from tests.factories import UserFactory
from tests.pictures import decoded, drawn, encoded
from tests.queries import count_statements
from tests.quizzes.requests import entry, post, url
from tests.samples import ASKED, PICTURED, load_sample, write_course

FLAG, MAP = "A flag with a red corner", "A map with a blue corner"
ANOTHER = {"pictures/zzflag.png": encoded(drawn(size=(20, 20)))}


@pytest.fixture
def quiz(db, tmp_path):
    load_sample(tmp_path, PICTURED | ASKED)
    return Quiz.objects.get(key="first-quiz")


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def attempt(quiz, learner):
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


def page_of(client, attempt) -> str:
    return client.get(url(attempt)).content.decode()


def review_of(client, attempt) -> str:
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    return client.get(url(attempt, "review/")).content.decode()


def section(html: str, attempt, key: str) -> str:
    """What the page has of one question."""
    position = attempt.answers.get(version__question__key=key).position
    return html.split(f'<section class="question" id="q{position}"')[1].split("</section>")[0]


def test_choice_can_be_a_picture_that_is_named_by_what_it_shows(client, attempt):
    html = section(page_of(client, attempt), attempt, "zzsingle")
    flag = Picture.objects.get(key="zzflag")
    choice = f'<span><img class="pictured" src="{flag.url}" alt="{FLAG}" width="64" height="48" loading="lazy"></span>'
    assert choice in html and 'alt="The flag of a state"' in html


def test_page_of_an_attempt_tells_no_key_of_a_picture(client, attempt):
    html = page_of(client, attempt)
    assert "zzflag" not in html and "zzmap" not in html and "picture:" not in html


def test_lists_of_choices_tell_pictures_in_words(client, attempt):
    html = page_of(client, attempt)
    assert re.search(f"<option value=.[^>]+>{MAP}</option>", section(html, attempt, "zzmatching"))
    assert re.search(f"<option value=.[^>]+>{FLAG}</option>", section(html, attempt, "zzcloze"))
    assert f"Place of: {FLAG}" in section(html, attempt, "zzordering")


def test_review_shows_pictures_in_what_was_answered_and_explained(client, attempt):
    single = attempt.answers.get(version__question__key="zzsingle")
    wrong = next(key for key in re.findall(r'value="([^"]+)"', section(page_of(client, attempt), attempt, "zzsingle")))
    post(client, attempt, entry(single.position, wrong))
    html = review_of(client, attempt)
    assert section(html, attempt, "zzsingle").count("<img") >= 4
    for key in ("zzmatching", "zzordering", "zzcloze"):
        assert "<img" in section(html, attempt, key)
    assert "picture:" not in html


def test_check_in_a_lesson_shows_its_picture(client, db, tmp_path):
    bank = ASKED["questions/first.yaml"].replace("text: Chooses its action", "text: '![](picture:zzflag)'")
    load_sample(tmp_path, PICTURED | {"questions/first.yaml": bank})
    html = client.get("/courses/sample/lessons/first/").content.decode()
    assert f'alt="{FLAG}"' in html.split('id="check-zzcheck"')[1]


def test_data_of_a_person_tell_pictures_in_words(client, attempt, learner):
    matching = attempt.answers.get(version__question__key="zzmatching")
    html = section(page_of(client, attempt), attempt, "zzmatching")
    left = re.search(r'data-part="([^"]+)"', html)[1]
    right = re.search(f'<option value="([^"]+)">{MAP}', html)[1]
    post(client, attempt, entry(matching.position, {left: right}))
    told = str(export_attempts(learner))
    assert MAP in told and "The flag of a state" in told and "picture:" not in told


# --- versions --------------------------------------------------------------------------------------------------------


def test_version_keeps_what_its_pictures_were(quiz):
    version = Question.objects.get(key="zzsingle").current
    assert {key: each["alt"] for key, each in version.pictures.items()} == {"zzflag": FLAG, "zzmap": MAP}
    assert Question.objects.get(key="zztruefalse").current.pictures == {}


def test_picture_that_changes_makes_new_versions_and_an_attempt_keeps_its_own(client, attempt, tmp_path):
    before, old = page_of(client, attempt), Picture.objects.get(key="zzflag").url
    load_sample(tmp_path, PICTURED | ASKED | ANOTHER)
    new = Picture.objects.get(key="zzflag").url
    assert new != old
    assert page_of(client, attempt).count(old) == before.count(old) > 0 and new not in page_of(client, attempt)
    later = start_attempt(quiz=attempt.quiz, user=UserFactory(), kind="graded", now=timezone.now())[0]
    assert new in str(list(later.answers.values_list("version__pictures", flat=True))).replace("'file': '", "/media/")
    assert decoded(client.get(old).getvalue()).size == (64, 48)
    assert Question.objects.get(key="zzsingle").versions.count() == 2


def test_load_without_a_change_makes_no_versions(quiz, tmp_path):
    before = QuestionVersion.objects.count()
    load_sample(tmp_path, PICTURED | ASKED)
    assert QuestionVersion.objects.count() == before


def test_page_of_an_attempt_costs_the_same_with_and_without_pictures(client, attempt, tmp_path):
    with count_statements() as pictured:
        page_of(client, attempt)
    QuestionVersion.objects.update(pictures={})
    with count_statements() as plain:
        page_of(client, attempt)
    assert len(pictured) == len(plain)


# --- checking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("picture:nothing", "there is no picture 'nothing'"),
        ("https://example.org/a.png", "a picture is '![what it shows](picture:key)', with a key of pictures.yaml"),
    ],
)
def test_picture_of_a_question_that_is_not_there_is_told(tmp_path, address, sentence):
    bank = ASKED["questions/first.yaml"].replace("picture:zzmap)'\n  - key: zzhalf", f"{address})'\n  - key: zzhalf")
    folder, _texts = read_course(write_course(tmp_path, PICTURED | {"questions/first.yaml": bank}))
    assert [problem.message for problem in folder.problems] == [sentence]

"""The page that prints a quiz."""

import pytest

from quizzes.models import Answer, Attempt
from tests.factories import teacher_of
from tests.samples import DRAWN, MORE, PICTURED, WITH_TEXTS, load_sample

URL = "/teach/courses/sample/quizzes/first-quiz/print/"
DRAW = {
    "quizzes/first-quiz.yaml": "title: Drawn\nshuffle_questions: true\nslots:\n- draw: {lesson: first}\n  count: 4\n"
}


def paper(client, url=URL, seed="one") -> str:
    response = client.get(url, {"seed": seed})
    assert response.status_code == 200
    return response.content.decode()


def test_paper_without_a_seed_gets_one(client, author):
    response = client.get(URL)
    assert response.status_code == 302 and response["Location"].startswith(f"{URL}?seed=")
    assert len(response["Location"].split("=")[1]) == 6
    assert client.get(URL, {"seed": "<script>"}).status_code == 302


def test_questions_stand_in_the_order_of_the_quiz_and_the_key_behind_them(client, author):
    html = paper(client)
    prompts = [
        "What is an attack on one?",
        "Every Ally must send troops.",
        "Which Ally asked most often?",
        "Earliest first.",
    ]
    places = [html.index(prompt) for prompt in prompts]
    assert places == sorted(places)
    key = html.index('class="paper paper--key"')
    assert max(places) < key < html.index("Türkiye")
    assert html.count("Each Ally chooses.") == 1 and "/ 9<" in html and "paper one" in html


def test_same_seed_prints_the_same_paper_for_everybody(client, author, course, tmp_path):
    load_sample(tmp_path / "drawn", DRAW, theirs=True)
    papers = {seed: paper(client, seed=seed).split("<article", 1)[1] for seed in ("one", "two", "three")}
    assert len(set(papers.values())) == 3
    client.force_login(teacher_of(course, "editor"))
    assert paper(client, seed="two").split("<article", 1)[1] == papers["two"]
    assert (Attempt.objects.count(), Answer.objects.count()) == (0, 0)


def test_every_type_and_text_can_be_printed(client, author, tmp_path):
    load_sample(tmp_path / "whole", MORE | DRAWN | WITH_TEXTS | PICTURED, theirs=True)
    for quiz in ("first-quiz", "drawn-quiz", "texts"):
        html = paper(client, f"/teach/courses/sample/quizzes/{quiz}/print/")
        assert html.count('class="sheet"') == html.count('class="key__item"') > 0
    assert "Two dates" in html


@pytest.mark.parametrize("count", [1, 3])
def test_statements_are_the_same_for_one_question_and_three(client, author, tmp_path, django_assert_num_queries, count):
    slots = "- question: zzsingle\n- question: zzshort\n- question: zznumber\n"
    lines = "".join(line + "\n" for line in slots.splitlines()[:count])
    load_sample(tmp_path / "some", {"quizzes/first-quiz.yaml": f"title: Some\nslots:\n{lines}"}, theirs=True)
    client.get(URL, {"seed": "one"})
    with django_assert_num_queries(6):
        client.get(URL, {"seed": "one"})

"""Pages of the reader: what guests and learners see, and what a page costs."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from lessons.models import Course, Lesson, ReadingProgress
from lessons.services import complete_lesson, record_position
from tests.factories import UserFactory, teacher_of
from tests.queries import count_statements, statements
from tests.samples import FILES, load_sample

LESSON = "/courses/sample/lessons/first/"


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


def more_lessons(count: int) -> dict[str, str]:
    """Changes that give the sample course `count` more lessons and as many terms and checks in the first."""
    keys = [f"extra-{number}" for number in range(count)]
    contents = "".join(f"- lesson: {key}\n" for key in keys)
    lesson = FILES["lessons/second.md"].replace("The second", "One more")
    return {"course.yaml": FILES["course.yaml"] + contents} | {f"lessons/{key}.md": lesson for key in keys}


def test_home_with_one_course_leads_into_it(client, course):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/courses/sample/")


def test_home_with_two_courses_lists_them(client, course):
    Course.objects.create(key="other", title="Another course", open_to_guests=True)
    html = client.get("/").content.decode()
    assert "Another course" in html and "Sample course" in html


def test_home_without_courses_offers_to_sign_in(client, db):
    assert "/accounts/login/" in client.get("/").content.decode()


def test_home_without_courses_tells_an_admin_how_to_bring_one_in(client, db):
    client.force_login(UserFactory(is_staff=True))
    html = client.get("/").content.decode()
    assert "load_course" in html and "/admin/" in html


def test_home_without_courses_tells_a_learner_to_come_back_and_no_commands(client, learner):
    html = client.get("/").content.decode()
    assert "There is no course yet" in html and "load_course" not in html


def test_list_of_courses_tells_lessons_and_minutes(client, course):
    Course.objects.create(key="other", title="Another course", open_to_guests=True)
    html = client.get("/").content.decode()
    assert "2 lessons · 8 minutes" in html and "No lessons yet" in html


@pytest.mark.parametrize("more", [1, 3])
def test_list_of_courses_costs_the_same_for_any_number(client, course, more):
    for number in range(more):
        Course.objects.create(key=f"other-{number}", title="Other", open_to_guests=True)
    with statements(at_most=1):
        client.get("/")


def test_course_closed_to_guests_leads_to_sign_in_and_back(client, course):
    Course.objects.update(open_to_guests=False)
    response = client.get(LESSON)
    assert response["Location"] == f"/accounts/login/?next={LESSON}"


def test_course_closed_to_guests_is_open_to_a_learner(client, course, learner):
    Course.objects.update(open_to_guests=False)
    assert client.get(LESSON).status_code == 200


@pytest.mark.parametrize("path", ["/courses/none/", "/courses/sample/lessons/none/", "/courses/sample/closing/"])
def test_page_that_is_not_there_is_404_for_a_learner(client, course, learner, path):
    assert client.get(path).status_code == 404


def test_lesson_out_of_the_contents_is_hidden_from_learners_and_shown_to_who_teaches_it(client, course, learner):
    Lesson.objects.filter(key="second").update(listed=False)
    assert client.get("/courses/sample/lessons/second/").status_code == 404
    client.force_login(UserFactory(role="instructor"))
    assert client.get("/courses/sample/lessons/second/").status_code == 404
    client.force_login(teacher_of(Course.objects.get(key="sample")))
    assert client.get("/courses/sample/lessons/second/").status_code == 200


def test_lesson_shows_objectives_terms_sources_figure_claim_and_check(client, course):
    html = client.get(LESSON).content.decode()
    assert "Explain the promise" in html
    assert 'popovertarget="term-ally"' in html and "A member of the <em>Alliance</em>." in html
    assert "Article 5" in html and "As of 30 June 2026." in html and "https://example.org/treaty" in html
    assert '<time class="timeline__date" datetime="1949-04-04">4 April 1949</time>' in html
    assert "Misleading" in html
    assert 'id="check-zzcheck"' in html
    assert 'id="p-one-for-all"' in html


def test_lesson_of_a_guest_may_be_cached_and_sets_no_cookie(client, course):
    response = client.get(LESSON)
    assert response["Cache-Control"] == "public, max-age=60"
    assert response.cookies == {}
    assert "Cookie" in response["Vary"]


def test_lesson_of_a_learner_is_private(client, course, learner):
    assert client.get(LESSON)["Cache-Control"] == "private, no-cache"


def test_course_page_continues_with_the_lesson_read_last(client, course, learner):
    second = Lesson.objects.get(key="second")
    record_position(user=learner, lesson=second, passage="planned", now=timezone.now())
    html = client.get("/courses/sample/").content.decode()
    assert 'href="/courses/sample/lessons/second/#p-planned"' in html


def test_course_page_shows_its_facts(client, course):
    html = client.get("/courses/sample/").content.decode()
    assert "<dd>2</dd>" in html and "8 minutes" in html and "June 2026" in html


def test_course_page_draws_the_first_figure_of_its_introduction_at_the_head_and_only_there(client, db, tmp_path):
    text = "---\ntitle: Before you start\n---\nWelcome.\n\n::: figure years\n:::\n"
    load_sample(tmp_path, {"introduction.md": text})
    html = client.get("/courses/sample/").content.decode()
    assert html.count('id="figure-years"') == 1
    assert html.index('id="figure-years"') < html.index('id="contents-title"')


def test_course_without_lessons_says_so(client, db):
    course = Course.objects.create(key="empty", title="Empty", open_to_guests=True)
    assert "This course has no lessons yet" in client.get(course.get_absolute_url()).content.decode()


def test_course_page_counts_what_was_read(client, course, learner):
    complete_lesson(user=learner, lesson=Lesson.objects.get(key="first"), now=timezone.now())
    assert "1 of 2 lessons read" in client.get("/courses/sample/").content.decode()


def test_complete_marks_the_lesson_and_leads_back(client, course, learner):
    response = client.post(LESSON + "complete/")
    assert response["Location"] == LESSON
    assert ReadingProgress.objects.get().completed_at is not None


def test_complete_undo_takes_the_mark_back(client, course, learner):
    client.post(LESSON + "complete/")
    client.post(LESSON + "complete/undo/")
    assert ReadingProgress.objects.get().completed_at is None


def test_complete_of_a_guest_leads_to_sign_in(client, course):
    response = client.post(LESSON + "complete/")
    assert response["Location"].startswith("/accounts/login/")
    assert not ReadingProgress.objects.exists()


def test_position_of_an_unknown_passage_is_404(client, course, learner):
    assert client.post(LESSON + "position/", {"passage": "nowhere"}).status_code == 404


def test_position_is_where_the_lesson_is_resumed(client, course, learner):
    assert client.post(LESSON + "position/", {"passage": "each-chooses"}).status_code == 204
    assert 'href="#p-each-chooses"' in client.get(LESSON).content.decode()


@pytest.mark.parametrize("query", ["defence", "Defense", "DEFENSE planned"])
def test_search_finds_a_lesson_in_either_spelling(client, course, query):
    html = client.get("/search/", {"q": query}).content.decode()
    assert "/courses/sample/lessons/second/" in html


def test_search_finds_a_term(client, course):
    assert "/courses/sample/glossary/#term-ally" in client.get("/search/", {"q": "alliance"}).content.decode()


def test_search_shows_the_passage_that_has_most_of_the_words_and_leads_to_it(client, course):
    lesson = Lesson.objects.get(key="first")
    lesson.passages.create(key="one-of-two", text="About the Weather.", digest="0", position=50)
    lesson.passages.create(key="both", text="The weather & the CLIMATE.", digest="0", position=51)
    lesson.passages.create(key="gone", text="Weather, climate, rain.", digest="0", position=52, present=False)
    Lesson.objects.update(search_text="weather climate rain")
    html = client.get("/search/", {"q": "Climate weather rain"}).content.decode()
    assert f'href="{LESSON}#p-both"' in html and "The weather &amp; the CLIMATE." in html
    assert "About the Weather." not in html and 'href="/courses/sample/lessons/second/"' in html


def test_search_without_a_hit_says_so_and_keeps_the_words(client, course):
    html = client.get("/search/", {"q": "<b>nothing"}).content.decode()
    assert "Nothing has all the words" in html and "&lt;b&gt;nothing" in html


@pytest.mark.parametrize(
    "query",
    [
        "%",
        "'",
        "(" * 500,
        "a" * 10_000,
        "\ud83d\ude00"[:1].encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_search_takes_any_text(client, course, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_search_does_not_find_what_one_may_not_see(client, course):
    Course.objects.update(open_to_guests=False)
    assert "lessons/second" not in client.get("/search/", {"q": "defence"}).content.decode()


@pytest.mark.parametrize("extra", [1, 3])
@pytest.mark.parametrize(
    ("path", "budget"),
    [
        (LESSON, 6),
        ("/courses/sample/", 8),
        ("/courses/sample/glossary/", 4),
        ("/courses/sample/sources/", 7),
        ("/search/?q=defence", 5),
        ("/progress/", 12),
    ],
)
def test_page_keeps_its_budget_whatever_the_number_of_lessons(client, db, tmp_path, learner, path, budget, extra):
    load_sample(tmp_path, more_lessons(extra))
    for lesson in Lesson.objects.all():
        complete_lesson(user=learner, lesson=lesson, now=timezone.now())
    with statements(at_most=budget):
        assert client.get(path).status_code == 200


def test_lesson_page_costs_the_same_with_one_and_three_more_lessons(client, db, tmp_path, learner):
    counts = []
    for extra in (1, 3):
        load_sample(tmp_path, more_lessons(extra))
        with count_statements() as found:
            client.get(LESSON)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_closing_page_is_there_when_the_course_has_one(client, db, tmp_path):
    load_sample(tmp_path, {"closing.md": "---\ntitle: The end\n---\nGoodbye.\n"})
    assert "Goodbye." in client.get(reverse("closing", args=["sample"])).content.decode()


def test_lesson_tells_search_engines_what_it_is_and_where_it_stands(client, course):
    html = client.get(LESSON, {"from": "mail"}).content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/courses/sample/lessons/first/">' in html
    assert '<meta name="description" content="Explain the promise' in html
    title = re.search("<title>(.*)</title>", html)[1]
    assert f'<meta property="og:title" content="{title}">' in html


@pytest.mark.parametrize("path", ["/search/?q=x", "/accounts/login/", "/nothing/here/", "/accounts/profile/"])
def test_pages_for_nobody_else_stay_out_of_search_engines(client, course, learner, path):
    client.logout() if "login" in path else None
    html = client.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in html and "canonical" not in html


def test_title_with_marks_is_escaped_wherever_it_stands(client, course):
    Lesson.objects.filter(key="first").update(title='A "<b>" & more')
    html = client.get(LESSON).content.decode()
    assert '"A &quot;&lt;b&gt;&quot; &amp; more' in html and '"<b>"' not in html

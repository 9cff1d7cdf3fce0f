"""Tables, lists, code and recordings in lessons and questions, as a person meets them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Answer
from quizzes.services import start_attempt, submit_attempt
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.rich import RICH, RICH_MORE
from tests.samples import load_sample

pytestmark = pytest.mark.browser

LESSONS = ["/courses/sample/lessons/first/", "/courses/sample/lessons/second/"]
CHOICES = "[data-type=single_choice] .choice--blocks"
UNREACHED = """() => [...document.querySelectorAll('main *')].filter(each =>
    each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX === 'auto' && each.tabIndex < 0
).map(each => each.outerHTML.slice(0, 80))"""


def attempt_of(user):
    quiz = Course.objects.get(key="sample").quiz_set.get(key="first-quiz")
    return start_attempt(quiz=quiz, user=user, kind="graded", now=timezone.now())[0]


def review_of(attempt):
    """Of an attempt that has just been handed in with a wrong answer and a half right one."""
    for key, response in (("zzsingle", "zzhalf"), ("zzmultiple", ["zzm-a", "zzm-d"])):
        Answer.objects.filter(attempt=attempt, version__question__key=key).update(response=response)
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    return f"/attempts/{attempt.pk}/review/"


@pytest.fixture
def attempt(transactional_db, tmp_path, learner):
    load_sample(tmp_path, RICH)
    return attempt_of(learner)


@pytest.mark.parametrize("done", [False, True])
def test_pages_are_accessible_and_fit_small_screens(transactional_db, tmp_path, new_context, learner, problems, done):
    """Lessons, an attempt, and its review, with blocks and recordings wherever they can stand."""
    load_sample(tmp_path, RICH_MORE)
    attempt, found = attempt_of(learner), {}
    page = new_context(learner, reduced_motion="reduce").new_page()
    for address in [review_of(attempt)] if done else [*LESSONS, attempt.get_absolute_url()]:
        visit(page, address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found[address, width] = violations(page)
            found[address, width, "dark"] = dark_violations(page)
            found[address, width, "small"] = small_controls(page)
        found[address, 320] = too_wide_at_320(page)
        found[address, "unreached"] = page.evaluate(UNREACHED)
        assert page.locator("main .box, main .recording").count() > 0
    assert {where: what for where, what in found.items() if what} == {}
    assert problems == []


def test_sentences_of_a_prompt_name_its_choices_and_words_of_blocks_each_of_them(attempt, page):
    visit(page, attempt.get_absolute_url())
    group = page.get_by_role("group", name="Read the table. What is an attack on one?", exact=True)
    names = ["State Since Number of soldiers who are stationed abroad Albania 2009 x", "A speech of 1949"]
    for name in [*names, "An attack on half"]:
        expect(group.get_by_role("radio", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_choice_with_blocks_is_chosen_beside_them_and_by_keyboard(attempt, new_context, learner, javascript):
    page = new_context(learner, java_script_enabled=javascript).new_page()
    visit(page, attempt.get_absolute_url())
    for choice in page.locator(CHOICES).all():
        size = choice.bounding_box()
        choice.click(position={"x": size["width"] - 3, "y": size["height"] - 3})
        expect(choice.get_by_role("radio")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.locator(CHOICES).last.get_by_role("radio")).not_to_be_checked()


def test_click_on_a_table_chooses_it_and_one_on_a_player_does_not(attempt, page):
    visit(page, attempt.get_absolute_url())
    table, speech = (page.locator(CHOICES, has=page.locator(part)) for part in (".box", "audio"))
    table.locator("td").first.click()
    expect(table.get_by_role("radio")).to_be_checked()
    speech.locator("summary").click()
    expect(speech.get_by_text("All: Is an <attack> on all.")).to_be_visible()
    expect(speech.get_by_role("radio")).not_to_be_checked()


def test_recording_plays_to_its_end(attempt, page):
    visit(page, attempt.get_absolute_url())
    player = page.locator("[data-type=single_choice] audio")
    player.evaluate("each => each.play()")
    player.evaluate("each => new Promise(done => each.addEventListener('ended', done))")
    assert player.evaluate("each => [Math.round(each.duration * 10), each.error]") == [10, None]


def test_gaps_in_a_table_are_filled_and_handed_in_without_javascript(attempt, new_context, learner):
    page = new_context(learner, java_script_enabled=False).new_page()
    visit(page, attempt.get_absolute_url())
    cells = page.locator(".cloze td")
    cells.first.get_by_label("Gap 1").select_option(label="self-defence")
    cells.last.get_by_label("Gap 2").fill("51")
    page.get_by_role("button", name="Save").last.click()
    answer = Answer.objects.get(attempt=attempt, version__question__key="zzcloze")
    assert answer.response == {"1": "zzc-self", "2": "51"}


def test_categories_name_items_with_blocks_in_words(transactional_db, tmp_path, learner, page, problems):
    bank = str(RICH_MORE["questions/first.yaml"]).replace("text: Finland\n", 'text: "Finland\\n\\n- since 2023"\n')
    load_sample(tmp_path, RICH_MORE | {"questions/first.yaml": bank})
    visit(page, attempt_of(learner).get_absolute_url())
    page.get_by_role("combobox", name="Finland since 2023").select_option(label="Allies")
    expect(page.locator("[data-bin] li")).to_have_text(["Finland since 2023"])
    assert problems == []


def test_review_shows_tables_players_and_the_numbers_of_gaps(attempt, page):
    visit(page, review_of(attempt))
    expect(page.locator(".review__context td")).to_have_text(["[1]", "[2]"])
    assert page.locator(".review__choice .box table").count() == 2
    assert page.locator(".review__parts audio").count() == 1
    expect(page.locator(".review__explanation ol li")).to_have_text(["Think", "Act"])

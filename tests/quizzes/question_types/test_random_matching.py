import pytest

from quizzes.question_types import RECIPES, type_of
from quizzes.question_types.random_matching import distinct, right_texts
from tests.lessons.helpers import problems_of
from tests.quizzes.question_types.helpers import content, key_map, refusals
from tests.samples import DRAWN

RECIPE = RECIPES["random_matching"]


def asked(key: str, *texts: str, **fields):
    text, *also = texts
    answers = [{"text": text, "also": also}, {"text": "half", "fraction": "0.5"}]
    return content("short_answer", key=key, prompt=f"What is {key}?", answers=answers, **fields)


BANK = [asked(key, key.upper(), explanation=f"About {key}.") for key in "abcdef"]
MIX = content("random_matching", count=3)


def keys(drawn) -> list[str]:
    return [pair["key"] for pair in drawn]


def test_drawn_question_is_a_matching_one():
    question = RECIPE.make(MIX, RECIPE.draw(MIX, "seed", BANK))
    assert (question.type, question.prompt, len(question.pairs)) == ("matching", "What?", 3)
    pair = question.pairs[0]
    assert (pair.left, pair.right, pair.feedback) == (f"What is {pair.key}?", pair.key.upper(), f"About {pair.key}.")
    kind = type_of(question)
    assert kind.grade(question, kind.correct(question)).fraction == 1


def test_draw_depends_on_the_seed_and_not_on_the_order_of_the_bank():
    assert RECIPE.draw(MIX, "seed", BANK) == RECIPE.draw(MIX, "seed", BANK[::-1])
    found = {frozenset(keys(RECIPE.draw(MIX, str(seed), BANK))) for seed in range(200)}
    assert len(found) == 20


def test_what_is_to_be_avoided_is_drawn_only_for_want_of_others():
    assert set(keys(RECIPE.draw(MIX, "seed", BANK, avoid={"a", "b", "c"}))) == {"d", "e", "f"}
    drawn = keys(RECIPE.draw(MIX, "seed", BANK, avoid={"a", "b", "c", "d"}))
    assert set(drawn[:2]) == {"e", "f"}
    assert len(drawn) == 3


def test_questions_that_share_an_answer_are_not_drawn_together():
    bank = [asked("one", "Türkiye", "Turkey"), asked("two", "turkey"), asked("three", "Greece")]
    drawn = RECIPE.draw(content("random_matching", count=2), "seed", bank)
    assert len({"one", "two"} & set(keys(drawn))) == 1
    assert [each.key for each in distinct(bank)] == ["one", "three"]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [(("Pol*", "Poland"), ["Poland"]), (("Pol*",), []), ((r"A\*",), ["A*"]), (("a", "b"), ["a", "b"])],
)
def test_text_with_a_wildcard_is_no_answer_to_show(texts, shown):
    assert right_texts(asked("one", *texts)) == shown


def test_bank_that_has_shrunk_gives_what_there_is():
    for bank in (BANK[:1], []):
        question = RECIPE.make(MIX, RECIPE.draw(MIX, "seed", bank))
        kind = type_of(question)
        assert len(question.pairs) == len(bank)
        assert kind.grade(question, None).fraction == 0
        assert len(kind.widget(question, key_map(question).shown(), None)["parts"]) == len(bank)


def test_check_in_a_lesson_is_refused():
    assert refusals("random_matching", count=2, use="check") == [
        "use: a question that is drawn from the bank can't be a check"
    ]


def test_bank_with_too_few_questions_is_told(tmp_path):
    line = DRAWN["questions/first.yaml"].split("\n").index("- key: zzmix") + 1
    changes = DRAWN | {"questions/first.yaml": DRAWN["questions/first.yaml"].replace("count: 3", "count: 5")}
    assert problems_of(tmp_path, changes) == [
        f"questions/first.yaml:{line}: draws 5 short-answer questions for exam with different answers, "
        "of which its bank has 4"
    ]


def test_bank_of_a_draft_is_not_counted_yet(tmp_path):
    """An import brings it with the questions that it draws, which are drafts, too."""
    text = DRAWN["questions/first.yaml"].replace("count: 3", "count: 5\n  draft: true")
    assert not any("draws" in problem for problem in problems_of(tmp_path, DRAWN | {"questions/first.yaml": text}))

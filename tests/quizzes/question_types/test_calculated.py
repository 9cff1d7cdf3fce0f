from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import RECIPES, type_of
from quizzes.question_types.base import ONE
from quizzes.question_types.calculated import Variable
from tests.lessons.helpers import problems_of
from tests.quizzes.question_types.helpers import content, drawn_question, refusals
from tests.samples import DRAWN

RECIPE = RECIPES["calculated"]
ALL = {"name": "all", "min": 10, "max": 30}
SOME = {"name": "some", "min": 1, "max": 9}
SHARE = {"formula": "some / all * 100", "tolerance": "0.005"}


def share(*answers, **fields):
    return content("calculated", **{"variables": [ALL, SOME], "answers": answers or [SHARE]} | fields)


def problems(question) -> list[str]:
    return list(RECIPE.problems(question, ()))


def made(question, **drawn):
    return RECIPE.make(question, {name: str(value) for name, value in drawn.items()})


def worth(question, typed: str) -> Decimal:
    kind = type_of(question)
    return kind.grade(question, kind.to_author(question, typed, lambda group, key: key)).fraction


def test_drawn_question_is_a_numerical_one_with_its_own_numbers():
    question = made(share(prompt="{some} of {all}?"), some=3, all=16)
    assert (question.type, question.prompt, question.right_number()) == ("numerical", "3 of 16?", "18.75")
    assert [worth(question, typed) for typed in ("18.75", "18,755", "18.76", "3")] == [1, 1, 0, 0]


def test_numbers_and_results_stand_in_every_text():
    answer = SHARE | {"feedback": "{some}/{all}"}
    question = made(
        share(answer, explanation="{some} of {all} is {=some / all * 100} %", feedback_other="Not {=0 - some}."),
        some=3,
        all=16,
    )
    assert question.explanation == "3 of 16 is 18.75 %"
    assert question.feedback_other == "Not −3.00."
    assert question.answers[0].feedback == "3/16"


def test_braces_that_are_no_mark_stay():
    assert made(share(prompt="{1} {#a} {some}{all}"), some=3, all=16).prompt == "{1} {#a} 316"


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ({}, "18.75"),
        ({"decimals": 0}, "19"),
        ({"decimals": 4}, "18.7500"),
        ({"significant": 1}, "20"),
        ({"significant": 3}, "18.8"),
    ],
)
def test_right_answer_is_shown_in_the_digits_that_the_question_asks_for(digits, shown):
    question = made(share(SHARE | {"tolerance": 2}, **digits), some=3, all=16)
    assert question.right_number() == shown
    assert worth(question, shown) == ONE


def test_answers_fractions_and_units_are_those_of_numerical():
    wrong_way = {"formula": "all / some", "fraction": "0.25", "tolerance": "0.1", "feedback": "Turned round."}
    units = {"units": [{"unit": "%"}], "unit_use": "required", "unit_penalty": "0.5"}
    question = made(share(SHARE, wrong_way, **units), some=2, all=16)
    assert [worth(question, typed) for typed in ("12.5 %", "12.5", "8 %", "9 %")] == [
        1,
        Decimal("0.5"),
        Decimal("0.25"),
        0,
    ]
    assert type_of(question).correct(question)["raw"] == "12.50 %"


@pytest.mark.parametrize(
    ("how", "typed", "fraction"),
    [("relative", "22", 1), ("relative", "22.1", 0), ("geometric", "22", 1), ("geometric", "18.1", 0)],
)
def test_tolerance_is_relative_or_geometric(how, typed, fraction):
    answer = {"formula": "some / all * 100", "tolerance": "0.1", "tolerance_type": how}
    assert worth(made(share(answer), some=2, all=10), typed) == fraction


@given(st.text(max_size=20))
def test_draw_lies_in_its_ranges_and_is_the_same_for_the_same_seed(seed):
    half = {"name": "some", "min": "-1.5", "max": 2, "decimals": 1, "step": "0.5"}
    question = share(variables=[ALL, half])
    drawn = RECIPE.draw(question, seed)
    assert drawn == RECIPE.draw(question, seed)
    assert 10 <= int(drawn["all"]) <= 30
    assert drawn["some"] in {"-1.5", "-1.0", "-0.5", "0.0", "0.5", "1.0", "1.5", "2.0"}


def test_draws_reach_both_ends():
    question = share()
    assert {RECIPE.draw(question, str(seed))["some"] for seed in range(200)} == set("123456789")


def test_draw_that_has_no_value_is_drawn_again():
    question = share({"formula": "1 / (some - 1) + 0 * all", "tolerance": 1}, variables=[ALL, SOME | {"max": 2}])
    assert {RECIPE.draw(question, str(seed))["some"] for seed in range(20)} == {"2"}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("1 / (some - 9) * all", "with all = 10, some = 9: '1 / (some - 9) * all' has no value"),
        ("1 / (some - 5) * all", "with all = {all}, some = 5: '1 / (some - 5) * all' has no value"),
        ("sqrt(some - all)", "with all = 10, some = 1: 'sqrt(some - all)' has no value"),
        ("9 ^ (some * all)", "with all = 10, some = 9: the number is too large"),
    ],
)
def test_formula_without_a_value_for_some_draw_is_a_problem(answer, reason):
    (found,) = problems(share({"formula": answer, "tolerance": "1e9"}))
    assert found.startswith(reason.split("{")[0])
    assert found.endswith(reason.split("}")[-1])


def test_right_answer_that_would_not_be_taken_as_it_is_shown_is_a_problem():
    assert problems(share({"formula": "some / all"})) == [
        "with all = 30, some = 1: the right answer would be shown as 0.03, "
        "which does not get full marks: widen its tolerance"
    ]
    assert problems(share({"formula": "some / all", "tolerance": "0.005"})) == []


def test_geometric_tolerance_of_what_may_be_negative_is_a_problem():
    answer = {"formula": "some - all", "tolerance": "0.1", "tolerance_type": "geometric"}
    (found,) = problems(share(answer))
    assert "a geometric tolerance needs a value above 0" in found


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"prompt": "{tanks}?"}, "there is no variable 'tanks'"),
        ({"explanation": "{=tanks + 1}"}, "there is no variable 'tanks'"),
        ({"explanation": "{=some +}"}, "ends too early"),
        ({"answers": [{"formula": "some"}]}, "variable 'all' is not used"),
        ({"answers": [{"formula": "some +* all"}]}, "answers.0.formula: '*' is not expected there"),
        ({"variables": [ALL, SOME, SOME]}, "two variables have the same name"),
        ({"decimals": 1, "significant": 2}, "results have a number of 'decimals' or of 'significant' digits, not both"),
        ({"variables": [ALL, SOME | {"name": "max"}]}, "variables.1: 'max' is a function"),
        ({"variables": [ALL, SOME | {"max": 1}]}, "variables.1: 'max' must be at least one step above 'min'"),
        ({"variables": [ALL, SOME | {"step": 20}]}, "variables.1: 'max' must be at least one step above 'min'"),
        (
            {"variables": [ALL, SOME | {"step": "0.5"}]},
            "variables.1: 'min', 'max' and 'step' have no more decimals than 'decimals' says",
        ),
        ({"units": [{"unit": "km"}, {"unit": "km"}]}, "a unit stands twice"),
    ],
)
def test_content_that_contradicts_itself_is_refused(fields, message):
    assert refusals("calculated", **{"variables": [ALL, SOME], "answers": [SHARE]} | fields) == [message]


def test_problem_is_told_with_the_line_of_its_question(tmp_path):
    bank = DRAWN["questions/first.yaml"].replace("formula: some / all * 100", "formula: 100 / (all - 30) + some")
    line = bank.split("\n").index("- key: zzcalc") + 1
    changes = DRAWN | {"questions/first.yaml": bank}
    assert problems_of(tmp_path, changes) == [
        f"questions/first.yaml:{line}: with all = 30, some = 1: '100 / (all - 30) + some' has no value"
    ]


@given(
    low=st.decimals(-(10**6), 10**6, places=3),
    width=st.decimals("0.001", 10**6, places=3),
    formula=st.sampled_from(["x", "x^2", "1/x", "sqrt(x)", "exp(x)", "x*1e9", "log(x)"]),
    digits=st.sampled_from([{"decimals": 2}, {"significant": 3}, {"decimals": 12}, {"significant": 15}]),
    seed=st.text(max_size=5),
)
def test_question_without_problems_can_always_be_drawn_and_answered(low, width, formula, digits, seed):
    variable = {"name": "x", "min": str(low), "max": str(low + width), "decimals": 3}
    answer = {"formula": formula, "tolerance": "0.01", "tolerance_type": "relative"}
    question = content("calculated", variables=[variable], answers=[answer], **digits)
    if problems(question):
        return
    made_one = drawn_question(question, seed=seed)
    kind = type_of(made_one)
    assert kind.grade(made_one, kind.correct(made_one)).fraction == ONE


def test_variable_of_a_large_range_is_drawn_in_its_decimals():
    variable = Variable(name="x", min=Decimal("-1e12"), max=Decimal("1e12"), decimals=9)
    assert -variable.drawn("seed").as_tuple().exponent == 9

from collections import Counter

from quizzes.question_types.multiple_response import MultipleResponseContent
from quizzes.question_types.single_choice import SingleChoiceContent
from quizzes.report import generous, key_patterns


def question(*texts: str, key: int) -> SingleChoiceContent:
    """A single choice question with these choices; the one at `key` is right."""
    choices = [{"key": f"c{index}", "text": text, "correct": index == key} for index, text in enumerate(texts)]
    return SingleChoiceContent.model_validate(
        {"key": "q", "type": "single_choice", "objective": "o", "prompt": "?", "explanation": "!", "choices": choices}
    )


def test_key_patterns_count_longest_and_shortest_keys_and_places():
    found = key_patterns([question("aaa", "b", key=0), question("a", "bb", "cc", "d", key=2)])
    assert (found.questions, found.longest, found.shortest, found.expected) == (2, 1, 0, 0.75)
    assert found.positions == Counter({1: 1, 3: 1})


def test_key_that_shares_its_length_does_not_stand_out():
    found = key_patterns([question("aa", "bb", "cc", key=0), question("a", "b", "cc", key=0)])
    assert (found.longest, found.shortest) == (0, 0)


def test_key_patterns_see_a_key_that_is_the_shortest():
    assert key_patterns([question("a", "bb", "cc", key=0)]).shortest == 1


def test_key_patterns_of_other_types_are_nothing():
    found = key_patterns([])
    assert (found.questions, found.longest, found.expected) == (0, 0, 0)


def several(*fractions: str, **fields) -> MultipleResponseContent:
    """A multiple response question whose choices are worth this much."""
    choices = [{"key": f"c{index}", "text": "x", "fraction": each} for index, each in enumerate(fractions)]
    shared = {"key": "q", "type": "multiple_response", "objective": "o", "prompt": "?", "explanation": "!"}
    return MultipleResponseContent.model_validate(shared | {"choices": choices} | fields)


def test_questions_that_give_something_for_ticking_everything_are_named():
    questions = {
        "strict": several("0.5", "0.5", "-0.5", "-0.5"),
        "mild": several("0.5", "0.5", "-0.5", "-0.25"),
        "free": several("1", "0", "0"),
        "whole": several("1", "0", "0", all_or_nothing=True),
        "single": question("a", "b", key=0),
    }
    assert generous(questions) == ["free (1.00)", "mild (0.25)"]

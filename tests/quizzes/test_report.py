from collections import Counter

from quizzes.question_types.single_choice import SingleChoiceContent
from quizzes.report import key_patterns


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

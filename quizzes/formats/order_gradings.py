"""How Moodle's ordering type calls the ways to grade an order, in XML and in GIFT. Pure."""

from quizzes.question_types.order_grades import Grading

GRADINGS: dict[str, Grading] = {
    "ALL_OR_NOTHING": "all_or_nothing",
    "ABSOLUTE_POSITION": "position",
    "RELATIVE_TO_CORRECT": "distance",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next",
    "RELATIVE_NEXT_INCLUDE_LAST": "next_and_last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "neighbours",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "pairs",
    "LONGEST_ORDERED_SUBSET": "longest_subset",
    "LONGEST_CONTIGUOUS_SUBSET": "longest_run",
}
_NAMES = {ours: theirs for theirs, ours in GRADINGS.items()}


def moodle_name(grading: Grading) -> str:
    """Our own way to grade an order has none: the share of pairs in right order is nearest."""
    return _NAMES.get(grading, "RELATIVE_ALL_PREVIOUS_AND_NEXT")

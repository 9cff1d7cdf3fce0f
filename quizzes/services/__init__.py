"""The only writers of attempts and answers. The attempt's row is the lock: see `lock_attempt`.

`now` is passed in; responses come with the page's opaque keys and are stored with author keys.
"""

from quizzes.services.answers import grade, key_map, outcome_of, stamp_of, to_author, to_page
from quizzes.services.check import check_answer, redo_question, turn_page
from quizzes.services.lock import GRADED, LATE, AttemptClosed, lock_attempt, record
from quizzes.services.results import calibration_of, certain, renew_deadlines, renew_result, renew_results, score_of
from quizzes.services.save import Saved, save_answers
from quizzes.services.start import StartRefused, on_paper, start_attempt
from quizzes.services.submit import Submitted, close_if_overdue, close_overdue, submit_attempt

__all__ = [
    "GRADED",
    "LATE",
    "AttemptClosed",
    "Saved",
    "StartRefused",
    "Submitted",
    "calibration_of",
    "certain",
    "check_answer",
    "close_if_overdue",
    "close_overdue",
    "grade",
    "key_map",
    "lock_attempt",
    "on_paper",
    "outcome_of",
    "record",
    "redo_question",
    "renew_deadlines",
    "renew_result",
    "renew_results",
    "save_answers",
    "score_of",
    "stamp_of",
    "start_attempt",
    "submit_attempt",
    "to_author",
    "to_page",
    "turn_page",
]

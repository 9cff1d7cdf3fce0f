from quizzes.models.attempt import Answer, AnswerEvent, Attempt, Result
from quizzes.models.bank import Evidence, Misconception, Question, QuestionVersion
from quizzes.models.grading import HandGrade
from quizzes.models.quiz import Quiz, Slot
from quizzes.models.reports import Report

__all__ = [
    "Answer",
    "AnswerEvent",
    "Attempt",
    "Evidence",
    "HandGrade",
    "Misconception",
    "Question",
    "QuestionVersion",
    "Quiz",
    "Report",
    "Result",
    "Slot",
]

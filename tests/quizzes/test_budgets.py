"""What the requests of a quiz cost in statements: the same for few and for many questions and attempts."""

from django.utils import timezone

from lessons.models import Lesson
from quizzes.models import Attempt
from quizzes.services import start_attempt, submit_attempt, to_page
from tests.factories import UserFactory
from tests.queries import count_statements, statements
from tests.quizzes.requests import QUIZ, entry, post, url
from tests.samples import FILES, RIGHT, load_sample


def quiz_of_size(tmp_path, size: int) -> None:
    """The sample quiz with its eight questions, then `size` more."""
    more = "".join(
        f"- key: more-{number}\n  type: true_false\n  objective: goal\n  prompt: Claim {number}.\n  answer: true\n"
        f"  explanation: So it is.\n  evidence:\n  - first#one-for-all\n"
        for number in range(size)
    )
    slots = "".join(f"- question: more-{number}\n" for number in range(size))
    load_sample(
        tmp_path,
        {
            "questions/first.yaml": FILES["questions/first.yaml"] + more,
            "quizzes/first-quiz.yaml": FILES["quizzes/first-quiz.yaml"] + slots,
        },
    )


def cost_of_a_walk(client, tmp_path, size: int, attempts: int) -> dict[str, int]:
    quiz_of_size(tmp_path, size)
    user = UserFactory()
    client.force_login(user)
    quiz = Lesson.objects.get(key="first").quizzes.get()
    for _ in range(attempts):
        done, _new = start_attempt(quiz=quiz, user=user, kind="graded", now=timezone.now())
        submit_attempt(attempt_id=done.pk, now=timezone.now())
    costs = {}
    with count_statements() as costs["start"]:
        client.post(QUIZ + "start/")
    attempt = Attempt.objects.get(user=user, state="open")
    entries = right_entries(attempt)
    requests = {
        "take": lambda: client.get(url(attempt)),
        "save": lambda: post(client, attempt, *entries),
        "confirm": lambda: client.get(url(attempt, "submit/")),
        "submit": lambda: client.post(url(attempt, "submit/")),
        "review": lambda: client.get(url(attempt, "review/")),
        "rules": lambda: client.get(QUIZ),
        "dashboard": lambda: client.get("/progress/"),
    }
    for name, request in requests.items():
        with count_statements() as costs[name]:
            assert request().status_code in (200, 302)
    return {name: len(found) for name, found in costs.items()}


def right_entries(attempt: Attempt) -> list[dict]:
    found = []
    for answer in attempt.answers.select_related("version__question"):
        answer.response = RIGHT.get(answer.version.question.key, True)
        found.append(entry(answer.position, to_page(attempt, answer)))
    return found


BUDGETS = {
    "start": 10,
    "take": 8,
    "save": 6,
    "confirm": 8,
    "submit": 12,
    "review": 8,
    "rules": 8,
    "dashboard": 12,
}


def test_requests_keep_their_budgets_whatever_the_number_of_questions_and_attempts(client, db, tmp_path):
    few = cost_of_a_walk(client, tmp_path, 1, attempts=1)
    many = cost_of_a_walk(client, tmp_path, 3, attempts=3)
    assert few == many
    assert {name: cost for name, cost in many.items() if cost > BUDGETS[name]} == {}


def test_start_with_draws_keeps_its_budget(client, db, tmp_path):
    draws = "".join("- draw: {lesson: first, objective: other}\n  count: 2\n" for _ in range(2))
    quiz = "title: Drawn\nlesson: first\nslots:\n" + draws + "- draw: {lesson: first, objective: goal}\n"
    load_sample(tmp_path, {"quizzes/first-quiz.yaml": quiz})
    client.force_login(UserFactory())
    with statements(at_most=10):
        client.post(QUIZ + "start/")
    assert Attempt.objects.get().answers.count() == 5

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self):
        from accounts import privacy
        from quizzes.privacy import ATTEMPTS, GRADING, REPORTS, RESULTS

        privacy.register(ATTEMPTS, RESULTS, GRADING, REPORTS)

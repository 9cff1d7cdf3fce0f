from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self):
        from accounts import privacy
        from quizzes.privacy import ATTEMPTS, AUTHORSHIP, GRADING, REPORTS, RESULTS

        privacy.register(ATTEMPTS, RESULTS, AUTHORSHIP, GRADING, REPORTS)

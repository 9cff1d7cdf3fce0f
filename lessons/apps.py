from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"

    def ready(self):
        from accounts import privacy
        from lessons.privacy import DRAFTS, READING, REVISIONS, TEACHING

        privacy.register(READING, REVISIONS, TEACHING, DRAFTS)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Work in the background")

    def ready(self):
        from accounts import privacy
        from jobs.privacy import JOBS

        privacy.register(JOBS)

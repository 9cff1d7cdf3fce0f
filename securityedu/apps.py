from django.apps import AppConfig
from django.db.backends.signals import connection_created

from securityedu.sqlite import teach_like


class SecurityEduConfig(AppConfig):
    name = "securityedu"

    def ready(self):
        from accounts import privacy
        from securityedu.studio import looking  # noqa: F401 (tells the worker of its kind of work)
        from securityedu.studio.uploads import UPLOADS

        connection_created.connect(teach_like)
        privacy.register(UPLOADS)

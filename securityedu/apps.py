from django.apps import AppConfig
from django.db.backends.signals import connection_created

from securityedu.sqlite import teach_like


class SecurityEduConfig(AppConfig):
    name = "securityedu"

    def ready(self):
        connection_created.connect(teach_like)

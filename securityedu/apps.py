from django.apps import AppConfig


class SecurityEduConfig(AppConfig):
    name = "securityedu"

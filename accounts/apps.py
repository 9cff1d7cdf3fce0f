from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

ADMIN_GROUP = "Admins"
# What an admin who is not a superuser may see and change in the Django admin.
ADMIN_APPS = {"accounts", "jobs", "lessons", "quizzes", "usersessions"}


def give_admins_their_permissions(app_config, apps=installed_apps, using="default", verbosity=1, **kwargs):
    """After an app is migrated: the group "Admins" may view, add, change and delete what it holds.

    A data migration can't do this, because permissions are made after the last migration, and because accounts must
    not depend on the migrations of lessons and quizzes. Here new models are covered without anybody thinking of it.
    """
    if app_config.label not in ADMIN_APPS:
        return
    create_permissions(app_config, verbosity=verbosity, using=using, apps=apps)  # ours runs before Django's
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return  # migrated only in part, without the tables of auth
    group, _ = Group.objects.using(using).get_or_create(name=ADMIN_GROUP)
    group.permissions.add(*Permission.objects.using(using).filter(content_type__app_label=app_config.label))


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self):
        from accounts import privacy
        from accounts.privacy.own import HOLDINGS

        post_migrate.connect(give_admins_their_permissions, dispatch_uid="accounts.admins")
        privacy.register(*HOLDINGS)

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    """Django's own command; with --noinput the e-mail address may be left out here, as it may everywhere else."""

    def handle(self, *args, **options):
        if not options["interactive"] and options["email"] is None:
            options["email"] = ""
        return super().handle(*args, **options)

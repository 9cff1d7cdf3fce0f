from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from securityedu.backups import BackupError, restore_backup


class Command(BaseCommand):
    help = "Make the site what a backup says, on either database. Stop the site first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a site that has people: its data is lost")

    def handle(self, file: Path, force: bool, **options) -> None:
        try:
            manifest = restore_backup(file, force=force)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest.rows.values())
        self.stdout.write(f"Restored {rows} rows and {manifest.media} media files, as of {manifest.made_at}.")
        self.stdout.write("Everybody has to sign in again. Start the site now, or restart it.")
        if not manifest.has_key:
            self.stdout.write("The backup has no secret key: set the SECRET_KEY of the old site.")

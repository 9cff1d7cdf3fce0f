from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from securityedu.backups import BackupError, make_backup


class Command(BaseCommand):
    help = "Write database, media and secret key to one file, while the site runs. Sessions are left out."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, nargs="?", help="a new file, or a folder (DATA_DIR/backups): named by time"
        )

    def handle(self, file: Path | None, **options) -> None:
        try:
            path, manifest = make_backup(file, now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{path}: {rows} rows, {manifest.media} media files, {path.stat().st_size / 1e6:.1f} MB.")
        if not manifest.has_key:
            self.stdout.write("SECRET_KEY comes from the environment and is not in it: keep it elsewhere.")

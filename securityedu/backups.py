"""Backups: one file with all tables, media and the secret key, that either database can take in again.

    manifest.json            format, version, time, database, migrations, rows of each table
    tables/<app.model>       see tables.py
    media/<name>             the files of MEDIA_ROOT
    secret_key               unless the key comes from the environment

It is a zip whose comment, the file's last 64 bytes, is the SHA-256 of all bytes before it: whatever is missing from the
file, or was changed in it, is found before anything is touched.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection

from securityedu import tables
from securityedu.version import version

FORMAT = 1
DIGEST_LENGTH = 64
MANIFEST, KEY, TABLES, MEDIA = "manifest.json", "secret_key", "tables/", "media/"


class BackupError(Exception):
    """Why there is no backup, or nothing was restored, in a sentence."""


@dataclass(frozen=True)
class Manifest:
    version: str
    made_at: str
    database: str
    migrations: tables.Migrations
    rows: dict[str, int]
    media: int
    has_key: bool
    format: int = FORMAT


@dataclass(frozen=True)
class LastBackup:
    at: datetime
    size: int
    file: str


# --- making one ------------------------------------------------------------------------------------------------------


def make_backup(target: Path | None = None, *, now: datetime) -> tuple[Path, Manifest]:
    """Write a backup to the file `target`, or to a file named by the time in the folder `target` (DATA_DIR/backups).

    The file appears under its name when it is whole and on the disk, or not at all.
    """
    with _said_plainly("No backup was made"):
        target = _free_name(target, now)
        with _appearing(target) as file:
            manifest = _write(file, now)
            _seal(file)
        _remember(LastBackup(now, target.stat().st_size, str(target)))
    return target, manifest


def _free_name(target: Path | None, now: datetime) -> Path:
    if target is None:
        target = settings.DATA_DIR / "backups"
        target.mkdir(mode=0o700, exist_ok=True)
    if target.is_dir():
        target /= f"securityedu-{now:%Y%m%dT%H%M%SZ}.zip"
    if target.exists():
        raise BackupError(f"{target} exists: a backup is never written over another. Name a file that isn't there.")
    return target


def last_backup() -> LastBackup | None:
    """The last one that was made of this site, if any."""
    try:
        held = json.loads((settings.DATA_DIR / "backup.json").read_text())
        return LastBackup(datetime.fromisoformat(held["at"]), held["size"], held["file"])
    except (OSError, ValueError, KeyError):
        return None


def _remember(backup: LastBackup) -> None:
    with suppress(OSError), _appearing(settings.DATA_DIR / "backup.json") as file:
        file.write(json.dumps(asdict(backup), default=str).encode())


def _write(file: IO[bytes], now: datetime) -> Manifest:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        migrations, rows = _write_tables(archive)
        media, has_key = _write_media(archive), _write_key(archive)
        manifest = Manifest(version(), now.isoformat(), connection.vendor, migrations, rows, media, has_key)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        archive.comment = b"0" * DIGEST_LENGTH
    return manifest


def _write_tables(archive: zipfile.ZipFile) -> tuple[tables.Migrations, dict[str, int]]:
    with tables.snapshot():
        migrations = tables.applied_migrations()
        if not migrations:
            raise BackupError("There is nothing to back up: the database has no tables.")
        if unknown := tables.unknown_migrations(migrations):
            raise BackupError(f"The database is of a newer version than this code: it has {_listed(unknown)}.")
        rows = {}
        for model in tables.models_at(migrations):
            label = model._meta.label_lower
            with archive.open(TABLES + label, "w", force_zip64=True) as member:
                rows[label] = tables.write_rows(model, member)
        return migrations, rows


def _write_media(archive: zipfile.ZipFile) -> int:
    """After the tables: a file that a row names was there before the row was."""
    names = sorted(_media_names())
    for name in names:  # pictures are packed already
        archive.write(settings.MEDIA_ROOT / name, MEDIA + name, zipfile.ZIP_STORED)
    return len(names)


def _media_names() -> Iterator[str]:
    for folder, _folders, files in os.walk(settings.MEDIA_ROOT):
        for path in (Path(folder, name) for name in files):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path.relative_to(settings.MEDIA_ROOT).as_posix()


def _write_key(archive: zipfile.ZipFile) -> bool:
    """The key that the site uses, if it is the one in DATA_DIR."""
    path = settings.DATA_DIR / KEY
    has_key = path.exists() and path.read_text().strip() == settings.SECRET_KEY
    if has_key:
        archive.write(path, KEY)
    return has_key


def _seal(file: IO[bytes]) -> None:
    file.seek(-DIGEST_LENGTH, os.SEEK_END)
    body = file.tell()
    digest = _digest(file, body)
    file.seek(body)
    file.write(digest.encode())


def _digest(file: IO[bytes], length: int) -> str:
    """The SHA-256 of the file's first bytes."""
    file.seek(0)
    digest = hashlib.sha256()
    while length > 0 and (block := file.read(min(length, 1 << 20))):
        digest.update(block)
        length -= len(block)
    return digest.hexdigest()


# --- taking one in ---------------------------------------------------------------------------------------------------


def restore_backup(source: Path, *, force: bool) -> Manifest:
    """Make the site what the backup says, in all its tables, media and key, or leave all as it was.

    Refuses a site that has people, unless forced: what it holds is then lost.
    """
    with _said_plainly("Nothing was restored"), _opened(source) as (archive, manifest):
        if not force and tables.has_people():
            raise BackupError("This site has people already. --force replaces everything that it holds.")
        with _key_of(archive, manifest), _media_of(archive):
            _restore_tables(archive, manifest)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The verified backup: from here on, its bytes are those that were written."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END) - DIGEST_LENGTH
        held = b""
        if length > 0:
            file.seek(length)
            held = file.read()
        if not held or _digest(file, length).encode() != held:
            raise BackupError(f"{path} is no whole backup: it is cut off, was changed, or is something else.")
        with zipfile.ZipFile(file) as archive:
            yield archive, _checked_manifest(archive)


def _checked_manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        fields = json.loads(archive.read(MANIFEST))
        if fields["format"] > FORMAT:
            raise BackupError(f"This backup is of a newer version ({fields['version']}): upgrade, then restore it.")
        fields["migrations"] = [(app, name) for app, name in fields["migrations"]]
        manifest = Manifest(**fields)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("This is a zip file, but no backup of a SecurityEdu site.") from error
    if unknown := tables.unknown_migrations(manifest.migrations):
        raise BackupError(
            f"This backup is of a newer version ({manifest.version}) than this one ({version()}), which doesn't know "
            f"{_listed(unknown)}. Upgrade, then restore it."
        )
    _check_members(archive.namelist(), manifest)
    return manifest


def _check_members(names: list[str], manifest: Manifest) -> None:
    expected = {MANIFEST, *(TABLES + label for label in manifest.rows), *([KEY] if manifest.has_key else [])}
    media = [name for name in names if name.startswith(MEDIA)]
    others = [name for name in names if not name.startswith(MEDIA)]
    if set(others) != expected or len(set(names)) != len(names) or not all(map(_is_safe, media)):
        raise BackupError("This backup holds other files than a backup of a SecurityEdu site does.")


def _is_safe(name: str) -> bool:
    """Below the folder, whatever the system makes of the name."""
    parts = PurePosixPath(name).parts
    return "/".join(parts) == name and ".." not in parts and not any(c in name for c in "\\:\x00")


def _restore_tables(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    with tables.replaced_database(manifest.migrations) as models:
        if set(models) != set(manifest.rows):
            raise BackupError("This backup has other tables than its migrations make.")
        for label, model in models.items():
            with archive.open(TABLES + label) as member:
                tables.read_rows(model, member)


@contextmanager
def _media_of(archive: zipfile.ZipFile) -> Iterator[None]:
    """Put the backup's media beside those of the site; remove its own after an error, those of the site otherwise.

    A name is made from the content (media.py), so the files of two states can lie side by side.
    """
    wanted = {name.removeprefix(MEDIA) for name in archive.namelist() if name.startswith(MEDIA)}
    before = set(_media_names())
    try:
        for name in wanted:
            (settings.MEDIA_ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            with archive.open(MEDIA + name) as member, _appearing(settings.MEDIA_ROOT / name) as file:
                shutil.copyfileobj(member, file)
        yield
    except BaseException:
        _remove_media(wanted - before)
        raise
    _remove_media(before - wanted)


def _remove_media(names: set[str]) -> None:
    """As far as that is possible: a file that no row names does no harm."""
    for name in names:
        with suppress(OSError):
            (settings.MEDIA_ROOT / name).unlink()


@contextmanager
def _key_of(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[None]:
    """Write the backup's key to the disk first, and give it its name after all else has gone well."""
    if not manifest.has_key:
        yield
        return
    path = settings.DATA_DIR / f"{KEY}.new"
    with _appearing(path) as file:
        file.write(archive.read(KEY))
    try:
        yield
        path.replace(settings.DATA_DIR / KEY)
    finally:
        path.unlink(missing_ok=True)


# --- files -----------------------------------------------------------------------------------------------------------


@contextmanager
def _appearing(target: Path) -> Iterator[IO[bytes]]:
    """A file for its owner only, that gets its name when it is whole and on the disk; after an error there is none."""
    with tempfile.NamedTemporaryFile("w+b", dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, target)
        except BaseException:
            os.unlink(file.name)
            raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _said_plainly(outcome: str) -> Iterator[None]:
    """What the disk or the database says, as one sentence for whoever called the command."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise BackupError(f"{outcome}: the file is no backup of a SecurityEdu site.") from error
    except OSError as error:
        raise BackupError(f"{outcome}: {error.strerror or error} ({error.filename or 'while writing'}).") from error
    except (DatabaseError, tables.TablesError) as error:
        first_line = str(error).partition("\n")[0]
        raise BackupError(f"{outcome}: {first_line}") from error


def _listed(migrations: tables.Migrations) -> str:
    names = [f"{app} {name}" for app, name in migrations]
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")

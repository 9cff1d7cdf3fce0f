"""Backups: whatever a site holds comes back, on the same or another database, or nothing is touched."""

import errno
import io
import json
import os
import random
import threading
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import Invitation, OutgoingMail, SignInCode, User
from lessons.media_files import path_of
from lessons.models import Course, Picture, ReadingProgress
from quizzes.models import Answer, AnswerEvent, Attempt, Result
from quizzes.services import start_attempt, submit_attempt
from securityedu import backups, tables
from securityedu.backups import BackupError, last_backup, make_backup, restore_backup
from tests.factories import UserFactory
from tests.quizzes.services.helpers import all_right
from tests.samples import PICTURED, load_sample

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
PICTURE = "0" * 64 + ".png"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    settings.SECRET_KEY = "the key of the site"
    (settings.DATA_DIR / "secret_key").write_text("the key of the site")
    return settings.DATA_DIR


@pytest.fixture
def site(quiz, client, data_dir):
    """Something in every corner: people, a session, attempts, results, reading, invitations, mail, a picture."""
    user = UserFactory(username="émile", email="emile@example.org", role="instructor")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/progress/")
    attempt, _new = start_attempt(quiz=quiz, user=user, kind="graded", now=timezone.now())
    submit_attempt(attempt_id=attempt.pk, client="tab-1", entries=all_right(attempt), now=timezone.now())
    start_attempt(quiz=quiz, user=user, kind="practice", now=timezone.now())
    ReadingProgress.objects.create(user=user, lesson=quiz.course.lesson_set.first(), passage="one-for-all")
    Invitation.objects.create(note="for class 7 “b”\n", created_by=user)
    user.groups.add(Group.objects.get(name="Admins"))
    SignInCode.objects.create(user=user, digest="d" * 64, made_at=NOW, expires_at=NOW + timedelta(days=14))
    OutgoingMail.objects.create(to="a@example.org", subject="Hello", content="\u2028\ud7ff😀\\", queued_at=NOW)
    (data_dir / "media" / PICTURE).write_bytes(b"\x89PNG picture")
    return user


def everything() -> dict[str, list]:
    """All rows of all tables that a backup covers."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model._meta.label_lower not in tables.LEFT_OUT
    }


def files_of(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def backup(site, tmp_path):
    path, _manifest = make_backup(tmp_path / "site.zip", now=NOW)
    return path


def rewritten(backup, change):
    """A backup with a right checksum in which `change` has had its way with the members."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    path = backup.with_name("changed.zip")
    with path.open("w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
            archive.comment = b"0" * backups.DIGEST_LENGTH
        backups._seal(file)
    return path


def with_manifest(**fields):
    def change(members):
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | fields).encode()

    return change


# --- what comes back -------------------------------------------------------------------------------------------------


def test_restored_site_is_what_was_backed_up(site, tmp_path, data_dir, client):
    before, picture = everything(), files_of(data_dir / "media")
    path, _manifest = make_backup(tmp_path / "site.zip", now=NOW)

    User.objects.all().delete()
    Course.objects.update(title="Spoilt")
    UserFactory(username="somebody-new")
    (data_dir / "media" / PICTURE).unlink()
    (data_dir / "media" / ("1" * 64 + ".png")).write_bytes(b"another")
    (data_dir / "secret_key").write_text("another key")
    restore_backup(path, force=True)

    assert everything() == before
    assert all(before[model._meta.label_lower] for model in (Attempt, Answer, AnswerEvent, Result, OutgoingMail))
    assert files_of(data_dir / "media") == picture
    assert (data_dir / "secret_key").read_text() == "the key of the site"
    assert (data_dir / "secret_key").stat().st_mode & 0o777 == 0o600
    assert client.get("/progress/").status_code == 302, "a session outlived the restore"


def test_pictures_of_a_course_come_back_with_their_files(site, tmp_path, client):
    load_sample(tmp_path / "pictured", PICTURED)
    before = {picture.url: path_of(picture.file).read_bytes() for picture in Picture.objects.all()}
    path, _manifest = make_backup(tmp_path / "site.zip", now=NOW)
    for picture in Picture.objects.all():
        path_of(picture.file).unlink()
    Picture.objects.all().delete()
    restore_backup(path, force=True)
    assert {picture.url: client.get(picture.url).getvalue() for picture in Picture.objects.all()} == before != {}


def test_restored_site_can_be_used(site, backup):
    restore_backup(backup, force=True)
    learner = UserFactory(username="newcomer")
    quiz = Course.objects.get(key="sample").quiz_set.get()
    attempt, created = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    assert created
    submit_attempt(attempt_id=attempt.pk, client="tab-1", entries=all_right(attempt), now=timezone.now())
    assert Result.objects.get(user=learner).score == 9
    assert Group.objects.get(name="Admins").permissions.exists()


def test_every_table_is_covered_or_named_as_left_out():
    """A new table can't be forgotten: what the database has is what a backup holds."""
    covered = {model._meta.db_table for model in tables.models_at(tables.applied_migrations())}
    left_out = {apps.get_model(label)._meta.db_table for label in tables.LEFT_OUT}
    assert set(connection.introspection.table_names()) == covered | left_out | {"django_migrations"}


def test_table_of_many_blocks_comes_back_whole(quiz, tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 3)
    User.objects.bulk_create(User(username=f"u{number}") for number in range(10))
    before = everything()
    path, manifest = make_backup(tmp_path / "site.zip", now=NOW)
    assert manifest.rows["accounts.user"] == 10
    restore_backup(path, force=True)
    assert everything() == before


def test_backup_is_of_one_moment_and_lets_others_write(site):
    def write():
        User.objects.create(username="meanwhile")
        connection.close()

    with tables.snapshot():
        seen = User.objects.count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert User.objects.count() == seen
    assert User.objects.count() == seen + 1


def migrate_to(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))


def test_older_database_is_backed_up_restored_and_migrated(tmp_path):
    migrate_to(("accounts", "0001_initial"), ("lessons", "0001_initial"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO lessons_course (key, title, summary, language, licence, open_to_guests,"
                           " published, contents) VALUES ('old', 'Old', '', 'en', '', false, true, '[]')")  # fmt: skip
        path, manifest = make_backup(tmp_path / "old.zip", now=NOW)
    finally:
        call_command("migrate", verbosity=0)
    assert ("accounts", "0002_people") not in manifest.migrations
    assert "accounts.signincode" not in manifest.rows
    Course.objects.all().delete()

    restore_backup(path, force=True)

    assert Course.objects.get().key == "old"
    assert SignInCode.objects.count() == 0
    assert ("accounts", "0002_people") in tables.applied_migrations()


def test_site_without_people_takes_a_backup_unforced(site, backup, quiz):
    Attempt.objects.all().delete()
    User.objects.all().delete()
    assert Course.objects.exists()
    restore_backup(backup, force=False)
    assert User.objects.get().username == "émile"


def test_tables_of_a_newer_version_are_gone_after_a_restore(backup):
    """Otherwise the next upgrade would fail, because they are there already."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE quizzes_of_tomorrow (id integer)")
    restore_backup(backup, force=True)
    assert "quizzes_of_tomorrow" not in connection.introspection.table_names()


# --- what is refused, and then nothing has changed -------------------------------------------------------------------


@pytest.fixture
def untouched(backup, data_dir):
    """Whatever the test does, the site is the same afterwards."""
    before = everything(), files_of(data_dir)
    yield
    assert (everything(), files_of(data_dir)) == before


def refused(path, *words: str, force: bool = True) -> None:
    with pytest.raises(BackupError) as caught:
        restore_backup(path, force=force)
    message = str(caught.value)
    assert "\n" not in message.strip()
    for word in words:
        assert word in message


def test_site_with_people_is_not_replaced_unless_forced(backup, untouched):
    refused(backup, "people", "--force", force=False)


def test_flipped_byte_is_found_wherever_it_is(backup, untouched):
    whole = backup.read_bytes()
    ends = [*range(40), *range(len(whole) - 200, len(whole))]
    for place in [*ends, *random.sample(range(len(whole)), 100)]:
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << random.randrange(8)]) + whole[place + 1 :])
        refused(backup, "no whole backup")


def test_torn_backup_is_refused(backup, untouched):
    whole = backup.read_bytes()
    for length in [0, 1, 63, 64, 65, len(whole) - 64, len(whole) - 1, *random.sample(range(len(whole)), 20)]:
        backup.write_bytes(whole[:length])
        refused(backup, "no whole backup")
    backup.write_bytes(whole + b"\n")
    refused(backup, "no whole backup")


def test_what_is_no_backup_is_refused(tmp_path, backup, untouched):
    (tmp_path / "text").write_text("hello" * 100)
    (tmp_path / "folder").mkdir()
    for name in ("text", "folder", "nothing"):
        refused(tmp_path / name)


def test_sealed_file_that_is_no_zip_is_refused(tmp_path, backup, untouched):
    with (tmp_path / "other").open("w+b") as file:
        file.write(b"x" * 200)
        backups._seal(file)
    refused(tmp_path / "other", "no backup")


MEMBERS = {
    "out of the folder": lambda members: members.update({"media/../../evil": b"x"}),
    "absolute": lambda members: members.update({"media//etc/evil": b"x"}),
    "back": lambda members: members.update({"media/..\\evil": b"x"}),
    "one too many": lambda members: members.update({"evil": b"x"}),
    "a table missing": lambda members: members.pop("tables/quizzes.answer"),
    "key missing": lambda members: members.pop("secret_key"),
    "no manifest": lambda members: members.pop("manifest.json"),
    "manifest of something else": lambda members: members.update({"manifest.json": b"[1]"}),
    "manifest with more in it": with_manifest(more=1),
}


def test_other_members_than_ours_are_refused(backup, untouched):
    for change in MEMBERS.values():
        refused(rewritten(backup, change))


def test_newer_format_is_refused(backup, untouched):
    refused(rewritten(backup, with_manifest(format=2, version="v9.0")), "newer version", "v9.0")


def test_backup_of_a_newer_version_is_refused_by_name(backup, untouched):
    def change(members):
        migrations = json.loads(members["manifest.json"])["migrations"]
        with_manifest(version="v9.0", migrations=[*migrations, ["quizzes", "0099_tomorrow"]])(members)

    refused(rewritten(backup, change), "newer version", "v9.0", "quizzes 0099_tomorrow", "Upgrade")


def test_row_that_names_a_missing_one_leaves_all_as_it_was(backup, untouched):
    def change(members):
        members["tables/quizzes.attempt"] = members["tables/quizzes.attempt"].splitlines(keepends=True)[0]
        members["media/" + "2" * 64 + ".png"] = b"new"
        members["secret_key"] = b"another key"

    refused(rewritten(backup, change), "Nothing was restored")


def test_rows_that_are_none_leave_all_as_it_was(backup, untouched):
    refused(rewritten(backup, lambda members: members.update({"tables/quizzes.attempt": b"[1"})), "quizzes.attempt")


@pytest.mark.parametrize("columns", [b"", b"[1", b"[]", b'["a"]', b'{"a": 1}'])
def test_table_without_its_columns_is_refused(columns):
    with pytest.raises(tables.TablesError, match="quizzes.attempt"):
        tables.read_rows(Attempt, io.BytesIO(columns + b"\n"))


@pytest.mark.parametrize("row", [b"", b"[1", b"[]", b'["a"]', b'{"a": 1}'])
def test_row_that_is_none_is_refused(row):
    columns = [field.attname for field in Attempt._meta.local_concrete_fields]
    with pytest.raises(tables.TablesError, match="quizzes.attempt can't be taken in"):
        tables.read_rows(Attempt, io.BytesIO(json.dumps(columns).encode() + b"\n" + row + b"\n"))


def test_error_while_migrating_leaves_all_as_it_was(backup, untouched, monkeypatch):
    def fail(*args, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "db.sqlite3")

    monkeypatch.setattr(tables, "call_command", fail)
    refused(backup, "Nothing was restored", "No space left on device")


# --- the file --------------------------------------------------------------------------------------------------------


def test_backup_is_for_its_owner_only(backup):
    assert backup.stat().st_mode & 0o777 == 0o600


def test_backup_is_never_written_over_another(backup):
    with pytest.raises(BackupError, match="exists"):
        make_backup(backup, now=NOW)


def test_backup_into_a_folder_is_named_by_the_time(site, tmp_path):
    path, _manifest = make_backup(tmp_path, now=NOW)
    assert path.name == "securityedu-20260901T030000Z.zip"


def test_backup_without_a_name_goes_to_the_data_folder(site, data_dir):
    path, _manifest = make_backup(now=NOW)
    assert path.parent == data_dir / "backups"
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_folder_that_is_not_there_is_not_made(site, tmp_path):
    """It may be a disk that isn't mounted."""
    with pytest.raises(BackupError, match="No backup was made: No such file"):
        make_backup(tmp_path / "disk" / "site.zip", now=NOW)


def test_full_disk_leaves_no_file_and_says_so(site, tmp_path, monkeypatch):
    folder = tmp_path / "full"
    folder.mkdir()

    def fail(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BackupError, match="No backup was made: No space left on device"):
        make_backup(folder / "site.zip", now=NOW)
    assert list(folder.iterdir()) == []
    assert last_backup() is None


def test_last_backup_is_remembered(backup):
    last = last_backup()
    assert (last.at, last.size, last.file) == (NOW, backup.stat().st_size, str(backup))


def test_key_of_the_environment_stays_out(site, settings, tmp_path, capsys):
    settings.SECRET_KEY = "from the environment"
    call_command("backup", str(tmp_path / "site.zip"))
    assert "secret_key" not in zipfile.ZipFile(tmp_path / "site.zip").namelist()
    assert "SECRET_KEY" in capsys.readouterr().out


def test_dot_files_and_links_in_media_stay_out(site, data_dir, tmp_path):
    (data_dir / "media" / ".half").write_text("x")
    (data_dir / "media" / "link.png").symlink_to(data_dir / "secret_key")
    _path, manifest = make_backup(tmp_path / "site.zip", now=NOW)
    assert manifest.media == 1


def test_commands_say_what_is_wrong_in_one_sentence(backup, untouched, tmp_path):
    for arguments in (["backup", str(backup)], ["restore", str(backup)], ["restore", str(tmp_path / "none")]):
        with pytest.raises(CommandError):
            call_command(*arguments)
    with pytest.raises(CommandError, match="No such file"):
        call_command("backup", str(tmp_path / "nowhere" / "site.zip"))


def test_commands_say_what_they_did(backup, capsys, tmp_path):
    call_command("restore", str(backup), force=True)
    assert "1 media files, as of 2026-09-01" in capsys.readouterr().out

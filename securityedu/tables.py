"""The database as lines of JSON, the same for SQLite and PostgreSQL: what a backup holds of it.

Rows are read and written through the models of the *migrations* that the database has, not through those of the code.
So new code can back up the database of the old one, and take in an old backup and migrate it. Everything happens in one
transaction, changes of tables too: both databases can take them back. (A migration that can't run in a transaction,
such as one that adds an index CONCURRENTLY, would break this.)
"""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.apps import apps as installed_apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

Migrations = list[tuple[str, str]]
# Who has the key of a session is signed in: neither a backup's reader nor a session that was ended since should be.
LEFT_OUT = {"sessions.session", "usersessions.usersession"}
DEVELOPERS_APPS = {"debug_toolbar"}
BATCH = 1000
LOCK_SECONDS = 20


class TablesError(Exception):
    """What is wrong with the tables of a backup, in a sentence."""


@contextmanager
def snapshot() -> Iterator[None]:
    """All that is read inside is of one moment, and nobody who writes meanwhile has to wait."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # IMMEDIATE would lock writers out
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        connection.transaction_mode = mode


def applied_migrations() -> Migrations:
    """The migrations that the database has, without those of developers' tools."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(each for each in applied if each[0] not in DEVELOPERS_APPS)


def unknown_migrations(applied: Migrations) -> Migrations:
    """Those that this code doesn't have: the database, or the backup, is of a newer version."""
    return sorted(set(applied) - set(MigrationLoader(None).disk_migrations))


def has_people() -> bool:
    """What makes a site non-empty: somebody has an account."""
    user = installed_apps.get_model("accounts", "User")
    return user._meta.db_table in connection.introspection.table_names() and user.objects.exists()


# --- reading ---------------------------------------------------------------------------------------------------------


def models_at(applied: Migrations) -> list[type[Model]]:
    """Every table that these migrations make, those behind many-to-many fields too, save what is left out."""
    loader = MigrationLoader(connection)
    return _covered(loader.project_state(_newest(applied, loader)).apps)


def write_rows(model: type[Model], file: IO[bytes]) -> int:
    """The names of the columns, then a line for each row, in the order of the primary key; returns how many rows."""
    names = [field.attname for field in _columns(model)]
    file.write(_line(names))
    count = 0
    for count, row in enumerate(_rows(model, names), 1):  # noqa: B007 (the last one is the count)
        file.write(_line(row))
    return count


def _rows(model: type[Model], names: list[str]) -> Iterator[list]:
    """In blocks, not by one long query: a full disk would leave it open."""
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    block = list(rows[:BATCH])
    while block:
        yield from (values for _pk, *values in block)
        block = list(rows.filter(pk__gt=block[-1][0])[:BATCH])


def _covered(apps: Any) -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    ours = (model for model in models if model._meta.managed and not model._meta.proxy)
    return [
        model
        for model in ours
        if model._meta.label_lower not in LEFT_OUT and model._meta.app_label not in DEVELOPERS_APPS
    ]


def _columns(model: type[Model]) -> list:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _line(values: Iterable) -> bytes:
    return json.dumps(values, default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> str:
    """A form from which the field's `to_python` makes the same value. (Django's own encoder cuts off microseconds.)"""
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, (Decimal, UUID, timedelta)):
        return str(value)
    raise TypeError(f"{type(value).__name__} can't be written")


# --- writing ---------------------------------------------------------------------------------------------------------


@contextmanager
def replaced_database(applied: Migrations) -> Iterator[dict[str, type[Model]]]:
    """The database made anew as these migrations leave it, without rows. Gives its models by label, to be filled.

    Afterwards it is migrated to what the code wants. Any error, inside or then, leaves the database as it was before.
    """
    with connection.constraint_checks_disabled(), transaction.atomic(durable=True):
        _drop_tables()
        executor = MigrationExecutor(connection)
        models = _covered(executor.migrate(_newest(applied, executor.loader)).apps)
        _empty(models)
        yield {model._meta.label_lower: model for model in models}
        _settle(models)
        call_command("migrate", interactive=False, verbosity=0)
        ContentType.objects.clear_cache()


def read_rows(model: type[Model], file: IO[bytes]) -> None:
    """Fill an empty table with what `write_rows` wrote."""
    label, columns = model._meta.label_lower, _columns(model)
    insert = _insert_statement(model, columns)
    try:
        if json.loads(file.readline()) != [field.attname for field in columns]:
            raise TablesError(f"{label} has other columns than its migrations make.")
        with connection.cursor() as cursor:
            while lines := list(islice(file, BATCH)):
                cursor.executemany(insert, [_row(columns, json.loads(line)) for line in lines])
    except (DatabaseError, TypeError, ValidationError, ValueError) as error:
        raise TablesError(f"{label} can't be taken in: {error}") from error


def _insert_statement(model: type[Model], columns: list) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 (quoted names only)


def _row(columns: list, values: list) -> list:
    """Not through model instances: they would stamp times anew."""
    pairs = zip(columns, values, strict=True)
    return [field.get_db_prep_save(field.to_python(value), connection) for field, value in pairs]


def _newest(applied: Migrations, loader: MigrationLoader) -> Migrations:
    """Of each app the migrations that none of its others builds on: going to these brings all of them."""
    have, nodes = set(applied), loader.graph.node_map
    return [
        each
        for each in applied
        if each in nodes and not any(child.key[0] == each[0] and child.key in have for child in nodes[each].children)
    ]


def _drop_tables() -> None:
    """Drop the tables of every app that this code or the database knows: a newer version may have had more of them."""
    labels = {app.label for app in installed_apps.get_app_configs()} | {"django"}
    labels |= {app for app, _name in MigrationRecorder(connection).applied_migrations()}
    prefixes = tuple(f"{label}_" for label in labels)
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if cascade:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        for table in connection.introspection.table_names(cursor):
            if table.startswith(prefixes):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")


def _empty(models: list[type[Model]]) -> None:
    """Migrations bring rows of their own: the backup has them too, as they were."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # rows that name each other come one after the other
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _settle(models: list[type[Model]]) -> None:
    """Check every reference, and let the next row of a table get a number that is free."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table with checks still to do can't be altered by a migration
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
